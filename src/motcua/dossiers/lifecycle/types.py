"""What ``decide`` is given, and what it answers when the answer is no."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from motcua.forms.evaluation import Scope
from motcua.procedures.process import Process
from motcua.procedures.terms import Limit
from motcua.worktime.rules import Basis, LimitUnit


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing happened, and why: a stable code with its parameters."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A computed due instant (aware, UTC) with the calendar revision it rests on."""

    at: dt.datetime
    calendar: str
    revision: int
    provisional: bool = False


class Deadlines(Protocol):
    """Legal time as ``decide`` needs it. Implemented on the compiled calendars of ``worktime``."""

    def response(self, start: dt.datetime) -> Stamp:
        """When the desk must have answered: 8 working hours (Decree 45/2020/ND-CP), reception calendar."""

    def transfer(self, start: dt.datetime) -> Stamp:
        """When paper must have reached the settling unit: the same working day, or the start of the next one
        when received after 15:00 (Decree 61/2018/ND-CP art. 18)."""

    def same_day(self, start: dt.datetime) -> Stamp:
        """When an instant procedure must be answered: the close of that working day, of the next after 15:00."""

    def limit(self, start: dt.datetime, limit: Limit) -> Stamp:
        """When a limit that starts at ``start`` ends, settlement calendar."""

    def working_minutes(self, amount: int, start: dt.datetime) -> Stamp:
        """``amount`` working minutes on, settlement calendar: for the limits of process steps."""

    def shifted(self, due: dt.datetime, limit: Limit | None, since: dt.datetime, until: dt.datetime) -> Stamp:
        """``due`` moved by the time between ``since`` and ``until`` that did not count."""

    def working_days_before(self, instant: dt.datetime, days: int) -> dt.datetime:
        """The latest instant that is at least ``days`` working days ahead of ``instant``."""


@dataclass(frozen=True, slots=True)
class Waits:
    """When somebody looks again while a dossier waits for the applicant. No law sets these for all procedures; they
    are the province's own follow-up dates."""

    supplement: Limit
    payment: Limit
    consultation: Limit
    stop_review: Limit


DEFAULT_WAITS = Waits(
    supplement=Limit(30, LimitUnit.DAY, Basis.END_OF_DAY),
    payment=Limit(30, LimitUnit.DAY, Basis.END_OF_DAY),
    consultation=Limit(3, LimitUnit.WORKING_DAY, Basis.END_OF_DAY),
    stop_review=Limit(10, LimitUnit.WORKING_DAY, Basis.END_OF_DAY),
)

SUPPLEMENT_NOTICE = Limit(3, LimitUnit.WORKING_DAY, Basis.END_OF_DAY)
"""A settling unit sends papers back within 3 working days of receipt (Decree 61/2018/ND-CP art. 19.4)."""


class _NotGiven(Mapping[str, object]):
    """Answers that nobody brought: asking for one is a mistake in the program, not a missing answer."""

    def __getitem__(self, key: str) -> object:
        raise RuntimeError("a condition was asked without the dossier's answers")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("a condition was asked without the dossier's answers")

    def __len__(self) -> int:
        return 0


NO_SCOPE = Scope(_NotGiven(), _NotGiven())
"""Where no condition may be asked."""


@dataclass(frozen=True, slots=True)
class Context:
    """The law a dossier was filed under, and the calendar of today."""

    process: Process
    statutory: Limit | None
    committed: Limit | None
    instant: bool
    supplement_clock: str
    deadlines: Deadlines
    waits: Waits = field(default_factory=lambda: DEFAULT_WAITS)
    parent_unit: str | None = None
    named_units: Mapping[str, str] = field(default_factory=dict)
    required_components: frozenset[str] = frozenset()
    handed_in: bool = False
    """The settlement time begins at the filing: papers that came by post with a signed record."""
    scope: Scope = NO_SCOPE
    """The dossier's answers and facts, for the conditions of its process."""
