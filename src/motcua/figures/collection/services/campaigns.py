"""Opening a period of a form for its units, and locking it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.figures.collection.layout import UnitChoice, unit_choice
from motcua.figures.collection.models import Campaign, ReportingForm, Sheet, SheetEvent, SheetReminder
from motcua.figures.collection.permissions import COLLECT
from motcua.figures.periods import Period, PeriodKind, period_of, previous
from motcua.organisation.models import Unit, in_force
from motcua.organisation.selectors import calendar_code, find_unit
from motcua.people.actors import SYSTEM, Actor
from motcua.people.permissions import require
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.limits import LimitUnit
from motcua.worktime.rules import add_working_days, due
from motcua.worktime.selectors import compiled


def open_campaigns(*, now: dt.datetime) -> int:
    """By the timetable: every form in force whose period ended by today and was not opened yet. How many opened."""
    today = legal_date(now)
    opened = 0
    for form in ReportingForm.objects.filter(in_force(today), one_time=False).order_by("pk"):
        period = previous(period_of(PeriodKind(form.period_kind), today))
        if period.last < form.valid_from and not _was_asked(form, period):
            continue
        if not Campaign.objects.filter(form_code=form.code, period_code=period.code).exists():
            opened += open_campaign(form, period, actor=SYSTEM, now=now) is not None
    return opened


def _was_asked(form: ReportingForm, period: Period) -> bool:
    """Whether an earlier row of the form was in force when the period ended: the newest row asks for it now."""
    return ReportingForm.objects.filter(in_force(period.last), code=form.code).exists()


@transaction.atomic
def open_campaign(form: ReportingForm, period: Period, *, actor: Actor, now: dt.datetime) -> Campaign | None:
    """One period, with a sheet for each unit of the form; None when it is open already. The date due counts working
    days of the appraiser's calendar from the period's last day, or from today when the period ended long ago."""
    appraiser = find_unit(form.appraiser, legal_date(now))
    if appraiser is None:
        raise Invalid("form_appraiser_unknown", params={"unit": form.appraiser})
    calendar = compiled(calendar_code(appraiser.pk, "settlement", legal_date(now)))
    start = period.ends_at - dt.timedelta(seconds=1)
    late = due(calendar, start, form.deadline_days, LimitUnit.WORKING_DAY).at < now
    begins = now if late or form.one_time else start
    found = due(calendar, begins, form.deadline_days, LimitUnit.WORKING_DAY)
    campaign, made = Campaign.objects.get_or_create(
        form_code=form.code,
        period_code=period.code,
        defaults={
            "form": form,
            "first": period.first,
            "last": period.last,
            "opened_at": now,
            "due_at": found.at,
            "remind_at": _reminder(calendar, found.at, form.remind_days),
            "calendar": found.calendar_code,
            "calendar_revision": found.calendar_revision,
            "is_provisional": found.provisional,
        },
    )
    if not made:
        return None
    _add_sheets(campaign, unit_choice(form.units), actor=actor, now=now)
    details = {"form": form.code, "period": period.code}
    audit.record(
        act="figures.campaign_opened",
        actor=actor,
        subject_kind="campaign",
        subject=str(campaign.uid),
        now=now,
        details=details,
    )
    return campaign


def _reminder(calendar: CompiledCalendar, due_at: dt.datetime, days: int) -> dt.datetime:
    """``days`` working days before the date due."""
    day = add_working_days(calendar, legal_date(due_at), -days)
    return dt.datetime.combine(day, dt.time(0, 30), dt.UTC)


def units_of(choice: UnitChoice, on: dt.date) -> list[Unit]:
    """The units that a form asks, as they stood on a day."""
    wanted = Q(code__in=choice.codes) | Q(level__in=choice.levels) | Q(kind__in=choice.kinds)
    return list(Unit.objects.filter(wanted, in_force(on)).order_by("code"))


def _add_sheets(campaign: Campaign, choice: UnitChoice, *, actor: Actor, now: dt.datetime) -> None:
    units = units_of(choice, campaign.last)
    sheets = Sheet.objects.bulk_create(Sheet(campaign=campaign, unit=unit) for unit in units)
    SheetEvent.objects.bulk_create(
        SheetEvent(sheet=sheet, seq=1, kind="opened", at=now, actor=actor.uid) for sheet in sheets
    )
    SheetReminder.objects.bulk_create(
        SheetReminder(sheet=sheet, kind="opened", on=legal_date(now), created_at=now) for sheet in sheets
    )


def lock(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime) -> Campaign:
    """Nothing of the period is sent, accepted, imported or corrected any more. Raises NotFound, Invalid
    (``reason_missing``), Conflict (``period_locked``), NotAllowed."""
    return _set_lock(uid, reason=reason, locked=True, actor=actor, now=now)


def unlock(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime) -> Campaign:
    """The period takes sheets again. Raises as :func:`lock`; Conflict ``period_not_locked``."""
    return _set_lock(uid, reason=reason, locked=False, actor=actor, now=now)


@transaction.atomic
def _set_lock(uid: UUID, *, reason: str, locked: bool, actor: Actor, now: dt.datetime) -> Campaign:
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("form").filter(uid=uid).first()
    if campaign is None:
        raise NotFound("campaign_unknown")
    unit = find_unit(campaign.form.appraiser, legal_date(now))
    require(actor, COLLECT, [unit.pk if unit else None])
    if not reason.strip():
        raise Invalid("reason_missing", errors=[{"field": "reason", "code": "required"}])
    if (campaign.locked_at is not None) == locked:
        raise Conflict("period_locked" if locked else "period_not_locked")
    campaign.locked_at = now if locked else None
    campaign.lock_reason, campaign.locked_by = reason.strip()[:500], actor.uid
    campaign.save(update_fields=["locked_at", "lock_reason", "locked_by"])
    audit.record(
        act="figures.campaign_locked" if locked else "figures.campaign_unlocked",
        actor=actor,
        subject_kind="campaign",
        subject=str(uid),
        now=now,
    )
    return campaign
