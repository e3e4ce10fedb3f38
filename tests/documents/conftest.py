from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from motcua.documents.limits import Limits, limits_on

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    """An empty file store of this test's own; the folder it lies in."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.CLAMD = ""
    return tmp_path / "files"


@pytest.fixture
def limits() -> Limits:
    return limits_on(NOW.date())


@pytest.fixture
def now() -> dt.datetime:
    return NOW
