"""A simple legal time for lifecycle tests: every hour counts, so expectations can be read off."""

from __future__ import annotations

import datetime as dt

from motcua.dossiers.lifecycle import Context, DossierState, Stamp, evolve
from motcua.dossiers.lifecycle.reception import submit
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.terms import Limit
from motcua.worktime.rules import Basis, LimitUnit

START = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
RECEPTION, SETTLING = "unit-reception", "unit-settling"


class PlainTime:
    def _stamp(self, at: dt.datetime) -> Stamp:
        return Stamp(at, "plain", 1)

    def response(self, start: dt.datetime) -> Stamp:
        return self._stamp(start + 8 * HOUR)

    def transfer(self, start: dt.datetime) -> Stamp:
        return self._stamp(start + 2 * HOUR)

    def same_day(self, start: dt.datetime) -> Stamp:
        return self._stamp(start + 6 * HOUR)

    def limit(self, start: dt.datetime, limit: Limit) -> Stamp:
        step = HOUR if limit.unit in {LimitUnit.HOUR, LimitUnit.WORKING_HOUR} else DAY
        return self._stamp(start + limit.amount * step)

    def working_minutes(self, amount: int, start: dt.datetime) -> Stamp:
        return self._stamp(start + dt.timedelta(minutes=amount))

    def shifted(self, due: dt.datetime, limit: Limit | None, since: dt.datetime, until: dt.datetime) -> Stamp:
        return self._stamp(due + (until - since))

    def working_days_before(self, instant: dt.datetime, days: int) -> dt.datetime:
        return instant - days * DAY


def step(key: str, kind: StepKind, role: str, outcomes: tuple[tuple[str, str], ...], hours: int = 4) -> Step:
    return Step(
        key,
        key,
        kind,
        role,
        UnitRule.RECEPTION if role == "reception_officer" else UnitRule.SETTLING,
        None,
        hours,
        LimitUnit.WORKING_HOUR,
        tuple(Outcome(name, name, to) for name, to in outcomes),
    )


PROCESS = Process(
    (
        step("receive", StepKind.RECEPTION, "reception_officer", (("done", "transfer"),)),
        step("transfer", StepKind.TRANSFER, "reception_officer", (("done", "assign"),)),
        step("assign", StepKind.ASSIGN, "division_head", (("done", "work"),)),
        step("work", StepKind.WORK, "settling_officer", (("done", "sign"), ("again", "work"))),
        step("sign", StepKind.SIGN, "unit_head", (("done", END), ("return", "work"))),
    )
)


def context(**changes: object) -> Context:
    values: dict[str, object] = {
        "process": PROCESS,
        "statutory": Limit(5, LimitUnit.WORKING_DAY, Basis.END_OF_DAY),
        "committed": None,
        "instant": False,
        "supplement_clock": "reset",
        "deadlines": PlainTime(),
        **changes,
    }
    return Context(**values)  # type: ignore[arg-type]


def fresh(channel: str = "online", now: dt.datetime = START, **changes: object) -> DossierState:
    flags = ["electronic"] if channel == "online" else []
    facts = {"channel": channel, "reception_unit": RECEPTION, "settling_unit": SETTLING, "flags_on": flags}
    state: DossierState | None = None
    for event in submit(context(**changes), facts, {"applicant": "x"}, now):
        state = evolve(state, event)
    assert state is not None
    return state
