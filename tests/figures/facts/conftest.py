from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from tests.dossiers.world import World, build


@pytest.fixture
def root(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder of facts."""
    settings.FACTS_ROOT = tmp_path / "facts"
    settings.FACTS_MEMORY_MIB, settings.FACTS_THREADS = 256, 1
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = settings.CLAMD = ""
    return tmp_path / "facts"


@pytest.fixture
def world(transactional_db: None, clock: FrozenClock) -> World:
    """A province whose dossiers are committed: facts are read below the watermark of finished transactions."""
    return build()
