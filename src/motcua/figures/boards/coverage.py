"""Coverage: how many procedures there are by level and field, and which of them lack what. One row for each procedure
in force, read from facts once; every number is a count of these rows, and its list are the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from motcua.figures.counting.offered import offered
from motcua.figures.facts.reader import Facts
from motcua.procedures.rules import agency_level

SCALE_CHANGED: Final = dt.date(2022, 8, 15)
"""From here on a service is full or partial; before, levels 1 to 4 (Decree 42/2022/ND-CP)."""
INTEGRATED: Final = "integrated"
ESSENTIAL: Final = "essential"
LEVELS: Final = ("province", "district", "commune")


@dataclass(frozen=True, slots=True)
class Procedure:
    """``level``: of settlement, the nearest that does it; ``service``: as the scale of the day
    says, empty without one. ``electronic``: its process runs in this system."""

    key: str
    name: str
    field: str
    level: str
    service: str
    integrated: bool
    essential: bool
    process: bool
    electronic: bool
    posted: bool


Test = Callable[[Procedure], bool]


def scale_on(day: dt.date) -> tuple[str, ...]:
    """The service levels of a day, the highest first."""
    return ("full", "partial") if day >= SCALE_CHANGED else ("4", "3", "2", "1")


def columns_on(day: dt.date) -> dict[str, Test]:
    """What is counted of each row of the board, in order."""
    services: dict[str, Test] = {f"service_{level}": _of_service(level) for level in scale_on(day)}
    return {
        "total": lambda one: True,
        **services,
        "service_none": lambda one: not one.service,
        "integrated": lambda one: one.integrated,
        "essential": lambda one: one.essential,
        "process": lambda one: one.process,
        "electronic": lambda one: one.electronic,
        "posted": lambda one: one.posted,
    }


def _of_service(level: str) -> Test:
    return lambda one: one.service == level


GAPS: Final[Mapping[str, Test]] = {
    "no_service": lambda one: not one.service,
    "essential_not_full": lambda one: one.essential and one.service not in ("full", "4"),
    "not_integrated": lambda one: bool(one.service) and not one.integrated,
    "no_process": lambda one: not one.process,
    "no_electronic": lambda one: one.process and not one.electronic,
    "not_posted": lambda one: not one.posted,
}
"""What is missing; a procedure may lack several."""


@dataclass(frozen=True)
class Coverage:
    """``procedures`` in force on ``day``, in order of key."""

    day: dt.date
    procedures: Sequence[Procedure]

    def chosen(self, test: str, *, level: str = "", field: str = "") -> list[Procedure]:
        """The rows that a number counts. Raises KeyError for a test that does not exist on this day."""
        found = {**columns_on(self.day), **GAPS}[test]
        return [one for one in self.procedures if found(one) and level in ("", one.level) and field in ("", one.field)]

    def counts(self, *, level: str = "", field: str = "") -> dict[str, int]:
        """Column or gap -> how many."""
        tests = {**columns_on(self.day), **GAPS}
        counted: Counter[str] = Counter()
        for one in self.procedures:
            if level in ("", one.level) and field in ("", one.field):
                counted.update(name for name, test in tests.items() if test(one))
        return {name: counted[name] for name in tests}

    @property
    def levels(self) -> list[str]:
        """Those that occur, the highest first."""
        there = {one.level for one in self.procedures}
        return [level for level in LEVELS if level in there] + sorted(there - set(LEVELS))

    @property
    def fields(self) -> list[str]:
        return sorted({one.field for one in self.procedures})


_SHEET: Final = """
WITH in_force AS (
    SELECT procedure, arg_max(version, number) AS version, arg_max(name, number) AS name,
           arg_max(field, number) AS field, arg_max(levels, number) AS levels
    FROM procedure_versions
    WHERE valid_from <= $day AND (valid_to IS NULL OR valid_to > $day) GROUP BY procedure
), service AS (
    SELECT procedure, max(level) AS level FROM service_levels
    WHERE valid_from <= $day AND (valid_to IS NULL OR valid_to > $day) GROUP BY procedure
), tags AS (
    SELECT procedure, bool_or(tag = $integrated) AS integrated, bool_or(tag = $essential) AS essential
    FROM procedure_tags
    WHERE valid_from <= $day AND (valid_to IS NULL OR valid_to > $day) GROUP BY procedure
), bound AS (
    SELECT DISTINCT procedure FROM process_bindings
    WHERE valid_from <= $day AND (valid_to IS NULL OR valid_to > $day)
), posted AS (
    SELECT DISTINCT field FROM postings
    WHERE posted_on <= $day AND (removed_on IS NULL OR removed_on > $day)
)
SELECT i.procedure, i.name, i.field, i.levels, coalesce(s.level, ''), coalesce(t.integrated, false),
       coalesce(t.essential, false), b.procedure IS NOT NULL, p.field IS NOT NULL
FROM in_force i
LEFT JOIN service s ON s.procedure = i.procedure
LEFT JOIN tags t ON t.procedure = i.procedure
LEFT JOIN bound b ON b.procedure = i.procedure
LEFT JOIN posted p ON p.field = i.field
ORDER BY i.procedure
"""


def coverage(facts: Facts, day: dt.date) -> Coverage:
    """The procedures in force on a day as they were known. Reads the registries only, never dossiers."""
    rows = facts.connection.execute(_SHEET, {"day": day, "integrated": INTEGRATED, "essential": ESSENTIAL}).fetchall()
    here = offered(facts, day)
    runs = frozenset(key for key, wording in here.wordings.items() if here.runs_here(wording, None))
    return Coverage(day, [_procedure(row, runs) for row in rows])


def _procedure(row: tuple[object, ...], runs: frozenset[str]) -> Procedure:
    key, name, field, levels, service, integrated, essential, bound, posted = row
    named = [str(level) for level in levels] if isinstance(levels, list) else []
    return Procedure(
        key=str(key),
        name=str(name),
        field=str(field),
        level=agency_level(named),
        service="" if service == "none" else str(service),
        integrated=bool(integrated),
        essential=bool(essential),
        process=bool(bound),
        electronic=bool(bound) and str(key) in runs,
        posted=bool(posted),
    )
