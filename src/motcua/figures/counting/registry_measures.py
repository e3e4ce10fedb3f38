"""Measures of procedures, services, decisions and units. The registry is small: its rows are laid beside the periods in
Python, and each measure is a set of ids, so that nothing is counted twice."""

# ruff: noqa: S608 - statements are made of names written here, days are parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from motcua.figures.definitions.evaluation import Absent
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from .listed import Thing
from .maps import WHOLES, Maps, UnitRow

PUBLICATION: Final = ("new", "amended", "replaced", "abolished", "standardised")
SIGNED: Final = ("signed", "in_force")
LEVELS: Final = ("commune", "district", "province")
"""The nearest office first: it is the level of settlement."""
INTEGRATED: Final = "integrated"
ESSENTIAL: Final = "essential"

Found = frozenset[str] | Absent


@dataclass(frozen=True)
class Registry:
    """The registries as of these facts, cut to one unit and period."""

    facts: Facts
    maps: Maps
    unit: UnitRow
    period: Period
    day: dt.date

    def asked(self, sql: str) -> list[tuple[Any, ...]]:
        days = {"first": self.period.first, "last": self.period.last}
        named = {name: day for name, day in days.items() if f"${name}" in sql}
        return self.facts.asked(sql, named)

    def named(self, sql: str) -> frozenset[str]:
        return frozenset(str(row[0]) for row in self.asked(sql))

    @property
    def is_whole(self) -> bool:
        return self.unit.level in WHOLES

    @cached_property
    def level_of(self) -> Mapping[str, str]:
        """Procedures in force at the end of the period, with their level of settlement."""
        rows = self.asked(f"SELECT procedure, levels FROM procedure_versions WHERE {IN_FORCE}")
        return {row[0]: next((level for level in LEVELS if level in (row[1] or ())), "") for row in rows}

    @cached_property
    def own(self) -> frozenset[str]:
        """Procedures in force that are this unit's: all for a province; of a commune those of its level; of another
        unit those of which it had dossiers to settle."""
        if self.is_whole:
            return frozenset(self.level_of)
        if self.unit.level in {"commune", "district"}:
            return frozenset(key for key, level in self.level_of.items() if level == self.unit.level)
        return self._settled & frozenset(self.level_of)

    @cached_property
    def units(self) -> frozenset[str]:
        return frozenset(uid for uid, _ in self.maps.under(self.unit, self.day))

    @cached_property
    def _settled(self) -> frozenset[str]:
        rows = self.asked("SELECT DISTINCT procedure, settling_unit FROM dossiers WHERE filed_on <= $last")
        return frozenset(procedure for procedure, unit in rows if unit in self.units)


IN_FORCE: Final = "valid_from <= $last AND (valid_to IS NULL OR valid_to > $last)"
_WITH_PROCESS: Final = f"SELECT procedure FROM process_bindings WHERE {IN_FORCE}"


def _level(level: str, within: Callable[[Registry], frozenset[str]] | None = None) -> Callable[[Registry], Found]:
    def found(of: Registry) -> Found:
        among = within(of) if within else of.own
        return frozenset(key for key in among if of.level_of.get(key) == level)

    return found


def _own(sql: str) -> Callable[[Registry], frozenset[str]]:
    return lambda of: of.named(sql) & of.own


with_process = _own(_WITH_PROCESS)
_service = "SELECT procedure FROM service_levels WHERE level IN {levels} AND " + IN_FORCE
_tagged = "SELECT procedure FROM procedure_tags WHERE tag = '{tag}' AND " + IN_FORCE
full = _own(_service.format(levels="('full', '4')"))
partial = _own(_service.format(levels="('partial', '3')"))


def online_with_dossiers(of: Registry) -> Found:
    rows = of.asked(
        "SELECT DISTINCT procedure, reception_unit FROM dossiers WHERE channel = 'online'"
        " AND accepted_on BETWEEN $first AND $last AND grain <> 'part'"
    )
    used = frozenset(procedure for procedure, unit in rows if unit in of.units)
    return used & (full(of) | partial(of))


def posted(of: Registry) -> Found:
    """On a sheet of its field at an office of the unit."""
    rows = of.asked(
        "SELECT field, unit FROM postings WHERE posted_on <= $last AND (removed_on IS NULL OR removed_on > $last)"
    )
    fields = frozenset(field for field, unit in rows if unit in of.units)
    named = of.asked(f"SELECT procedure, field FROM procedure_versions WHERE {IN_FORCE}")
    return frozenset(procedure for procedure, field in named if field in fields) & of.own


def _decisions(*kinds: str) -> Callable[[Registry], frozenset[str]]:
    """Signed within the period and not withdrawn; for a unit below the province those it drafted."""

    def found(of: Registry) -> frozenset[str]:
        rows = of.asked(
            f"SELECT decision, unit FROM decisions WHERE kind IN {_listed(kinds)} AND state IN {_listed(SIGNED)}"
            " AND signed_on BETWEEN $first AND $last"
        )
        return frozenset(decision for decision, unit in rows if of.is_whole or unit in of.units)

    return found


def _listed(names: Sequence[str]) -> str:
    return "(" + ", ".join(f"'{name}'" for name in names) + ")"


def _lines(*kinds: str, items: Sequence[str] = ("procedure", "abolition")) -> Callable[[Registry], Found]:
    """Lines of publication decisions of these kinds, as ``decision:place``."""

    def found(of: Registry) -> Found:
        decisions = _decisions(*kinds)(of)
        rows = of.asked(f"SELECT decision, ordinal FROM decision_items WHERE kind IN {_listed(items)}")
        return frozenset(f"{decision}:{place}" for decision, place in rows if decision in decisions)

    return found


def published(of: Registry) -> Found:
    decisions = _decisions(*PUBLICATION)(of)
    rows = of.asked("SELECT decision, procedure FROM decision_items WHERE kind IN ('procedure', 'abolition')")
    return frozenset(procedure for decision, procedure in rows if decision in decisions and procedure)


def communes(of: Registry) -> Found:
    units = (of.maps.units[uid] for uid in of.units)
    return frozenset(row.code for row in units if row.level == "commune" and row.lives(of.day))


@dataclass(frozen=True)
class SetOf:
    thing: Thing
    found: Callable[[Registry], Found]


def _procedures(found: Callable[[Registry], Found]) -> SetOf:
    return SetOf(Thing.PROCEDURE, found)


BINDINGS: Final[Mapping[str, SetOf]] = {
    **{f"procedures_{level}_level": _procedures(_level(level)) for level in LEVELS},
    **{f"procedures_with_process_{level}_level": _procedures(_level(level, with_process)) for level in LEVELS},
    "procedures_with_process": _procedures(with_process),
    "procedures_with_electronic_process": _procedures(with_process),
    "procedures_posted": _procedures(posted),
    "procedures_integrated": _procedures(_own(_tagged.format(tag=INTEGRATED))),
    "procedures_essential": _procedures(_own(_tagged.format(tag=ESSENTIAL))),
    "services_full": _procedures(full),
    "services_partial": _procedures(partial),
    "services_with_online_dossiers": _procedures(online_with_dossiers),
    "decisions_publication": SetOf(Thing.DECISION, _decisions(*PUBLICATION)),
    "decisions_internal_process": SetOf(Thing.DECISION, _decisions("internal_process")),
    "procedures_decided_new": SetOf(Thing.DECISION, _lines("new")),
    "procedures_decided_amended": SetOf(Thing.DECISION, _lines("amended", "replaced")),
    "procedures_decided_abolished": SetOf(Thing.DECISION, _lines("abolished")),
    "procedures_decided_standardised": SetOf(Thing.DECISION, _lines("standardised")),
    "procedures_published": _procedures(published),
    "communes": SetOf(Thing.UNIT, communes),
}
