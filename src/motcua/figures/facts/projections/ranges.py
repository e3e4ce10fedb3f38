"""One range of dossiers: copied out of PostgreSQL, told by the engine, written as files. Memory is bounded by the width
of the range; rows pass through Python only as columns."""

# ruff: noqa: S608 - statements are made of names written here and of keys

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from motcua.figures.facts.build import Slice
from motcua.figures.facts.files import ColumnSink, FileSink, month_number
from motcua.figures.facts.log_source import collector_at_rest, tell_named
from motcua.figures.facts.manifest import NOT_IN_TABLES, OPEN
from motcua.figures.facts.schema import table_named
from motcua.figures.facts.sql import TYPES, literal
from motcua.figures.facts.versions import STANDING, Values, standing_fact
from motcua.figures.facts.window import Cursor
from motcua.worktime.bulk import worked_minutes_many
from motcua.worktime.selectors import compiled_revision

from .copies import BY_LOG, COPIES, Copy
from .telling import MEASURED, PREPARED, TOLD

if TYPE_CHECKING:
    import duckdb

PREFIX: Final = ".copied-"
_BATCH: Final = 100_000


def build_range(
    root: str, first: int, last: int, cursor: tuple[int, int], at: dt.datetime, touched: Sequence[int], snapshot: str
) -> Slice:
    """The files of the dossiers with keys ``first`` to ``last``, as the tables say in ``snapshot`` (empty: the
    transaction that is open). ``touched``: dossiers with events beyond the cursor. Runs in a process of its own."""
    with transaction.atomic():
        if snapshot:
            with connection.cursor() as own:
                own.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                own.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=root) as folder:
            work = _Range(Path(root), Path(folder), first, last, at)
            try:
                return work.told(Cursor(*cursor), [key for key in touched if first <= key <= last])
            finally:
                work.close()


class _Range:
    def __init__(self, root: Path, folder: Path, first: int, last: int, at: dt.datetime) -> None:
        import duckdb

        self._root, self._folder, self._at = root, folder, at
        self._limits = {"first": sql.Literal(first), "last": sql.Literal(last)}
        self._engine: duckdb.DuckDBPyConnection = duckdb.connect(":memory:")
        for statement in (
            f"SET memory_limit = '{settings.FACTS_MEMORY_MIB}MiB'",
            "SET threads = 1",
            f"SET temp_directory = '{folder}'",
            "SET preserve_insertion_order = false",
        ):
            self._engine.execute(statement)

    def close(self) -> None:
        self._engine.close()

    def told(self, cursor: Cursor, touched: Sequence[int]) -> Slice:
        connection.ensure_connection()
        with connection.cursor() as own:
            own.execute("SET LOCAL TimeZone = 'UTC'")
        for name, copy in COPIES.items():
            self._copied(name, copy)
        self._engine.execute(BY_LOG, {"touched": list(touched)})
        for statement in PREPARED:
            self._engine.execute(statement)
        self._measure()
        sink = ColumnSink(self._root)
        dossiers = self._write(sink)
        keys = [key for (key,) in self._engine.execute("SELECT dossier FROM by_log ORDER BY dossier").fetchall()]
        by_log = _Standing(FileSink(self._root), self._at)
        with collector_at_rest():
            tell_named(keys, cursor, by_log.of)
        return Slice(dossiers + len(by_log.seen), 0, [*sink.finish(), *by_log.files.finish()])

    def _copied(self, name: str, copy: Copy) -> None:
        """One table out of PostgreSQL, into the engine. Bytes pass, no values."""
        query = sql.SQL(copy.query).format(**self._limits)
        path = self._folder / name
        with path.open("wb", buffering=1 << 20) as file:
            _pour(sql.SQL("COPY ({}) TO STDOUT").format(query), file.write)
        types = ", ".join(f"'{column}': '{kind}'" for column, kind in copy.columns.items())
        self._engine.execute(
            f"""CREATE TABLE "{name}" AS SELECT * FROM read_csv('{path}', columns = {{{types}}}, delim = '\t',
                header = false, quote = '', escape = '', nullstr = '\\N', auto_detect = false)"""
        )
        path.unlink()

    def _measure(self) -> None:
        """The working minutes of every span, by the revision of the calendar it ran by."""
        import numpy as np
        import pyarrow as pa

        found = self._engine.execute(
            "SELECT run_id, dossier, is_run, calendar, revision, epoch_us(since) AS since, epoch_us(until) AS until,"
            " dense_rank() OVER (ORDER BY calendar, revision) AS ran_by FROM span"
        ).to_arrow_table()
        minutes = np.zeros(found.num_rows, dtype=np.int64)
        since, until, ran_by = (found.column(name).to_numpy() for name in ("since", "until", "ran_by"))
        for place in np.unique(ran_by, return_index=True)[1]:
            own = ran_by == ran_by[place]
            code, revision = (found.column(name)[int(place)].as_py() for name in ("calendar", "revision"))
            minutes[own] = worked_minutes_many(compiled_revision(code, revision), since[own], until[own])
        measured = found.append_column("minutes", pa.array(minutes))
        self._engine.register("measured", measured)
        self._engine.execute(MEASURED)
        self._engine.unregister("measured")

    def _write(self, sink: ColumnSink) -> int:
        """Every table's rows as files; how many dossiers there were."""
        month, dossiers = month_number(self._at), 0
        for name, query in TOLD.items():
            table = table_named(name)
            names = [f'"{column.name}"' for column in table.columns]
            given = [str(kind) for _, kind, *_ in self._engine.execute(f"DESCRIBE {query}").fetchall()[1:]]
            casts = ", ".join(
                column if kind.startswith("ENUM") else f"{column}::{TYPES[of.kind]}"
                for column, of, kind in zip(names, table.columns, given, strict=True)
            )
            place = "0" if name == "dossiers" else "row_number() OVER (PARTITION BY key) - 1"
            rows = self._engine.execute(
                f"""SELECT -(key * {STANDING} + {place}), {literal(self._at)}, NULL::TIMESTAMP, {casts}
                    FROM ({query}) AS told(key, {", ".join(names)})"""
            )
            for batch in rows.to_arrow_reader(_BATCH):
                sink.take(name, month, OPEN, batch.rename_columns(list(table.names)))
                dossiers += batch.num_rows if name == "dossiers" else 0
            sink.relieve()
        return dossiers


def _pour(statement: sql.Composed, take: Callable[[memoryview], object]) -> None:
    """What ``COPY`` gives, piece by piece: by the library's own loop a row costs three times as much. Raises
    psycopg.Error."""
    connection.ensure_connection()
    wire = connection.connection.pgconn
    begun = wire.exec_(statement.as_bytes(connection.connection))
    if begun.status != ExecStatus.COPY_OUT:
        raise error_from_result(begun)
    read = wire.get_copy_data
    while True:
        length, piece = read(0)
        if length < 0:
            break
        take(piece)
    while (ended := wire.get_result()) is not None:
        if ended.status != ExecStatus.COMMAND_OK:
            raise error_from_result(ended)


class _Standing:
    """Keeps of chains told by their log what stands, numbered as rows told from tables are."""

    def __init__(self, files: FileSink, at: dt.datetime) -> None:
        self.files, self._at = files, at
        self._key, self._places = 0, dict[str, int]()
        self.seen: set[int] = set()

    def of(self, key: int) -> _Standing:
        """For the next chain."""
        self._key, self._places = key, {}
        self.seen.add(key)
        return self

    def row(self, table: str, fact: int, since: dt.datetime, until: dt.datetime | None, values: Values) -> None:
        if until is not None or table in NOT_IN_TABLES:
            return
        place = self._places.get(table, 0)
        self._places[table] = place + 1
        self.files.row(table, standing_fact(self._key, place), self._at, None, values)

    def end(self, table: str, fact: int, until: dt.datetime) -> None:
        raise ValueError("a chain told from its beginning ends nothing that a file holds")
