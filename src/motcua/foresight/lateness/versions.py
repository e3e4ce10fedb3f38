"""Every version of a fact with the time for which we took it for true: what was known on each of many days at once.

The reader of facts (:mod:`motcua.figures.facts.reader`) cuts a table to one instant. Learning needs what was known on
each of many days; here the same files keep ``recorded_from`` and ``recorded_to``, and a day's rows are those that stood
when it began.
"""

# ruff: noqa: S608 - statements are made of names of the schema and paths of the manifest

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from motcua.core.errors import Conflict
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.build import require_continuing
from motcua.figures.facts.manifest import ENDS, OPEN, PAST, FileEntry, Manifest
from motcua.figures.facts.reader import shut_in
from motcua.figures.facts.schema import Table, table_named
from motcua.figures.facts.sql import listed, reads
from motcua.figures.facts.tail import Tail, read_tail

if TYPE_CHECKING:
    import duckdb

TABLES: Final = ("dossiers", "steps", "consultations", "pauses", "calendar_revisions")
MEMORY_MIB: Final = 2048
"""What the engine of a training may take beside the arrays of the model."""


@contextmanager
def open_versions(
    since: dt.datetime, *, root: Path | None = None, now: dt.datetime | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Manifest]]:
    """An engine with a view ``v_NAME`` of every table in :data:`TABLES`: columns as in the schema, all versions that
    stood at ``since`` or later. With ``now`` the tail from the database is there too.

    Raises NotFound (``facts_missing``), Invalid as the reader of facts, Conflict (``facts_table_missing``) for facts
    told from projections, which know no steps and no past, and as :func:`require_continuing`."""
    import duckdb

    place = root or settings.FACTS_ROOT
    chosen = manifests.required(place)
    missing = next((name for name in TABLES if name in chosen.missing), "")
    if missing:
        raise Conflict("facts_table_missing", params={"table": missing})
    manifests.check_files(place, chosen)
    tail = read_tail(chosen, now=now) if now is not None else None
    if tail is not None:
        require_continuing(chosen, tail.mark.cursor)
    connection = duckdb.connect(":memory:")
    try:
        shut_in(connection, [str(place / entry.name) for entry in chosen.files], memory_mib=MEMORY_MIB)
        for name in TABLES:
            own = [entry for entry in chosen.files if entry.table == name and _matters(entry, since)]
            _lay(connection, place, table_named(name), own, tail)
        connection.execute("SET lock_configuration = true")
        yield connection, chosen
    finally:
        connection.close()


def _matters(entry: FileEntry, since: dt.datetime) -> bool:
    return entry.kind != PAST or dt.datetime.fromisoformat(entry.until) > since


def _lay(
    connection: duckdb.DuckDBPyConnection, root: Path, table: Table, files: Sequence[FileEntry], tail: Tail | None
) -> None:
    by_kind = {kind: [entry for entry in files if entry.kind == kind] for kind in (OPEN, PAST, ENDS)}
    opened = reads(root, table, by_kind[OPEN])
    ends = _ends(connection, root, table, by_kind[ENDS], tail)
    if ends:
        opened = [
            f"SELECT o.* REPLACE (e.recorded_to AS recorded_to) FROM ({part}) o LEFT JOIN {ends} e ON o.fact = e.fact"
            for part in opened
        ]
    parts = [*opened, *reads(root, table, by_kind[PAST])]
    if tail is not None and table.name in tail.rows:
        connection.register("incoming", tail.rows[table.name])
        connection.execute(f'CREATE TABLE "tail_{table.name}" AS SELECT * FROM incoming')
        connection.unregister("incoming")
        parts.append(f'SELECT * FROM "tail_{table.name}"')
    if not parts:
        connection.register("incoming", table.arrow.empty_table())
        connection.execute(f'CREATE TABLE "none_{table.name}" AS SELECT * FROM incoming')
        connection.unregister("incoming")
        parts = [f'SELECT * FROM "none_{table.name}"']
    connection.execute(f'CREATE VIEW "v_{table.name}" AS {" UNION ALL ".join(parts)}')


def _ends(
    connection: duckdb.DuckDBPyConnection, root: Path, table: Table, files: Sequence[FileEntry], tail: Tail | None
) -> str:
    """A small table of when versions ended that their file holds as open; its name, or empty."""
    parts = []
    if files:
        parts.append(f"SELECT fact, recorded_to FROM read_parquet({listed([str(root / one.name) for one in files])})")
    if tail is not None and table.name in tail.ends:
        connection.register("incoming", tail.ends[table.name])
        parts.append("SELECT fact, recorded_to FROM incoming")
    if not parts:
        return ""
    name = f'"ends_{table.name}"'
    body = " UNION ALL ".join(parts)
    connection.execute(
        f"CREATE TABLE {name} AS SELECT fact, min(recorded_to) AS recorded_to FROM ({body}) GROUP BY fact"
    )
    if tail is not None and table.name in tail.ends:
        connection.unregister("incoming")
    return name
