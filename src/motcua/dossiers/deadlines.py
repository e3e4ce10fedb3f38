"""Legal time for the lifecycle, on the compiled calendars of ``worktime``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.procedures.terms import Limit
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import (
    Basis,
    Due,
    LimitUnit,
    add_working_days,
    due,
    shift_by_pause,
    transfer_due,
)

from .lifecycle import Stamp

RESPONSE_HOURS = 8
"""An online submission is answered within 8 working hours (Decree 45/2020/ND-CP)."""

MINUTES_A_DAY = 24 * 60
"""A grace as long as the day: what may wait until the next working day may wait until its close."""

_DAY = dt.timedelta(days=1)
_ELAPSED = frozenset({LimitUnit.DAY, LimitUnit.MONTH})


def _stamp(found: Due) -> Stamp:
    return Stamp(found.at, found.calendar_code, found.calendar_revision, found.provisional)


@dataclass(frozen=True, slots=True)
class CalendarDeadlines:
    """Implements :class:`motcua.dossiers.lifecycle.Deadlines`.
    ``reception`` rules the desk, ``settlement`` the rest."""

    reception: CompiledCalendar
    settlement: CompiledCalendar

    def response(self, start: dt.datetime) -> Stamp:
        return _stamp(due(self.reception, start, RESPONSE_HOURS, LimitUnit.WORKING_HOUR))

    def transfer(self, start: dt.datetime) -> Stamp:
        return _stamp(transfer_due(self.settlement, start))

    def same_day(self, start: dt.datetime) -> Stamp:
        return _stamp(transfer_due(self.settlement, start, grace_minutes=MINUTES_A_DAY))

    def limit(self, start: dt.datetime, limit: Limit) -> Stamp:
        return _stamp(due(self.settlement, start, limit.amount, limit.unit, limit.basis))

    def working_minutes(self, amount: int, start: dt.datetime) -> Stamp:
        hours, minutes = divmod(amount, 60)
        return _stamp(due(self.settlement, start, hours, LimitUnit.WORKING_HOUR, minutes=minutes))

    def shifted(self, due_at: dt.datetime, limit: Limit | None, since: dt.datetime, until: dt.datetime) -> Stamp:
        calendar = self.settlement
        unmoved = Stamp(due_at, calendar.code, calendar.revision)
        if limit is not None and limit.unit is LimitUnit.HOUR:
            return Stamp(due_at + (until - since), calendar.code, calendar.revision)
        if limit is not None and limit.unit in _ELAPSED:
            days = (legal_date(until) - legal_date(since)).days
            return _stamp(due(calendar, due_at, days, LimitUnit.DAY, Basis.END_OF_DAY)) if days else unmoved
        return Stamp(shift_by_pause(calendar, due_at, since, until), calendar.code, calendar.revision)

    def working_days_before(self, instant: dt.datetime, days: int) -> dt.datetime:
        day = add_working_days(self.settlement, legal_date(instant), -days)
        return dt.datetime.combine(day + _DAY, dt.time(), LEGAL_ZONE).astimezone(dt.UTC)
