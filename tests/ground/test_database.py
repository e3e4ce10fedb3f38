"""The ground other tests stand on."""

from __future__ import annotations

import socket
import threading
import warnings

import psycopg
import pytest
import pytest_socket
from django.conf import settings
from django.db import connection, connections
from django.db.utils import ProgrammingError
from django.test import TransactionTestCase

from motcua.core import clock as clocks

# A table of the first migrations that every version has, and that migrations fill.
COUNT = "SELECT count(*) FROM django_content_type"


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_connection_in_a_test_then_has_the_rights_of_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('is_superuser')")
        assert cursor.fetchone() == (settings.DB_APP_ROLE, "off")

        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("CREATE TABLE own (name text)")


@pytest.mark.pg15
@pytest.mark.skipif(settings.PG_BIN is None, reason="another PostgreSQL is chosen by MOTCUA_PG_BIN")
@pytest.mark.django_db
def test_server_in_the_group_for_postgresql_15_then_it_is_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        assert cursor.fetchone()[0].startswith("15.")


@pytest.mark.django_db(transaction=True)
def test_connection_in_another_thread_then_same_database_and_same_rights() -> None:
    seen: list[tuple[str, str]] = []

    def look() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_database(), current_user")
                seen.append(cursor.fetchone())
        finally:
            connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == [(connection.settings_dict["NAME"], settings.DB_APP_ROLE)]


@pytest.mark.django_db(transaction=True)
def test_end_of_a_transactional_test_then_its_rows_are_gone_and_those_of_migrations_are_back() -> None:
    before = _count()
    assert before > 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM auth_permission")
        cursor.execute("DELETE FROM django_content_type")
    assert _count() == 0

    TransactionTestCase()._fixture_teardown()

    assert _count() == before


@pytest.mark.django_db(transaction=True)
def test_end_of_a_transactional_test_when_rows_were_added_then_they_are_gone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")

    TransactionTestCase()._fixture_teardown()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_end_of_a_transactional_test_when_a_table_was_changed_then_it_is_as_before() -> None:
    with psycopg.connect(settings.OWNER_DATABASE_URL) as owner:
        owner.execute("ALTER TABLE django_session ADD COLUMN extra text")
        owner.execute("REVOKE INSERT ON django_session FROM motcua_app")

    TransactionTestCase()._fixture_teardown()

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")
        cursor.execute("SELECT * FROM django_session")
        assert [column.name for column in cursor.description] == ["session_key", "session_data", "expire_date"]


@pytest.mark.django_db(transaction=True)
def test_end_of_a_transactional_test_when_a_trigger_was_switched_off_then_it_is_on_again() -> None:
    states = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    with psycopg.connect(settings.OWNER_DATABASE_URL) as owner:
        before = owner.execute(states).fetchall()
        owner.execute("ALTER TABLE core_audit DISABLE TRIGGER USER")
        assert owner.execute(states).fetchall() != before

    TransactionTestCase()._fixture_teardown()

    with psycopg.connect(settings.OWNER_DATABASE_URL) as owner:
        assert owner.execute(states).fetchall() == before


@pytest.mark.django_db(transaction=True)
def test_end_of_a_transactional_test_when_a_connection_leaked_then_it_is_closed_by_force() -> None:
    with psycopg.connect(settings.DATABASE_URL) as leaked:
        leaked.execute(COUNT)

        TransactionTestCase()._fixture_teardown()

        with pytest.raises(psycopg.OperationalError):
            leaked.execute(COUNT)
    assert _count() > 0


def test_owner_connection_then_it_may_change_tables_and_leaves_nothing(owner_connection: psycopg.Connection) -> None:
    owner_connection.execute("ALTER TABLE django_content_type ADD COLUMN extra text")

    assert owner_connection.execute("SELECT current_user").fetchone() == ("motcua_owner",)


def test_clock_fixture_then_time_stands_until_it_is_moved(clock: clocks.FrozenClock) -> None:
    assert clocks.now().isoformat() == "2026-11-23T01:00:00+00:00"
    assert clocks.now() == clock.now()


def test_network_when_a_test_calls_out_then_it_is_refused() -> None:
    with socket.socket() as outside, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns and raises

        with pytest.raises(pytest_socket.SocketConnectBlockedError):
            outside.connect(("192.0.2.1", 80))
