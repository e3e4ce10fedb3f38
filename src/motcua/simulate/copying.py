"""Rows as COPY reads them: text lines, one writer for each table of a batch."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson
from django.db import connection
from psycopg import sql

_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text(value: str) -> str:
    return value.translate(_ESCAPES) if "\\" in value or "\n" in value or "\t" in value or "\r" in value else value


def _json(value: Mapping[str, object]) -> str:
    return _text(orjson.dumps(value).decode())


def _names(value: Sequence[object]) -> str:
    """An array of plain codes."""
    return "{" + ",".join(map(str, value)) + "}"


_OF: Final[Mapping[type, Callable[[Any], str]]] = {
    type(None): lambda _value: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    str: _text,
    bytes: lambda value: f"\\\\x{value.hex()}",
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    uuid.UUID: str,
    dict: _json,
    list: _names,
}


def line(values: Sequence[object]) -> str:
    """One row."""
    return "\t".join([_OF[type(value)](value) for value in values]) + "\n"


class Sheet:
    """Rows of one table, kept until they are written."""

    __slots__ = ("_columns", "_lines", "_table")

    def __init__(self, table: str, *columns: str) -> None:
        self._table, self._columns = table, columns
        self._lines: list[str] = []

    def add(self, *values: object) -> None:
        self._lines.append("\t".join([_OF[type(value)](value) for value in values]) + "\n")

    def add_line(self, text: str) -> None:
        """A row that is a line already."""
        self._lines.append(text)

    def write(self) -> None:
        """Write and forget. Database errors are Django's."""
        if not self._lines:
            return
        names = sql.SQL(", ").join(map(sql.Identifier, self._columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self._table), names)
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
            copy.write("".join(self._lines))
        self._lines.clear()
