from __future__ import annotations

import pytest

from motcua.core.clock import FrozenClock
from tests.desk.conftest import sign_in
from tests.dossiers.world import World

from .given import finished_dossiers, world_of_surveys

__all__ = ["sign_in"]


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    made = world_of_surveys()
    finished_dossiers(made)
    return made
