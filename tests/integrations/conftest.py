from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from tests.petitions.world import NOW, World, make_world

from .mail.letters import US


@pytest.fixture
def channels(settings: Settings, tmp_path: Path) -> Settings:
    """Files in a folder of the test, and what channels are set to."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.CLAMD = ""
    settings.BASE_URL = "https://anson.example"
    settings.MAIL_IN_ADDRESSES = frozenset({US})
    settings.WEBHOOK_KEYS = {
        "sms": ("a key of the sms gate", "an older key of it"),
        "zalo": ("a key of the zalo gate",),
    }
    return settings


@pytest.fixture
def world(db: None, channels: Settings, clock: FrozenClock) -> World:
    clock.set(NOW)
    return make_world()
