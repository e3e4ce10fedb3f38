from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connections
from pytest_django import Settings

from motcua import launcher
from motcua.backup import store as stores
from motcua.backup.store import Store
from motcua.backup.take import Taken, take
from motcua.cli.connection import as_owner, use_database
from tests import template_database
from tests.dossiers.world import NOW, World
from tests.registers.given import world_of_registers
from tests.resilience.conftest import durable_copy, tokens
from tests.resilience.test_disk_full import small_disk
from tests.template_database import url_for

__all__ = ["durable_copy", "small_disk", "tokens"]  # fixtures of others

KEY = "one:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
OTHER_KEY = "one:HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
TARGET = "restored"


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.FILES_FSYNC = False
    settings.CLAMD = ""
    settings.BACKUP_KEY = KEY
    settings.ERASURE_REGISTER = ""
    return tmp_path / "files"


@pytest.fixture
def world(transactional_db: None, files: Path) -> World:
    """Committed: the dump is made by another process."""
    return world_of_registers()


@pytest.fixture
def filled(world: World) -> World:
    """A few dossiers, one of them finished, with their papers."""
    world.returned(files=((world.component, world.file()),))
    world.submit()
    return world


@pytest.fixture
def place(tmp_path: Path) -> Store:
    return stores.make(tmp_path / "backups")


def backed_up(place: Store, now: dt.datetime = NOW) -> Taken:
    with as_owner():
        return take(place, now=now)


@pytest.fixture
def elsewhere(cluster: launcher.Cluster, settings: Settings, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Call it to be at another, empty place: a database without tables and a store without files."""
    before = configured.DATABASE_URL, configured.OWNER_DATABASE_URL

    def move() -> None:
        connections.close_all()
        with template_database.owner(cluster) as connection:
            template_database.drop(connection, TARGET)
            template_database.create(connection, TARGET)
        configured.OWNER_DATABASE_URL = configured.DATABASE_URL = url_for(cluster.owner_url, TARGET)
        use_database(configured.OWNER_DATABASE_URL)
        settings.FILES_ROOT = tmp_path / "files elsewhere"

    yield move
    connections.close_all()
    configured.DATABASE_URL, configured.OWNER_DATABASE_URL = before
    use_database(configured.DATABASE_URL)
    with template_database.owner(cluster) as connection:
        template_database.drop(connection, TARGET)


@contextmanager
def flipped(path: Path, offset: int, bit: int = 0) -> Iterator[None]:
    """Within the block one bit of the file is another."""
    before = path.read_bytes()
    changed = bytearray(before)
    changed[offset] ^= 1 << bit
    path.write_bytes(changed)
    try:
        yield
    finally:
        path.write_bytes(before)
