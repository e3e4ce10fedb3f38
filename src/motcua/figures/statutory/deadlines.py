"""When a report is due: a row of the province for this period, else for every period of its kind, else the days of the
shipped form. Days are calendar days after the period's last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from motcua.figures.periods import Period

from .model import ReportForm
from .models import StatutoryDeadline


@dataclass(frozen=True, slots=True)
class Due:
    """``on`` None: nobody set a day. ``source``: who says so."""

    on: dt.date | None
    source: str


def due(form: ReportForm, level: str, period: Period, rows: Iterable[StatutoryDeadline]) -> Due:
    """``rows``: those of this form and level; of several that fit the one recorded last counts."""
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
            return Due(period.last + dt.timedelta(days=row.days or 0), row.source)
    shipped = form.deadline(level)
    if shipped is None:
        return Due(None, "")
    return Due(period.last + dt.timedelta(days=shipped.days), shipped.source)


def days_left(due_on: dt.date, today: dt.date) -> int:
    """Negative once it is over."""
    return (due_on - today).days
