"""Deciding what a day in doubt is."""

from __future__ import annotations

import dataclasses
import datetime as dt

from motcua.core.audit import Doer
from motcua.core.errors import Conflict
from motcua.worktime import selectors
from motcua.worktime.content import DayKind
from motcua.worktime.models import CalendarRevision

from .publishing import revise_days


def confirm_day(
    *, code: str, on: dt.date, is_off: bool, source: str, actor: Doer, now: dt.datetime
) -> CalendarRevision:
    """Confirm a provisional day of a calendar as a day off or as worked, with the document that says so.

    The day keeps its name; as a day off an unconfirmed one becomes a holiday. A calendar that inherits the day
    records the decision for itself and for those that stand on it; so confirm a national day in the national
    calendar. A day in a part of the calendar that is provisional as a whole stays flagged. Raises Conflict
    ``calendar_day_not_provisional`` when there is nothing to confirm, NotFound ``calendar_unknown``.
    """
    content = selectors.content_in_force(selectors.current_revision(code))
    row = next((day for day in content.days if day.on == on and day.provisional), None)
    if row is None:
        raise Conflict("calendar_day_not_provisional", params={"calendar": code, "date": on})
    kind = row.kind if is_off and row.kind.is_off else DayKind.HOLIDAY if is_off else DayKind.WORKING
    decided = dataclasses.replace(row, kind=kind, provisional=False, source=source)
    return revise_days(code=code, days=[decided], source=source, actor=actor, now=now)
