"""Writing many rows of one table with COPY: several times faster than INSERT through the ORM, same constraints and
triggers. Rows are given as plain values in the order of the columns; columns left out take the database's default.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """``count`` fresh primary keys of ``model``, so that rows that refer to one another can be written in bulk."""
    if not count:
        return []
    options = model._meta  # noqa: SLF001 (documented by Django)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [options.db_table, options.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write ``rows`` into the table of ``model`` in one statement. JSON goes in as its text. Database errors are
    Django's, as for any statement."""
    options = model._meta  # noqa: SLF001 (documented by Django)
    by_name = {field.name: field.column for field in options.concrete_fields}
    names = [sql.Identifier(by_name[name]) for name in columns]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(options.db_table), sql.SQL(", ").join(names))
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
