"""From a solved specification to seats: for each dossier the case, the day and what becomes of it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from motcua.core.clock import LEGAL_ZONE
from motcua.organisation.models import Unit
from motcua.procedures.terms import Limit
from motcua.simulate.arrivals import way_weights
from motcua.simulate.chance import Dice
from motcua.simulate.province import Era, Offer, Place, Province, Way
from motcua.simulate.rates import rates
from motcua.simulate.spec.model import (
    OF_PAPERS,
    REST,
    STRUCTURE,
    WITH_RESULT,
    Group,
    Outcome,
    Spec,
    SpecFault,
    Timeliness,
)
from motcua.simulate.spec.papers import scan
from motcua.simulate.spec.seat import Seat
from motcua.simulate.spec.solving import Class, quotas, solved, spread
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import LimitUnit, add_working_days, due

LATEST_DAYS: Final = 4
"""Working days after its date within which a late result of a specification comes, collection included."""
_TRIES: Final = 100_000
"""Dossiers drawn again, at most, for a rate of papers."""
_LONG: Final = frozenset({LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.MONTH})


Choice = tuple[Way, Place, float]


@dataclass(slots=True)
class Seats:
    """Seats of a whole specification. ``until`` is the last day of the history."""

    province: Province
    calendars: Mapping[str, CompiledCalendar]
    until: dt.date
    seed: int
    documented: frozenset[int] = frozenset()
    """Versions whose procedures give a document as result."""

    above: dict[tuple[dt.date, int], tuple[str, ...]] = field(default_factory=dict)
    over: dict[tuple[str, dt.date, dt.date, Limit], bool] = field(default_factory=dict)

    def all(self, spec: Spec) -> Iterator[Seat]:
        """Raises SpecFault with the first line that cannot be met."""
        for number, group in enumerate(spec.groups):
            yield from self._group(group, Dice(self.seed, "spec", number))

    def _group(self, group: Group, dice: Dice) -> Sequence[Seat]:
        era = self.province.era(group.first)
        if self.province.era(group.last) is not era:
            raise SpecFault("spec_change", group.line, group.name, day=self._change(group))
        classes, members = self._classes(group, era)
        margins = [
            (STRUCTURE.index(name), quotas(table, group.dossiers, has_rest=self._has_rest(classes, name)), table)
            for name, table in group.tables.items()
            if name in STRUCTURE
        ]
        if not classes:
            raise SpecFault("spec_nothing", group.line, group.name, name=group.name)
        counts = solved(classes, margins, group.dossiers)
        if group.last >= self.until:
            raise SpecFault("spec_not_over", group.line, group.name, day=self.until)
        days = self._days(group, era, dice)
        for left in reversed(range(3 + _TRIES // group.dossiers)):
            chosen = [offer for one in sorted(counts) for offer in _drawn(era, members[one], counts[one], dice)]
            seats = [Seat(offer, era, day) for offer, day in zip(chosen, days, strict=True)]
            try:
                _fates(group, seats, dice)
            except SpecFault as fault:
                # How many papers there are follows from the draw: another one may fit the rate.
                if not left or fault.path.rpartition(".")[2] not in OF_PAPERS:
                    raise
            else:
                break
        return seats

    def _change(self, group: Group) -> dt.date:
        return next(era.first for era in self.province.eras if group.first < era.first)

    @staticmethod
    def _has_rest(classes: Mapping[Class, float], name: str) -> bool:
        return any(one[STRUCTURE.index(name)] == REST for one in classes)

    def _classes(self, group: Group, era: Era) -> tuple[dict[Class, float], dict[Class, list[Choice]]]:
        """What can be filed, by the values that the tables of the group name, with the choices of each."""
        weights: dict[Class, float] = {}
        members: dict[Class, list[Choice]] = {}
        sizes: Mapping[str, float] = rates()["places"]
        demand = way_weights(era.ways)
        for way, weight in zip(era.ways, demand, strict=True):
            if not _allows(group, "procedure", way.procedure) or not _allows(group, "channel", way.channel):
                continue
            for place in era.places:
                values = self._values(group, era, way, place)
                if values is None or not all(name in values[at] for at, name in group.where.items()):
                    continue
                key = tuple(_named(group, name, values[name]) for name in STRUCTURE)
                here = weight * sizes.get(place.kind, 1.0)
                weights[key] = weights.get(key, 0.0) + here
                members.setdefault(key, []).append((way, place, here))
        return weights, members

    def _values(self, group: Group, era: Era, way: Way, place: Place) -> Mapping[str, tuple[str, ...]] | None:
        """The names by which a case may be called in each dimension, the nearest first; None where it cannot be filed,
        is settled within hours, or would not be over before the history ends."""
        led = era.led(way, place)
        if led is None:
            return None
        here, settling = led
        limit = here.committed or here.statutory
        if here.instant or limit is None or limit.unit not in _LONG:
            return None
        if not self._is_over(group, era.calendars[settling, "settlement"], limit):
            return None
        return {
            "unit": self._units(era, settling),
            "field": (here.field,),
            "procedure": (here.procedure_code,),
            "level": (here.agency_level,),
            "service_level": (way.service_level,),
            "channel": (way.channel,),
            "result": ("document" if here.version_id in self.documented else "none",),
        }

    def _is_over(self, group: Group, code: str, limit: Limit) -> bool:
        until = min(self.until, group.settled_by or self.until)
        key = code, group.last, until, limit
        if key not in self.over:
            calendar = self.calendars[code]
            start = dt.datetime.combine(group.last, dt.time(16), LEGAL_ZONE)
            ends = due(calendar, start, limit.amount, limit.unit, limit.basis).at.astimezone(LEGAL_ZONE).date()
            self.over[key] = add_working_days(calendar, ends, LATEST_DAYS + 1) <= until
        return self.over[key]

    def _units(self, era: Era, settling: int) -> tuple[str, ...]:
        """Codes of the unit and of those above it."""
        key = era.first, settling
        if key not in self.above:
            line = (settling, *era.above.get(settling, ()))
            codes = dict(Unit.objects.filter(pk__in=line).values_list("pk", "code"))
            self.above[key] = tuple(codes[unit] for unit in line)
        return self.above[key]

    def _days(self, group: Group, era: Era, dice: Dice) -> Sequence[dt.date]:
        """Working days of the group, spread over the months as its table says, in no order."""
        calendar = self.calendars[next(code for code in self.calendars if "settlement" in code)]
        span = [group.first + dt.timedelta(days=n) for n in range((group.last - group.first).days + 1)]
        open_days = [day for day in span if calendar.fact(day).shifts]
        by_month: dict[str, list[dt.date]] = {}
        for day in open_days:
            by_month.setdefault(f"{day:%Y-%m}", []).append(day)
        table = group.tables.get("month", {})
        for name, line in table.items():
            if name not in by_month:
                raise SpecFault("spec_nothing", line.line, line.path, name=name)
        if not open_days:
            raise SpecFault("spec_days", group.line, group.name)
        others = [day for day in open_days if f"{day:%Y-%m}" not in table]
        counts = quotas(table, group.dossiers, has_rest=bool(others)) if table else {REST: group.dossiers}
        found: list[dt.date] = []
        for name in sorted(counts):
            days = by_month.get(name, []) if name != REST else (others or open_days)
            found += [days[dice.below(len(days))] for _one in range(counts[name])]
        return _shuffled(found, dice)


def _allows(group: Group, name: str, value: str) -> bool:
    return group.where.get(name, value) == value


def _named(group: Group, table: str, names: tuple[str, ...]) -> str:
    return next((name for name in names if name in group.tables.get(table, {})), REST)


def _drawn(era: Era, choices: Sequence[Choice], count: int, dice: Dice) -> list[Offer]:
    """``count`` offers by weight."""
    sums = list(accumulate(weight for _way, _place, weight in choices))
    found = []
    for _one in range(count):
        way, place, _weight = choices[min(bisect_right(sums, dice.share() * sums[-1]), len(choices) - 1)]
        offer = era.offer(way, place)
        if offer is None:
            raise LookupError("a case that can be filed is open")
        found.append(offer)
    return found


def _shuffled(items: list[dt.date], dice: Dice) -> list[dt.date]:
    for last in range(len(items) - 1, 0, -1):
        other = dice.below(last + 1)
        items[last], items[other] = items[other], items[last]
    return items


# --- what becomes of them ---------------------------------------------------------------------------------------


def _fates(group: Group, seats: Sequence[Seat], dice: Dice) -> None:
    """Outcomes by quota, spread evenly over the seats in the order of their units."""
    whole = len(seats)
    outcomes = group.tables.get("outcome")
    counts = quotas(outcomes, whole, has_rest="granted" not in outcomes) if outcomes else {REST: whole}
    for seat, name in zip(seats, spread(counts, whole), strict=True):
        seat.outcome = Outcome.GRANTED if name == REST else Outcome(name)
    with_result = [seat for seat in seats if seat.outcome in WITH_RESULT]
    times = group.tables.get("timeliness")
    if times:
        counts = quotas(times, len(with_result), has_rest=len(times) < len(Timeliness))
        left = next((one.value for one in Timeliness if one.value not in times), Timeliness.ON_TIME.value)
        for seat, name in zip(with_result, spread(counts, len(with_result)), strict=True):
            seat.timeliness = Timeliness(left if name == REST else name)
    else:
        for seat in with_result:
            seat.timeliness = Timeliness.EARLY if dice.happens(0.6) else Timeliness.ON_TIME
    online = [seat for seat in seats if seat.offer.terms.channel == "online"]
    for seat in _chosen(group, "assisted", online, len(online)):
        seat.is_assisted = True
    for seat in _chosen(group, "electronic", with_result, len(with_result)):
        seat.is_electronic = True
    scan(group, seats)


def _chosen(group: Group, share: str, seats: Sequence[Seat], whole: int) -> Iterator[Seat]:
    line = group.shares.get(share)
    if line is None:
        return
    candidates = line.candidates(whole)
    if not candidates or candidates.start > whole:
        raise SpecFault("spec_rate", line.line, line.path, value=line.text, whole=whole)
    names = spread({"yes": candidates.start, "no": whole - candidates.start}, whole)
    yield from (seat for seat, name in zip(seats, names, strict=True) if name == "yes")
