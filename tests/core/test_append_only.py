from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

from motcua.core import audit, db, outbox

from .conftest import NOW, Somebody

with_rows = pytest.mark.django_db(transaction=True)

LOGS = ["core_audit", "core_audit_seal", "core_epoch"]


@pytest.fixture
def _filled(actor: Somebody) -> None:
    audit.record(act="a", actor=actor, subject_kind="s", subject="1", now=NOW)
    audit.seal(now=NOW)
    outbox.start_epoch(reason="test", now=NOW)
    with transaction.atomic():
        outbox.publish(topic="t", key="k", kind="k", body={}, now=NOW)


def try_it(sql: str, *, owner: bool) -> str:
    """The SQLSTATE with which a statement is refused; empty when it is not."""
    url = settings.OWNER_DATABASE_URL if owner else settings.DATABASE_URL
    with psycopg.connect(url) as one:
        try:
            one.execute(sql)
        except psycopg.Error as error:
            return error.sqlstate or "?"
        finally:
            one.rollback()
    return ""


def column(table: str) -> str:
    return {"core_audit": "act", "core_audit_seal": "records", "core_epoch": "reason", "core_outbox": "kind"}[table]


@with_rows
@pytest.mark.usefixtures("_filled")
def test_log_tables_refuse_change_and_removal_by_every_role() -> None:
    refused = {
        (table, owner, act): try_it(statement, owner=owner)
        for table in LOGS
        for owner in (False, True)
        for act, statement in {
            "update": f"UPDATE {table} SET {column(table)} = {column(table)}",
            "delete": f"DELETE FROM {table}",
        }.items()
    }

    assert len(refused) == 12
    assert set(refused.values()) == {"42501"}, refused


@with_rows
@pytest.mark.usefixtures("_filled")
def test_log_tables_refuse_truncation_by_the_application() -> None:
    assert {table: try_it(f"TRUNCATE {table}", owner=False) for table in [*LOGS, "core_outbox"]} == dict.fromkeys(
        [*LOGS, "core_outbox"], "42501"
    )


@with_rows
@pytest.mark.usefixtures("_filled")
def test_outbox_refuses_change_and_allows_removal() -> None:
    for owner in (False, True):
        assert try_it("UPDATE core_outbox SET kind = kind", owner=owner) == "42501"
        assert try_it("DELETE FROM core_outbox", owner=owner) == ""


@with_rows
def test_application_role_may_not_take_the_protection_away() -> None:
    assert try_it("ALTER TABLE core_audit DISABLE TRIGGER ALL", owner=False) == "42501"
    assert try_it("DROP TABLE core_audit", owner=False) == "42501"
    assert try_it(f"GRANT DELETE ON core_audit TO {settings.DB_APP_ROLE}", owner=False) in {"", "42501"}
    assert try_it("DELETE FROM core_audit", owner=False) == "42501"


@with_rows
def test_suite_works_with_the_rights_of_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.DB_APP_ROLE,)
        with pytest.raises(DatabaseError, match="permission denied"):
            cursor.execute("UPDATE core_audit SET act = 'x'")


@with_rows
def test_operations_when_run_forward_and_back_leave_the_table_as_it_was() -> None:
    (operation,) = db.append_only_operations("throwaway")
    rights = f"SELECT has_table_privilege('{settings.DB_APP_ROLE}', 'throwaway', 'DELETE')"

    class Editor(BaseDatabaseSchemaEditor):
        """As much of a schema editor as the operation uses, with the owner's rights."""

        def __init__(self, owner: psycopg.Connection) -> None:
            self.owner = owner

        def quote_name(self, name: str) -> str:
            return f'"{name}"'

        def execute(self, sql: object, params: object = None) -> None:
            assert params is None
            self.owner.execute(str(sql))

    state = ProjectState()
    with psycopg.connect(settings.OWNER_DATABASE_URL) as owner:
        owner.execute("CREATE TABLE throwaway (n int)")
        owner.execute("INSERT INTO throwaway VALUES (1)")
        operation.database_forwards("core", Editor(owner), state, state)
        assert owner.execute(rights).fetchone() == (False,)
        with pytest.raises(psycopg.Error, match="append-only"), owner.transaction():
            owner.execute("DELETE FROM throwaway")

        assert operation.reversible
        operation.database_backwards("core", Editor(owner), state, state)
        assert owner.execute(rights).fetchone() == (True,)
        assert owner.execute("DELETE FROM throwaway").rowcount == 1
        owner.rollback()


@pytest.mark.parametrize("table", ["x; DROP TABLE y", "", "Capital", "a" * 60])
def test_operations_for_a_strange_name_are_refused(table: str) -> None:
    with pytest.raises(ValueError, match="plain table name"):
        db.append_only_operations(table)
