"""Few large files instead of many small ones: the same versions, the same cursor, other files. Old manifests and their
files stay."""

# ruff: noqa: S608 - statements are made of names in the schema and paths of the manifest

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from . import manifest as manifests
from .build import Built, publish_next, writing
from .files import Outlet
from .manifest import ENDS, OPEN, PAST, FileEntry
from .orphans import sweep
from .schema import Table, table_named, tables
from .sql import listed, reads

if TYPE_CHECKING:
    import duckdb

_ROWS: Final = 50_000


def compact(*, now: dt.datetime, root: Path | None = None) -> Built:
    """Put together the files of each table and month, ends applied. Nothing is written when there is nothing to put
    together. Files that no manifest names, left by writers that were killed, go.

    Raises NotFound (``facts_missing``), Conflict (``facts_busy``), Invalid as :func:`check_files`.
    """
    place = root or settings.FACTS_ROOT
    begun = time.monotonic()
    with writing():
        before = manifests.required(place)
        manifests.check_files(place, before)
        sweep(place)
        made: list[FileEntry] = []
        kept: list[FileEntry] = []
        for name in sorted({file.table for file in before.files}):
            own = [file for file in before.files if file.table == name]
            if name in tables() and _is_scattered(own):
                with _Packer(place, table_named(name), own) as packer:
                    packer.pack()
                    made += packer.made
                    kept += packer.kept
            else:
                kept += own
        if not made:
            return Built(before, seconds=time.monotonic() - begun, written=False)
        fresh = replace(
            before,
            number=before.number + 1,
            previous=before.sha256,
            made_by="compact",
            created_at=manifests.instant(now),
            files=tuple(sorted((*kept, *made), key=lambda file: file.name)),
        )
        published = publish_next(place, fresh)
    rows = sum(file.rows for file in made)
    return Built(published, rows=rows, files=len(made), seconds=time.monotonic() - begun)


def _is_scattered(files: Sequence[FileEntry]) -> bool:
    places = [(file.month, file.kind) for file in files]
    return len(set(places)) < len(places) or any(file.kind == ENDS for file in files)


class _Packer:
    """Packs one table, month by month."""

    def __init__(self, root: Path, table: Table, files: Sequence[FileEntry]) -> None:
        import duckdb

        self._root, self._table, self._files = root, table, files
        self._engine: duckdb.DuckDBPyConnection = duckdb.connect(":memory:")
        self._engine.execute(f"SET memory_limit = '{settings.FACTS_MEMORY_MIB}MiB'")
        self._engine.execute(f"SET threads = {settings.FACTS_THREADS}")
        self._run = uuid.uuid4().hex[:12]
        self.made: list[FileEntry] = []
        self.kept: list[FileEntry] = []

    def __enter__(self) -> _Packer:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()

    def pack(self) -> None:
        ends = [str(self._root / file.name) for file in self._files if file.kind == ENDS]
        source = f"SELECT fact, recorded_to FROM read_parquet({listed(ends)})" if ends else _NO_ENDS
        self._engine.execute(f"CREATE TABLE ended AS {source}")
        for month in sorted({file.month for file in self._files if file.kind != ENDS}):
            self._month(month, [file for file in self._files if file.month == month and file.kind != ENDS])

    def _month(self, month: str, files: list[FileEntry]) -> None:
        open_files = [file for file in files if file.kind == OPEN]
        past_files = [file for file in files if file.kind == PAST]
        opened = " UNION ALL ".join(reads(self._root, self._table, open_files))
        hit = self._count(f"SELECT count(*) FROM ({opened}) o SEMI JOIN ended e ON o.fact = e.fact") if opened else 0
        if not hit and len(open_files) < 2 and len(past_files) < 2:
            self.kept += files
            return
        parts = reads(self._root, self._table, past_files)
        if opened:
            self._write(month, OPEN, f"SELECT o.* FROM ({opened}) o ANTI JOIN ended e ON o.fact = e.fact")
            parts.append(
                f"SELECT o.* REPLACE (e.recorded_to AS recorded_to) FROM ({opened}) o JOIN ended e ON o.fact = e.fact"
            )
        self._write(month, PAST, " UNION ALL ".join(parts))

    def _count(self, query: str) -> int:
        row = self._engine.execute(query).fetchone()
        return int(row[0]) if row else 0

    def _write(self, month: str, kind: str, query: str) -> None:
        outlet = Outlet(self._root, (self._table.name, month, kind), self._run)
        for batch in self._engine.execute(query).to_arrow_reader(_ROWS):
            outlet.take_batch(batch.cast(self._table.arrow))
        if not outlet.is_empty:
            self.made.append(outlet.finish())


_NO_ENDS: Final = "SELECT NULL::BIGINT AS fact, NULL::TIMESTAMP AS recorded_to WHERE false"
