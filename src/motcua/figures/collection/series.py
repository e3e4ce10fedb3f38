"""A figure of a unit through periods, each beside the same period of the year before: what screens draw."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from motcua.figures.collection.counted import values
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent, Outcome, evaluate
from motcua.figures.periods import Period, previous, same_of_last_year


@dataclass(frozen=True, slots=True)
class Point:
    """``value`` None: not reported. ``before`` is that of the same period of last year."""

    period: Period
    value: Fraction | None
    before: Fraction | None
    printed: str


def series(
    indicator: str, unit: str, last: Period, *, count: int = 12, as_of: dt.datetime | None = None
) -> list[Point]:
    """``count`` periods up to ``last``, the oldest first, of an indicator whose measures are reported or imported.
    Raises NotFound ``indicator_unknown``."""
    periods = [last]
    while len(periods) < count:
        periods.insert(0, previous(periods[0]))
    points = []
    for period in periods:
        now, then = (_outcome(indicator, unit, one, as_of) for one in (period, same_of_last_year(period)))
        points.append(Point(period, now.value, then.value, now.printed()))
    return points


def _outcome(indicator: str, unit: str, period: Period, as_of: dt.datetime | None) -> Outcome:
    catalogue = shipped()
    keys = catalogue.needed(indicator, period.last)
    found = values(keys, unit, period, as_of)
    known = {key: found.get(key, Absent.NOT_REPORTED) for key in keys}
    return evaluate(catalogue, indicator, period.last, known)
