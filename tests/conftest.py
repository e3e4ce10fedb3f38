"""What every test stands on: a private PostgreSQL, the rights of the application role, and a clock that stands still.

The server is started when the first test asks for a database and stopped at the end, unless another run uses it.
Each worker has a copy of one migrated template. After a transactional test it is put back as it was, so the rows
that migrations put in are always there.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from motcua import launcher
from motcua.cli.connection import use_database
from motcua.core.clock import LEGAL_ZONE, FrozenClock, use_clock

from . import template_database

_database = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def cluster() -> Iterator[launcher.Cluster]:
    """The running cluster of the suite."""
    held = launcher.take_hold(settings.STATE_DIR / "test", for_tests=True, pg_bin=settings.PG_BIN)
    yield held.cluster
    held.release(stop_if_last=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, cluster: launcher.Cluster
) -> Iterator[None]:
    """Takes the place of pytest-django's own: a database of this process, reached as the application role."""
    with django_db_blocker.unblock():
        if cluster.started:
            _drop_leftovers(cluster)
        template = template_database.migrated_template(cluster)
        made = template_database.TestDatabase(cluster, f"test_{os.getpid()}", template)
        settings.OWNER_DATABASE_URL = template_database.url_for(cluster.owner_url, made.name)
        settings.DATABASE_URL = template_database.url_for(cluster.app_url, made.name)
        use_database(settings.DATABASE_URL)
        patch = pytest.MonkeyPatch()
        # Django's way, emptying all tables, needs rights the application has not, and takes the migrations' rows along.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: made.restore())
    yield
    patch.undo()
    with django_db_blocker.unblock():
        made.drop()


def _drop_leftovers(cluster: launcher.Cluster) -> None:
    """Databases of runs that were killed: nobody uses them when the server has only now been started."""
    with template_database.owner(cluster) as owner:
        for (name,) in owner.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'").fetchall():
            template_database.drop(owner, name)


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    """The clock in force during the test: it stands at Monday 23 November 2026, 08:00, until the test moves it."""
    frozen = FrozenClock(dt.datetime(2026, 11, 23, 8, tzinfo=LEGAL_ZONE))
    with use_clock(frozen):
        yield frozen


@pytest.fixture
def owner_connection(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection with the owner's rights to the test's database; what is not committed is rolled back.

    For a test that tries what the application role may not. It sees committed rows only, hence transactional.
    """
    with psycopg.connect(settings.OWNER_DATABASE_URL) as connection:
        yield connection
        connection.rollback()
