from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from motcua.people.actors import load_actor
from tests.desk.conftest import sign_in
from tests.dossiers.world import NOW, World, build

__all__ = ["sign_in"]


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.CLAMD = ""
    settings.ERASURE_REGISTER = ""
    return tmp_path / "files"


@pytest.fixture
def world(db: None, store: Path, clock: FrozenClock) -> World:
    clock.set(NOW)
    return build()


@pytest.fixture
def later(world: World) -> dt.datetime:
    """Twelve years on; the people still work there."""
    at = NOW + dt.timedelta(days=365 * 12)
    for name in ("clerk", "head"):
        world.actors[name] = load_actor(world.users[name].pk, at.date())
    return at
