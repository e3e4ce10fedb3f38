"""Data-modifying queries that ride along as parts of a larger statement. Parts of one statement do not see one
another's rows, so two riders never touch the same row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from motcua.core import hot
from motcua.core.hot import Value

Rider = tuple[str, Sequence[Value]]


class Part(NamedTuple):
    """A query with a name that other parts of the statement may call it by."""

    name: str
    query: str
    values: Sequence[Value]


def insert(table: str, **values: Value) -> Rider:
    """One row into ``table``; columns and table are names of our own, values become parameters."""
    marks = ", ".join(["%s"] * len(values))
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())  # noqa: S608


def parts_of(riders: Iterable[Rider]) -> list[Part]:
    """The riders as parts nobody calls."""
    return [Part(f"rider{number}", query, values) for number, (query, values) in enumerate(riders)]


def run_together(parts: Sequence[Part], last: Rider) -> None:
    """All of it as ONE prepared statement. What varies from act to act is which parts there are, so the number of
    different texts stays small."""
    query, final = last
    values = [value for part in parts for value in part.values]
    head = ", ".join(f"{part.name} AS ({part.query})" for part in parts)
    hot.run(f"WITH {head} {query}" if parts else query, [*values, *final])
