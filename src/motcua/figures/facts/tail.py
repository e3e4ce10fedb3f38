"""What the database knows beyond the newest manifest, as columns in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .files import ends_schema, to_batch
from .log_source import collector_at_rest, tell_new, touched
from .manifest import Manifest
from .registry_source import tell_registries
from .schema import table_named
from .versions import Sink, Values
from .window import Watermark, watermark

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Tail:
    """Versions and ends since a manifest, by table. ``mark``: how far it goes."""

    mark: Watermark
    rows: Mapping[str, pa.Table]
    ends: Mapping[str, pa.Table]


@dataclass(slots=True)
class MemorySink:
    """Keeps what it is told."""

    rows: dict[str, list[Values]] = field(default_factory=dict)
    ends: dict[str, list[Values]] = field(default_factory=dict)

    def row(self, table: str, fact: int, since: dt.datetime, until: dt.datetime | None, values: Values) -> None:
        self.rows.setdefault(table, []).append((fact, since, until, *values))

    def end(self, table: str, fact: int, until: dt.datetime) -> None:
        self.ends.setdefault(table, []).append((fact, until))


@dataclass(frozen=True, slots=True)
class Without:
    """Passes on what is told, but of the tables ``missing`` nothing: half a table is worse than none."""

    sink: Sink
    missing: Collection[str]

    def row(self, table: str, fact: int, since: dt.datetime, until: dt.datetime | None, values: Values) -> None:
        if table not in self.missing:
            self.sink.row(table, fact, since, until, values)

    def end(self, table: str, fact: int, until: dt.datetime) -> None:
        if table not in self.missing:
            self.sink.end(table, fact, until)


def read_tail(manifest: Manifest, *, now: dt.datetime) -> Tail:
    """Everything committed since ``manifest``. Its caller has checked that the logs continue it."""
    mark = watermark(now)
    sink = MemorySink()
    tell_registries(manifest.cursor, mark.cursor, sink)
    keys = touched(manifest.cursor, mark.cursor)
    with collector_at_rest():
        tell_new([*keys], manifest.cursor, mark.cursor, Without(sink, manifest.missing), base=manifest.base)
    return Tail(mark, *as_tables(sink))


def as_tables(sink: MemorySink) -> tuple[Mapping[str, pa.Table], Mapping[str, pa.Table]]:
    import pyarrow as pa

    rows = {
        name: pa.Table.from_batches([to_batch(found, table_named(name).arrow)]) for name, found in sink.rows.items()
    }
    ends = {name: pa.Table.from_batches([to_batch(found, ends_schema())]) for name, found in sink.ends.items()}
    return rows, ends
