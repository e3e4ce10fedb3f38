"""Locking a dossier row with hand-written SQL: the first statement of every act. Its oracle in the tests is the ORM's
``select_for_update``."""

from __future__ import annotations

import json
from functools import lru_cache
from uuid import UUID

from django.db import connection

from motcua.dossiers.models import Dossier


@lru_cache(maxsize=1)
def _columns() -> tuple[tuple[str, ...], int, str]:
    """Attribute names in the order of the columns, the place of the snapshot among them, and the statement."""
    fields = Dossier._meta.concrete_fields  # noqa: SLF001 - documented by Django
    names = tuple(field.attname for field in fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return names, names.index("snapshot"), f"SELECT {columns} FROM dossier WHERE uid = %s FOR UPDATE"  # noqa: S608


def locked_row(uid: UUID) -> Dossier | None:
    """The dossier, its row locked until the transaction ends; ``None`` when there is none. One statement. Raises
    RuntimeError outside a transaction, where the lock would be gone at once."""
    if not connection.in_atomic_block:
        raise RuntimeError("a dossier is locked inside a transaction")
    names, snapshot, statement = _columns()
    with connection.cursor() as cursor:
        cursor.execute(statement, [uid])
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    values[snapshot] = json.loads(values[snapshot])
    return Dossier.from_db(connection.alias, names, values)
