"""Measures of the three cuts for ``figures show``, proofs and lists; see :mod:`motcua.figures.counting.sources`."""

# ruff: noqa: S608 - columns are named here, values are parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from motcua.figures.counting.listed import Behind, Row, Thing
from motcua.figures.counting.maps import maps_of
from motcua.figures.definitions.evaluation import Absent, Values
from motcua.figures.definitions.model import CountsFor, MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.facts.shared import borrowed
from motcua.figures.periods import Period

from .baselines import baselines
from .courses import lay
from .tallies import Tally, tallies

Number = int | Fraction | Absent


def _known(value: int | Fraction, of: int, needed: int) -> Number:
    """Missing when there is something to know and nothing is known."""
    return Absent.SOURCE_MISSING if needed and not of else value


MEASURES: Final[Mapping[str, Callable[[Tally], Number]]] = {
    "dossiers_returned": lambda one: one.dossiers,
    "trips": lambda one: one.trips,
    "trips_at_baseline": lambda one: Fraction(one.trips_before, 100),
    "visits_timed": lambda one: _known(one.waits, one.waits, one.visits),
    "desk_wait_minutes": lambda one: _known(one.waited, one.waits, one.visits),
    "desk_wait_at_baseline": lambda one: _known(one.waited_before, one.waits, one.visits),
    "dossiers_costed": lambda one: _known(one.costed, one.costed, one.dossiers),
    "cost_of_returned": lambda one: _known(one.cost, one.costed, one.dossiers),
    "cost_at_baseline": lambda one: _known(Fraction(one.cost_before, 100), one.costed, one.dossiers),
}
_AMOUNTS: Final = {
    "dossiers_returned": ("1", 1),
    "trips": ("trips", 1),
    "trips_at_baseline": ("trips_before", 100),
    "visits_timed": ("waits", 1),
    "desk_wait_minutes": ("waited", 1),
    "desk_wait_at_baseline": ("waited_before", 1),
    "dossiers_costed": ("CASE WHEN cost IS NOT NULL THEN 1 ELSE 0 END", 1),
    "cost_of_returned": ("coalesce(cost, 0)", 1),
    "cost_at_baseline": ("coalesce(cost_before, 0)", 100),
}
"""How much of the number one application is, and in what parts."""
NOTHING: Final = Tally(*[0] * 14)


def values(keys: Sequence[MeasureKey], unit: str, period: Period, as_of: dt.datetime | None) -> Values:
    """What :mod:`~motcua.figures.counting.sources` asks of one unit."""
    return values_of_units(keys, [unit], [period], as_of)[unit, period]


def values_of_units(
    keys: Sequence[MeasureKey], units: Sequence[str], periods: Sequence[Period], as_of: dt.datetime | None
) -> Mapping[tuple[str, Period], Values]:
    """One pass for each period and way of counting a unit, whatever the number of units."""
    own = [key for key in keys if key.measure in MEASURES]
    found: dict[tuple[str, Period], dict[MeasureKey, Number]] = {
        (unit, period): {} for unit in units for period in periods
    }
    for period in dict.fromkeys(periods):
        known = baselines(period.last, as_of)
        for whose in dict.fromkeys(key.counts_for for key in own):
            with borrowed(as_of) as facts:
                lines = tallies(facts, units, period, known, whose)
            for unit in units:
                tally = lines[unit][0].tally if unit in lines else NOTHING
                here = {key: MEASURES[key.measure](tally) for key in own if key.counts_for is whose}
                found[unit, period].update(here)
    return found


def behind(
    key: MeasureKey, unit: str, period: Period, as_of: dt.datetime | None, after: str = "", limit: int = 50
) -> Behind:
    """The applications that a number is made of."""
    with borrowed(as_of) as facts:
        return cell_behind(facts, key, unit, period, as_of=as_of, after=after, limit=limit)


def cell_behind(
    facts: Facts,
    key: MeasureKey,
    unit: str,
    period: Period,
    *,
    procedure: str = "",
    model: str = "",
    as_of: dt.datetime | None = None,
    after: str = "",
    limit: int = 50,
) -> Behind:
    """The same of one procedure, one model, or both. Raises NotFound ``figure_unit_unknown``."""
    maps_of(facts).find(unit, period.last)
    lay(facts, [unit], period, baselines(period.last, as_of), key.counts_for or CountsFor.SETTLING)
    amount, parts = _AMOUNTS[key.measure]
    cut = f"FROM (SELECT dossier, {amount} AS amount FROM cut_scoped WHERE $procedure IN ('', procedure)"
    cut += " AND $model IN ('', model)) WHERE amount <> 0"
    asked = {"procedure": procedure, "model": model}
    total, things = facts.connection.execute(f"SELECT coalesce(sum(amount), 0), count(*) {cut}", asked).fetchall()[0]
    page = facts.connection.execute(
        f"SELECT dossier, amount {cut} AND dossier > $after ORDER BY dossier LIMIT $most",
        asked | {"after": after, "most": limit + 1},
    ).fetchall()
    rows = tuple(Row(str(one), _amount(int(value), parts)) for one, value in page[:limit])
    return Behind(
        _amount(int(total), parts), Thing.DOSSIER, rows, int(things), rows[-1].id if len(page) > limit else ""
    )


def _amount(value: int, parts: int) -> int | Fraction:
    return value if parts == 1 else Fraction(value, parts)
