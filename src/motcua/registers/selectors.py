"""Reading registers: what is open to whom, lists a page at a time, one record, tables of counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncMonth

from motcua.core.clock import legal_date
from motcua.core.errors import NotFound
from motcua.core.search_text import tokens
from motcua.organisation.models import in_force
from motcua.people.actors import Actor
from motcua.people.services.records import record_list, record_read
from motcua.registers.definition import FIELD, Definition, ListView, Own, Report, Right, Show
from motcua.registers.lifecycle import RecordState, RegisterState
from motcua.registers.models import Record, RecordEvent, Register, RegisterVersion
from motcua.registers.permissions import USE, may_read, reach, readable
from motcua.registers.reading import definition_of, version_in_force

PAGE = 25
MOST_CELLS = 500
MOST_EXPORTED = 50_000
SHOWN = {Show.OPEN: (RecordState.OPEN,), Show.ENDED: (RecordState.ENDED,)}


@dataclass(frozen=True, slots=True)
class Shelved:
    """A register the actor may use today."""

    version: RegisterVersion
    definition: Definition
    may_enter: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows: words searched for, the chosen answer by field, days, and where the page begins. ``groups``:
    the row and column of a report's cell, by column; then struck records are left out, as there."""

    query: str = ""
    chosen: Mapping[str, str] | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    before: int | None = None
    groups: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    row: str
    column: str
    count: int
    total: int | None


def shelf(actor: Actor, now: dt.datetime) -> list[Shelved]:
    """The registers of today that the actor may read or enter, by title, with how many records wait for the actor."""
    on = legal_date(now)
    rows = RegisterVersion.objects.filter(in_force(on)).exclude(register__state=RegisterState.DRAFT)
    found = []
    for version in rows.select_related("register").order_by("title"):
        definition = definition_of(version)
        roles = {one.role for one in definition.allowed}
        if not actor.is_system and not roles & actor.roles:
            continue
        enters = reach(actor, definition, Right.ENTER, on)
        may_enter = version.register.state == RegisterState.OPEN and (enters.everywhere or bool(enters.units))
        found.append(Shelved(version, definition, may_enter, _waiting(actor, version, definition, on)))
    return found


def _waiting(actor: Actor, version: RegisterVersion, definition: Definition, on: dt.date) -> int:
    if definition.process is None:
        return 0
    roles = {step.role for step in definition.process.steps} & actor.roles
    if not roles:
        return 0
    rows = Record.objects.filter(register=version.register_id, state=RecordState.OPEN, holder_role__in=sorted(roles))
    return rows.filter(readable(actor, definition, on)).count()


def count_registers() -> int:
    return Register.objects.count()


def register_for(key: str, actor: Actor, now: dt.datetime) -> tuple[RegisterVersion, Definition]:
    """The register in force today. Raises NotFound ``register_unknown``, also for whoever it names nowhere."""
    version = version_in_force(key, legal_date(now))
    definition = definition_of(version)
    if not actor.is_system and not {one.role for one in definition.allowed} & actor.roles:
        raise NotFound("register_unknown")
    return version, definition


def records(
    version: RegisterVersion, definition: Definition, view: ListView, wanted: Wanted, *, actor: Actor, now: dt.datetime
) -> QuerySet[Record]:
    """The records of a list that the actor may read, newest first. What is no filter of the list is passed over."""
    rows = Record.objects.filter(readable(actor, definition, legal_date(now)), register=version.register_id)
    if view.show in SHOWN:
        rows = rows.filter(state__in=SHOWN[view.show])
    for key, value in (wanted.chosen or {}).items():
        if key in view.filters and value:
            rows = rows.filter(answers__contains={key: value})
    if wanted.since:
        rows = rows.filter(entered_on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(entered_on__lte=wanted.until)
    if wanted.groups:
        rows = _in_cell(rows.exclude(state=RecordState.STRUCK), wanted.groups)
    rows = searched(rows, wanted.query)
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    return rows.select_related("unit", "holder_unit", "version").order_by("-pk")


def _in_cell(rows: QuerySet[Record], groups: Mapping[str, str]) -> QuerySet[Record]:
    """The records a cell of a report counts."""
    for number, (column, value) in enumerate(groups.items()):
        name = f"group_{number}"
        wanted = Q(**{name: value}) if value else Q(**{f"{name}__isnull": True})
        rows = rows.alias(**{name: _group(column)}).filter(wanted)
    return rows


def searched(rows: QuerySet[Record], query: str) -> QuerySet[Record]:
    """The rows in which every word of the query begins a word."""
    words = tokens(query)[:10]
    if not words:
        return rows
    # By the index on exactly this expression.
    where = "to_tsvector('simple', registers_record.search_text) @@ to_tsquery('simple', %s)"
    return rows.extra(where=[where], params=[" & ".join(f"{word}:*" for word in words)])  # noqa: S610 (constant SQL)


def page_of(
    version: RegisterVersion, definition: Definition, view: ListView, wanted: Wanted, *, actor: Actor, now: dt.datetime
) -> tuple[list[Record], int | None]:
    """A page of a list and where the next begins. Leaves a record of reading."""
    found = list(records(version, definition, view, wanted, actor=actor, now=now)[: PAGE + 1])
    rows = found[:PAGE]
    filters = {"register": version.register.key, "list": view.key, "query": wanted.query, **(wanted.chosen or {})}
    record_list(actor, USE, "register", filters, rows=len(rows), now=now)
    return rows, rows[-1].pk if len(found) > PAGE else None


def record_of(uid: UUID, actor: Actor, now: dt.datetime) -> tuple[Record, Definition]:
    """One record with the definition it was entered under. Raises NotFound ``register_record_unknown``, also where the
    actor may not read it. Leaves a record of reading."""
    rows = Record.objects.select_related("version", "register", "unit", "holder_unit", "entered_by")
    record = rows.filter(uid=uid).first()
    if record is None:
        raise NotFound("register_record_unknown")
    definition = definition_of(record.version)
    if not may_read(actor, definition, record, now):
        raise NotFound("register_record_unknown")
    record_read(actor, USE, "register_record", record.uid, now=now)
    return record, definition


def cells(
    version: RegisterVersion,
    definition: Definition,
    report: Report,
    *,
    since: dt.date,
    until: dt.date,
    actor: Actor,
    now: dt.datetime,
) -> list[Cell]:
    """A report over the records entered from ``since`` to ``until``, both included, that the actor may read; struck
    ones are not counted. At most :data:`MOST_CELLS` cells."""
    rows = Record.objects.filter(
        readable(actor, definition, legal_date(now)),
        register=version.register_id,
        entered_on__gte=since,
        entered_on__lte=until,
    ).exclude(state=RecordState.STRUCK)
    names = {"row": _group(report.rows)} | ({"column": _group(report.columns)} if report.columns else {})
    adds = {"total": Sum(Cast(KT(f"answers__{report.adds}"), BigIntegerField()))} if report.adds else {}
    found = rows.annotate(**names).values(*names).annotate(many=Count("pk"), **adds).order_by(*names)
    return [
        Cell(_said(one["row"]), _said(one.get("column", "")), one["many"], one.get("total"))
        for one in found[:MOST_CELLS]
    ]


def _group(column: str) -> Combinable:
    if column.startswith(FIELD):
        return KT(f"answers__{column.removeprefix(FIELD)}")
    match column:
        case Own.MONTH:
            return TruncMonth("entered_on")
        case Own.UNIT:
            return F("unit__code")
        case _:
            return F(column)


def _said(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def history(record: Record) -> QuerySet[RecordEvent]:
    """What happened to it, the first first."""
    return record.events.select_related("user", "unit", "body").order_by("seq")
