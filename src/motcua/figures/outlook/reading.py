"""A series with its last period, the same period of the year before, its target and its course; many in one pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from motcua.figures.answers import address_of
from motcua.figures.collection.counted import values_of_periods
from motcua.figures.collection.models import Target
from motcua.figures.collection.standing import Standing, standing
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent, Outcome, Values, evaluate
from motcua.figures.definitions.model import Form, Indicator, MeasureKey
from motcua.figures.numbers import print_number, print_percent
from motcua.figures.periods import Period, PeriodKind, period_of, previous, same_of_last_year
from motcua.figures.reported import ValueKind
from motcua.figures.wording import language, why_missing

from .domains import Listed


@dataclass(frozen=True, slots=True)
class Point:
    """A period of a series, printed as the macro ``figure`` takes it; ``value`` None: ``why`` says why."""

    period: Period
    value: Fraction | None
    printed: str
    why: str
    address: str


@dataclass(frozen=True, slots=True)
class Course:
    """``points``: oldest first, the last one is the newest period that is over. ``known``: the newest with a value.
    ``target``: printed, and how it stands for its own period; None without one."""

    indicator: Indicator
    kind: ValueKind
    points: tuple[Point, ...]
    year_before: Point
    target: tuple[Target, str, Standing] | None

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def known(self) -> Point | None:
        return next((one for one in reversed(self.points) if one.value is not None), None)


def courses(
    listed: Sequence[Listed], unit: str, today: dt.date, targets: Sequence[Target] = (), *, count: int = 13
) -> list[Course]:
    """Each series up to its newest period that is over. Three statements for each kind of period."""
    found: dict[str, Course] = {}
    says = {one.indicator: one.says for one in listed}
    for kind in dict.fromkeys(one.kind for one in listed):
        names = [one.indicator for one in listed if one.kind is kind]
        periods = _periods(kind, today, count)
        tables = values_of_periods(_keys(names, periods), unit, periods, None)
        for name in names:
            course = _course(name, unit, periods[:count], tables, targets, today)
            found[name] = replace(course, kind=says[name] or course.kind)
    return [found[one.indicator] for one in listed]


def _periods(kind: PeriodKind, today: dt.date, count: int) -> list[Period]:
    """The newest that is over, the ``count`` up to it oldest first, and after them the same of the year before."""
    periods = [previous(period_of(kind, today))]
    while len(periods) < count:
        periods.insert(0, previous(periods[0]))
    before = same_of_last_year(periods[-1])
    return periods if before in periods else [*periods, before]


def _keys(names: Sequence[str], periods: Sequence[Period]) -> list[MeasureKey]:
    catalogue = shipped()
    keys: dict[MeasureKey, None] = {}
    for name in names:
        for period in periods:
            if any(one.is_in_force(period.last) for one in catalogue.indicators[name]):
                keys.update(dict.fromkeys(catalogue.needed(name, period.last)))
    return [*keys]


def _course(
    name: str,
    unit: str,
    periods: Sequence[Period],
    tables: Mapping[Period, Values],
    targets: Sequence[Target],
    today: dt.date,
) -> Course:
    points = tuple(_point(name, unit, period, tables[period]) for period in periods)
    before = same_of_last_year(periods[-1])
    definition = shipped().indicators[name][-1]
    year = _point(name, unit, before, tables[before])
    return Course(definition, kind_of(definition), points, year, _target(definition, points, targets, today))


def kind_of(definition: Indicator) -> ValueKind:
    """What its numbers are: that of its measure, or a share where two are divided."""
    measures = shipped().measures
    kinds = {measures[name].value_kind for name in definition.names if name in measures}
    return kinds.pop() if definition.denominator is None and len(kinds) == 1 else ValueKind.SHARE


def _point(name: str, unit: str, period: Period, table: Values) -> Point:
    address = address_of(name, unit, period)
    catalogue = shipped()
    if not any(one.is_in_force(period.last) for one in catalogue.indicators[name]):
        return Point(period, None, "", why_missing(Absent.NOT_REPORTED, name, catalogue), address)
    keys = catalogue.needed(name, period.last)
    outcome: Outcome = evaluate(
        catalogue, name, period.last, {key: table.get(key, Absent.NOT_REPORTED) for key in keys}
    )
    why = why_missing(outcome.missing, outcome.about, catalogue) if outcome.value is None else ""
    return Point(period, outcome.value, outcome.printed(language()), why, address)


def _target(
    definition: Indicator, points: Sequence[Point], targets: Sequence[Target], today: dt.date
) -> tuple[Target, str, Standing] | None:
    """The target of the newest period, else of the one that it lies in."""
    last = points[-1]
    fitting = [
        one
        for one in targets
        if one.indicator == definition.id and one.first <= last.period.first and last.period.last <= one.last
    ]
    if not fitting:
        return None
    narrowest = min(fitting, key=lambda one: (one.last - one.first).days)
    value = Fraction(narrowest.value or 0)
    is_rate = definition.form is Form.RATE
    print_ = print_percent if is_rate else print_number
    printed = print_(value, narrowest.decimals, language())
    own = Period(narrowest.first, narrowest.last, PeriodKind.RANGE)
    now = last.value if (own.first, own.last) == (last.period.first, last.period.last) else None
    return narrowest, printed, standing(now, value, better=definition.better, period=own, today=today)


def change(now: Fraction | None, before: Fraction | None, kind: ValueKind) -> tuple[Fraction, bool] | None:
    """By how much it moved: a share of what was for numbers, points for per cents (then True). None when nothing can
    be said."""
    if now is None or before is None:
        return None
    if kind is ValueKind.LEVEL:
        return ((now - before) / before, False) if before > 0 else None
    return now - before, True


def drawn(points: Sequence[Point], width: int, height: int) -> list[str]:
    """Lines of an SVG (``points`` attributes): one for each run of periods without a gap. Pure."""
    values = [one.value for one in points if one.value is not None]
    if len(values) < 2:
        return []
    low, high = min(values), max(values)
    runs: list[list[str]] = [[]]
    for place, one in enumerate(points):
        if one.value is None:
            runs.append([])
            continue
        left = Fraction(place * (width - 4), max(1, len(points) - 1)) + 2
        part = (one.value - low) / (high - low) if high > low else Fraction(1, 2)
        top = Fraction(height - 2) - part * (height - 4)
        runs[-1].append(f"{float(left):.1f},{float(top):.1f}")
    return [" ".join(run) for run in runs if len(run) > 1]
