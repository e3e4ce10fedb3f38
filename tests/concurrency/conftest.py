from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.dossiers.world import World, build


@pytest.fixture
def world(transactional_db: None, settings: Settings, tmp_path: Path) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.CLAMD = ""
    return build()
