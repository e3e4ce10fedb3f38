"""What every test stands on: a private PostgreSQL, the rights of the application role, and a clock that stands still.

Each worker has a server of its own, started when the first test asks for a database and stopped at the end, and
there a copy of a migrated template. After a transactional test it is put back as it was, so the rows
that migrations put in are always there.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from motcua import launcher
from motcua.cli.connection import use_database
from motcua.core.clock import LEGAL_ZONE, FrozenClock, use_clock

from . import order, template_database

# How long an example takes depends on who else uses the machine.
hypothesis_settings.register_profile("motcua", deadline=None)
hypothesis_settings.load_profile("motcua")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only tests that speak to the database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("database_only"):
        chosen = [item for item in items if order.speaks_to_the_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if not order.speaks_to_the_database(item)])
        items[:] = chosen
    order.longest_first(items)


@pytest.fixture(scope="session")
def cluster() -> Iterator[launcher.Cluster]:
    """A running cluster that this process has for itself: what is visible to readers of the outbox depends on the
    open transactions of the whole cluster, those of other databases included."""
    with (
        _free_place(settings.STATE_DIR / "test") as place,
        launcher.hold(place, for_tests=True, pg_bin=settings.PG_BIN) as running,
    ):
        yield running


@contextmanager
def _free_place(folder: Path) -> Iterator[Path]:
    """The first numbered subfolder that no other process uses."""
    for number in itertools.count():
        place = folder / str(number)
        place.mkdir(parents=True, exist_ok=True)
        with (place / "place.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield place
            return


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, cluster: launcher.Cluster
) -> Iterator[None]:
    """Takes the place of pytest-django's own: a database of this process, reached as the application role."""
    with django_db_blocker.unblock():
        template = template_database.migrated_template(cluster)
        made = template_database.TestDatabase(cluster, "test_motcua", template)
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


@pytest.fixture(autouse=True)
def _language() -> None:
    """Every test begins in Vietnamese: a page that an earlier one read in English leaves its language in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


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
