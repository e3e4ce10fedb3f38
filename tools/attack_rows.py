"""The rows of one dossier kept aside, so that what an attack did to them can be undone, after a crash too.

They lie in a schema of their own in the same database, until they are put back.
"""
# ruff: noqa: S608 - the names of tables and columns come from the catalogue

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.db import connection, transaction

SCHEMA: Final = "attack_saved"
DAYS: Final = {"dossiers_day_root": "id", "dossiers_day_tree": "root_id"}
LEAVES: Final = "dossiers_day_leaf"


def _run(statement: str, values: Sequence[str | int | list[int]] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return int(cursor.rowcount)


def _rows(statement: str, values: Sequence[str | int | list[int]] = ()) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def saved_tables() -> list[str]:
    return [name for (name,) in _rows("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])]


def save(keys: Sequence[int]) -> None:
    """Keep everything that the dossiers own, however deep, and every day's root and tree."""
    with transaction.atomic():
        _run(f"CREATE SCHEMA {SCHEMA}")
        for table in DAYS:
            _run(f"CREATE TABLE {SCHEMA}.{table} AS SELECT * FROM {table}")
        _run(f"CREATE TABLE {SCHEMA}.dossier AS SELECT * FROM dossier WHERE id = ANY(%s)", [list(keys)])
        _run(
            f"CREATE TABLE {SCHEMA}.{LEAVES} AS SELECT l.* FROM {SCHEMA}.dossier d JOIN {LEAVES} l"
            " ON l.dossier_uid = d.uid AND l.root_id = ANY(ARRAY(SELECT id FROM dossiers_day_root))"
        )
        while _deeper():
            pass


def _deeper() -> int:
    """One step down along the foreign keys; how many more rows that found."""
    found, saved = 0, set(saved_tables())
    for child, column, parent, key in _referring():
        if parent not in saved or parent in DAYS or child in DAYS:
            continue
        _run(f"CREATE TABLE IF NOT EXISTS {SCHEMA}.{child} AS SELECT * FROM {child} WITH NO DATA")
        there = _run(
            f"INSERT INTO {SCHEMA}.{child} SELECT c.* FROM {child} c WHERE c.{column} IN"
            f" (SELECT {key} FROM {SCHEMA}.{parent}) AND NOT EXISTS"
            f" (SELECT 1 FROM {SCHEMA}.{child} s WHERE s.{_primary(child)} = c.{_primary(child)})"
        )
        found += there
        saved.add(child)
    return found


def _referring() -> list[tuple[str, str, str, str]]:
    """Table, column, table and column it names: of every model, for the log has no foreign keys in the database."""
    found = []
    for model in apps.get_models():
        fields: list[Any] = list(model._meta.concrete_fields)  # noqa: SLF001 - documented by Django
        for field in fields:
            if field.is_relation and field.related_model is not None:
                target = field.target_field
                found.append((model._meta.db_table, field.column, target.model._meta.db_table, target.column))  # noqa: SLF001
    return found


def _primary(table: str) -> str:
    column = next(m._meta.pk.column for m in apps.get_models() if m._meta.db_table == table)  # noqa: SLF001
    return str(column)


@contextmanager
def triggers_off() -> Iterator[None]:
    """What refuses to change the log is switched off, as the owner of the tables can."""
    tables = saved_tables()
    for table in tables:
        _run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        for table in tables:
            _run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def delete(key: int) -> None:
    """Every row that one of the saved dossiers owns, and its leaves."""
    tables = [table for table in saved_tables() if table not in {*DAYS, LEAVES, "dossier"}]
    with transaction.atomic():
        owned = {"dossier": [key]}
        referring = _referring()
        while True:
            before = {table: len(rows) for table, rows in owned.items()}
            for child, column, parent, _ in referring:
                if child in tables and parent in owned:
                    of = f"SELECT {_primary(child)} FROM {child} WHERE {column} = ANY(%s)"
                    rows = [int(row) for (row,) in _rows(of, [owned[parent]])]
                    owned[child] = sorted({*owned.get(child, []), *rows})
            if before == {table: len(rows) for table, rows in owned.items()}:
                break
        _run(f"DELETE FROM {LEAVES} WHERE id IN (SELECT id FROM {SCHEMA}.{LEAVES})" + _OF_DOSSIER, [key])
        for table, rows in owned.items():
            _run(f"DELETE FROM {table} WHERE {_primary(table)} = ANY(%s)", [rows])


_OF_DOSSIER = f" AND dossier_uid = (SELECT uid FROM {SCHEMA}.dossier WHERE id = %s)"


def put_back() -> None:
    """Everything as it was saved, and the saved rows gone."""
    if not saved_tables():
        return
    with triggers_off(), transaction.atomic():
        for table in saved_tables():
            if table in DAYS:
                continue
            primary = _primary(table)
            _run(f"DELETE FROM {table} t USING {SCHEMA}.{table} s WHERE t.{primary} = s.{primary}")
            _run(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {SCHEMA}.{table}")
        _run(
            "UPDATE dossiers_day_root t SET prev_root = s.prev_root, root = s.root, leaves = s.leaves"
            f" FROM {SCHEMA}.dossiers_day_root s WHERE s.id = t.id"
        )
        _run(
            "UPDATE dossiers_day_tree t SET size = s.size, nodes = s.nodes"
            f" FROM {SCHEMA}.dossiers_day_tree s WHERE s.root_id = t.root_id"
        )
    _run(f"DROP SCHEMA {SCHEMA} CASCADE")
