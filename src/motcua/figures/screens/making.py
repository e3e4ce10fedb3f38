"""What each area's screen shows, from facts as of one instant."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from motcua.core.canonical import Json
from motcua.figures import answers
from motcua.figures.answers import AnswerTable
from motcua.figures.counting.dimensions import Dimension
from motcua.figures.counting.maps import maps_of
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period, PeriodKind, between, period_of, previous
from motcua.figures.summaries.beside import difference
from motcua.figures.summaries.rows import Counted, Kind, count_rows
from motcua.figures.summaries.steps import steps

from .age import Threat
from .packing import FIELD, NONE_THERE, pack
from .who import drawn_as, with_screens

NOW: Final = ("dossiers_new", "dossiers_settled_total")
MONTH: Final = (
    "dossiers_new",
    "dossiers_settled_total",
    "dossiers_open_total",
    "dossiers_late_total",
    "on_time_rate_ii06",
    "online_rate",
)
YEAR: Final = ("dossiers_new", "dossiers_settled_total", "on_time_rate_ii06", "online_rate")
TREND: Final = ("dossiers_new", "dossiers_settled_total", "dossiers_late_total", "on_time_rate_ii06")
INDICATORS: Final = tuple(dict.fromkeys((*NOW, *MONTH, *YEAR, *TREND)))
MONTHS: Final = 12
"""How many months a course has, the one that runs included."""
MOST: Final = 12
"""How many lines a table of the late has."""


@dataclass(frozen=True)
class Scene:
    """``codes``: the units that have a screen. ``day``: the legal day, whose map is read."""

    facts: Facts
    day: dt.date
    as_of: dt.datetime
    province: str
    codes: Mapping[str, tuple[str, str]]
    """Code -> name, level."""

    @cached_property
    def today(self) -> Period:
        return between(self.day, self.day)

    @cached_property
    def month(self) -> Period:
        return period_of(PeriodKind.MONTH, self.day)

    @cached_property
    def year(self) -> Period:
        return period_of(PeriodKind.YEAR, self.day)

    @cached_property
    def course(self) -> Sequence[Period]:
        """The months, the oldest first."""
        found = [self.month]
        while len(found) < MONTHS:
            found.append(previous(found[-1]))
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Area:
    member: str
    name: str
    body: dict[str, Json]


def units_with_screens(facts: Facts, day: dt.date) -> dict[str, tuple[str, str]]:
    """The province, agencies and communes of a day that the facts know, in this order."""
    known, order = maps_of(facts).by_code, list(UnitLevel)
    found = [(order.index(drawn_as(one)), one) for one in with_screens(day) if one.code in known]
    return {one.code: (one.name, drawn_as(one).value) for _place, one in sorted(found, key=lambda row: row[0])}


def areas(scene: Scene, found: Sequence[Threat]) -> list[Area]:
    """A row for each unit and field, every figure counted in one pass over the facts for units and one for fields."""
    late = _Late(scene)
    units = _table(scene, list(scene.codes))
    numbers = _numbers(found)
    lines = {code: _line(scene, code, units[code], len(numbers[code])) for code in scene.codes}
    return [
        Area(
            code,
            name,
            {
                "level": level,
                **_figures(scene, units[code]),
                **(_parts(scene, code, lines) if level == "province" else {"units": []}),
                "procedures": late.procedures(code),
                "steps": late.steps(code),
                "threats": [len(numbers[code]), _most(numbers[code], late.names)],
            },
        )
        for code, (name, level) in scene.codes.items()
    ] + _fields(scene)


def _table(scene: Scene, by: Dimension | Sequence[str]) -> AnswerTable:
    periods = list(dict.fromkeys((*scene.course, scene.today, scene.year)))
    return answers.table(INDICATORS, by, periods, unit=scene.province, as_of=scene.as_of, on=scene.day)


Own = Mapping[Period, Mapping[str, answers.Answer]]


def _figures(scene: Scene, own: Own) -> dict[str, Json]:
    return {
        "today": {name: _packed(own, scene.today, name) for name in NOW},
        "month": {name: _packed(own, scene.month, name) for name in MONTH},
        "year": {name: _packed(own, scene.year, name) for name in YEAR},
        "course": {name: [_packed(own, period, name) for period in scene.course] for name in TREND},
    }


def _packed(own: Own, period: Period, indicator: str) -> list[Json]:
    """Of a field nothing is told in a period without its dossiers."""
    return pack(own[period][indicator]) if period in own else [None, NONE_THERE, ""]


def _line(scene: Scene, code: str, own: Own, threatened: int) -> Json:
    """Of one unit on its province's screen: code, name, level, its figures of the month, and what threatens."""
    name, level = scene.codes[code]
    kept: dict[str, Json] = {one: _packed(own, scene.month, one) for one in MONTH}
    return [code, name, level, kept, threatened]


def _parts(scene: Scene, province: str, lines: Mapping[str, Json]) -> dict[str, Json]:
    """The units under a province, and by how many late dossiers its number differs from the sum of theirs."""
    others = [code for code in scene.codes if code != province]
    beside = difference(scene.facts, Kind.LATE, province, others, scene.month, scene.day)
    return {"units": [lines[code] for code in others], "late_beside": [beside.whole, beside.parts]}


def _fields(scene: Scene) -> list[Area]:
    table = _table(scene, Dimension.FIELD)
    return [
        Area(f"{FIELD}{member}", member, {"level": "field", **_figures(scene, own)})
        for member, own in table.items()
        if member
    ]


def _numbers(found: Sequence[Threat]) -> defaultdict[str, list[Threat]]:
    by_member = defaultdict[str, list[Threat]](list)
    for one in found:
        by_member[one.member].append(one)
    return by_member


def _most(found: Sequence[Threat], names: Mapping[str, str]) -> list[Json]:
    """Procedure, its name and how many of its dossiers threaten, the most first."""
    counted: defaultdict[str, int] = defaultdict(int)
    for one in found:
        counted[one.procedure] += 1
    ordered = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    return [[key, names.get(key, key), number] for key, number in ordered[:MOST]]


class _Late:
    """Late dossiers by procedure and late stays by step of all units, each in one query."""

    def __init__(self, scene: Scene) -> None:
        codes, month, facts = list(scene.codes), scene.month, scene.facts
        self._procedures = _grouped(count_rows(facts, Kind.LATE, codes, month, by=["procedure"]))
        self._steps = _grouped(count_rows(facts, Kind.LATE_STEPS, codes, month, by=["cell"]))
        self._named = steps()
        rows = facts.connection.execute(
            "SELECT procedure, arg_max(name, valid_from) FROM procedure_versions WHERE valid_from <= $day GROUP BY 1",
            {"day": scene.day},
        ).fetchall()
        self.names: Mapping[str, str] = {str(key): str(name) for key, name in rows}

    def procedures(self, code: str) -> list[Json]:
        own = sorted(self._procedures[code], key=lambda row: (-row.number, row.procedure))[:MOST]
        return [[row.procedure, self.names.get(row.procedure, row.procedure), row.number] for row in own]

    def steps(self, code: str) -> list[Json]:
        own = sorted(self._steps[code], key=lambda row: (-row.number, row.cell))[:MOST]
        return [[row.cell, self._named.name(row.cell), row.number] for row in own]


def _grouped(rows: Sequence[Counted]) -> defaultdict[str, list[Counted]]:
    found = defaultdict[str, list[Counted]](list)
    for row in rows:
        found[row.member].append(row)
    return found
