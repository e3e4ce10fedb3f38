"""The working of a due date: one row per date, from the day of the event to the day the limit ends."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from .compiled import DAY, MINUTE, CompiledCalendar
from .content import WHOLE_DAY
from .landing import Landing
from .limits import Basis, DayWorking, LimitUnit

EVENT_DAY = "event_day"
"""The day of the event; not counted."""
MOVED = "moved"
"""The limit ended on a day off and moved forward to this day."""
CLOCK_HOURS = "clock_hours"
"""Plain hours: every hour of the date counts."""


class _Span(NamedTuple):
    """The day of the event (its place in the tables), from when on time counts, and when the limit ends."""

    event: int
    origin: int
    end: int


def working_of(
    calendar: CompiledCalendar, start: int, place: Landing, unit: LimitUnit, basis: Basis
) -> tuple[DayWorking, ...]:
    """Rows whose ``minutes`` add up to the minutes inside the limit and, where every day on the way is whole, whose
    counts add up to its amount of days. ``reason`` is what the day is (see :class:`.compiled.DayFact`), or
    ``event_day``, ``moved``, ``clock_hours``."""
    if unit is LimitUnit.HOUR:
        return tuple(_clock_rows(start, place.ticks))
    whole_days = basis is Basis.END_OF_DAY and unit is not LimitUnit.WORKING_HOUR
    first = start // DAY - calendar.first
    span = _Span(first, (calendar.first + first + 1) * DAY if whole_days else start, place.ticks)
    return tuple(
        _row(calendar, index, span, place, unit) for index in range(first, place.ticks // DAY - calendar.first + 1)
    )


def _row(calendar: CompiledCalendar, index: int, span: _Span, place: Landing, unit: LimitUnit) -> DayWorking:
    fact = calendar.facts[index]
    minutes = _minutes_on(calendar, index, span)
    counts, reason = fact.counts, fact.kind
    if unit is LimitUnit.WORKING_HOUR:
        counts = counts if minutes else 0
    elif index < place.first:
        counts, reason = 0, EVENT_DAY if index == span.event else fact.kind
    elif unit is not LimitUnit.WORKING_DAY:
        counts = WHOLE_DAY if index <= place.last else 0
        reason = MOVED if index > place.last and fact.shifts else fact.kind
    return DayWorking(calendar.date_at(index), counts, reason, minutes)


def _minutes_on(calendar: CompiledCalendar, index: int, span: _Span) -> int:
    """Whole minutes of the limit on one date, so cut that the dates add up to the whole minutes of the limit."""
    midnight = (calendar.first + index) * DAY
    before = calendar.work_until(span.origin)
    until = [max(0, calendar.work_until(min(edge, span.end)) - before) // MINUTE for edge in (midnight, midnight + DAY)]
    return until[1] - until[0]


def _clock_rows(start: int, end: int) -> list[DayWorking]:
    rows = []
    for day in range(start // DAY, (end - 1) // DAY + 1):
        until = [max(0, min(edge, end) - start) // MINUTE for edge in (day * DAY, (day + 1) * DAY)]
        on = dt.date(1970, 1, 1) + dt.timedelta(days=day)
        rows.append(DayWorking(on, WHOLE_DAY, CLOCK_HOURS, until[1] - until[0]))
    return rows
