from __future__ import annotations

import pytest

from tests.dossiers.world import World, build

from .given import certifying


@pytest.fixture
def world(db: None) -> World:
    return certifying(build())
