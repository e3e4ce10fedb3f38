"""Locking a period of a form, opening it again, and setting when reports are due."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid
from motcua.figures.periods import Period, PeriodKind, parse_code
from motcua.figures.statutory.deadlines import by_units, due
from motcua.figures.statutory.gathering import level_of
from motcua.figures.statutory.lifecycle import State
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.model import DayCount
from motcua.figures.statutory.models import StatutoryClosing, StatutoryDeadline, StatutoryEdition, StatutoryReport
from motcua.figures.statutory.permissions import LOCK
from motcua.figures.statutory.selectors import deadlines, is_closed
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .steps import reason_of


def close_period(form: str, period: Period, *, reason: str, actor: Actor, now: dt.datetime) -> StatutoryClosing:
    """Nothing of the period is begun, sent or received any more but corrections. Raises NotAllowed, NotFound
    ``report_form_unknown``, Invalid ``report_reason_missing``, Conflict ``report_period_locked``,
    ``report_period_waiting`` while reports wait to be issued or returned."""
    return _set(form, period, closed=True, reason=reason, actor=actor, now=now)


def open_period(form: str, period: Period, *, reason: str, actor: Actor, now: dt.datetime) -> StatutoryClosing:
    """The period takes reports again. Raises as :func:`close_period`, Conflict ``report_period_open``."""
    return _set(form, period, closed=False, reason=reason, actor=actor, now=now)


@transaction.atomic
def _set(form: str, period: Period, *, closed: bool, reason: str, actor: Actor, now: dt.datetime) -> StatutoryClosing:
    require(actor, LOCK, [None])
    shipped().in_force(form, period)
    why = reason_of(reason)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"statutory {form} {period.code}"])
    if is_closed(form, period.code) == closed:
        raise Conflict("report_period_locked" if closed else "report_period_open")
    waiting = StatutoryEdition.objects.filter(
        report__form=form, report__period=period.code, state__in=[State.SUBMITTED, State.RECEIVED]
    ).count()
    if closed and waiting:
        raise Conflict("report_period_waiting", params={"count": waiting})
    row = StatutoryClosing.objects.create(
        form=form, period=period.code, closed=closed, reason=why, user_id=actor.user_id, at=now
    )
    act = "figures.report_period_locked" if closed else "figures.report_period_opened"
    details = {"form": form, "period": period.code}
    audit.record(act=act, actor=actor, subject_kind="report_period", subject=str(row.uid), now=now, details=details)
    return row


@transaction.atomic
def set_deadline(
    form: str,
    level: str,
    *,
    period: str = "",
    period_kind: str = "",
    days: int | None = None,
    due_on: dt.date | None = None,
    counted: str = DayCount.DAY.value,
    source: str,
    valid_from: dt.date,
    actor: Actor,
    now: dt.datetime,
) -> StatutoryDeadline:
    """So many days after every period (``counted``: of the calendar, or days of work), or one day for one period;
    reports that are open get their new day. Raises
    NotAllowed, NotFound ``report_form_unknown``, Invalid ``report_deadline_wrong``, ``report_level_no_deadline``,
    ``report_reason_missing`` (who set it)."""
    require(actor, LOCK, [None])
    _require_sense(form, level, period, period_kind, days, due_on, valid_from)
    if counted not in set(DayCount):
        raise Invalid("report_deadline_wrong")
    row = StatutoryDeadline.objects.create(
        form=form,
        level=level,
        period=period,
        period_kind="" if period else period_kind,
        days=None if period else days,
        counted=DayCount.DAY.value if period else counted,
        due_on=due_on if period else None,
        source=reason_of(source)[:500],
        valid_from=valid_from,
        made_by_id=actor.user_id,
        recorded_at=now,
    )
    details = {"form": form, "level": level, "period": period}
    act, subject = "figures.report_deadline_set", str(row.uid)
    audit.record(act=act, actor=actor, subject_kind="report_deadline", subject=subject, now=now, details=details)
    _move_open(form, level)
    return row


def _require_sense(
    form: str, level: str, period: str, period_kind: str, days: int | None, due_on: dt.date | None, on: dt.date
) -> None:
    wanted = parse_code(period) if period else None
    known = shipped().in_force(form, wanted or Period(on, on, PeriodKind.RANGE))
    if level not in {one.value for one in known.levels}:
        raise Invalid("report_level_no_deadline")
    if wanted is not None:
        if due_on is None or due_on <= wanted.last:
            raise Invalid("report_deadline_wrong")
    elif days is None or not 0 <= days <= 366 or (period_kind and period_kind not in set(PeriodKind)):
        raise Invalid("report_deadline_wrong")


def _move_open(form: str, level: str) -> None:
    """The new day for reports that nobody has sent yet."""
    rows = StatutoryReport.objects.select_related("unit").filter(form=form)
    rows = rows.exclude(editions__state__in=[State.SUBMITTED, State.RECEIVED, State.LOCKED])
    set_by = deadlines().get(form, [])
    for report in rows:
        if level_of(report.unit) == level:
            period = parse_code(report.period)
            working = by_units([report.unit_id], period.last)[report.unit_id]
            found = due(shipped().in_force(form, period), level, period, set_by, working).on
            if found != report.due_on:
                report.due_on = found
                report.save(update_fields=["due_on"])
