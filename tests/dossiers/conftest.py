from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from motcua.core.clock import FrozenClock

from .world import World, build


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    return build()


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    """An empty file store of this test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.CLAMD = ""
    return tmp_path / "files"
