"""What a fact table is: named, typed columns under a schema version, and the list of all tables.

Every table begins with ``fact`` (the version's number, unique in its table), ``recorded_from`` and ``recorded_to``: the
row was what we knew from the one instant to before the other (null: still so). Instants are UTC without a zone,
microseconds; dates are legal days. Units, versions and decisions go by public id. Nothing personal may stand in a fact:
:func:`register` refuses column names that the list of personal data names, and strings are codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

from motcua.core.personal_data import is_personal_key

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION: Final = 1
"""Raised when a column changes its meaning or goes. A column that is added keeps the number: readers take a file
without it as one full of nulls."""

EVOLVE_VERSION: Final = 3
"""Raised when the same events come to mean other facts."""


class Kind(StrEnum):
    TEXT = "text"
    """A code or a public id; few different values."""
    UID = "uid"
    """A public id of which nearly every row has its own."""
    WORDING = "wording"
    """Official wording, such as the name of a unit or a procedure."""
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLAG = "flag"
    INSTANT = "instant"
    DATE = "date"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    about: str
    """What it says, for the schema that is published with open data."""


@dataclass(frozen=True)
class Table:
    """``columns`` without the three that all tables share."""

    name: str
    about: str
    columns: tuple[Column, ...]

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        return (*SHARED, *self.columns)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.all_columns)

    @cached_property
    def arrow(self) -> pa.Schema:
        return _arrow_schema(self)


SHARED: Final = (
    Column("fact", Kind.INTEGER, "number of this version of the row, unique in the table"),
    Column("recorded_from", Kind.INSTANT, "since when we knew it"),
    Column("recorded_to", Kind.INSTANT, "until before when we took it for true; null: still"),
)

_OFFICIAL: Final = frozenset({"name"})
"""Named like personal data, allowed for official wording."""

_tables: dict[str, Table] = {}


def register(table: Table) -> Table:
    """Add a table; the same one again is fine. Raises ValueError for another table of this name, a column named twice,
    or one named like personal data."""
    if _tables.get(table.name, table) != table:
        raise ValueError(f"the fact table {table.name} is registered otherwise already")
    if len(set(table.names)) != len(table.names):
        raise ValueError(f"a column of {table.name} is named twice")
    for column in table.columns:
        if is_personal_key(column.name) and not (column.kind is Kind.WORDING and column.name in _OFFICIAL):
            raise ValueError(f"{table.name}.{column.name}: facts hold no personal data")
    _tables[table.name] = table
    return table


def tables() -> Mapping[str, Table]:
    """Every table, by name."""
    return dict(sorted(_tables.items()))


def table_named(name: str) -> Table:
    """Raises KeyError."""
    return _tables[name]


@cache
def _types() -> Mapping[Kind, pa.DataType]:
    import pyarrow as pa

    return {
        Kind.TEXT: pa.string(),
        Kind.UID: pa.string(),
        Kind.WORDING: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.DECIMAL: pa.decimal128(18, 8),
        Kind.FLAG: pa.bool_(),
        Kind.INSTANT: pa.timestamp("us"),
        Kind.DATE: pa.date32(),
        Kind.TEXTS: pa.list_(pa.string()),
    }


def _arrow_schema(table: Table) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([pa.field(column.name, _types()[column.kind]) for column in table.all_columns])


def described() -> dict[str, object]:
    """The whole schema as plain data: for the manifest's readers and for open data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "evolve_version": EVOLVE_VERSION,
        "tables": {
            table.name: {
                "about": table.about,
                "columns": [
                    {"name": column.name, "kind": column.kind.value, "about": column.about}
                    for column in table.all_columns
                ],
            }
            for table in tables().values()
        },
    }
