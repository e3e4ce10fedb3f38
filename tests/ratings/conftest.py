from __future__ import annotations

import pytest

from motcua.core.clock import FrozenClock
from tests.desk.conftest import sign_in
from tests.dossiers.world import World, build

from .given import more_posts

__all__ = ["sign_in"]


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    return more_posts(build())
