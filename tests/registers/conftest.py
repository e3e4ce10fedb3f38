from __future__ import annotations

import pytest

from motcua.core.clock import FrozenClock
from tests.desk.conftest import sign_in
from tests.dossiers.world import World

from .given import world_of_registers

__all__ = ["sign_in"]


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    return world_of_registers()
