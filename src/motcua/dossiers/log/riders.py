"""Data-modifying queries that ride along as parts of a larger statement. Parts of one statement do not see one
another's rows, so two riders never touch the same row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from motcua.core.database import SqlValue

Rider = tuple[str, Sequence[SqlValue]]


def insert(table: str, **values: SqlValue) -> Rider:
    """One row into ``table``; columns and table are names of our own, values become parameters."""
    marks = ", ".join(["%s"] * len(values))
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())  # noqa: S608


def parts_of(riders: Iterable[Rider]) -> tuple[list[str], list[SqlValue]]:
    """The riders as CTEs with their parameters."""
    parts: list[str] = []
    params: list[SqlValue] = []
    for number, (query, values) in enumerate(riders):
        parts.append(f"rider{number} AS ({query})")
        params += values
    return parts, params
