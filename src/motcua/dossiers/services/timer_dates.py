"""When a rule about a date that passes has to act."""

from __future__ import annotations

import datetime as dt

from motcua.dossiers.context import deadlines_for
from motcua.dossiers.lifecycle import State
from motcua.dossiers.lifecycle.states import CLOSED_STATES
from motcua.dossiers.lifecycle.table import WORKING
from motcua.dossiers.models import Dossier, TimerRule
from motcua.procedures.terms import Limit
from motcua.worktime.rules import Basis, LimitUnit

WAITING_FOR = {
    "response": frozenset({State.SUBMITTED, State.FORWARDED}),
    "step": WORKING,
    "supplement": frozenset({State.SUPPLEMENT_AT_RECEPTION, State.SUPPLEMENT_AT_SETTLEMENT}),
    "payment": frozenset({State.PAYMENT_PENDING}),
    "stopped": frozenset({State.STOPPED}),
    "result": frozenset({State.RESULT_READY}),
    "idle": frozenset(State) - CLOSED_STATES,
    "consultation": frozenset({State.CONSULTING}),
}
ON_CLOCKS = frozenset({"step", "consultation"})
"""Waits that a timer of a process reads from the clock of the step or of the question, and not from the dossier's row:
that one shows the nearest date only."""

HOURS = frozenset({LimitUnit.HOUR, LimitUnit.WORKING_HOUR})
DAYS = frozenset({LimitUnit.DAY, LimitUnit.WORKING_DAY})


def column(rule: TimerRule) -> str:
    """The date of the wait on the dossier's row: when it ends, or when it began."""
    return "held_since" if rule.since_start or rule.wait == "idle" else "next_at"


def moment(rule: TimerRule, date: dt.datetime, dossier: Dossier, on: dt.date) -> dt.datetime:
    """When the rule acts for a wait with this date."""
    if rule.amount == 0:
        return date
    deadlines = deadlines_for(dossier.reception_unit_id, dossier.settling_unit_id, on)
    unit = LimitUnit(rule.unit)
    if not rule.before:
        basis = Basis.SAME_HOUR if unit in HOURS else Basis.END_OF_DAY
        return deadlines.limit(date, Limit(rule.amount, unit, basis)).at
    if unit is LimitUnit.WORKING_DAY:
        return deadlines.working_days_before(date, rule.amount)
    return date - (dt.timedelta(hours=rule.amount) if unit in HOURS else dt.timedelta(days=rule.amount))


def latest_date(rule: TimerRule, now: dt.datetime) -> dt.datetime:
    """No wait with a later date can be due: an estimate that never leaves one out."""
    if rule.before:
        return now + dt.timedelta(days=rule.amount * 2 + 30)
    days = dt.timedelta(days=rule.amount) if LimitUnit(rule.unit) in DAYS else dt.timedelta()
    return min(now, now - days + dt.timedelta(days=1))
