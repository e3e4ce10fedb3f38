"""Figures given by hand, as if they had been counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from motcua.figures.answers import Answer
from motcua.figures.definitions import catalogue as definitions
from motcua.figures.definitions.evaluation import Absent, Outcome, evaluate
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.periods import Period, PeriodKind, numbered
from motcua.figures.trees import catalogue as trees
from motcua.figures.trees.model import Tree
from tests.figures.test_index_766 import counts

QUARTER = numbered(PeriodKind.QUARTER, 2026, 3)
AS_OF = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
Measures = Mapping[str, int | Absent]


def tree(level: UnitLevel = UnitLevel.COMMUNE) -> Tree:
    return trees.shipped().in_force("qd766", level, QUARTER.last)


def outcomes(measures: Measures, of: Tree, day: dt.date = QUARTER.last) -> dict[str, Outcome]:
    catalogue = definitions.shipped()
    found = {}
    for indicator in of.indicators.values():
        needed = catalogue.needed(indicator, day)
        values = {key: measures[key.measure] for key in needed if key.measure in measures}
        found[indicator] = evaluate(catalogue, indicator, day, values)
    return found


def small(**changes: int | Absent) -> dict[str, int | Absent]:
    """The small set of the index worked by hand, with changes."""
    return {**counts(), **changes}


class Counted:
    """Stands in for ``answers.table``: the same measures for every member unless one is given its own."""

    def __init__(self, own: Mapping[str, Measures] | None = None) -> None:
        self.own = own or {}
        self.asked: list[tuple[Sequence[str], Sequence[Period]]] = []

    def __call__(
        self,
        indicators: Sequence[str],
        by: Sequence[str],
        periods: Sequence[Period],
        *,
        unit: str,
        as_of: dt.datetime | None = None,
        on: dt.date | None = None,
    ) -> dict[str, dict[Period, dict[str, Answer]]]:
        self.asked.append((by, periods))
        return {
            member: {
                period: {
                    name: Answer(outcome, member, period, as_of or AS_OF, "manifest", f"/desk/figures/{name}", "", {})
                    for name, outcome in outcomes(self.own.get(member, small()), tree(), period.last).items()
                    if name in indicators
                }
                for period in periods
            }
            for member in by
        }
