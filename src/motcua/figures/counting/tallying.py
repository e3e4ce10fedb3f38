"""Summing beforehand what no longer changes: see :mod:`motcua.figures.facts.tallies`.

The sums are made by the very expressions that count rows, each day taken as a period. A row goes into them when it has
run its course: closed, known, and in order. All others stay rows.
"""

# ruff: noqa: S608 - statements are made of names written here and of instants

from __future__ import annotations

import datetime as dt
import hashlib
import os
import uuid
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings

from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts import tallies
from motcua.figures.facts.build import writing
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.facts.schema import table_named
from motcua.figures.facts.tallies import FOLDER, Kept, Tally

from . import binding, cuts, dossier_measures
from .binding import When, amount
from .cuts import EachDay
from .dossier_measures import BINDINGS, rows, without_document

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

log = structlog.get_logger(__name__)

KEPT: Final = 2
DAY, WHEN = "day", "moment"
SHARED: Final = ("reception_unit", "settling_unit", "grain_work", "grain_whole")


def column_of(key: MeasureKey) -> str:
    return f"{key.measure}|{key.tested.value if key.tested and tests_date(key.measure) else ''}"


def tests_date(measure: str) -> bool:
    known = shipped().measures.get(measure)
    return known is not None and known.tests_date


@cache
def steady_keys() -> tuple[MeasureKey, ...]:
    """What is summed: each once for every date it may test."""
    return tuple(
        MeasureKey(name, tested, CountsFor.SETTLING)
        for name, bound in BINDINGS.items()
        if bound.is_steady
        for tested in (DueDate if tests_date(name) else (None,))
    )


@cache
def _program() -> str:
    """Hash of the text of everything that says what a measure is."""
    found = hashlib.sha256()
    for module in (binding, cuts, dossier_measures):
        found.update(Path(str(module.__file__)).read_bytes())
    found.update(Path(__file__).read_bytes())
    found.update(",".join(column_of(key) for key in steady_keys()).encode())
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
        sums = _write(place, f"{FOLDER}/{run}-sums.parquet", _sums(facts, until))
        rest = _write(place, f"{FOLDER}/{run}-rest.parquet", _rest(facts, until))
    made = Tally(manifest.sha256, own, _program(), horizon, manifest.settled_at, tuple(sorted(known)), sums, rest)
    _publish(place, run, made)
    log.info("facts.tallied", manifest=manifest.number, sums=sums.rows, rest=rest.rows)
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


def _rest(facts: Facts, until: dt.datetime) -> pa.RecordBatchReader:
    names = ", ".join(
        "NULL::TIMESTAMP AS recorded_to" if name == "recorded_to" else f'"{name}"'
        for name in table_named(tallies.TABLE).names
    )
    sql = f"SELECT {names} FROM dossiers WHERE ({_regular(until)}) IS NOT TRUE"
    return facts.connection.execute(sql).to_arrow_reader(50_000)


def _sums(facts: Facts, until: dt.datetime) -> pa.RecordBatchReader:
    import ibis

    facts.connection.execute(f"CREATE VIEW dossiers_regular AS SELECT * FROM dossiers WHERE {_regular(until)}")
    regular = facts.view("dossiers_regular")
    moments = (When.RECEIVED, When.SETTLED, When.OPEN, When.CARRIED)
    found = ibis.union(*(_of(facts, regular, when) for when in moments))
    return facts.backend.to_pyarrow(found.order_by(WHEN, DAY, *SHARED)).to_reader()


def _of(facts: Facts, regular: ir.Table, when: When) -> ir.Table:
    import ibis

    own = [key for key in steady_keys() if when in BINDINGS[key.measure].counts]
    laid = rows(facts, EachDay(), when, regular)
    wide = laid.mutate(**{column_of(key): amount(laid, dossier_measures.DOSSIERS, key, when) for key in own})
    nothing = ibis.literal(0).cast("int64")
    names = {column_of(key) for key in own}
    return wide.group_by(
        **{DAY: wide[cuts.FIRST], WHEN: ibis.literal(when.value), **{name: wide[name] for name in SHARED}}
    ).agg(
        **{
            column_of(key): wide[column_of(key)].sum().cast("int64") if column_of(key) in names else nothing
            for key in steady_keys()
        }
    )


def _write(place: Path, name: str, batches: pa.RecordBatchReader) -> Kept:
    import pyarrow.parquet as pq

    path, count = place / name, 0
    with pq.ParquetWriter(path, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
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
