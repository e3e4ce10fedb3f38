"""What a new revision of a calendar changes."""

from __future__ import annotations

import datetime as dt

from .compiled import CompiledCalendar, DayFact


def changed_days(before: CompiledCalendar | None, after: CompiledCalendar) -> tuple[dt.date, dt.date] | None:
    """The first and the last date (inclusive) on which working time, its count or its certainty differ; ``None``
    when nothing that a due date depends on changed. Without a ``before`` everything is new."""
    if before is None:
        return after.first_day, after.last_day
    first = min(before.first_day, after.first_day)
    last = max(before.date_at(len(before.facts) - 1), after.date_at(len(after.facts) - 1))
    dates = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    differing = [on for on in dates if _weight(before, on) != _weight(after, on)]
    return (differing[0], differing[-1]) if differing else None


def _weight(calendar: CompiledCalendar, on: dt.date) -> tuple[object, ...] | None:
    index = (on - calendar.first_day).days
    if not 0 <= index < len(calendar.facts):
        return None
    fact: DayFact = calendar.facts[index]
    return fact.counts, fact.shifts, fact.provisional, index > calendar.last
