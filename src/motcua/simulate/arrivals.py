"""Who comes when for what: days weighted by month, weekday and feasts, hours by the way people come, procedures by
demand, places by size. Drawn in one go with NumPy, about 20 bytes an arrival. Same arguments, same arrivals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.core.errors import Conflict
from motcua.simulate.province import Era, Offer, Province, Way
from motcua.simulate.rates import rates
from motcua.worktime.compiled import DAY, HOUR, MINUTE, SECOND, UNIX_DAY, CompiledCalendar

MONDAY: Final = 0
NOON: Final = 12
_TET_MONTHS: Final = (1, 2)
_CLOSED_FOR_TET: Final = 5

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """In the order of time. ``era``, ``way`` and ``place`` are places in the province's lists."""

    ticks: Ints
    era: NDArray[np.int16]
    way: NDArray[np.int32]
    place: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ticks)


def drawn_arrivals(total: int, seed: int, province: Province, reception: CompiledCalendar) -> Arrivals:
    """``total`` arrivals. Raises Conflict("nothing_is_open") when no procedure can be filed on any day."""
    chance = np.random.default_rng([seed, 1])
    shares = [_Share(era) for era in province.eras]
    online_share = _online_share(shares)
    is_online = chance.random(total) < online_share
    days = _Days(province.first, province.last, reception)
    era_of_day = np.array([province.eras.index(province.era(day)) for day in days.days])
    day, tick = np.empty(total, np.int64), np.empty(total, np.int64)
    for online in (True, False):
        mask = is_online == online
        there = np.array([bool(share.online if online else share.counter) for share in shares])[era_of_day]
        day[mask] = _days_drawn(chance, (days.online if online else days.counter) * there, int(mask.sum()))
        tick[mask] = _instants(chance, days, day[mask], online=online)
    tick[~is_online] = _at_the_counter(chance, tick[~is_online], reception)
    era = era_of_day[day]
    way, place = np.empty(total, np.int64), np.empty(total, np.int64)
    for number, share in enumerate(shares):
        for online in (True, False):
            mask = (era == number) & (is_online == online)
            way[mask], place[mask] = share.drawn(chance, int(mask.sum()), online=online)
    order = np.lexsort((np.arange(total), tick))
    return Arrivals(
        tick[order], era[order].astype(np.int16), way[order].astype(np.int32), place[order].astype(np.int32)
    )


def offer_of(province: Province, arrivals: Arrivals, number: int) -> Offer:
    """What the arrival files."""
    era = province.eras[arrivals.era[number]]
    found = era.offer(era.ways[arrivals.way[number]], era.places[arrivals.place[number]])
    if found is None:
        raise LookupError("an arrival was drawn for a case that is not open")
    return found


class _Share:
    """How often each way and place is chosen in an era."""

    def __init__(self, era: Era) -> None:
        self.era = era
        open_ways = [number for number, way in enumerate(era.ways) if _is_open(era, way)]
        self.online = [number for number in open_ways if era.ways[number].channel == "online"]
        self.counter = [number for number in open_ways if era.ways[number].channel != "online"]
        demand = way_weights(era.ways)
        self.weights = demand
        sizes: Mapping[str, float] = rates()["places"]
        self.places = _normal([sizes.get(place.kind, 1.0) for place in era.places])

    def drawn(self, chance: np.random.Generator, count: int, *, online: bool) -> tuple[Ints, Ints]:
        ways = self.online if online else self.counter
        if not count:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        way = np.array(ways)[chance.choice(len(ways), count, p=_normal([self.weights[one] for one in ways]))]
        place = chance.choice(len(self.places), count, p=self.places)
        self._mend(way, place)
        return way, place

    def _mend(self, way: Ints, place: Ints) -> None:
        """A case that is closed for a place is filed for the next place where it is open."""
        era, count = self.era, len(self.places)
        for key in np.unique(way * count + place):
            one, at = divmod(int(key), count)
            if era.offer(era.ways[one], era.places[at]) is None:
                other = next(n % count for n in range(at + 1, at + count + 1) if _opens(era, one, n % count))
                place[(way == one) & (place == at)] = other


def _opens(era: Era, way: int, place: int) -> bool:
    return era.offer(era.ways[way], era.places[place]) is not None


def _is_open(era: Era, way: Way) -> bool:
    return any(era.offer(way, place) is not None for place in era.places)


def way_weights(ways: Sequence[Way]) -> list[float]:
    """Demand of the procedure, shared among its cases and by service level among its channels."""
    demand: Mapping[str, float] = rates()["demand"]
    channels: Mapping[str, Mapping[str, float]] = rates()["channels"]
    cases: dict[tuple[str, str], int] = {}
    whole: dict[tuple[str, str], float] = {}
    for way in ways:
        cases[way.procedure, way.channel] = cases.get((way.procedure, way.channel), 0) + 1
        share = channels.get(way.service_level, channels["none"]).get(way.channel, 0.0)
        whole[way.procedure, way.case] = whole.get((way.procedure, way.case), 0.0) + share
    found = []
    for way in ways:
        share = channels.get(way.service_level, channels["none"]).get(way.channel, 0.0)
        total = whole[way.procedure, way.case]
        part = share / total if total else 1.0
        found.append(float(demand.get(way.procedure, demand["other"])) * part / cases[way.procedure, way.channel])
    return found


def _online_share(shares: Sequence[_Share]) -> float:
    online = sum(share.weights[one] for share in shares for one in share.online)
    counter = sum(share.weights[one] for share in shares for one in share.counter)
    if not online + counter:
        raise Conflict("nothing_is_open")
    return online / (online + counter)


def _normal(weights: Sequence[float]) -> Floats:
    found = np.array(weights, float)
    return found / found.sum()


class _Days:
    """The days with how many come on each, at the counter and online."""

    def __init__(self, first: dt.date, last: dt.date, reception: CompiledCalendar) -> None:
        self.days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
        is_open = [bool(reception.fact(day).shifts) for day in self.days]
        rules = rates()
        months, weekdays = rules["months"]["weights"], rules["weekdays"]
        off = rules["feasts"]["online_on_days_off"]
        usual = np.array([months[day.month - 1] * _feast(self.days, is_open, at) for at, day in enumerate(self.days)])
        by_day = {way: np.array([weekdays[way][day.weekday()] for day in self.days]) for way in weekdays}
        opened = np.array(is_open, float)
        self.counter: Floats = usual * by_day["counter"] * opened
        self.online: Floats = usual * by_day["online"] * np.where(opened > 0, 1.0, off)
        self.is_monday = np.array([day.weekday() == MONDAY for day in self.days])
        self.begins = np.array([(day.toordinal() - UNIX_DAY) * DAY for day in self.days], np.int64)


def _feast(days: Sequence[dt.date], is_open: Sequence[bool], at: int) -> float:
    """How much a closure nearby changes the day: people settle what they can before Tết, few come on the first day
    after it, many after another closure."""
    rules = rates()["feasts"]
    before = _closed(is_open, at - 1, -1)
    if before >= _CLOSED_FOR_TET:
        return float(rules["first_day_after_tet"])
    for there in range(at + 1, min(len(days), at + int(rules["days_before_tet"]) + 1)):
        if days[there].month in _TET_MONTHS and _closed(is_open, there, 1) >= _CLOSED_FOR_TET:
            return float(rules["before_tet"])
    return float(rules["after_closure"]) if before >= int(rules["closure"]) else 1.0


def _closed(is_open: Sequence[bool], at: int, step: int) -> int:
    count = 0
    while 0 <= at < len(is_open) and not is_open[at]:
        count, at = count + 1, at + step
    return count


def _days_drawn(chance: np.random.Generator, weights: Floats, count: int) -> Ints:
    if not count:
        return np.empty(0, np.int64)
    if not weights.sum():
        raise Conflict("nothing_is_open")
    return chance.choice(len(weights), count, p=weights / weights.sum())


def _instants(chance: np.random.Generator, days: _Days, day: Ints, *, online: bool) -> Ints:
    hours: Mapping[str, float] = rates()["hours"]["online" if online else "counter"]
    names = np.array([int(hour) for hour in hours], np.int64)
    usual = np.array(list(hours.values()), float)
    monday = usual * np.where(names < NOON, rates()["hours"]["monday_morning"], 1.0) if not online else usual
    hour = np.empty(len(day), np.int64)
    for weights, mask in ((monday, days.is_monday[day]), (usual, ~days.is_monday[day])):
        hour[mask] = names[chance.choice(len(names), int(mask.sum()), p=weights / weights.sum())]
    within = chance.integers(0, 3600, len(day))
    return days.begins[day] + hour * HOUR + within * SECOND


def _at_the_counter(chance: np.random.Generator, ticks: Ints, reception: CompiledCalendar) -> Ints:
    """Who comes while the counter is closed waits until it opens, and a little."""
    starts, ends = reception.arrays.shift_start, reception.arrays.shift_end
    place = np.searchsorted(starts, ticks, "right") - 1
    inside = ticks < ends[place]
    opens = starts[place + 1] + chance.integers(2, 90, len(ticks)) * MINUTE
    return np.where(inside, ticks, opens)
