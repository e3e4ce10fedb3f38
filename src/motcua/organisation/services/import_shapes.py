"""Takes areas of units from a GeoJSON file. The same file again changes nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from django.db import connection, transaction

from motcua.core import audit, outbox
from motcua.organisation.models import Unit, UnitShape
from motcua.organisation.shape_files import ReadShape, ShapeFault, overlaps, read_shapes, to_json

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ShapesReport:
    """What an import did. ``written`` is false when nothing was taken because of a fault."""

    read: int
    created: int
    updated: int
    unchanged: int
    faults: tuple[ShapeFault, ...]
    written: bool

    @property
    def defects(self) -> dict[str, int]:
        return dict(sorted(Counter(one.code for one in self.faults).items()))


@transaction.atomic
def import_shapes(raw: bytes, *, actor: audit.Doer, now: dt.datetime, strict: bool = False) -> ShapesReport:
    """Create and correct the areas of units from GeoJSON; good ones are taken, bad ones listed. ``strict`` takes none
    when one is bad.

    A shape begins on the day it names, else with its unit, and ends with its unit. A later shape of the same unit ends
    the earlier one. Areas of one level that lie on one another are refused: a pin would be in two communes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation_shapes'))")
    good, faults = read_shapes(raw)
    placed, unknown = _placed(good)
    faults = [*faults, *unknown]
    placed, double = _apart(placed)
    faults = sorted([*faults, *double], key=lambda one: one.number)
    read = len(good) + len({one.number for one in faults} - {one.number for one in good} - {0})
    if faults and (strict or not placed):
        return ShapesReport(read, 0, 0, 0, tuple(faults), written=False)
    created, updated = _write(placed, now)
    if created or updated:
        counts = {"created": created, "updated": updated, "rejected": len(faults)}
        audit.record(
            act="organisation.shapes_imported",
            actor=actor,
            subject_kind="units",
            subject="units",
            now=now,
            details=counts,
        )
        outbox.publish(topic="organisation", key="units", kind="shapes_changed", body=counts, now=now)
    log.info("organisation.shapes_imported", read=read, created=created, updated=updated, rejected=len(faults))
    return ShapesReport(read, created, updated, len(placed) - created - updated, tuple(faults), written=True)


def _placed(shapes: Sequence[ReadShape]) -> tuple[list[UnitShape], list[ShapeFault]]:
    """The rows that the shapes would be, ``pk`` unset; and those whose unit nobody knows."""
    by_code: Mapping[str, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(code__in={one.code for one in shapes}).order_by("-valid_from"):
        by_code[unit.code].append(unit)
    rows, faults = [], []
    seen: set[tuple[int, str, dt.date]] = set()
    for one in shapes:
        begins = one.valid_from
        meant = [unit for unit in by_code[one.code] if begins is None or unit.is_in_force(begins)]
        if not meant:
            faults.append(ShapeFault(one.number, "unit_unknown", {"unit": one.code, "on": str(begins or "")}))
            continue
        unit = meant[0]
        key = unit.pk, one.kind, begins or unit.valid_from
        if key in seen:
            faults.append(ShapeFault(one.number, "twice", {"unit": one.code}))
            continue
        seen.add(key)
        rows.append(_row(one, unit))
    return rows, faults


def _row(shape: ReadShape, unit: Unit) -> UnitShape:
    west, south, east, north = shape.area.bounds
    ends = min((day for day in (shape.valid_to, unit.valid_to) if day is not None), default=None)
    row = UnitShape(
        unit=unit,
        kind=shape.kind,
        geometry=to_json(shape.area),
        west=west,
        south=south,
        east=east,
        north=north,
        is_fictitious=shape.is_fictitious,
        valid_from=shape.valid_from or unit.valid_from,
        valid_to=ends,
        source=shape.source,
    )
    row.read = shape  # type: ignore[attr-defined]
    return row


def _apart(rows: Sequence[UnitShape]) -> tuple[list[UnitShape], list[ShapeFault]]:
    """Without the later one of each pair that lie on one another on a common day, at one level."""
    groups: dict[tuple[str, str], list[UnitShape]] = defaultdict(list)
    for row in rows:
        groups[row.kind, row.unit.level].append(row)
    refused: dict[int, ShapeFault] = {}
    for group in groups.values():
        named = [(str(place), row.read.area) for place, row in enumerate(group)]  # type: ignore[attr-defined]
        for first, second in overlaps(named):
            one, other = group[int(first)], group[int(second)]
            if one.unit_id != other.unit_id and _meet(one, other):
                number = other.read.number  # type: ignore[attr-defined]
                refused[number] = ShapeFault(number, "overlaps", {"unit": other.unit.code, "other": one.unit.code})
    kept = [row for row in rows if row.read.number not in refused]  # type: ignore[attr-defined]
    return kept, list(refused.values())


def _meet(one: UnitShape, other: UnitShape) -> bool:
    return (one.valid_to is None or other.valid_from < one.valid_to) and (
        other.valid_to is None or one.valid_from < other.valid_to
    )


_COLUMNS = ("geometry", "west", "south", "east", "north", "valid_to", "source", "is_fictitious")


def _write(rows: Sequence[UnitShape], now: dt.datetime) -> tuple[int, int]:
    known = {
        (one.unit_id, one.kind, one.valid_from): one
        for one in UnitShape.objects.filter(unit__in={row.unit_id for row in rows})
    }
    created: list[UnitShape] = []
    changed: dict[int, UnitShape] = {}
    for row in sorted(rows, key=lambda one: one.valid_from):
        before = known.get((row.unit_id, row.kind, row.valid_from))
        if before is not None:
            if any(getattr(before, name) != getattr(row, name) for name in _COLUMNS):
                for name in _COLUMNS:
                    setattr(before, name, getattr(row, name))
                changed[before.pk] = before
            continue
        for other in known.values():
            is_open = other.valid_to is None or other.valid_to > row.valid_from
            same = (other.unit_id, other.kind) == (row.unit_id, row.kind)
            if same and other.pk and other.valid_from < row.valid_from and is_open:
                other.valid_to = row.valid_from
                changed[other.pk] = other
        created.append(row)
    for one in (*created, *changed.values()):
        one.recorded_at = now
    UnitShape.objects.bulk_update(changed.values(), [*_COLUMNS, "recorded_at"], batch_size=200)
    UnitShape.objects.bulk_create(created, batch_size=200)
    return len(created), len(changed)
