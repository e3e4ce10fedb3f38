"""Measures of procedures, services, decisions and units. The registry is small: its rows are laid beside the periods in
Python, and each measure is a set of ids, so that nothing is counted twice."""

# ruff: noqa: S608 - statements are made of names written here, days are parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.conf import settings

from motcua.core.errors import Invalid
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period
from motcua.worktime.rules import add_working_days
from motcua.worktime.selectors import compiled_revision

from .competence import IN_FORCE
from .listed import Thing
from .maps import WHOLES, Maps, UnitRow
from .offered import Offered, Wording, offered

PUBLICATION: Final = ("new", "amended", "replaced", "abolished", "standardised")
SIGNED: Final = ("signed", "in_force")
LEVELS: Final = ("commune", "district", "province")
"""The nearest office first: it is the level of settlement."""
SIGN_WORKING_DAYS: Final = 5
"""Index 766: of a province, before the newest legal basis takes effect."""
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
    def offered(self) -> Offered:
        """What procedures offer at the end of the period."""
        return offered(self.facts, self.period.last)

    @cached_property
    def own(self) -> frozenset[str]:
        """Procedures in force that are this unit's: all for a province, else those that a rule of competence in force
        gives, for some commune, to the unit or one under it."""
        if self.is_whole:
            return frozenset(self.level_of)
        return frozenset(
            key for key, settling in self.offered.settled_by.items() if not settling.isdisjoint(self.units)
        )

    @cached_property
    def settling(self) -> frozenset[str] | None:
        """Whose rules of competence are looked at; None: all."""
        return None if self.is_whole else self.units

    def those(self, which: Callable[[Wording], bool]) -> frozenset[str]:
        """Of the unit's own procedures."""
        wordings = self.offered.wordings
        return frozenset(key for key in self.own if key in wordings and which(wordings[key]))

    @cached_property
    def units(self) -> frozenset[str]:
        return frozenset(uid for uid, _ in self.maps.under(self.unit, self.day))


_WITH_PROCESS: Final = f"SELECT procedure FROM process_bindings WHERE {IN_FORCE}"


def _level(level: str, within: Callable[[Registry], frozenset[str]] | None = None) -> Callable[[Registry], Found]:
    def found(of: Registry) -> Found:
        among = within(of) if within else of.own
        return frozenset(key for key in among if of.level_of.get(key) == level)

    return found


def _own(sql: str) -> Callable[[Registry], frozenset[str]]:
    return lambda of: of.named(sql) & of.own


with_process = _own(_WITH_PROCESS)


def electronic(of: Registry) -> frozenset[str]:
    return with_process(of) & of.those(lambda one: of.offered.runs_here(one, of.settling))


def one_stop(of: Registry) -> frozenset[str]:
    return of.those(lambda one: of.offered.received_at_one_stop(one, of.settling))


def with_fee(of: Registry) -> Found:
    return of.own & of.offered.with_fee


def of_persons(of: Registry) -> Found:
    return of.those(lambda one: one.persons)


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


def published_on_time(of: Registry) -> Found:
    """Signed at least five working days before the law takes effect, by the calendar as it was known. One late
    decision makes its procedures late. Absent where the calendar does not reach."""
    among = _decisions(*PUBLICATION)(of)
    late: set[str] = set()
    revision = of.asked(_CALENDAR.format(code=settings.PROVINCE_CALENDARS["settlement"]))
    number = revision[0][0] if revision else None
    if number is None:
        return Absent.NO_DATA
    for decision, signed_on, law_on, effective_on in of.asked(_SIGNED):
        if decision in among:
            try:
                latest = _latest(number, law_on or effective_on)
            except Invalid:
                return Absent.NO_DATA
            late |= {decision} if signed_on > latest else set()
    rows = of.asked("SELECT decision, procedure FROM decision_items WHERE kind IN ('procedure', 'abolition')")
    missed = {procedure for decision, procedure in rows if decision in late}
    on_time = published(of)
    return on_time if isinstance(on_time, Absent) else on_time - missed


_CALENDAR: Final = "SELECT max(number) FROM calendar_revisions WHERE calendar = '{code}'"
_SIGNED: Final = """
    SELECT decision, signed_on, law_effective_on, effective_on FROM decisions
    WHERE signed_on BETWEEN $first AND $last
"""


def _latest(revision: int, law_on: dt.date) -> dt.date:
    """The last day to sign in time. Published revisions of a calendar never change."""
    calendar = compiled_revision(settings.PROVINCE_CALENDARS["settlement"], revision)
    return add_working_days(calendar, law_on, -SIGN_WORKING_DAYS)


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
    **{f"procedures_one_stop_{level}_level": _procedures(_level(level, one_stop)) for level in LEVELS},
    "procedures_one_stop": _procedures(one_stop),
    "procedures_with_process": _procedures(with_process),
    "procedures_with_electronic_process": _procedures(electronic),
    "procedures_with_fee": _procedures(with_fee),
    "procedures_for_persons": _procedures(of_persons),
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
    "procedures_published_on_time": _procedures(published_on_time),
    "communes": SetOf(Thing.UNIT, communes),
}
