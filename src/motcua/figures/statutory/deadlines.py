"""When a report is due: a row of the province for this period, else for every period of its kind, else the days of the
shipped form. Days are those of the calendar after the period's last, or working days where the row or the form says so
with its source; a day that is named is taken as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from motcua.figures.periods import Period
from motcua.organisation.selectors import calendar_codes
from motcua.worktime.rules import add_working_days
from motcua.worktime.selectors import compiled

from .model import DayCount, ReportForm
from .models import StatutoryDeadline

PURPOSE = "settlement"
WorkingDays = Callable[[dt.date, int], dt.date]
"""The n-th working day after a day."""


@dataclass(frozen=True, slots=True)
class Due:
    """``on`` None: nobody set a day. ``source``: who says so."""

    on: dt.date | None
    source: str


def by_calendar(code: str) -> WorkingDays:
    """Working days of one calendar, which is read only when a day is asked for. Raises NotFound ``calendar_unknown``,
    Invalid beyond the calendar's tables."""
    return lambda day, days: add_working_days(compiled(code), day, days)


def by_province(day: dt.date, days: int) -> dt.date:
    """Working days of the province's calendar."""
    return by_calendar(settings.PROVINCE_CALENDARS[PURPOSE])(day, days)


def by_units(units: Iterable[int], on: dt.date) -> Mapping[int, WorkingDays]:
    """For each unit by its own calendar, or that of the nearest unit above it. One statement."""
    return {
        unit: by_calendar(code) for (unit, purpose), code in calendar_codes(units, on).items() if purpose == PURPOSE
    }


def due(
    form: ReportForm,
    level: str,
    period: Period,
    rows: Iterable[StatutoryDeadline],
    working: WorkingDays = by_province,
) -> Due:
    """``rows``: those of this form and level; of several that fit the one recorded last counts. ``working`` is asked
    only where working days count."""
    after = partial(_after, period.last, working)
    ordered = sorted(rows, key=lambda row: (row.recorded_at, row.pk or 0), reverse=True)
    mine = [row for row in ordered if row.form == form.id and row.level == level]
    for row in mine:
        if row.period == period.code:
            return Due(row.due_on, row.source)
    for row in mine:
        ended = row.valid_to is not None and period.last >= row.valid_to
        if (
            not row.period
            and row.period_kind in {"", period.kind.value}
            and row.valid_from <= period.last
            and not ended
        ):
            return Due(after(row.days or 0, row.counted), row.source)
    shipped = form.deadline(level)
    if shipped is None:
        return Due(None, "")
    return Due(after(shipped.days, shipped.counted), shipped.source)


def _after(last: dt.date, working: WorkingDays, days: int, counted: str) -> dt.date:
    return working(last, days) if counted == DayCount.WORKING_DAY else last + dt.timedelta(days=days)


def days_left(due_on: dt.date, today: dt.date) -> int:
    """Negative once it is over."""
    return (due_on - today).days
