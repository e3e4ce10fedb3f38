from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from tests.dossiers.world import NOW, World, build

from .caller import Caller


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
    """Calls the API as the world's people do. A server fault never passes silently."""
    return Caller(world, Client(raise_request_exception=False))


@pytest.fixture
def body(world: World) -> dict[str, Any]:
    """A complete application."""
    from tests.dossiers.world import APPLICANT, CODE

    return {
        "procedure": CODE,
        "case": "default",
        "channel": "online",
        "place": world.commune.code,
        "applicant": dict(APPLICANT),
    }
