"""Values from a file: read, shown with the faults of each line, then applied. What is faulty is left out and said."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.core.search_text import fold
from motcua.figures.collection.counted import SOURCES
from motcua.figures.collection.layout import Line, lines_of
from motcua.figures.collection.models import Campaign, ImportState, ReportedValue, ValueImport, ValueMapping
from motcua.figures.collection.permissions import IMPORT
from motcua.figures.collection.reading import Cell, as_decimal, read_cell
from motcua.figures.collection.tables import COLUMNS, Table, guessed, read_table
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.period_texts import parse_period
from motcua.figures.periods import Period
from motcua.figures.reported import check_rate
from motcua.figures.typed_numbers import Expected, read_number
from motcua.organisation.models import Unit
from motcua.organisation.selectors import answers_on
from motcua.people.actors import Actor
from motcua.people.permissions import decide, holds

Fault = dict[str, object]
NEEDED = ("unit", "period", "value", "measure")


@dataclass(frozen=True, slots=True)
class ReadRow:
    line: int
    measure: str
    unit: Unit
    period: Period
    cell: Cell


@dataclass(slots=True)
class ReadTable:
    rows: list[ReadRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def preview(
    data: bytes,
    *,
    source: str,
    source_on: dt.date,
    actor: Actor,
    now: dt.datetime,
    columns: Mapping[str, int] | None = None,
    defaults: Mapping[str, str] | None = None,
) -> ValueImport:
    """Keep the file's lines with what is wrong with which. ``columns``: meaning -> number of the column; else as the
    last file with this head, else by the columns' names. ``defaults``: a measure or period for the whole file. Raises
    Invalid (``import_*``), NotAllowed."""
    _require(actor)
    if not source.strip():
        raise Invalid("import_source_missing")
    table = read_table(data)
    mark = _mark(table.head)
    kept = ValueMapping.objects.filter(head=mark).first()
    picked = dict(columns or (kept.columns if kept else guessed(table.head)))
    given = {name: text for name, text in (defaults or (kept.defaults if kept else {})).items() if text}
    lacking = [name for name in NEEDED if name not in picked and name not in given]
    if lacking:
        raise Invalid("import_columns_missing", params={"columns": ", ".join(COLUMNS[name][1] for name in lacking)})
    read = read_rows(table, picked, given, actor)
    kept_as = {"columns": picked, "defaults": given, "kept_by": actor.uid, "kept_at": now}
    ValueMapping.objects.update_or_create(head=mark, defaults=kept_as)
    return ValueImport.objects.create(
        sha256=hashlib.sha256(data).hexdigest(),
        source=source.strip()[:300],
        source_on=source_on,
        head=list(table.head),
        rows=[list(row) for row in table.rows],
        columns=picked,
        defaults=given,
        faults=read.faults,
        read=len(read.rows) + len(read.faults),
        created_by=actor.uid,
        created_at=now,
    )


def _mark(head: Sequence[str]) -> str:
    """What tells one shape of table from another."""
    return hashlib.sha256("\x1f".join(fold(name) for name in head).encode()).hexdigest()


def _require(actor: Actor) -> None:
    if not holds(actor, IMPORT):
        raise NotAllowed("verb_not_granted", params={"verb": IMPORT})


@transaction.atomic
def apply(uid: UUID, *, actor: Actor, now: dt.datetime) -> ValueImport:
    """Append the good lines; what is known already is counted as unchanged. Lines are read again: a period that was
    locked or a unit that ended meanwhile is a fault. Raises NotFound, Conflict (``import_done``), NotAllowed."""
    _require(actor)
    batch = ValueImport.objects.select_for_update().filter(uid=uid).first()
    if batch is None:
        raise NotFound("import_unknown")
    if batch.state != ImportState.PREVIEW:
        raise Conflict("import_done")
    table = Table(tuple(batch.head), tuple(tuple(row) for row in batch.rows))
    read = read_rows(table, batch.columns, batch.defaults, actor)
    known = _known(read.rows)
    fresh = [row for row in read.rows if known.get(_key(row)) != _said(row)]
    ReportedValue.objects.bulk_create((_value(row, batch, actor, now) for row in fresh), batch_size=1000)
    batch.state, batch.applied_at, batch.faults = ImportState.APPLIED, now, read.faults
    batch.written, batch.unchanged, batch.rows = len(fresh), len(read.rows) - len(fresh), []
    batch.save()
    details = {"written": batch.written, "faults": len(read.faults)}
    audit.record(
        act="figures.values_imported", actor=actor, subject_kind="import", subject=str(uid), now=now, details=details
    )
    return batch


@transaction.atomic
def drop(uid: UUID, *, actor: Actor, now: dt.datetime) -> None:
    """Forget a preview. Raises NotFound, Conflict (``import_done``), NotAllowed."""
    _require(actor)
    done = ValueImport.objects.filter(uid=uid, state=ImportState.PREVIEW).update(state=ImportState.DROPPED, rows=[])
    if not done:
        raise Conflict("import_done") if ValueImport.objects.filter(uid=uid).exists() else NotFound("import_unknown")


def read_rows(table: Table, columns: Mapping[str, int], defaults: Mapping[str, str], actor: Actor) -> ReadTable:
    """Every line, understood or with its fault; one bad line spoils nothing else. A few statements in all."""
    reader = _Reader(actor)
    found = ReadTable()
    seen: dict[tuple[str, int, str], int] = {}
    for number, row in enumerate(table.rows, start=2):
        if not any(row):
            continue
        said = {
            name: row[columns[name]] if name in columns and columns[name] < len(row) else defaults.get(name, "")
            for name in COLUMNS
        }
        try:
            read = reader.read(number, {name: text or defaults.get(name, "") for name, text in said.items()})
            _once(seen.setdefault(_key(read), number), number)
        except Invalid as fault:
            found.faults.append({"line": number, "code": fault.code, **{k: str(v) for k, v in fault.params.items()}})
        else:
            found.rows.append(read)
    return found


def _once(first: int, number: int) -> None:
    if first != number:
        raise Invalid("import_twice", params={"other": first})


class _Reader:
    """Looks up each unit, period and measure once."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._units: dict[str, list[Unit]] = {}
        for unit in Unit.objects.order_by("valid_from"):
            self._units.setdefault(unit.code.casefold(), []).append(unit)
        self._periods: dict[str, Period] = {}
        self._lines: dict[str, Line] = {}
        self._locked = {
            (code, name)
            for code, lines in Campaign.objects.exclude(locked_at=None).values_list("period_code", "form__lines")
            for line in lines
            if (name := str(line.get("measure", "")))
        }

    def read(self, number: int, said: Mapping[str, str]) -> ReadRow:
        line = self._line(said["measure"])
        period = self._periods.get(said["period"]) or parse_period(said["period"])
        self._periods[said["period"]] = period
        if (period.code, line.measure) in self._locked:
            raise Invalid("period_locked")
        unit = self._unit(said["unit"], period)
        if not decide(self._actor, IMPORT, [unit.pk]):
            raise Invalid("unit_out_of_reach")
        if not said["value"]:
            raise Invalid("import_value_missing")
        cell = read_cell(line, said["value"], said["note"])
        if cell.fault is not None:
            raise cell.fault
        _check_total(cell, said["total"])
        return ReadRow(number, line.measure, unit, period, cell)

    def _line(self, name: str) -> Line:
        if name not in self._lines:
            measure = shipped().measures.get(name)
            if measure is None:
                raise Invalid("import_measure_unknown", params={"text": name[:60]})
            if measure.source not in SOURCES:
                raise Invalid("import_measure_counted", params={"text": name[:60]})
            self._lines[name] = lines_of([{"measure": name}], shipped())[0]
        return self._lines[name]

    def _unit(self, code: str, period: Period) -> Unit:
        units = self._units.get(code.casefold(), [])
        for unit in units:
            if unit.is_in_force(period.last):
                return unit
        if not units:
            raise Invalid("import_unit_unknown", params={"text": code[:60]})
        heir = answers_on(period.last, [units[-1].pk]).get(units[-1].pk)
        name = next((u.code for rows in self._units.values() for u in rows if u.pk == heir), "–")
        raise Invalid("import_unit_ended", params={"text": code[:60], "heir": name})


def _check_total(cell: Cell, total: str) -> None:
    """A share beside the total that it is of: one that no whole number prints is a fault."""
    if not total or cell.reported is None:
        return
    found = check_rate(cell.reported, int(read_number(total, Expected.COUNT).value))
    if found is not None and not found.is_possible:
        (below, low), (above, high) = found.below, found.above
        params = {"total": total, "rate": cell.text, "below": below, "below_rate": f"{low}%", "above": above}
        raise Invalid("reported_rate_impossible", params={**params, "above_rate": f"{high}%"})


def _key(row: ReadRow) -> tuple[str, int, str]:
    return (row.measure, row.unit.pk, row.period.code)


def _said(row: ReadRow) -> tuple[object, ...]:
    read = row.cell.reported
    return () if read is None else (as_decimal(read.value), read.bound.value, read.decimals)


def _known(rows: Sequence[ReadRow]) -> dict[tuple[str, int, str], tuple[object, ...]]:
    order = ("measure", "unit_id", "period_code")
    kept = ReportedValue.objects.filter(
        measure__in={row.measure for row in rows},
        unit__in={row.unit.pk for row in rows},
        period_code__in={row.period.code for row in rows},
    )
    return {
        (one.measure, one.unit_id, one.period_code): (one.value, one.bound, one.decimals)
        for one in kept.order_by(*order, "-recorded_at", "-pk").distinct(*order)
    }


def _value(row: ReadRow, batch: ValueImport, actor: Actor, now: dt.datetime) -> ReportedValue:
    read, line = row.cell.reported, row.cell.line
    return ReportedValue(
        measure=row.measure,
        unit=row.unit,
        period_code=row.period.code,
        first=row.period.first,
        last=row.period.last,
        kind=line.kind.value,
        value=None if read is None else as_decimal(read.value),
        counts=line.counts,
        bound="exact" if read is None else read.bound.value,
        decimals=0 if read is None else read.decimals,
        typed=row.cell.text[:80],
        note=row.cell.note[:1000],
        batch=batch,
        source=batch.source,
        source_on=batch.source_on,
        recorded_at=now,
        recorded_by=actor.uid,
    )
