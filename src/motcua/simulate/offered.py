"""The desks of a province, each made when the first dossier comes to it, and the numbers of its codes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.dossiers import references
from motcua.dossiers.lifecycle.guards import AFTER_WORK
from motcua.forms.evaluation import Scope
from motcua.procedures.process import Process, Step, StepKind, UnitRule
from motcua.procedures.process_conditions import default_outcome
from motcua.simulate.offices import Clerk, Desk, engaged, sent_away, wanted
from motcua.simulate.province import Era, Offer, Officer
from motcua.worktime.compiled import DAY, MINUTE, CompiledCalendar, from_ticks, to_ticks

RECEPTION = "reception_officer"
SETTLING = "settling_officer"
DESK_MINUTES = 7.0
"""What a reception officer needs for one dossier, on average."""
SERVICE_SHARE = 0.07
"""The work on a step, as a share of the step's limit, on average."""

DeskKey = tuple[int, str, Sequence[Officer]]


@dataclass(slots=True)
class Numbers:
    """Dossier codes: agency, day, number of the day, going on after the ``last`` ones that were issued before."""

    last: dict[str, int] = field(default_factory=dict)
    prefixes: dict[tuple[str, int], str] = field(default_factory=dict)

    def next(self, agency: str, ticks: int) -> str:
        """Acceptances are told in the order of time."""
        at = agency, ticks // DAY
        prefix = self.prefixes.get(at)
        if prefix is None:
            prefix = self.prefixes[at] = f"{agency}-{legal_date(from_ticks(ticks)):%y%m%d}"
        number = self.last[prefix] = self.last.get(prefix, 0) + 1
        return f"{prefix}-{number:04d}"


@dataclass(slots=True)
class Offices:
    """``minutes`` is the work that is expected for each desk over ``span`` (two instants in ticks)."""

    seed: int
    calendars: Mapping[str, CompiledCalendar]
    span: tuple[int, int]
    staffing: float = 1.0
    """More or fewer people than there are wanted for."""
    numbers: Numbers = field(default_factory=Numbers)
    people: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """How many a role of a unit has whatever is wanted for it."""
    away: Mapping[tuple[int, str], tuple[int, dt.date, dt.date]] = field(default_factory=dict)
    """How many of a role of a unit are there from a day to another, the others being away besides their leave."""
    minutes: Counter[DeskKey] = field(default_factory=Counter)
    desks: dict[DeskKey, Desk] = field(default_factory=dict)
    sisters: dict[tuple[int, int], int | None] = field(default_factory=dict)

    def expect(self, era: Era, offer: Offer, count: int) -> None:
        """Tell that so many dossiers of the offer will come."""
        self.minutes[self._key(era, offer.reception, RECEPTION)] += round(count * DESK_MINUTES)
        for step in offer.process.steps:
            if step.kind is not StepKind.RECEPTION and step.kind not in AFTER_WORK:
                key = self._key(era, unit_of(offer, step), step.role)
                self.minutes[key] += round(count * step.minutes * SERVICE_SHARE)

    def desk(self, era: Era, offer: Offer, unit: int, role: str) -> Desk:
        key = self._key(era, unit, role)
        found = self.desks.get(key)
        if found is None:
            found = self.desks[key] = self._made(key, offer)
        return found

    def _key(self, era: Era, unit: int, role: str) -> DeskKey:
        officers = era.officers(unit, role) or era.officers(unit, SETTLING)
        if not officers:
            raise LookupError(f"nobody works in unit {references.unit_uid(unit)}")
        return unit, role, tuple(officers)

    def _made(self, key: DeskKey, offer: Offer) -> Desk:
        unit, role, officers = key
        calendar = self.calendars[offer.calendars[0 if unit == offer.reception else 1]]
        first, last = calendar.work_until(self.span[0]), calendar.work_until(self.span[1])
        span = max(MINUTE, last - first)
        count, pace = wanted(self.minutes[key], span / MINUTE, len(officers))
        count = min(len(officers), max(1, round(count * self.staffing)))
        count = min(len(officers), self.people.get((unit, role), count))
        always = 1 if role == RECEPTION else 0
        clerks = engaged(officers, count, self.seed, (unit, role), (first, last), always=always)
        if (unit, role) in self.away:
            there, *days = self.away[unit, role]
            since, until = (calendar.work_until(day_ticks(day)) for day in (days[0], days[1] + dt.timedelta(days=1)))
            clerks = [*clerks[:there], *(sent_away(clerk, since, until) for clerk in clerks[there:])]
        return Desk(calendar, clerks, pace)

    def personal(self, desk: Desk, clerk: Clerk) -> Desk:
        """The desk of one officer of a desk."""
        return Desk(desk.calendar, (clerk,), desk.pace)

    def sister(self, era: Era, offer: Offer) -> int | None:
        """Another unit under the same one that can give an opinion."""
        key = era.first.toordinal(), offer.settling
        if key not in self.sisters:
            above = set(era.above.get(offer.settling, ())[:1])
            fitting = (
                unit
                for (unit, role) in era.staff
                if role == SETTLING and unit != offer.settling and above & set(era.above.get(unit, ())[:1])
            )
            self.sisters[key] = next(fitting, None)
        return self.sisters[key]


def day_ticks(day: dt.date) -> int:
    """When the day begins."""
    return to_ticks(dt.datetime.combine(day, dt.time(), LEGAL_ZONE))


def unit_of(offer: Offer, step: Step) -> int:
    """The unit a step belongs to, as the lifecycle says."""
    match step.unit_rule:
        case UnitRule.RECEPTION | UnitRule.ONE_STOP:
            return offer.reception
        case UnitRule.NAMED:
            named = offer.context.named_units.get(step.named_unit or "")
            return references.unit_id(named) if named else offer.settling
        case UnitRule.PARENT:
            parent = offer.context.parent_unit
            return references.unit_id(parent) if parent else offer.settling
        case _:
            return offer.settling


def first_step(process: Process, *, is_electronic: bool) -> Step | None:
    """Where the work begins: after reception, and for electronic papers after the transfer; past automatic steps, whose
    conditions find no answers in a story."""
    step = next((one for one in process.steps if one.kind is not StepKind.RECEPTION), None)
    if step is not None and step.kind is StepKind.TRANSFER:
        step = process.following(step.key)
    while step is not None and step.kind is StepKind.AUTOMATIC:
        chosen = default_outcome(step, Scope())
        step = process.following(step.key, chosen.key if chosen else None)
    return step
