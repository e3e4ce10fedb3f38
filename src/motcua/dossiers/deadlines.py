"""Legal time for the lifecycle, on the compiled calendars of ``worktime``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.procedures.terms import Limit
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import Basis, Due, LimitUnit, due, working_minutes

from .lifecycle import Stamp

CUTOFF = dt.time(15, 0)
"""Received after 15:00: on to the next working day (Decree 61/2018/ND-CP arts 17.4 and 18.2)."""

RESPONSE_HOURS = 8
"""An online submission is answered within 8 working hours (Decree 45/2020/ND-CP)."""

TRANSFER_HOURS = 1
"""Paper that may travel next morning travels in the first working hour ("at the start of the working day")."""

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
        if _before_cutoff(self.settlement, start):
            return self._close_today(self.settlement, start)
        evening = max(start, _at_local(start, CUTOFF))
        close = due(self.settlement, start - _DAY, 1, LimitUnit.WORKING_DAY)
        if legal_date(close.at) == legal_date(start):
            evening = max(evening, close.at)
        return _stamp(due(self.settlement, evening, TRANSFER_HOURS, LimitUnit.WORKING_HOUR))

    def same_day(self, start: dt.datetime) -> Stamp:
        if _before_cutoff(self.settlement, start):
            return self._close_today(self.settlement, start)
        return _stamp(due(self.settlement, start, 1, LimitUnit.WORKING_DAY))

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
        minutes = working_minutes(calendar, since, until)
        return self.working_minutes(minutes, due_at) if minutes > 0 else unmoved

    def working_days_before(self, instant: dt.datetime, days: int) -> dt.datetime:
        day = legal_date(instant)
        left = days
        while left > 0:
            day -= _DAY
            left -= 1 if self.settlement.fact(day).counts else 0
        return dt.datetime.combine(day + _DAY, dt.time(), LEGAL_ZONE).astimezone(dt.UTC)

    @staticmethod
    def _close_today(calendar: CompiledCalendar, start: dt.datetime) -> Stamp:
        return _stamp(due(calendar, start - _DAY, 1, LimitUnit.WORKING_DAY))


def _at_local(instant: dt.datetime, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(legal_date(instant), time, LEGAL_ZONE)


def _before_cutoff(calendar: CompiledCalendar, start: dt.datetime) -> bool:
    """Within a working day of the calendar, before 15:00 and before its last close."""
    if start.astimezone(LEGAL_ZONE).time() >= CUTOFF:
        return False
    close = due(calendar, start - _DAY, 1, LimitUnit.WORKING_DAY).at
    return legal_date(close) == legal_date(start) and start < close
