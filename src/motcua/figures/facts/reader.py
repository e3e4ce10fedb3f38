"""Reading facts: DuckDB over the files of a manifest and the tail from the database, as Ibis tables.

The engine is shut in: it may open the files of its manifest and nothing else, load no extension and change no setting,
so whatever a formula says, it reads facts only.
"""

# ruff: noqa: S608 - statements are made of names in the schema, paths of the manifest and instants

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from motcua.core import clock
from motcua.core.errors import Conflict, Invalid

from . import manifest as manifests
from .build import require_continuing
from .manifest import ENDS, OPEN, PAST, FileEntry, Manifest
from .schema import Kind, Table, table_named, tables
from .tail import Tail, read_tail

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

_TYPES: Final[Mapping[Kind, str]] = {
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


@dataclass(frozen=True)
class Facts:
    """Facts as they were known at ``as_of`` (None: now), each table a row for each thing. Close it, or use it in a
    ``with`` block.

    ``manifest``: hash of the manifest behind it. ``settled_at``: the latest instant whose answer can never change; a
    publication asks as of then.
    """

    backend: Backend
    manifest: Manifest
    as_of: dt.datetime | None
    settled_at: dt.datetime

    def __getitem__(self, name: str) -> ir.Table:
        """The fact table of this name. Raises KeyError."""
        table_named(name)
        return self.backend.table(name)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The engine itself, for SQL."""
        found: duckdb.DuckDBPyConnection = self.backend.con
        return found

    def close(self) -> None:
        self.backend.disconnect()

    def __enter__(self) -> Facts:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_facts(
    as_of: dt.datetime | None = None,
    *,
    root: Path | None = None,
    manifest: Manifest | None = None,
    tail: bool = True,
    now: dt.datetime | None = None,
) -> Facts:
    """Facts as of an instant (aware), or of now. With ``manifest`` exactly those of an older manifest, else of the
    newest with the ``tail`` from the database.

    Raises NotFound (``facts_missing``), Invalid (``facts_file_missing``, ``facts_file_damaged``,
    ``facts_schema_newer``, ``facts_instant_naive`` ...), Conflict (``facts_inexact_then``, ``facts_other_epoch``,
    ``facts_rules_changed``).
    """
    if as_of is not None and as_of.tzinfo is None:
        raise Invalid("facts_instant_naive")
    place = root or settings.FACTS_ROOT
    chosen = manifest or manifests.required(place)
    _require_exact(chosen, as_of)
    manifests.check_files(place, chosen)
    beyond: Tail | None = None
    if tail and manifest is None:
        beyond = read_tail(chosen, now=now or clock.now())
        require_continuing(chosen, beyond.mark.cursor)
    settled = beyond.mark.settled_at if beyond else dt.datetime.fromisoformat(chosen.settled_at)
    return Facts(_engine(place, chosen, beyond, as_of), chosen, as_of, settled)


def _require_exact(manifest: Manifest, as_of: dt.datetime | None) -> None:
    if manifest.exact_from and as_of is not None and as_of < dt.datetime.fromisoformat(manifest.exact_from):
        raise Conflict("facts_inexact_then", params={"since": manifest.exact_from})


def _engine(root: Path, manifest: Manifest, tail: Tail | None, as_of: dt.datetime | None) -> Backend:
    import duckdb
    import ibis

    files = [str(root / entry.name) for entry in manifest.files]
    connection = duckdb.connect(":memory:")
    backend = ibis.duckdb.from_connection(connection)
    for statement in (
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET allow_community_extensions = false",
        f"SET memory_limit = '{settings.FACTS_MEMORY_MIB}MiB'",
        f"SET threads = {settings.FACTS_THREADS}",
        "SET temp_directory = ''",
        "SET enable_object_cache = true",
        "SET python_enable_replacements = false",
        f"SET allowed_paths = {_listed(files)}",
        "SET enable_external_access = false",
    ):
        connection.execute(statement)
    for table in tables().values():
        own = [entry for entry in manifest.files if entry.table == table.name]
        _lay(connection, root, table, own, tail, as_of)
    connection.execute("SET lock_configuration = true")
    return backend


def _lay(
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
    ended = _ends(connection, root, table, by_kind[ENDS], tail, until)
    parts = _reads(root, table, by_kind[OPEN])
    if ended:
        parts = [f"SELECT o.* FROM ({part}) o ANTI JOIN {ended} e ON o.fact = e.fact" for part in parts]
    if until is not None:
        parts += [f"SELECT * FROM ({part}) WHERE {_stood(until)}" for part in _reads(root, table, by_kind[PAST])]
        parts = [f"SELECT * FROM ({part}) WHERE recorded_from <= {_literal(until)}" for part in parts]
    if tail is not None and table.name in tail.rows:
        connection.register("incoming", tail.rows[table.name])
        connection.execute(f'CREATE TABLE "tail_{table.name}" AS SELECT * FROM incoming')
        connection.unregister("incoming")
        then = _stood(until) if until is not None else "recorded_to IS NULL"
        parts.append(f'SELECT * FROM "tail_{table.name}" WHERE {then}')
    body = " UNION ALL ".join(parts) or _nothing(table)
    connection.execute(f'CREATE VIEW "{table.name}" AS SELECT * EXCLUDE (recorded_to) FROM ({body})')


def _may_matter(entry: FileEntry, until: dt.datetime | None) -> bool:
    if until is None or entry.kind == ENDS:
        return until is not None or entry.kind != PAST
    if dt.datetime.fromisoformat(entry.first) > until:
        return False
    return entry.kind == OPEN or dt.datetime.fromisoformat(entry.until) > until


def _ends(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    table: Table,
    files: list[FileEntry],
    tail: Tail | None,
    until: dt.datetime | None,
) -> str:
    """A small table of the versions that ended by then though their file holds them as open; its name, or empty."""
    parts = []
    if files:
        parts.append(f"SELECT fact, recorded_to FROM read_parquet({_listed([str(root / one.name) for one in files])})")
    if tail is not None and table.name in tail.ends:
        connection.register("incoming", tail.ends[table.name])
        parts.append("SELECT fact, recorded_to FROM incoming")
    if not parts:
        return ""
    name = f'"ends_{table.name}"'
    then = f"WHERE recorded_to <= {_literal(until)}" if until is not None else ""
    connection.execute(f"CREATE TABLE {name} AS SELECT fact FROM ({' UNION ALL '.join(parts)}) {then}")
    if tail is not None and table.name in tail.ends:
        connection.unregister("incoming")
    return name


def _reads(root: Path, table: Table, files: list[FileEntry]) -> list[str]:
    """One SELECT for files of each width: columns that a file is too old to have are null."""
    found: list[str] = []
    for width in sorted({entry.columns for entry in files}):
        names = [str(root / entry.name) for entry in files if entry.columns == width]
        have = [f'"{column.name}"' for column in table.all_columns[:width]]
        lack = [f'NULL::{_TYPES[column.kind]} AS "{column.name}"' for column in table.all_columns[width:]]
        found.append(f"SELECT {', '.join([*have, *lack])} FROM read_parquet({_listed(names)})")
    return found


def _nothing(table: Table) -> str:
    columns = ", ".join(f'NULL::{_TYPES[column.kind]} AS "{column.name}"' for column in table.all_columns)
    return f"SELECT {columns} WHERE false"


def _stood(until: dt.datetime) -> str:
    at = _literal(until)
    return f"recorded_from <= {at} AND (recorded_to IS NULL OR recorded_to > {at})"


def _literal(at: dt.datetime) -> str:
    return f"TIMESTAMP '{at.replace(tzinfo=None).isoformat(sep=' ', timespec='microseconds')}'"


def _listed(paths: list[str]) -> str:
    quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"[{quoted}]"
