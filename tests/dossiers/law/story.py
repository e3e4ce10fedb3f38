"""A dossier's life told in legal time: acts at local instants on the shipped calendars, no database.

Every expected date in these tests was counted by hand on the calendar of the year, never taken from the program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from motcua.core.clock import LEGAL_ZONE
from motcua.dossiers.deadlines import CalendarDeadlines
from motcua.dossiers.lifecycle import Action, Context, DossierState, Event, Refusal, decide, evolve, parse_command
from motcua.dossiers.lifecycle.reception import submit
from motcua.procedures.terms import Limit
from motcua.worktime.calendar_file import shipped_calendar
from motcua.worktime.rules import Basis, LimitUnit
from tests.dossiers.legal_time import PROCESS, RECEPTION, SETTLING

DATA: dict[Action, dict[str, object]] = {
    Action.REQUEST_SUPPLEMENT: {"items": [{"component": "c1", "note": "thiếu chữ ký"}]},
    Action.REFUSE: {"reason": "không đủ điều kiện"},
    Action.CONSULT: {"unit": "unit-x", "question": "ý kiến"},
    Action.ANSWER_CONSULTATION: {"answer": "đồng ý"},
    Action.STOP: {"reason": "sự cố"},
    Action.APOLOGISE: {"reason": "thẩm định kéo dài"},
    Action.TRANSFER: {"to_unit": "unit-other"},
    Action.FOLLOW_ELSEWHERE: {"system": "civil-status", "foreign_number": "12/2026"},
    Action.CORRECT_RESULT: {"reason": "sai tên"},
}


def at(text: str) -> dt.datetime:
    """``2026-01-05 10:30`` in legal time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)


def local(instant: dt.datetime | None) -> str | None:
    return instant.astimezone(LEGAL_ZONE).strftime("%Y-%m-%d %H:%M") if instant else None


def days(amount: int, unit: LimitUnit = LimitUnit.WORKING_DAY) -> Limit:
    return Limit(amount, unit, Basis.END_OF_DAY)


@cache
def deadlines() -> CalendarDeadlines:
    return CalendarDeadlines(reception=shipped_calendar("as-reception"), settlement=shipped_calendar("as-settlement"))


@dataclass
class Story:
    """A dossier as it is after its last act; ``said`` are its events."""

    law: Context
    state: DossierState
    said: list[Event] = field(default_factory=list)

    def do(self, when: str, action: Action, **data: object) -> Story:
        """Do it, or fail with the refusal."""
        decided = self.tried(when, action, **data)
        assert not isinstance(decided, Refusal), decided
        for event in decided:
            self.state = evolve(self.state, event)
            self.said.append(event)
        return self

    def tried(self, when: str, action: Action, **data: object) -> Sequence[Event] | Refusal:
        return decide(self.law, self.state, parse_command(action, {**DATA.get(action, {}), **data}), at(when))

    def refused(self, when: str, action: Action, **data: object) -> str:
        """The code it is refused with."""
        decided = self.tried(when, action, **data)
        assert isinstance(decided, Refusal), f"{action} was done"
        return decided.code

    def due(self, kind: str) -> str | None:
        clock = self.state.clock(kind)
        return local(clock.due_at) if clock else None

    def dates(self) -> tuple[str | None, str | None, str | None]:
        """Statutory, committed, appointed."""
        return local(self.state.statutory_due), local(self.state.committed_due), local(self.state.appointed_due)


def filed(
    when: str,
    channel: str = "online",
    *,
    limit: Limit | None = None,
    committed: Limit | None = None,
    supplement: str = "reset",
    instant: bool = False,
) -> Story:
    """A submission at ``when`` to a commune's desk, settled by its division in five working days if nothing else is
    said."""
    law = Context(
        process=PROCESS,
        statutory=None if instant else limit or days(5),
        committed=committed,
        instant=instant,
        supplement_clock=supplement,
        deadlines=deadlines(),
    )
    flags = ["electronic"] if channel == "online" else []
    facts = {"channel": channel, "reception_unit": RECEPTION, "settling_unit": SETTLING, "flags_on": flags}
    events = submit(law, facts, {}, at(when))
    state: DossierState | None = None
    for event in events:
        state = evolve(state, event)
    assert state is not None
    return Story(law, state, list(events))


def accepted(when: str, channel: str = "online", **law: object) -> Story:
    """Filed and found complete at the same instant."""
    return filed(when, channel, **law).do(when, Action.ACCEPT)  # type: ignore[arg-type]


def at_work(when: str, **law: object) -> Story:
    """Accepted, and given to an officer at once."""
    return accepted(when, **law).do(when, Action.COMPLETE_STEP)  # type: ignore[arg-type]
