"""A small province that receives petitions, and somebody without an account."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock
from tests.petitions.world import NOW, World, make_world


@pytest.fixture
def province(db: None, clock: FrozenClock) -> World:
    """Monday 23 November 2026, 08:30."""
    clock.set(NOW)
    return make_world()


@pytest.fixture
def visitor(province: World) -> Client:
    return Client()
