"""Summing beforehand what no longer changes: see :mod:`motcua.figures.facts.tallies`.

The sums are made by the very expressions that count rows, each day taken as a period. A row goes into them when it has
run its course: closed, known, and in order. All others stay rows.
"""

# ruff: noqa: S608 - statements are made of names written here and of instants

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import os
import uuid
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from motcua.figures.facts import manifest as manifests
from motcua.figures.facts import tallies
from motcua.figures.facts.build import writing
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.facts.schema import table_named
from motcua.figures.facts.tallies import FOLDER, Kept, Tally

from . import binding, cuts, dossier_measures, summed
from .dossier_measures import without_document

if TYPE_CHECKING:
    import pyarrow as pa

log = structlog.get_logger(__name__)

KEPT: Final = 2
_REGULAR: Final = "dossiers_regular"
_TOGETHER: Final = 50_000


@cache
def _program() -> str:
    """Hash of the text of everything that says what a measure is."""
    found = hashlib.sha256()
    for module in (binding, cuts, dossier_measures, summed):
        found.update(Path(str(module.__file__)).read_bytes())
    found.update(Path(__file__).read_bytes())
    found.update(",".join(summed.column_of(key) for kind in summed.kinds() for key in summed.keys_of(kind)).encode())
    return found.hexdigest()


def rules(facts: Facts) -> str:
    """Hash of what sums follow from beside the rows themselves. Sums made by other rules are not used."""
    return hashlib.sha256("\n".join((_program(), *without_document(facts))).encode()).hexdigest()


def serves(facts: Facts) -> bool:
    """Are there sums for these facts?"""
    return facts.tally is not None and facts.tally.rules == rules(facts)


def has_tally(*, root: Path | None = None) -> bool:
    """Do sums of this program's rules serve the newest manifest? Raises NotFound (``facts_missing``)."""
    place = root or settings.FACTS_ROOT
    found = tallies.choose(place, manifests.required(place), None)
    return found is not None and found.program == _program()


def make_tally(*, root: Path | None = None) -> Tally | None:
    """Sum the newest manifest's dossiers, unless that is done; None where there are none. The newest few tallies stay.

    Raises NotFound (``facts_missing``), Conflict (``facts_busy``), Invalid as :func:`open_facts`.
    """
    place = root or settings.FACTS_ROOT
    with writing():
        return tally_of(place)


def tally_of(place: Path) -> Tally | None:
    """As :func:`make_tally`, for the one writer."""
    manifest = manifests.required(place)
    files = tallies.own_files(manifest)
    with open_facts(root=place, manifest=manifest, tail=False) as facts:
        if not files:
            return None
        own = rules(facts)
        known = frozenset(file.sha256 for file in files)
        for one in tallies.all_tallies(place):
            if one.rules == own and frozenset(one.files) == known:
                return one
        horizon = tallies.horizon_of(files)
        until = dt.datetime.fromisoformat(horizon)
        (place / FOLDER).mkdir(parents=True, exist_ok=True)
        run = uuid.uuid4().hex[:12]
        facts.connection.execute(f"CREATE VIEW {_REGULAR} AS SELECT * FROM dossiers WHERE {_regular(until)}")
        sums = {kind: _write_sums(facts, kind, place, f"{FOLDER}/{run}-{kind}.parquet") for kind in summed.kinds()}
        rest = _write_rest(facts, until, place, f"{FOLDER}/{run}-rest.parquet")
    made = Tally(manifest.sha256, own, _program(), horizon, manifest.settled_at, tuple(sorted(known)), sums, rest)
    _publish(place, run, made)
    log.info(
        "facts.tallied",
        manifest=manifest.number,
        rest=rest.rows,
        **{kind: kept.rows for kind, kept in sums.items()},
    )
    return made


def _regular(until: dt.datetime) -> str:
    """Rows that have run their course: whatever period is asked, each day's number says all of them."""
    at = f"TIMESTAMP '{until.astimezone(dt.UTC).replace(tzinfo=None).isoformat(sep=' ')}'"
    ended = "coalesce(finished_at, closed_at)"
    return (
        f"accepted_at IS NOT NULL AND closed_at IS NOT NULL AND closed_at <= {at} AND {ended} <= {at}"
        f" AND coalesce(finished_on, closed_on) >= accepted_on"
        f" AND (asked_again_at IS NULL OR asked_again_at < {ended})"
    )


def _write_sums(facts: Facts, kind: str, place: Path, name: str) -> Kept:
    tables = summed.sums_of(facts, facts.view(_REGULAR), kind)
    first = next(tables)
    batches = (
        batch
        for table in itertools.chain([first], tables)
        for batch in facts.backend.to_pyarrow(table).to_batches(_TOGETHER)
    )
    return _write(place, name, first.schema().to_pyarrow(), batches)


def _write_rest(facts: Facts, until: dt.datetime, place: Path, name: str) -> Kept:
    names = ", ".join(
        "NULL::TIMESTAMP AS recorded_to" if name == "recorded_to" else f'"{name}"'
        for name in table_named(tallies.TABLE).names
    )
    sql = f"SELECT {names} FROM dossiers WHERE ({_regular(until)}) IS NOT TRUE"
    batches = facts.connection.execute(sql).to_arrow_reader(_TOGETHER)
    return _write(place, name, batches.schema, batches)


def _write(place: Path, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Kept:
    import pyarrow.parquet as pq

    path, count = place / name, 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.cast(schema))
            count += batch.num_rows
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return Kept(name, count, path.stat().st_size, manifests.digest(path))


def _publish(place: Path, run: str, made: Tally) -> None:
    """Last of all, under its name; then older ones go."""
    folder = place / FOLDER
    draft = folder / f".{run}.draft"
    with draft.open("wb") as file:
        file.write(made.encoded())
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / f"{made.manifest[:16]}-{run}.json")
    manifests.sync_folder(folder)
    staying = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)[-KEPT:]
    named = {name for path in staying for name in _names(path)}
    for path in folder.iterdir():
        if path not in staying and f"{FOLDER}/{path.name}" not in named:
            path.unlink(missing_ok=True)


def _names(path: Path) -> tuple[str, ...]:
    return next((one.paths for one in tallies.all_tallies(path.parent.parent, path.name)), ())
