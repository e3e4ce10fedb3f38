from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings

from motcua import launcher
from motcua.core.clock import FrozenClock
from tests.api.caller import Caller
from tests.dossiers.world import NOW, World, build
from tests.template_database import url_for

from .clients import PLAN


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.CLAMD = ""
    return tmp_path / "files"


@pytest.fixture
def world(db: None, store: Path, clock: FrozenClock) -> World:
    clock.set(NOW)
    return build()


@pytest.fixture
def call(world: World) -> Caller:
    return Caller(world, Client(raise_request_exception=False))


@pytest.fixture
def live_world(transactional_db: None, store: Path) -> World:
    """Committed, for other processes to work on."""
    return build()


@pytest.fixture
def tokens(live_world: World) -> dict[str, str]:
    """Of everybody the clients act as."""
    now = dt.datetime.now(dt.UTC)
    return {who: live_world.token(who, now=now) for who in ("citizen", "head", *(who for _action, who in PLAN))}


Durable = Callable[[Path], AbstractContextManager[launcher.Cluster]]


@pytest.fixture
def durable_copy(tokens: dict[str, str], cluster: launcher.Cluster) -> Durable:
    """Makes, for a state folder, a cluster that loses nothing it confirmed, with a copy of the test's database."""

    @contextmanager
    def made(state: Path) -> Iterator[launcher.Cluster]:
        with launcher.hold(state, pg_bin=configured.PG_BIN) as running:
            source = url_for(cluster.superuser_url, "test_motcua")
            dump = subprocess.run([cluster.pg_dump, f"--dbname={source}"], capture_output=True, check=True)
            target = url_for(running.superuser_url, "motcua")
            command = [running.psql, "--no-psqlrc", "-q", "-v", "ON_ERROR_STOP=1", f"--dbname={target}"]
            subprocess.run(command, input=dump.stdout, stdout=subprocess.DEVNULL, check=True)
            yield running

    return made


@pytest.fixture
def durable(durable_copy: Durable, tmp_path: Path) -> Iterator[launcher.Cluster]:
    with durable_copy(tmp_path / "cluster") as running:
        yield running
