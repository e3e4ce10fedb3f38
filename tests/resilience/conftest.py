from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from tests.api.caller import Caller
from tests.dossiers.world import NOW, World, build


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.CLAMD = ""
    return tmp_path / "files"


@pytest.fixture
def world(db: None, store: Path, clock: FrozenClock) -> World:
    clock.set(NOW)
    return build()


@pytest.fixture
def call(world: World) -> Caller:
    return Caller(world, Client(raise_request_exception=False))
