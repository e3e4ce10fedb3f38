"""What units owe: a row for each form, unit and period that ended, so that nobody has to remember."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q, QuerySet

from motcua.core.clock import legal_date
from motcua.core.errors import Invalid
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.periods import Period, period_of, previous
from motcua.figures.statutory.deadlines import by_units, due
from motcua.figures.statutory.gathering import level_of, require_level, require_period, unit_of_period
from motcua.figures.statutory.lifecycle import Act
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.model import ReportForm
from motcua.figures.statutory.models import StatutoryReport
from motcua.figures.statutory.permissions import require_act
from motcua.figures.statutory.selectors import deadlines
from motcua.organisation.models import Unit, in_force
from motcua.people.actors import Actor

from .reminding import write

LONGEST_BACK: Final = dt.timedelta(days=120)
"""A period that ended longer ago is not asked for by itself: a system set up in November does not owe last year."""


def units_owing(level: UnitLevel, on: dt.date) -> QuerySet[Unit]:
    """The units of a level that file reports."""
    of_level = Q(level="unit", kind="department") if level is UnitLevel.DEPARTMENT else Q(level=level.value)
    return Unit.objects.filter(of_level, in_force(on)).order_by("code")


def open_reports(*, now: dt.datetime) -> int:
    """By the timetable: every form with a deadline, for its periods that ended last. Doing it twice changes nothing.
    How many opened."""
    today = legal_date(now)
    opened = 0
    for form in shipped().on(today):
        for deadline in form.deadlines:
            for kind in deadline.periods:
                period = previous(period_of(kind, today))
                if today - period.last <= LONGEST_BACK:
                    opened += open_period_of(form, deadline.level, period, now=now)
    return opened


def open_period_of(form: ReportForm, level: UnitLevel, period: Period, *, now: dt.datetime) -> int:
    """One period of a form for all units of a level, as they stood on its last day."""
    there = StatutoryReport.objects.filter(form=form.id, period=period.code).values("unit")
    units = list(units_owing(level, period.last).exclude(pk__in=there))
    set_by, working = deadlines().get(form.id, []), by_units([unit.pk for unit in units], period.last)
    rows = [
        _row(form.id, unit, period, due(form, level.value, period, set_by, working[unit.pk]).on, now) for unit in units
    ]
    StatutoryReport.objects.bulk_create(rows, ignore_conflicts=True)
    made = StatutoryReport.objects.filter(uid__in=[row.uid for row in rows])
    for report in made:
        write(report, "opened", now=now)
    return len(made)


def _row(form: str, unit: Unit, period: Period, on: dt.date | None, now: dt.datetime) -> StatutoryReport:
    return StatutoryReport(
        form=form, unit=unit, period=period.code, first=period.first, last=period.last, due_on=on, created_at=now
    )


def open_report(form: str, unit: str, period: Period, *, actor: Actor, now: dt.datetime) -> StatutoryReport:
    """One report outside the timetable, such as of a month; the one that is there where there is one. Raises NotFound
    (form, unit), Invalid (period not over or of another kind, unit of another level), NotAllowed."""
    known = shipped().in_force(form, period)
    if period.kind not in known.periods:
        raise Invalid("report_period_kind", params={"form": known.number})
    require_period(period, legal_date(now))
    found = unit_of_period(unit, period)
    require_level(known, found)
    working = by_units([found.pk], period.last)[found.pk]
    on = due(known, level_of(found), period, deadlines().get(form, []), working).on
    row = _row(form, found, period, on, now)
    require_act(actor, Act.PREPARE, row, legal_date(now))
    report, _made = StatutoryReport.objects.get_or_create(
        form=form, unit=found, period=period.code,
        defaults={"first": row.first, "last": row.last, "due_on": on, "created_at": now},
    )  # fmt: skip
    return report
