from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from motcua.core.remember import forget_everything
from tests.dossiers.world import NOW, World, build

from .given import GeoReportClient, program, with_attributes


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path, clock: FrozenClock) -> World:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.CLAMD = ""
    settings.OPEN311_JURISDICTION = "anson.example"
    settings.BASE_URL = "https://motcua.anson.example"
    clock.set(NOW)
    forget_everything()
    found = build()
    with_attributes()
    return found


@pytest.fixture(params=["xml", "json"])
def city(request: pytest.FixtureRequest, world: World) -> GeoReportClient:
    """The second client, once in each format."""
    return GeoReportClient(Browser(raise_request_exception=False), program(world)[1], request.param)
