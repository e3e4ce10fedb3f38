"""Statements of the hot path: prepared once a connection, so that PostgreSQL parses and plans them once and not at
every request (docs/adr/0016-prepared-statements.md).

A statement is text of our own with ``%s`` for values, the same text every time: what varies goes into values, not into
the text. Values travel as text without a type, and the statement says what they are: by the column they are compared
with or put into, or by a cast. So the type of a Python value never makes a second plan of the same statement.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.utils import CursorWrapper

from motcua.core.database import SqlValue
from motcua.core.postgresql.base import DatabaseWrapper

Row = tuple[Any, ...]
Value = SqlValue | Mapping[str, object]
"""A mapping travels as JSON."""


def rows(statement: str, values: Sequence[Value] = ()) -> list[Row]:
    """Run it and give all rows."""
    found: list[Row] = _executed(statement, values).fetchall()
    return found


def row(statement: str, values: Sequence[Value] = ()) -> Row | None:
    """Run it and give the first row, ``None`` when there is none."""
    found: Row | None = _executed(statement, values).fetchone()
    return found


def run(statement: str, values: Sequence[Value] = ()) -> int:
    """Run a statement without an answer; how many rows its last part touched."""
    touched: int = _executed(statement, values).rowcount
    return touched


def insert(fresh: models.Model) -> None:
    """``save(force_insert=True)`` of a row with plain columns and a key drawn by the database, without signals."""
    names, statement = _insertion(type(fresh))
    ((fresh.pk,),) = rows(statement, [getattr(fresh, name) for name in names])
    fresh._state.adding, fresh._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - documented by Django


@lru_cache(maxsize=100)
def _insertion(model: type[models.Model]) -> tuple[tuple[str, ...], str]:
    """The attributes in the order of their columns, and the statement."""
    meta = model._meta  # noqa: SLF001 - documented by Django
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = f'"{meta.db_table}"'
    text = f'INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING "{meta.pk.column}"'  # noqa: S608 - names of ours
    return tuple(field.attname for field in fields), text


def _executed(statement: str, values: Sequence[Value]) -> CursorWrapper:
    wrapper = connections[DEFAULT_DB_ALIAS]
    if not isinstance(wrapper, DatabaseWrapper):
        raise TypeError("hot statements need motcua.core.postgresql")
    cursor = wrapper.prepared_cursor()
    cursor.execute(numbered(statement), wire(values))
    return cursor


@lru_cache(maxsize=2000)
def numbered(statement: str) -> str:
    """``%s`` becomes ``$1``, ``$2``... as PostgreSQL wants it."""
    numbers = count(1)
    first, *rest = statement.split("%s")
    return first + "".join(f"${next(numbers)}{part}" for part in rest)


def wire(values: Sequence[Value]) -> list[str | bytes | None]:
    """The values as they travel. Raises TypeError for a type that no hot statement takes."""
    return [_WIRE.get(type(value), _relative)(value) for value in values]


def _relative(value: object) -> str:
    """A value of a derived class: words of ours (``StrEnum``) and mappings."""
    if isinstance(value, enum.StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return _document(value)
    raise TypeError(f"a hot statement takes no {type(value).__name__}")


def _document(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _same(value: Any) -> Any:
    return value


def _array(items: Sequence[Any]) -> str:
    """``{"a","b"}``, quoted as PostgreSQL reads arrays."""
    return "{" + ",".join(_item(item) for item in items) + "}"


def _item(item: object) -> str:
    if isinstance(item, str):
        escaped = item.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(item)


_WIRE: Mapping[type, Callable[[Any], Any]] = {
    type(None): _same,
    str: _same,
    bytes: _same,
    bool: lambda value: "t" if value else "f",
    int: str,
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    uuid.UUID: str,
    list: _array,
    dict: _document,
}
