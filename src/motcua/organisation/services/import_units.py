"""Takes units from a JSON Lines file. Importing the same file again changes nothing; no number of units is assumed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from django.db import connection, transaction

from motcua.core import audit, outbox
from motcua.organisation.models import AliasKind, Unit, UnitAlias, UnitSuccession
from motcua.organisation.rules import LineError, UnitLine, agency_code, agency_code_old, parse_line
from motcua.organisation.services.closure import rebuild_closure
from motcua.organisation.services.unit_book import Book, Key, Known, Rejection

log = structlog.get_logger()

_OWN_FIELDS = (
    "name",
    "level",
    "kind",
    "short_name",
    "agency_code",
    "agency_code_old",
    "address",
    "phone",
    "email",
    "source",
)
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``written`` is false when a strict import met a bad line and took none."""

    read: int
    created: int
    updated: int
    unchanged: int
    rejections: tuple[Rejection, ...]
    written: bool

    @property
    def defects(self) -> dict[str, int]:
        return dict(sorted(Counter(one.code for one in self.rejections).items()))


@transaction.atomic
def import_units(lines: Iterable[bytes], *, actor: audit.Doer, now: dt.datetime, strict: bool = False) -> ImportReport:
    """Create and update units, their parents, successions and agency codes from JSON Lines.

    Good lines are taken, bad ones listed with their number and reason; ``strict`` takes none when one is bad. A
    unit that the file does not name is left alone. Two imports at once wait for one another.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation_units'))")
    read, parsed, refused = _parse(lines)
    units = {(unit.code, unit.valid_from): unit for unit in Unit.objects.select_related("parent")}
    book = Book((_known(unit) for unit in units.values()), parsed)
    book.settle()
    rejections = tuple(sorted([*refused, *book.rejections], key=lambda one: one.line))
    if strict and rejections:
        return ImportReport(read, 0, 0, 0, rejections, written=False)
    created, updated = _write(book, units, now)
    if created or updated:
        rebuild_closure()
        counts = {"created": created, "updated": updated, "rejected": len(rejections)}
        audit.record(
            act="organisation.units_imported",
            actor=actor,
            subject_kind="units",
            subject="units",
            now=now,
            details=counts,
        )
        outbox.publish(topic="organisation", key="units", kind="units_changed", body=counts, now=now)
    log.info("organisation.units_imported", read=read, created=created, updated=updated, rejected=len(rejections))
    return ImportReport(read, created, updated, len(book.lines) - created - updated, rejections, written=True)


def _parse(lines: Iterable[bytes]) -> tuple[int, list[UnitLine], list[Rejection]]:
    """How many lines spoke, the good ones, and what is wrong with the others. Blank lines are silent."""
    read = 0
    good: list[UnitLine] = []
    refused: list[Rejection] = []
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        read += 1
        try:
            good.append(parse_line(number, raw))
        except LineError as error:
            refused.append(Rejection(number, error.fault.code, error.fault.field, error.fault.value))
    return read, good, refused


def _known(unit: Unit) -> Known:
    parent = None if unit.parent is None else (unit.parent.code, unit.parent.valid_from)
    return Known(unit.code, unit.valid_from, unit.valid_to, parent)


def _write(book: Book, units: dict[Key, Unit], now: dt.datetime) -> tuple[int, int]:
    """Bring the tables in line with the book; how many units came, and how many changed in any way."""
    new = [key for key in book.lines if key not in units]
    changed = {key for key, line in book.lines.items() if key in units and _overlay(units[key], line)}
    # Ends move before beginnings, so that a code is never in force twice on the way.
    _upsert([units[key] for key in sorted(changed)], now)
    for key in new:
        line = book.lines[key]
        units[key] = Unit(code=line.code, valid_from=line.valid_from)
        _overlay(units[key], line)
    _upsert([units[key] for key in sorted(new)], now)
    changed |= _set_parents(book, units) | _set_successions(book, units)
    _add_aliases([units[key] for key in book.lines], now)
    return len(new), len(changed - set(new))


def _overlay(unit: Unit, line: UnitLine) -> bool:
    """Put the line's values on the unit; whether anything changed. Texts that the line does not name stay."""
    wanted: dict[str, object] = {**line.texts, "valid_to": line.valid_to}
    if line.texts.get("agency_code"):
        wanted["agency_code"] = agency_code(line.texts["agency_code"])
        wanted["agency_code_old"] = line.texts.get("agency_code_old") or agency_code_old(line.texts["agency_code"])
    differing = {name: value for name, value in wanted.items() if getattr(unit, name) != value}
    for name, value in differing.items():
        setattr(unit, name, value)
    return bool(differing)


def _upsert(units: list[Unit], now: dt.datetime) -> None:
    for unit in units:
        unit.recorded_at = now
    known = [unit for unit in units if unit.pk is not None]
    Unit.objects.bulk_update(known, [*_OWN_FIELDS, "valid_to", "recorded_at"], batch_size=500)
    Unit.objects.bulk_create([unit for unit in units if unit.pk is None], batch_size=_BATCH)


def _set_parents(book: Book, units: dict[Key, Unit]) -> set[Key]:
    moved: dict[Key, int | None] = {}
    for key, line in book.lines.items():
        parent = book.in_force(line.parent, line.valid_from) if line.parent else None
        parent_id = None if parent is None else units[parent].pk
        if units[key].parent_id != parent_id:
            moved[key] = parent_id
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE organisation_unit u SET parent_id = new.parent"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, parent) WHERE u.id = new.id",
            [[units[key].pk for key in moved], list(moved.values())],
        )
    return set(moved)


def _set_successions(book: Book, units: dict[Key, Unit]) -> set[Key]:
    """Successions of the lines that speak of them become exactly what they say."""
    speaking = {key: line for key, line in book.lines.items() if line.successors is not None}
    ids = {units[key].pk: key for key in speaking}
    before = {
        (one.old_id, one.new_id): (one.share, one.is_default, one.on)
        for one in UnitSuccession.objects.filter(old_id__in=list(ids))
    }
    after = {
        (units[key].pk, units[one.code, one.valid_from].pk): (one.share, one.is_default, line.valid_to)
        for key, line in speaking.items()
        for one in line.successors or ()
        if line.valid_to is not None  # a line with successors has an end: parse_line saw to it
    }
    touched = {pair[0] for pair in before.keys() | after.keys() if before.get(pair) != after.get(pair)}
    UnitSuccession.objects.filter(old_id__in=list(touched)).delete()
    UnitSuccession.objects.bulk_create(
        [
            UnitSuccession(old_id=old, new_id=new, share=share, is_default=is_default, on=on)
            for (old, new), (share, is_default, on) in after.items()
            if old in touched
        ],
        batch_size=_BATCH,
    )
    return {ids[pk] for pk in touched}


def _add_aliases(units: list[Unit], now: dt.datetime) -> None:
    """Agency codes are found under both styles for ever, also after they changed."""
    UnitAlias.objects.bulk_create(
        [
            UnitAlias(unit=unit, kind=kind, code=code, valid_from=unit.valid_from, recorded_at=now)
            for unit in units
            for kind, code in ((AliasKind.AGENCY, unit.agency_code), (AliasKind.AGENCY_OLD, unit.agency_code_old))
            if code
        ],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
