"""What figures count from reported and imported values: own value of the unit, else the sum of the units below it;
own period, else the periods that make it up, by each measure's ``roll_up``. As of any instant: rows are append-only.

A sum over units is there only when every sheet that was opened for it has its value: what is half reported is missing,
not small.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.db.models import Q

from motcua.figures.collection.models import ReportedValue, Sheet
from motcua.figures.counting.listed import Behind, Row, Thing
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent, Values
from motcua.figures.definitions.model import Measure, MeasureKey, Source, Span
from motcua.figures.periods import Period, PeriodKind
from motcua.figures.reported import ValueKind
from motcua.organisation.models import UnitClosure, in_force

SOURCES: Final = (
    Source.REPORTED,
    Source.IMPORTED,
    Source.PAYMENTS,
    Source.PETITIONS,
    Source.RATINGS,
    Source.POPULATION,
)
"""What is answered here: reports, imports, and measures of rooms that are still to come, once they are imported."""


@dataclass(frozen=True, slots=True)
class Held:
    """A value that counts, or a part of one."""

    uid: str
    unit: int
    first: dt.date
    last: dt.date
    value: Fraction


def values(keys: Sequence[MeasureKey], unit: str, period: Period, as_of: dt.datetime | None) -> Values:
    """A number, or ``not_reported`` where some of it lacks; a measure of which nothing was ever entered is left out."""
    return _added(keys, _parts({key.measure for key in keys}, unit, period, as_of))


def values_of_units(
    keys: Sequence[MeasureKey], units: Sequence[str], periods: Sequence[Period], as_of: dt.datetime | None
) -> dict[tuple[str, Period], Values]:
    """As :func:`values` for many units and periods; the statements are those of one unit for each period."""
    measures = {key.measure for key in keys}
    found: dict[tuple[str, Period], Values] = {}
    for period in dict.fromkeys(periods):
        trees = _trees(units, period.last)
        everyone = sorted({unit for tree in trees.values() for unit in tree})
        rows: dict[int, list[ReportedValue]] = defaultdict(list)
        for row in newest(measures, everyone, period, as_of):
            rows[row.unit_id].append(row)
        expected = _expected(measures, dict.fromkeys(everyone, 0), period, as_of)
        if not rows and not expected:
            continue
        for code, tree in trees.items():
            own = [row for unit in tree for row in rows.get(unit, ())]
            asked = {name: {one for one in every if one[0] in tree} for name, every in expected.items()}
            waited = {name: every for name, every in asked.items() if every}
            found[code, period] = _added(keys, _parts_of(measures, tree, period, own, waited))
    return found


def _added(keys: Sequence[MeasureKey], parts: Mapping[str, list[Held] | Absent]) -> Values:
    found: dict[MeasureKey, int | Fraction | Absent] = {}
    for key in keys:
        held = parts.get(key.measure)
        if isinstance(held, Absent):
            found[key] = held
        elif held:
            found[key] = sum((one.value for one in held), Fraction(0))
    return found


def behind(
    key: MeasureKey, unit: str, period: Period, as_of: dt.datetime | None, after: str = "", limit: int = 50
) -> Behind:
    """The reported rows that a number is made of; their amounts add up to it."""
    held = _parts({key.measure}, unit, period, as_of).get(key.measure)
    if isinstance(held, Absent) or not held:
        return Behind(held if isinstance(held, Absent) else Absent.NOT_REPORTED, Thing.REPORT, (), 0, "")
    rows = sorted((Row(one.uid, one.value) for one in held), key=lambda row: row.id)
    page = [row for row in rows if row.id > after][:limit]
    more = bool(page) and page[-1].id != rows[-1].id
    total = sum((one.value for one in held), Fraction(0))
    return Behind(total, Thing.REPORT, tuple(page), len(rows), page[-1].id if more else "")


def _parts(
    measures: set[str], unit: str, period: Period, as_of: dt.datetime | None
) -> Mapping[str, list[Held] | Absent]:
    tree = _tree(unit, period.last)
    if not tree:
        return {}
    return _parts_of(
        measures, tree, period, newest(measures, tree, period, as_of), _expected(measures, tree, period, as_of)
    )


def _parts_of(
    measures: set[str],
    tree: Mapping[int, int],
    period: Period,
    rows: Iterable[ReportedValue],
    expected: Mapping[str, set[tuple[int, dt.date, dt.date]]],
) -> Mapping[str, list[Held] | Absent]:
    known = shipped().measures
    by_measure: dict[str, dict[int, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.value is not None:
            held = Held(str(row.uid), row.unit_id, row.first, row.last, Fraction(row.value))
            by_measure[row.measure][row.unit_id].append(held)
    found: dict[str, list[Held] | Absent] = {}
    for name in measures:
        if not by_measure[name] and name not in expected:
            continue
        found[name] = _whole(known[name], by_measure[name], tree, period, expected.get(name, set()))
    return found


def _tree(unit: str, on: dt.date) -> dict[int, int]:
    """Unit id -> depth below the named unit, on the map of the day; what it succeeded is at its own depth."""
    rows = UnitClosure.objects.filter(in_force(on), in_force(on, "ancestor__"), ancestor__code=unit)
    return dict(rows.order_by("depth").values_list("descendant_id", "depth"))


def _trees(units: Sequence[str], on: dt.date) -> dict[str, dict[int, int]]:
    """The same of many units at once."""
    rows = UnitClosure.objects.filter(in_force(on), in_force(on, "ancestor__"), ancestor__code__in=units)
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for code, unit, depth in rows.order_by("depth").values_list("ancestor__code", "descendant_id", "depth"):
        found[code][unit] = depth
    return found


def newest(
    measures: Iterable[str], units: Iterable[int], period: Period, as_of: dt.datetime | None
) -> list[ReportedValue]:
    """The rows in force as of an instant whose days lie within the period."""
    rows = ReportedValue.objects.filter(
        measure__in=set(measures), unit__in=set(units), first__gte=period.first, last__lte=period.last
    )
    if as_of is not None:
        rows = rows.filter(recorded_at__lte=as_of)
    order = ("measure", "unit_id", "period_code")
    return list(rows.order_by(*order, "-recorded_at", "-pk").distinct(*order))


def _expected(
    measures: set[str], tree: Mapping[int, int], period: Period, as_of: dt.datetime | None
) -> dict[str, set[tuple[int, dt.date, dt.date]]]:
    """Measure -> (unit, first, last) of the sheets that were opened for it."""
    asked = Q()
    for name in measures:
        asked |= Q(campaign__form__lines__contains=[{"measure": name}])
    sheets = Sheet.objects.filter(
        asked, unit__in=list(tree), campaign__first__gte=period.first, campaign__last__lte=period.last
    )
    if as_of is not None:
        sheets = sheets.filter(campaign__opened_at__lte=as_of)
    found: dict[str, set[tuple[int, dt.date, dt.date]]] = defaultdict(set)
    picked = sheets.values_list("unit_id", "campaign__first", "campaign__last", "campaign__form__lines")
    for unit, first, last, lines in picked:
        for line in lines:
            if line.get("measure") in measures:
                found[line["measure"]].add((unit, first, last))
    return found


def _whole(
    measure: Measure,
    held: Mapping[int, list[Held]],
    tree: Mapping[int, int],
    period: Period,
    expected: set[tuple[int, dt.date, dt.date]],
) -> list[Held] | Absent:
    own = next((unit for unit, depth in tree.items() if depth == 0), None)
    for unit in (unit for unit, depth in tree.items() if depth == 0):
        found = _of_period(measure, held.get(unit, []), period)
        if found:
            return found
    if measure.roll_up != "sum" or measure.value_kind is not ValueKind.LEVEL or own is None:
        return Absent.NOT_REPORTED
    return _below(measure, held, tree, period, expected)


def _below(
    measure: Measure,
    held: Mapping[int, list[Held]],
    tree: Mapping[int, int],
    period: Period,
    expected: set[tuple[int, dt.date, dt.date]],
) -> list[Held] | Absent:
    """The units below, the highest that report for themselves: nothing is counted twice."""
    parts: list[Held] = []
    counted: set[int] = set()
    above = _above(tree, period.last)
    asked = {unit for unit, _first, _last in expected}
    for unit in sorted({*held, *asked} & set(tree), key=lambda one: (tree[one], one)):
        if above.get(unit, set()) & counted:
            continue
        found = _of_period(measure, held.get(unit, []), period)
        if found is None:
            return Absent.NOT_REPORTED
        counted.add(unit)
        parts.extend(found)
    return parts or Absent.NOT_REPORTED


def _above(tree: Mapping[int, int], on: dt.date) -> Mapping[int, set[int]]:
    rows = UnitClosure.objects.filter(in_force(on), ancestor__in=list(tree), descendant__in=list(tree), depth__gt=0)
    found: dict[int, set[int]] = defaultdict(set)
    for descendant, ancestor in rows.values_list("descendant_id", "ancestor_id"):
        found[descendant].add(ancestor)
    return found


def _of_period(measure: Measure, rows: Sequence[Held], period: Period) -> list[Held] | None:
    """One unit's value of a period: of exactly these days, else of what makes them up; None when some of it lacks."""
    exact = [row for row in rows if (row.first, row.last) == (period.first, period.last)]
    if exact:
        return exact[-1:]
    if measure.roll_up == "none":
        return None
    if measure.span is Span.END or measure.roll_up == "last":
        at_the_end = [row for row in rows if row.last == period.last]
        return [min(at_the_end, key=lambda row: row.first)] if at_the_end else None
    if measure.span is Span.START:
        at_first = [row for row in rows if row.first == period.first]
        return [max(at_first, key=lambda row: row.last)] if at_first else None
    return _tiled(rows, period)


def _tiled(rows: Sequence[Held], period: Period) -> list[Held] | None:
    """Rows that follow one another without a gap or an overlap, the longest first."""
    day, parts = period.first, list[Held]()
    while day <= period.last:
        begin = [row for row in rows if row.first == day]
        if not begin:
            return None
        longest = max(begin, key=lambda row: row.last)
        parts.append(longest)
        day = longest.last + dt.timedelta(days=1)
    return parts


def values_of_periods(
    keys: Sequence[MeasureKey], unit: str, periods: Sequence[Period], as_of: dt.datetime | None
) -> dict[Period, Values]:
    """As :func:`values` for many periods with as many statements as for one, on the map of the newest day."""
    measures, known = {key.measure for key in keys}, shipped().measures
    hull = Period(min(one.first for one in periods), max(one.last for one in periods), PeriodKind.RANGE)
    tree = _tree(unit, hull.last)
    rows = newest(measures, tree, hull, as_of) if tree else []
    expected = _expected(measures, tree, hull, as_of) if tree and measures else {}
    found: dict[Period, Values] = {}
    for period in periods:
        held: dict[str, dict[int, list[Held]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            if row.value is not None and period.first <= row.first and row.last <= period.last:
                one = Held(str(row.uid), row.unit_id, row.first, row.last, Fraction(row.value))
                held[row.measure][row.unit_id].append(one)
        counted: dict[MeasureKey, int | Fraction | Absent] = {}
        for key in keys:
            name = key.measure
            asked = {one for one in expected.get(name, ()) if period.first <= one[1] and one[2] <= period.last}
            if name in held or asked:
                parts = _whole(known[name], held[name], tree, period, asked)
                counted[key] = parts if isinstance(parts, Absent) else sum((p.value for p in parts), Fraction(0))
        found[period] = counted
    return found
