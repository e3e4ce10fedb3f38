"""Sources of measures other than facts: what units report, what is imported, and rooms that are still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from motcua.figures.definitions.evaluation import Absent, Values
from motcua.figures.definitions.model import MeasureKey, Source
from motcua.figures.periods import Period

from .listed import Behind, Thing

Count = Callable[[Sequence[MeasureKey], str, Period, dt.datetime | None], Values]
"""Keys, the code of a unit, a period, and as of when (None: now). What it leaves out it has no answer to."""

List = Callable[[MeasureKey, str, Period, dt.datetime | None, str, int], Behind]
"""The list behind one of them: key, unit, period, as of when, after which id, how many."""

Many = Callable[
    [Sequence[MeasureKey], Sequence[str], Sequence[Period], dt.datetime | None], Mapping[tuple[str, Period], Values]
]
"""The same as a count for all units and periods at once."""


@dataclass(frozen=True, slots=True)
class Counter:
    """``many``: for one that can answer for all units in one go; else :attr:`count` is asked for each."""

    count: Count
    behind: List | None = None
    many: Many | None = None


_sources: dict[Source, tuple[Counter, ...]] = {}


def register(source: Source, count: Count, behind: List | None = None, many: Many | None = None) -> None:
    """Let ``count`` answer for measures of ``source``, after those that were registered before it: of each key the
    first number counts. The same one again is fine. Call it in ``apps.ready()``."""
    counter = Counter(count, behind, many)
    known = _sources.get(source, ())
    if counter not in known:
        _sources[source] = (*known, counter)


def registered() -> Mapping[Source, Counter]:
    """For each source one counter that asks all of its own; it answers for many at once when it is the only one."""
    return {source: counters[0] if len(counters) == 1 else _joined(counters) for source, counters in _sources.items()}


def _joined(counters: Sequence[Counter]) -> Counter:
    def count(keys: Sequence[MeasureKey], unit: str, period: Period, as_of: dt.datetime | None) -> Values:
        found: dict[MeasureKey, int | Fraction | Absent] = {}
        for counter in counters:
            left = [key for key in keys if isinstance(found.get(key, Absent.NOT_REPORTED), Absent)]
            for key, value in counter.count(left, unit, period, as_of).items() if left else ():
                if not isinstance(value, Absent) or key not in found:
                    found[key] = value
        return found

    def behind(key: MeasureKey, unit: str, period: Period, as_of: dt.datetime | None, after: str, limit: int) -> Behind:
        empty: Behind | None = None
        for counter in counters:
            if counter.behind is None:
                continue
            page = counter.behind(key, unit, period, as_of, after, limit)
            if not isinstance(page.total, Absent):
                return page
            empty = empty or page
        return empty or Behind(Absent.NOT_REPORTED, Thing.REPORT, (), 0, "")

    return Counter(count, behind, _many(counters) if any(counter.many for counter in counters) else None)


def _many(counters: Sequence[Counter]) -> Many:
    """Of each key the first number counts; those without ``many`` are asked for each unit what is still missing."""

    def many(
        keys: Sequence[MeasureKey], units: Sequence[str], periods: Sequence[Period], as_of: dt.datetime | None
    ) -> Mapping[tuple[str, Period], Values]:
        found: dict[tuple[str, Period], dict[MeasureKey, int | Fraction | Absent]] = {}
        for counter in counters:
            said = counter.many(keys, units, periods, as_of) if counter.many is not None else {}
            for unit, period in ((unit, period) for unit in units for period in dict.fromkeys(periods)):
                own = found.setdefault((unit, period), {})
                left = [key for key in keys if isinstance(own.get(key, Absent.NOT_REPORTED), Absent)]
                values = said.get((unit, period), {})
                if counter.many is None and left:
                    values = counter.count(left, unit, period, as_of)
                for key in left:
                    value = values.get(key)
                    if value is not None and (key not in own or not isinstance(value, Absent)):
                        own[key] = value
        return found

    return many
