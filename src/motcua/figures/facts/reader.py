"""Reading facts: DuckDB over the files of a manifest and the tail from the database, as Ibis tables.

The engine is shut in: it may open the files of its manifest and nothing else, load no extension and change no setting,
so whatever a formula says, it reads facts only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from motcua.core import clock
from motcua.core.errors import Conflict, Invalid

from . import manifest as manifests
from . import tallies
from .build import require_continuing
from .manifest import Manifest
from .schema import table_named, tables
from .sql import lay, listed
from .tail import Tail, read_tail
from .tallies import Tally
from .window import BEGINNING, Cursor

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend


@dataclass(frozen=True, eq=False)
class Facts:
    """Facts as they were known at ``as_of`` (None: now), each table a row for each thing. Close it, or use it in a
    ``with`` block.

    ``manifest``: hash of the manifest behind it. ``settled_at``: the latest instant whose answer can never change; a
    publication asks as of then. ``cursor``: how far in the logs they go. ``tally``: sums that serve them. ``answers``:
    another engine that holds the large tables and gives the rows of an expression over them.
    """

    backend: Backend
    manifest: Manifest
    as_of: dt.datetime | None
    settled_at: dt.datetime
    cursor: Cursor = BEGINNING
    tally: Tally | None = None
    answers: Callable[[ir.Table], list[dict[str, Any]]] | None = None
    _said: dict[tuple[object, ...], list[tuple[Any, ...]]] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> ir.Table:
        """The fact table of this name. Raises KeyError, Conflict as :meth:`require`."""
        table_named(name)
        self.require(name)
        return self.backend.table(name)

    def require(self, *names: str) -> None:
        """Whoever asks for tables by SQL says so first. Raises Conflict (``facts_table_missing``): facts told from
        projections do not have every table, and an empty one would be a wrong answer."""
        for name in names:
            if name in self.manifest.missing:
                raise Conflict("facts_table_missing", params={"table": name})

    def view(self, name: str) -> ir.Table:
        """A view beside the tables, such as those of a tally."""
        return self.backend.table(name)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The engine itself, for SQL."""
        found: duckdb.DuckDBPyConnection = self.backend.con
        return found

    def asked(self, sql: str, given: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """What the engine answers to ``sql`` with the named parameters ``given``; the second time it is remembered, for
        these facts do not change. For small answers. Do not change the list."""
        key = (sql, *(given or {}).items())
        if key not in self._said:
            self._said[key] = self.connection.execute(sql, given or None).fetchall()
        return self._said[key]

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
    cursor = beyond.mark.cursor if beyond else chosen.cursor
    tally = tallies.choose(place, chosen, as_of)
    return Facts(_engine(place, chosen, beyond, as_of, tally), chosen, as_of, settled, cursor, tally)


def _require_exact(manifest: Manifest, as_of: dt.datetime | None) -> None:
    if manifest.exact_from and as_of is not None and as_of < dt.datetime.fromisoformat(manifest.exact_from):
        raise Conflict("facts_inexact_then", params={"since": manifest.exact_from})


def _engine(
    root: Path, manifest: Manifest, tail: Tail | None, as_of: dt.datetime | None, tally: Tally | None
) -> Backend:
    import duckdb
    import ibis

    files = [str(root / entry.name) for entry in manifest.files]
    files += [str(root / name) for name in tally.paths] if tally else []
    connection = duckdb.connect(":memory:")
    backend = ibis.duckdb.from_connection(connection)
    shut_in(connection, files)
    for table in (one for one in tables().values() if one.name not in manifest.missing):
        own = [entry for entry in manifest.files if entry.table == table.name]
        lay(connection, root, table, own, tail, as_of)
    if tally is not None:
        tallies.lay_tally(connection, root, table_named(tallies.TABLE), manifest, tally, tail, as_of)
    connection.execute("SET lock_configuration = true")
    return backend


def shut_in(connection: duckdb.DuckDBPyConnection, files: list[str], *, memory_mib: int = 0) -> None:
    """Let an engine open these files and nothing else; its settings are still to be locked once its tables are laid.
    ``memory_mib``: 0 is what a question of a page may take."""
    for statement in (
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET allow_community_extensions = false",
        f"SET memory_limit = '{memory_mib or settings.FACTS_MEMORY_MIB}MiB'",
        f"SET threads = {settings.FACTS_THREADS}",
        "SET temp_directory = ''",
        "SET enable_object_cache = true",
        "SET python_enable_replacements = false",
        f"SET allowed_paths = {listed(files)}",
        "SET enable_external_access = false",
    ):
        connection.execute(statement)


def with_service_level(facts: Facts) -> ir.Table:
    """``dossiers`` with ``service_level``: the level of its procedure on the day it was filed, as far as was known;
    null where none was in force."""
    dossiers, levels = facts["dossiers"], facts["service_levels"]
    found = dossiers.left_join(
        levels.select("procedure", "level", "valid_from", "valid_to"),
        [
            dossiers.procedure == levels.procedure,
            dossiers.filed_on >= levels.valid_from,
            levels.valid_to.isnull() | (dossiers.filed_on < levels.valid_to),
        ],
    )
    return found.drop("procedure_right", "valid_from", "valid_to").rename(service_level="level")
