"""What migrations and hand-written SQL share: append-only tables and the transaction-id column type.

A log table is protected twice. The application role loses UPDATE, DELETE and TRUNCATE on it, and a row trigger
refuses UPDATE and DELETE for everyone else, the owner included. There is no TRUNCATE trigger: only the owner may
truncate, and test suites need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

if TYPE_CHECKING:
    _IntField = models.Field[int, int]
else:
    _IntField = models.Field

_NAME = re.compile(r"^[a-z_][a-z0-9_]{0,50}$")

_FUNCTION = """
CREATE OR REPLACE FUNCTION public.core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$
"""


def _name(table: str) -> str:
    if not _NAME.match(table):
        raise ValueError(f"{table!r} is not a plain table name")
    return table


_Statement = Callable[[str], str]
"""SQL for the quoted name of the application role."""


class _Statements(Operation):
    """Runs SQL that names the application role. Unlike ``RunPython`` it needs no models drawn."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, forward: Sequence[_Statement], backward: Sequence[_Statement]) -> None:
        self._forward, self._backward = forward, backward

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(schema_editor, self._forward)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(schema_editor, self._backward)

    def describe(self) -> str:
        return "SQL about the application role"


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: Sequence[_Statement]) -> None:
    role = schema_editor.quote_name(settings.DB_APP_ROLE)
    for statement in statements:
        schema_editor.execute(statement(role), params=None)


def append_only_operations(table: str) -> list[Operation]:
    """Migration operations that make ``table`` append-only; put them after its ``CreateModel``.

    Afterwards the application role may only SELECT and INSERT; UPDATE and DELETE raise for every role with SQLSTATE
    42501. Reversible. Works on PostgreSQL 15 to 18 and on partitioned tables (row triggers reach the partitions;
    a partition made later needs its own REVOKE).
    """
    return refuse_operations(table, "UPDATE", "DELETE")


def refuse_operations(table: str, *acts: str) -> list[Operation]:
    """As :func:`append_only_operations` for the named acts only, of ``UPDATE`` and ``DELETE``. TRUNCATE is revoked
    in any case."""
    if not acts or not set(acts) <= {"UPDATE", "DELETE"}:
        raise ValueError("refuse UPDATE, DELETE or both")
    name = _name(table)
    trigger = f"{name}_refuse"
    revoked = ", ".join((*acts, "TRUNCATE"))
    forward: tuple[_Statement, ...] = (
        lambda role: _FUNCTION,
        lambda role: f"REVOKE {revoked} ON {name} FROM {role}",
        lambda role: (
            f"CREATE TRIGGER {trigger} BEFORE {' OR '.join(acts)} ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION public.core_refuse_change()"
        ),
    )
    backward: tuple[_Statement, ...] = (
        lambda role: f"DROP TRIGGER {trigger} ON {name}",
        lambda role: f"GRANT {', '.join(acts)} ON {name} TO {role}",
    )
    return [_Statements(forward, backward)]


class Xid8Field(_IntField):
    """A PostgreSQL 64-bit transaction id. It never wraps around, but it starts again in a new cluster: compare
    ``(epoch, xid)``, not ``xid`` alone."""

    description = "transaction id"

    def db_type(self, connection: object) -> str:
        return "xid8"

    def from_db_value(self, value: str | None, expression: object, connection: object) -> int | None:
        return None if value is None else int(value)

    def to_python(self, value: object) -> int | None:
        return None if value is None else int(str(value))

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else str(int(str(value)))

    def get_placeholder(self, value: object, compiler: object, connection: object) -> str:
        return "%s::xid8"


class CurrentTransaction(models.Func):
    """The id of the top-level transaction that writes the row."""

    function = "pg_current_xact_id"
    output_field = Xid8Field()


class CurrentEpoch(models.Func):
    """The epoch in force: raised by every restore, because transaction ids may start again there."""

    function = "public.core_current_epoch"
    output_field = models.IntegerField()
