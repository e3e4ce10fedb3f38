"""The three cuts of a set of applications: sums kept exact, means and medians made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from motcua.core.canonical import Json
from motcua.figures.definitions.model import CountsFor
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from .baselines import Baselines
from .courses import lay

LEAST: Final = 30
"""Fewer applications than this are said to be too few to judge by; their numbers stand all the same (mark ``own``)."""


class Cut(StrEnum):
    TRIPS = "trips"
    WAIT = "wait"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the cuts: ``before`` and ``now`` on average for each of ``of`` things, ``median`` of now."""

    before: Fraction
    now: Fraction
    median: Fraction
    of: int

    @property
    def cut(self) -> Fraction:
        return self.before - self.now

    @property
    def share(self) -> Fraction | None:
        """Of the baseline; None where that is nothing."""
        return self.cut / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over ``dossiers``. What ends in ``_before`` is the same at the baseline, by hundred for trips and cost.
    ``waits`` visits of ``visits`` have a recorded wait, ``costed`` dossiers a known fee. Medians are doubled, so that
    the middle between two whole numbers is whole."""

    dossiers: int
    trips: int
    trips_before: int
    trips_median: int
    visits: int
    waits: int
    waited: int
    waited_before: int
    waited_median: int
    costed: int
    fees: int
    cost: int
    cost_before: int
    cost_median: int

    def compared(self, which: Cut) -> Compared | None:
        """None when nothing is known of it."""
        match which:
            case Cut.TRIPS:
                found = self.trips_before, 100, self.trips, self.trips_median, self.dossiers
            case Cut.WAIT:
                found = self.waited_before, 1, self.waited, self.waited_median, self.waits
            case Cut.COST:
                found = self.cost_before, 100, self.cost, self.cost_median, self.costed
        before, scale, now, median, many = found
        if not many:
            return None
        return Compared(Fraction(before, scale * many), Fraction(now, many), Fraction(median, 2), many)

    @property
    def is_small(self) -> bool:
        return self.dossiers < LEAST


@dataclass(frozen=True, slots=True)
class Line:
    """``procedure`` and ``model`` are empty where all are taken together."""

    procedure: str
    model: str
    tally: Tally

    def as_json(self) -> Json:
        return [self.procedure, self.model, *astuple(self.tally)]


def line_of(body: Sequence[Any]) -> Line:
    """What :meth:`Line.as_json` wrote."""
    procedure, model, *sums = body
    return Line(str(procedure), str(model), Tally(*(int(one) for one in sums)))


def _middle(name: str) -> str:
    """Twice the median: the lower and the upper middle value added up; exact for whole numbers."""
    return f"coalesce(quantile_disc({name}, 0.5) - quantile_disc(-{name}, 0.5), 0)"


_WAITED_MEDIAN: Final = 8
"""Place of the one sum that is worked out apart."""
_GROUPS: Final = "GROUPING SETS ((member), (member, procedure), (member, model), (member, procedure, model))"
_NAMED: Final = "member, coalesce(procedure, '') AS procedure, coalesce(model, '') AS model"
_SUMS: Final = f"""
SELECT {_NAMED}, count(*), sum(trips), sum(trips_before), {_middle("trips")}, sum(visits), sum(waits), sum(waited),
       sum(waited_before), count(cost), coalesce(sum(fee), 0), coalesce(sum(cost), 0), coalesce(sum(cost_before), 0),
       {_middle("cost")}
FROM cut_scoped GROUP BY {_GROUPS} ORDER BY 1, 2, 3
"""  # noqa: S608 - our own words
_WAITS: Final = f"""
WITH timed AS (
    SELECT s.member, s.procedure, s.model, c.waited_minutes AS waited FROM cut_scoped s
    JOIN contacts c ON c.dossier = s.dossier
    WHERE c.kind = 'visit' AND c.waited_minutes IS NOT NULL AND c.at < $until
)
SELECT {_NAMED}, {_middle("waited")} FROM timed GROUP BY {_GROUPS}
"""  # noqa: S608


def tallies(
    facts: Facts,
    codes: Sequence[str],
    period: Period,
    known: Baselines,
    whose: CountsFor = CountsFor.SETTLING,
) -> Mapping[str, Sequence[Line]]:
    """For each unit its lines: all together, by procedure, by model, and by both. A unit without applications is left
    out. Two statements whatever the number of units."""
    lay(facts, codes, period, known, whose)
    until = {"until": period.ends_at.replace(tzinfo=None)}
    medians = {row[:3]: int(row[3]) for row in facts.connection.execute(_WAITS, until).fetchall()}
    found: dict[str, list[Line]] = {}
    for member, procedure, model, *sums in facts.connection.execute(_SUMS).fetchall():
        whole = [int(one) for one in sums]
        whole.insert(_WAITED_MEDIAN, medians.get((member, procedure, model), 0))
        found.setdefault(member, []).append(Line(procedure, model, Tally(*whole)))
    return found
