"""The law of a day for the lifecycle: categories, units, and limits on the compiled calendars of ``worktime``."""

from __future__ import annotations

import datetime as dt

from motcua.core.clock import legal_date
from motcua.core.errors import NotFound
from motcua.core.remember import remembered
from motcua.organisation.models import CalendarPurpose, Unit
from motcua.organisation.selectors import calendar_code, unit_or_heir
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import Basis, LimitUnit, add_working_days, due, shift_by_pause
from motcua.worktime.selectors import compiled

from .categories import MEMORY, Tree, tree
from .lifecycle import CategoryTerms, Stamp, Step

BASES = {LimitUnit.HOUR: Basis.SAME_HOUR, LimitUnit.WORKING_HOUR: Basis.SAME_HOUR}
_DAY = dt.timedelta(days=1)


@remembered(seconds=MEMORY)
def settlement_calendar(unit_id: int, on: dt.date) -> str:
    return calendar_code(unit_id, CalendarPurpose.SETTLEMENT, on)


@remembered(seconds=MEMORY)
def named_unit(code: str, on: dt.date) -> Unit:
    """The unit that answers for a code on the day. Raises NotFound ``unit_unknown``."""
    return unit_or_heir(code, on)


class DayContext:
    """Implements :class:`motcua.petitions.lifecycle.Context` for the unit whose calendar rules."""

    def __init__(self, unit_id: int, now: dt.datetime, *, by_sender: bool = False) -> None:
        self.by_sender = by_sender
        self._on = legal_date(now)
        self._unit_id = unit_id

    @property
    def calendar(self) -> CompiledCalendar:
        return compiled(settlement_calendar(self._unit_id, self._on))

    @property
    def _tree(self) -> Tree:
        return tree(self._on)

    def category(self, code: str) -> CategoryTerms | None:
        return self._tree.terms(code)

    def unit(self, code: str) -> str | None:
        try:
            return str(named_unit(code, self._on).uid)
        except NotFound:
            return None

    def due(self, category: str, step: Step, start: dt.datetime) -> Stamp | None:
        limit = self._tree.limit(category, step)
        if limit is None:
            return None
        unit = LimitUnit(limit.unit)
        found = due(self.calendar, start, limit.amount, unit, BASES.get(unit, Basis.END_OF_DAY))
        return Stamp(found.at, found.calendar_code, found.calendar_revision, limit.amount, limit.unit)

    def shifted(self, due_at: dt.datetime, unit: str, since: dt.datetime, until: dt.datetime) -> Stamp:
        calendar = self.calendar
        if unit == LimitUnit.HOUR:
            return Stamp(due_at + (until - since), calendar.code, calendar.revision)
        return Stamp(shift_by_pause(calendar, due_at, since, until), calendar.code, calendar.revision)

    def later(self, due_at: dt.datetime, working_days: int) -> Stamp:
        found = due(self.calendar, due_at, working_days, LimitUnit.WORKING_DAY, Basis.END_OF_DAY)
        return Stamp(found.at, found.calendar_code, found.calendar_revision, working_days, LimitUnit.WORKING_DAY.value)

    def soon(self, due_at: dt.datetime, now: dt.datetime) -> bool:
        """On the last working day before the date, and on that day itself."""
        return legal_date(now) >= add_working_days(self.calendar, legal_date(due_at), -1)
