"""Writing row versions into Parquet files by table and recorded month. A file is written once and never changed."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .manifest import ENDS, OPEN, PAST, FileEntry, digest, instant, sync_folder
from .schema import Kind, Table, table_named, tables
from .versions import Values

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

BUFFERED: Final = 100_000
"""Row versions kept as Python values before they become columns."""
GROUP: Final = 100_000
"""Rows of a row group, where there are that many."""
COLUMNS_MIB: Final = 256
"""Columns kept before the largest are written."""

_BEGINNING: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_Key = tuple[str, int, str]
"""Table, recorded month (counted from the year 0), kind of file."""


class ColumnSink:
    """Takes columns by table, recorded month and kind and makes files of them, in bounded memory."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._run = uuid.uuid4().hex[:12]
        self._outlets: dict[_Key, Outlet] = {}

    def take(self, table: str, month: int, kind: str, batch: pa.RecordBatch) -> None:
        """``month`` is counted from the year 0. Texts may come as dictionaries: the file says the same."""
        self._outlet((table, month, kind)).take_batch(batch)

    def relieve(self) -> None:
        """Write the largest when more is held than may be."""
        held = sum(outlet.held for outlet in self._outlets.values())
        for outlet in sorted(self._outlets.values(), key=lambda one: -one.held):
            if held <= COLUMNS_MIB << 20:
                break
            held -= outlet.held
            outlet.write()

    def _outlet(self, key: _Key) -> Outlet:
        if key not in self._outlets:
            table, month, kind = key
            place = table, f"{month // 12:04d}-{month % 12 + 1:02d}", kind
            self._outlets[key] = Outlet(self._root, place, self._run)
        return self._outlets[key]

    def finish(self) -> list[FileEntry]:
        """Write what is left; the files, all of them safe on the disk."""
        entries = [outlet.finish() for outlet in self._outlets.values() if not outlet.is_empty]
        for folder in {(self._root / entry.name).parent for entry in entries}:
            sync_folder(folder)
            sync_folder(folder.parent)
        return sorted(entries, key=lambda entry: entry.name)


class FileSink(ColumnSink):
    """Takes versions one by one and makes files of them, in bounded memory."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._rows: dict[_Key, list[Values]] = {}
        self._buffered = 0

    def row(self, table: str, fact: int, since: dt.datetime, until: dt.datetime | None, values: Values) -> None:
        key = table, since.year * 12 + since.month - 1, OPEN if until is None else PAST
        rows = self._rows.get(key)
        if rows is None:
            rows = self._rows[key] = []
        rows.append((fact, since, until, *values))
        self._buffered += 1
        if self._buffered >= BUFFERED:
            self._to_columns()

    def end(self, table: str, fact: int, until: dt.datetime) -> None:
        self._rows.setdefault((table, month_number(until), ENDS), []).append((fact, until))
        self._buffered += 1

    def _to_columns(self) -> None:
        for key, rows in self._rows.items():
            if rows:
                self._outlet(key).take(rows)
                rows.clear()
        self._buffered = 0
        self.relieve()

    def finish(self) -> list[FileEntry]:
        self._to_columns()
        return super().finish()


def month_number(at: dt.datetime) -> int:
    return at.year * 12 + at.month - 1


class Outlet:
    """One file being written."""

    def __init__(self, root: Path, place: tuple[str, str, str], run: str) -> None:
        self._table, self._month, self._kind = place
        self._name = f"{self._table}/{self._month}/{run}-{self._kind}.parquet"
        self._path = root / self._name
        self._schema = ends_schema() if self._kind == ENDS else table_named(self._table).arrow
        self._batches: list[pa.RecordBatch] = []
        self._waiting = 0
        self._rows = 0
        self._bounds: list[tuple[object, ...]] = []
        self._writer: pq.ParquetWriter | None = None
        self.held = 0

    def take(self, rows: Sequence[Values]) -> None:
        self.take_batch(to_batch(rows, self._schema))

    def take_batch(self, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        self._batches.append(batch)
        self._waiting += batch.num_rows
        self.held += batch.nbytes
        self._bounds.append(_bounds(batch, self._kind))
        if self._waiting >= GROUP:
            self.write()

    def write(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._batches:
            return
        if self._writer is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            schema = self._batches[0].schema
            self._writer = pq.ParquetWriter(
                self._path,
                schema,
                compression="zstd",
                use_dictionary=_repeated(schema, self._table),
                store_schema=schema == self._schema,
            )
        table = pa.Table.from_batches(self._batches).combine_chunks()
        self._writer.write_table(table, row_group_size=max(GROUP, table.num_rows))
        self._rows += table.num_rows
        self._batches, self._waiting, self.held = [], 0, 0

    @property
    def is_empty(self) -> bool:
        return not self._rows and not self._waiting

    def finish(self) -> FileEntry:
        """Close it. Raises ValueError when nothing was taken: an empty file is never written."""
        self.write()
        if self._writer is None:
            raise ValueError("nothing to write")
        self._writer.close()
        with self._path.open("rb") as file:
            os.fsync(file.fileno())
        first, last, until = (_extreme(self._bounds, place, most) for place, most in ((0, min), (1, max), (2, max)))
        return FileEntry(
            name=self._name,
            table=self._table,
            month=self._month,
            kind=self._kind,
            rows=self._rows,
            bytes=self._path.stat().st_size,
            sha256=digest(self._path),
            columns=len(self._schema),
            first=instant(first),
            last=instant(last),
            until=instant(until),
        )


def _bounds(batch: pa.RecordBatch, kind: str) -> tuple[object, ...]:
    """The earliest and latest beginning and the latest end."""
    import pyarrow.compute as pc

    begins = pc.min_max(batch.column(1)).as_py()
    until = begins["max"] if kind == ENDS else pc.max(batch.column(2)).as_py() if kind == PAST else None
    return begins["min"], begins["max"], until


def _extreme(bounds: Sequence[tuple[Any, ...]], place: int, most: Any) -> dt.datetime | None:
    values: list[dt.datetime] = [one[place] for one in bounds if one[place] is not None]
    return most(values).replace(tzinfo=dt.UTC) if values else None


def ends_schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([pa.field("fact", pa.int64()), pa.field("recorded_to", pa.timestamp("us"))])


def to_batch(rows: Sequence[Values], schema: pa.Schema) -> pa.RecordBatch:
    """Instants must be aware."""
    import pyarrow as pa

    instant = pa.timestamp("us")
    columns = zip(*rows, strict=True)
    arrays = [
        _instants(column) if field.type == instant else pa.array(column, type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _instants(column: Sequence[Any]) -> pa.Array:
    """Taken as the time since 1970, which is four times as fast as letting the library ask each one for its zone."""
    import pyarrow as pa

    since = [at and at - _BEGINNING for at in column]
    return pa.array(since, type=pa.duration("us")).view(pa.timestamp("us"))


def _repeated(schema: pa.Schema, table: str) -> list[str]:
    """Columns with few different values."""
    known: Table | None = tables().get(table)
    codes = {column.name for column in known.all_columns if column.kind is Kind.TEXT} if known else set()
    return [name for name in schema.names if name in codes]
