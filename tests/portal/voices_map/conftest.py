from __future__ import annotations

from collections.abc import Iterator

import pytest

from motcua.core import clock
from motcua.core.remember import forget_everything
from tests.petitions.world import NOW, World, make_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A small province with shapes, at a known time."""
    with clock.use_clock(clock.FrozenClock(NOW)):
        made = make_world()
        yield made
    forget_everything()
