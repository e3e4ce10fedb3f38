"""The small province of :mod:`tests.petitions.world`, made anew for each test that asks."""

from __future__ import annotations

import pytest

from motcua.core.clock import FrozenClock

from .world import World, make_world


@pytest.fixture
def world(clock: FrozenClock, db: None) -> World:
    return make_world()
