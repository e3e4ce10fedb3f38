"""Facts of any size, made to the published schema: lives of a small simulated history, told again and again.

Every made-up dossier repeats the row versions of one simulated dossier in all tables, some weeks earlier and under a
public id of its own, so rates, durations, units and procedures are distributed as in the simulation. Those still open
stay where they are: they are open today. Registries are those of the simulation, file by file.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

TOGETHER = 50_000
WEEKS = 20
"""How far back the same life may begin: the map of units must not be another one there."""
WEEK_US = 7 * 86_400 * 1_000_000
JITTER_US = 600 * 1_000_000
_HEX = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), np.uint8).reshape(256, 2)
_PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
"""Where the bytes of an id stand in its text."""


@dataclass(frozen=True)
class Lives:
    """Of one table: its row versions by life. ``first[n] : first[n + 1]`` are those of life ``n``."""

    name: str
    rows: pa.Table
    first: np.ndarray


def make(
    source: Path, target: Path, dossiers: int, *, seed: int = 1, only: Sequence[str] = (), registries: bool = True
) -> Any:
    """Facts of ``dossiers`` made-up dossiers in ``target`` as its first manifest; ``source`` holds the simulation's.
    ``only``: these tables of dossiers (empty: all). Returns the manifest."""
    from motcua.figures.facts import manifest as manifests
    from motcua.figures.facts.files import ColumnSink
    from motcua.figures.facts.registries import relations

    seen = manifests.required(source)
    names = sorted({file.table for file in seen.files} - set(relations()))
    chosen = [name for name in names if not only or name in only]
    lives, begun = read_lives(source, seen, chosen)
    sink = ColumnSink(target)
    numbers = np.random.default_rng(seed)
    for share in _draw(numbers, lives[0], begun, dossiers):
        _tell(numbers, sink, lives, *share)
        sink.relieve()
    files = sink.finish()
    for file in seen.files if registries else ():
        if file.table in relations():
            (target / file.name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file.name, target / file.name)
            files.append(file)
    made = replace(
        seen, number=1, previous="", made_by="synthesised", files=tuple(sorted(files, key=lambda file: file.name))
    )
    return manifests.publish(target, made)


def read_lives(source: Path, seen: Any, names: Sequence[str]) -> tuple[list[Lives], np.ndarray]:
    """Row versions of the simulated dossiers by table (``dossiers`` first), and when each was filed."""
    from motcua.figures.facts.schema import table_named

    def rows(name: str) -> pa.Table:
        parts = [pq.read_table(source / file.name) for file in seen.files if file.table == name]
        return pa.concat_tables(parts).cast(table_named(name).arrow)

    dossiers = rows("dossiers")
    order = pc.sort_indices(dossiers, [("recorded_from", "ascending")])
    uids = pc.unique(dossiers.take(order)["dossier"])
    lives = []
    for name in sorted(names, key=lambda one: one != "dossiers"):
        table = dossiers if name == "dossiers" else rows(name)
        life = pc.index_in(table["dossier"], uids).combine_chunks().to_numpy(zero_copy_only=False)
        ordered = np.argsort(life, kind="stable")
        first = np.searchsorted(life[ordered], np.arange(len(uids) + 1))
        lives.append(Lives(name, table.take(pa.array(ordered)).combine_chunks(), first))
    filed = lives[0].rows["filed_at"].combine_chunks().cast(pa.int64()).to_numpy()[lives[0].first[:-1]]
    return lives, filed


def _draw(
    numbers: np.random.Generator, dossiers: Lives, begun: np.ndarray, count: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Which life begins when, in order of filing: lives, shifts and ids, so many together."""
    life = numbers.integers(0, len(begun), count, dtype=np.int32)
    ends = pc.is_null(dossiers.rows["closed_at"]).combine_chunks().to_numpy(zero_copy_only=False)
    is_open = ends[dossiers.first[1:] - 1]
    weeks = np.where(is_open[life], 0, numbers.integers(0, WEEKS, count))
    shift = (-weeks * WEEK_US + numbers.integers(-JITTER_US, 0, count)).astype(np.int64)
    at = begun[life] + shift
    order = np.argsort(at, kind="stable")
    for start in range(0, count, TOGETHER):
        part = order[start : start + TOGETHER]
        yield life[part], shift[part], ids(numbers, at[part])


def ids(numbers: np.random.Generator, at: np.ndarray) -> np.ndarray:
    """Texts of public ids of these instants (microseconds), one row of 36 characters each."""
    raw = numbers.integers(0, 256, (len(at), 16), dtype=np.uint8)
    raw[:, :6] = (at // 1000).astype(">i8").view(np.uint8).reshape(-1, 8)[:, 2:]
    raw[:, 6] = raw[:, 6] & 0x0F | 0x70
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    text = np.full((len(at), 36), ord("-"), np.uint8)
    for byte, place in enumerate(_PLACES):
        text[:, place : place + 2] = _HEX[raw[:, byte]]
    return text


def texts(rows: np.ndarray) -> pa.Array:
    """Rows of characters, all of one width, as a column."""
    width = rows.shape[1]
    offsets = np.arange(0, (len(rows) + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(len(rows), pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(rows)))


def _tell(
    numbers: np.random.Generator,
    sink: Any,
    lives: Sequence[Lives],
    life: np.ndarray,
    shift: np.ndarray,
    uid: np.ndarray,
) -> None:
    for table in lives:
        counts = table.first[life + 1] - table.first[life]
        whose = np.repeat(np.arange(len(life)), counts)
        if not len(whose):
            continue
        within = np.arange(len(whose)) - np.repeat(np.cumsum(counts) - counts, counts)
        chosen = table.rows.take(pa.array(table.first[life][whose] + within))
        columns = [
            _column(field, chosen.column(place).combine_chunks(), shift[whose], uid, whose)
            for place, field in enumerate(chosen.schema)
        ]
        columns[0] = pa.array(numbers.integers(0, 2**52, len(whose)))
        _hand_over(sink, table.name, pa.RecordBatch.from_arrays(columns, schema=table.rows.schema))


def _column(field: pa.Field, values: pa.Array, shift: np.ndarray, uid: np.ndarray, whose: np.ndarray) -> pa.Array:
    if field.name == "dossier":
        return texts(uid[whose])
    if pa.types.is_timestamp(field.type):
        return pc.add(values.cast(pa.int64()), pa.array(shift)).cast(field.type)
    if pa.types.is_date(field.type):
        days = (shift // (7 * 86_400_000_000) + 1) * 7
        return pc.add(values.cast(pa.int32()), pa.array(days.astype(np.int32))).cast(field.type)
    return values


def _hand_over(sink: Any, name: str, batch: pa.RecordBatch) -> None:
    """To its months and kinds."""
    from motcua.figures.facts.manifest import OPEN, PAST

    since = batch.column(1).cast(pa.int64()).to_numpy()
    month = since.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    ended = pc.is_valid(batch.column(2)).to_numpy(zero_copy_only=False)
    group = month * 2 + ended
    order = np.argsort(group, kind="stable")
    batch = batch.take(pa.array(order))
    found, begins = np.unique(group[order], return_index=True)
    for key, start, end in zip(found, begins, [*begins[1:], len(group)], strict=True):
        sink.take(name, int(key) // 2, PAST if key % 2 else OPEN, batch.slice(start, end - start))
