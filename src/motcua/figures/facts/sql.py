"""The SQL by which the engine reads a table of facts as of an instant."""

# ruff: noqa: S608 - statements are made of names in the schema, paths of the manifest and instants

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .manifest import ENDS, OPEN, PAST, FileEntry
from .schema import Kind, Table
from .tail import Tail

if TYPE_CHECKING:
    import duckdb

TYPES: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "VARCHAR",
    Kind.UID: "VARCHAR",
    Kind.WORDING: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.DECIMAL: "DECIMAL(18, 8)",
    Kind.FLAG: "BOOLEAN",
    Kind.INSTANT: "TIMESTAMP",
    Kind.DATE: "DATE",
    Kind.TEXTS: "VARCHAR[]",
}


def lay(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    table: Table,
    files: Iterable[FileEntry],
    tail: Tail | None,
    as_of: dt.datetime | None,
) -> None:
    """The view of one table: what was known then."""
    until = as_of.astimezone(dt.UTC) if as_of is not None else None
    by_kind: dict[str, list[FileEntry]] = {OPEN: [], PAST: [], ENDS: []}
    for entry in files:
        if _may_matter(entry, until):
            by_kind[entry.kind].append(entry)
    ended = ends_of(connection, root, table, by_kind[ENDS], tail, until)
    parts = reads(root, table, by_kind[OPEN])
    if ended:
        parts = [f"SELECT o.* FROM ({part}) o ANTI JOIN {ended} e ON o.fact = e.fact" for part in parts]
    if until is not None:
        parts += [f"SELECT * FROM ({part}) WHERE {stood(until)}" for part in reads(root, table, by_kind[PAST])]
        parts = [f"SELECT * FROM ({part}) WHERE recorded_from <= {literal(until)}" for part in parts]
    if tail is not None and table.name in tail.rows:
        connection.register("incoming", tail.rows[table.name])
        connection.execute(f'CREATE TABLE "tail_{table.name}" AS SELECT * FROM incoming')
        connection.unregister("incoming")
        then = stood(until) if until is not None else "recorded_to IS NULL"
        parts.append(f'SELECT * FROM "tail_{table.name}" WHERE {then}')
    body = " UNION ALL ".join(parts) or _nothing(table)
    connection.execute(f'CREATE VIEW "{table.name}" AS SELECT * EXCLUDE (recorded_to) FROM ({body})')


def _may_matter(entry: FileEntry, until: dt.datetime | None) -> bool:
    if until is None or entry.kind == ENDS:
        return until is not None or entry.kind != PAST
    if dt.datetime.fromisoformat(entry.first) > until:
        return False
    return entry.kind == OPEN or dt.datetime.fromisoformat(entry.until) > until


def ends_of(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    table: Table,
    files: list[FileEntry],
    tail: Tail | None,
    until: dt.datetime | None,
    which: str = "ends",
) -> str:
    """A small table of the versions that ended by then though their file holds them as open; its name, or empty."""
    parts = []
    if files:
        parts.append(f"SELECT fact, recorded_to FROM read_parquet({listed([str(root / one.name) for one in files])})")
    if tail is not None and table.name in tail.ends:
        connection.register("incoming", tail.ends[table.name])
        parts.append("SELECT fact, recorded_to FROM incoming")
    if not parts:
        return ""
    name = f'"{which}_{table.name}"'
    then = f"WHERE recorded_to <= {literal(until)}" if until is not None else ""
    connection.execute(f"CREATE TABLE {name} AS SELECT fact FROM ({' UNION ALL '.join(parts)}) {then}")
    if tail is not None and table.name in tail.ends:
        connection.unregister("incoming")
    return name


def reads(root: Path, table: Table, files: list[FileEntry]) -> list[str]:
    """One SELECT for files of each width: columns that a file is too old to have are null."""
    found: list[str] = []
    for width in sorted({entry.columns for entry in files}):
        names = [str(root / entry.name) for entry in files if entry.columns == width]
        have = [f'"{column.name}"' for column in table.all_columns[:width]]
        lack = [f'NULL::{TYPES[column.kind]} AS "{column.name}"' for column in table.all_columns[width:]]
        found.append(f"SELECT {', '.join([*have, *lack])} FROM read_parquet({listed(names)})")
    return found


def _nothing(table: Table) -> str:
    columns = ", ".join(f'NULL::{TYPES[column.kind]} AS "{column.name}"' for column in table.all_columns)
    return f"SELECT {columns} WHERE false"


def stood(until: dt.datetime) -> str:
    at = literal(until)
    return f"recorded_from <= {at} AND (recorded_to IS NULL OR recorded_to > {at})"


def literal(at: dt.datetime) -> str:
    return f"TIMESTAMP '{at.replace(tzinfo=None).isoformat(sep=' ', timespec='microseconds')}'"


def listed(paths: list[str]) -> str:
    quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"[{quoted}]"
