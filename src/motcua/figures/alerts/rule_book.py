"""Rules of alerts, edited by dated rows: a change is a new row of the same series, the old one stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, DomainError, Invalid, NotFound
from motcua.figures.boards.members import level_of
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.model import Form, Indicator, Source, UnitLevel
from motcua.figures.feeds.models import FeedSource
from motcua.figures.typed_numbers import Expected, read_number
from motcua.organisation.models import Unit
from motcua.organisation.selectors import ancestors, find_unit
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .models import AlertRule, Breadth, Origin, Window, new_series
from .permissions import RULES
from .readings import looked_at
from .rules import Bounds, Side, fault_of

REPORTED: Final = frozenset({Source.REPORTED, Source.IMPORTED})
_PLACES: Final = Decimal(10) ** -16
_MOST: Final = 10**15


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What a rule says, as typed: bounds as text (*95 %*, *1.200*), quiet hours as *22:00* or empty."""

    name: str
    origin: str
    subject: str
    unit: str
    breadth: str
    window: str
    side: str
    raise_at: str
    clear_at: str
    readings: int
    least: int
    quiet_from: str
    quiet_to: str
    source: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The terms as they were understood."""

    terms: RuleTerms
    unit: Unit
    bounds: Bounds
    quiet: tuple[dt.time | None, dt.time | None]


def check_terms(terms: RuleTerms, on: dt.date) -> Checked:
    """Everything that can be said of the terms while they are typed. Raises Invalid with one error a field."""
    faults = list(_word_faults(terms))
    unit = find_unit(terms.unit.strip(), on)
    if unit is None:
        faults.append(("unit", "alert_unit_unknown"))
    definition = _definition(terms, on)
    faults += _subject_faults(terms, definition, unit, on)
    quiet = _quiet(terms, faults)
    bounds = _bounds(terms, definition, faults)
    if unit is not None and terms.breadth in set(Breadth):
        faults += _unit_faults(terms, definition, unit, on)
    if faults or unit is None or bounds is None:
        raise Invalid("data_invalid", errors=[{"field": field, "code": code} for field, code in faults])
    return Checked(terms, unit, bounds, quiet)


def _word_faults(terms: RuleTerms) -> Iterator[tuple[str, str]]:
    known = {
        "name": terms.name.strip(),
        "source": terms.source.strip(),
        "subject": terms.subject.strip(),
        "origin": terms.origin if terms.origin in set(Origin) else "",
        "breadth": terms.breadth if terms.breadth in set(Breadth) else "",
        "side": terms.side if terms.side in set(Side) else "",
    }
    yield from ((field, "field_required") for field, value in known.items() if not value)
    if terms.origin == Origin.INDICATOR and terms.window not in set(Window):
        yield "window", "alert_window_missing"


def _definition(terms: RuleTerms, on: dt.date) -> Indicator | None:
    if terms.origin not in {Origin.INDICATOR, Origin.SERIES}:
        return None
    try:
        return shipped().in_force(terms.subject.strip(), on)
    except DomainError:
        return None


def _subject_faults(
    terms: RuleTerms, definition: Indicator | None, unit: Unit | None, on: dt.date
) -> list[tuple[str, str]]:
    if terms.origin in {Origin.FEED, Origin.STALE}:
        source = FeedSource.objects.filter(code=terms.subject.strip(), ended_at=None).first()
        if source is None:
            return [("subject", "alert_subject_unknown")]
        inside = unit is None or source.unit_id in {unit.pk, *(one.pk for one in ancestors(unit.pk, on))}
        return [] if inside else [("unit", "alert_unit_outside_feed")]
    if definition is None:
        return [("subject", "alert_subject_unknown")] if terms.subject.strip() else []
    if terms.origin == Origin.SERIES and not is_reported(definition):
        return [("subject", "alert_subject_not_reported")]
    return []


def is_reported(definition: Indicator) -> bool:
    """Is it made of reported or imported measures only?"""
    measures = shipped().measures
    return all(name in measures and measures[name].source in REPORTED for name in definition.names)


def _unit_faults(terms: RuleTerms, definition: Indicator | None, unit: Unit, on: dt.date) -> list[tuple[str, str]]:
    probe = AlertRule(unit=unit, breadth=terms.breadth)
    if terms.breadth != Breadth.WHOLE and not looked_at(probe, on):
        return [("breadth", "alert_unit_kind")]
    level = {
        Breadth.DEPARTMENTS: UnitLevel.DEPARTMENT,
        Breadth.COMMUNES: UnitLevel.COMMUNE,
    }.get(Breadth(terms.breadth), level_of(unit))
    if definition is not None and level is not None and level not in definition.levels:
        return [("breadth" if terms.breadth != Breadth.WHOLE else "unit", "alert_level_wrong")]
    return []


def _quiet(terms: RuleTerms, faults: list[tuple[str, str]]) -> tuple[dt.time | None, dt.time | None]:
    typed = (terms.quiet_from.strip(), terms.quiet_to.strip())
    if not any(typed):
        return None, None
    try:
        begins, ends = (dt.time.fromisoformat(one.replace("h", ":").zfill(5)) for one in typed)
    except ValueError:
        faults.append(("quiet_from" if not typed[0] else "quiet_to", "alert_quiet_wrong"))
        return None, None
    return begins, ends


def expected_of(origin: str, definition: Indicator | None) -> Expected:
    """How the bounds of a rule are written."""
    if origin == Origin.STALE:
        return Expected.COUNT
    return Expected.PERCENT if definition is not None and definition.form is Form.RATE else Expected.AMOUNT


def _bounds(terms: RuleTerms, definition: Indicator | None, faults: list[tuple[str, str]]) -> Bounds | None:
    values: dict[str, Fraction] = {}
    for field, text in (("raise_at", terms.raise_at), ("clear_at", terms.clear_at)):
        try:
            value = read_number(text, expected_of(terms.origin, definition)).value
        except DomainError:
            faults.append((field, "alert_number_wrong"))
            continue
        if abs(value) >= _MOST or Fraction(_stored(value)) != value:
            faults.append((field, "alert_number_large"))
        values[field] = value
    if len(values) < 2 or terms.side not in set(Side):
        return None
    bounds = Bounds(Side(terms.side), values["raise_at"], values["clear_at"], terms.readings, terms.least)
    fault = fault_of(bounds)
    if fault is not None:
        faults.append(fault)
    return bounds


def _stored(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_PLACES)


@transaction.atomic
def add_rule(terms: RuleTerms, *, valid_from: dt.date, actor: Actor, now: dt.datetime) -> AlertRule:
    """A new rule from a day on. Raises NotAllowed, Invalid with one error a field."""
    return _write(terms, new_series(), valid_from, actor=actor, now=now)


@transaction.atomic
def change_rule(uid: UUID, terms: RuleTerms, *, valid_from: dt.date, actor: Actor, now: dt.datetime) -> AlertRule:
    """Other terms from a day on. What is raised stays raised until the new bounds clear it. Raises as :func:`add_rule`,
    NotFound (``alert_rule_unknown``), Conflict (``alert_rule_ended``)."""
    before = _locked(uid, actor)
    if valid_from <= before.valid_from or valid_from < legal_date(now):
        raise Invalid("data_invalid", errors=[{"field": "valid_from", "code": "alert_from_later"}])
    _end(before, valid_from, actor=actor, now=now)
    return _write(terms, before.series, valid_from, actor=actor, now=now)


@transaction.atomic
def end_rule(uid: UUID, *, on: dt.date, actor: Actor, now: dt.datetime) -> AlertRule:
    """The rule holds no more from ``on``; the next look clears what it raised. Raises as :func:`change_rule`."""
    row = _locked(uid, actor)
    if on <= row.valid_from or on < legal_date(now):
        raise Invalid("data_invalid", errors=[{"field": "on", "code": "alert_from_later"}])
    _end(row, on, actor=actor, now=now)
    return row


def _locked(uid: UUID, actor: Actor) -> AlertRule:
    row = AlertRule.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if row is None:
        raise NotFound("alert_rule_unknown")
    require(actor, RULES, [row.unit_id])
    if row.valid_to is not None:
        raise Conflict("alert_rule_ended")
    return row


def _write(terms: RuleTerms, series: str, valid_from: dt.date, *, actor: Actor, now: dt.datetime) -> AlertRule:
    if valid_from < legal_date(now):
        raise Invalid("data_invalid", errors=[{"field": "valid_from", "code": "alert_from_today"}])
    checked = check_terms(terms, valid_from)
    require(actor, RULES, [checked.unit.pk])
    row = AlertRule.objects.create(
        series=series,
        name=terms.name.strip()[:200],
        origin=terms.origin,
        subject=terms.subject.strip(),
        unit=checked.unit,
        breadth=terms.breadth,
        window=terms.window if terms.origin == Origin.INDICATOR else "",
        side=terms.side,
        raise_at=_stored(checked.bounds.raise_at),
        clear_at=_stored(checked.bounds.clear_at),
        readings=terms.readings,
        least=terms.least,
        quiet_from=checked.quiet[0],
        quiet_to=checked.quiet[1],
        source=terms.source.strip()[:300],
        valid_from=valid_from,
        recorded_at=now,
        recorded_by=actor.uid,
    )
    _record("figures.alert_rule_added", row, actor=actor, now=now)
    return row


def _end(row: AlertRule, on: dt.date, *, actor: Actor, now: dt.datetime) -> None:
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _record("figures.alert_rule_ended", row, actor=actor, now=now)


def _record(act: str, row: AlertRule, *, actor: Actor, now: dt.datetime) -> None:
    details = {"from": row.valid_from, "to": row.valid_to, "origin": row.origin, "looks_at": row.subject}
    audit.record(act=act, actor=actor, subject_kind="alert_rule", subject=row.series, now=now, details=details)
