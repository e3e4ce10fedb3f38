"""What a maker of summaries is given, and gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from motcua.core.canonical import Json
from motcua.figures.counting.maps import maps_of
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period, PeriodKind, previous
from motcua.organisation.models import Unit, in_force

TREND = 6
"""How many periods a course has, the last one included."""


@dataclass(frozen=True, slots=True)
class Made:
    member: str
    name: str
    body: dict[str, Json]


@dataclass(frozen=True)
class Work:
    facts: Facts
    period: Period
    as_of: dt.datetime
    province: str

    @cached_property
    def day(self) -> dt.date:
        """Whose map is read."""
        return self.period.last

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Units of the day, code -> name, in order of code."""
        return dict(Unit.objects.filter(in_force(self.day)).order_by("code").values_list("code", "name"))

    @cached_property
    def codes(self) -> list[str]:
        """Those of them that the facts know."""
        known = maps_of(self.facts).by_code
        return [code for code in self.names if code in known]

    @cached_property
    def course(self) -> Sequence[Period]:
        """The period and those before it, the oldest first."""
        found = [self.period]
        while len(found) < (TREND if self.period.kind is not PeriodKind.YEAR else 3):
            found.append(previous(found[-1]))
        return found[::-1]

    @cached_property
    def procedure_names(self) -> Mapping[str, str]:
        """The newest name of each procedure up to the day, in one statement over the registry."""
        rows = self.facts.connection.execute(
            "SELECT procedure, arg_max(name, valid_from) FROM procedure_versions WHERE valid_from <= $day GROUP BY 1",
            {"day": self.day},
        ).fetchall()
        return {str(key): str(name) for key, name in rows}
