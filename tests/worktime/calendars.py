"""Calendars and instants for the tests of this room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import settings

from motcua.core.clock import LEGAL_ZONE
from motcua.worktime.calendar_file import SHIPPED, shipped
from motcua.worktime.compiled import CompiledCalendar, compile_calendar
from motcua.worktime.content import CalendarContent, DayKind, DayRow, WeekdayHours, inherit, parse_hours
from motcua.worktime.limits import Basis, LimitUnit

OFFICE_HOURS = "07:00-11:30 13:30-17:00"
WEEKDAYS = (1, 2, 3, 4, 5)
UNITS = tuple(LimitUnit)
BASES = tuple(Basis)
patient = settings(deadline=None)
"""For properties: how long an example takes says something about the machine, not about the rule."""


def at(text: str) -> dt.datetime:
    """``"2026-01-01 10:30"`` on the legal clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)


def week(hours: str = OFFICE_HOURS, weekdays: Sequence[int] = WEEKDAYS, counts: int = 1000) -> tuple[WeekdayHours, ...]:
    """The same hours on each of ``weekdays``."""
    shifts = parse_hours(hours)
    return tuple(WeekdayHours(day, dt.date(2020, 1, 1), shifts, counts=counts, source="test") for day in weekdays)


def content(
    hours: Sequence[WeekdayHours] = (),
    days: Sequence[DayRow] = (),
    *,
    first: str = "2026-01-01",
    last: str = "2026-12-31",
    provisional_from: str = "",
) -> CalendarContent:
    return CalendarContent(
        first_day=dt.date.fromisoformat(first),
        last_day=dt.date.fromisoformat(last),
        provisional_from=dt.date.fromisoformat(provisional_from) if provisional_from else None,
        hours=tuple(hours) or week(),
        days=tuple(days),
        source="test",
    )


def day(on: str, kind: DayKind, *, counts: int | None = None, shifts: str = "", swapped_with: str = "") -> DayRow:
    return DayRow(
        on=dt.date.fromisoformat(on),
        kind=kind,
        source="test",
        counts=counts,
        shifts=parse_hours(shifts) if shifts else None,
        swapped_with=dt.date.fromisoformat(swapped_with) if swapped_with else None,
    )


def made(of: CalendarContent, code: str = "test") -> CompiledCalendar:
    return compile_calendar(code, 1, of)


def shipped_content(code: str) -> CalendarContent:
    """The content in force of a shipped calendar."""
    chain = [shipped(code)]
    while chain[0].parent:
        chain.insert(0, shipped(chain[0].parent))
    assert {file.code for file in chain} <= set(SHIPPED)
    return inherit([file.content for file in chain])
