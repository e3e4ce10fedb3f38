from __future__ import annotations

import pytest

from motcua.core.clock import FrozenClock
from tests.desk.conftest import sign_in
from tests.dossiers.conftest import store
from tests.dossiers.world import World, build

from .given import certifying

__all__ = ["sign_in", "store"]


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    return certifying(build())
