from __future__ import annotations

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock
from tests.desk.conftest import SignIn, sign_in, world
from tests.desk.office import ROLES, staff
from tests.dossiers.world import NOW, World
from tests.studio.processes.writing import Writing

__all__ = ["sign_in", "world"]


@pytest.fixture
def writing(world: World, sign_in: SignIn, clock: FrozenClock) -> Writing:
    """Authors at work: ``control`` and a second one, ``second``, of the same post."""
    clock.set(NOW)
    code = staff(world)
    browsers: dict[str, Client] = {name: sign_in(name) for name in (*ROLES, "reception")}
    return Writing(world, browsers, code)
