"""Periodic forms as dated data, their campaigns (one for each period), and the reminders that left."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id
from motcua.figures.periods import PeriodKind
from motcua.organisation.models.dated import Dated, dates_in_order, no_overlap

PERIOD_KINDS: Final = [kind.value for kind in PeriodKind]
CAMPAIGN_KINDS: Final = [kind for kind in PERIOD_KINDS if kind != PeriodKind.RANGE]
"""Kinds of periods for which campaigns open by themselves; a range is for one-time forms."""


class ReportingForm(Dated):
    """What units report, from a day on: another content is another row, the old one keeps its campaigns.

    ``lines`` is a list of lines and ``units`` a choice of units as :mod:`motcua.figures.collection.layout` reads them.
    The date due is ``deadline_days`` working days after the period's last day; ``remind_days`` working days before it
    a letter leaves. ``appraiser`` is the code of the unit whose officials appraise. ``one_time`` forms belong to a
    request for figures and open no campaigns by themselves.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=300)
    period_kind = models.CharField(max_length=20)
    lines = models.JSONField(default=list)
    units = models.JSONField(default=dict)
    deadline_days = models.PositiveSmallIntegerField()
    remind_days = models.PositiveSmallIntegerField(default=2)
    appraiser = models.CharField(max_length=40)
    one_time = models.BooleanField(default=False)
    recorded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            dates_in_order("figures_form_dates"),
            no_overlap("figures_form_one_a_day", texts=("code",)),
            models.CheckConstraint(name="figures_form_period_kind", condition=Q(period_kind__in=PERIOD_KINDS)),
            models.CheckConstraint(
                name="figures_form_deadline", condition=Q(deadline_days__gte=1, deadline_days__lte=120)
            ),
            models.CheckConstraint(name="figures_form_reminder", condition=Q(remind_days__lt=F("deadline_days") + 30)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"


class Campaign(models.Model):
    """One period of a form. ``due_at`` was computed by ``calendar`` at ``calendar_revision``. A locked campaign takes
    neither sheets nor imports until somebody opens it again with a reason."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    form = models.ForeignKey(ReportingForm, on_delete=models.PROTECT, related_name="campaigns")
    form_code = models.CharField(max_length=60)
    period_code = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    calendar = models.CharField(max_length=40)
    calendar_revision = models.PositiveIntegerField()
    is_provisional = models.BooleanField(default=False)
    locked_at = models.DateTimeField(null=True, blank=True)
    lock_reason = models.CharField(max_length=500, blank=True)
    locked_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="figures_campaign_once", fields=["form_code", "period_code"]),
            models.CheckConstraint(name="figures_campaign_days", condition=Q(last__gte=F("first"))),
        ]
        indexes = [models.Index(name="figures_campaign_due", fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.form_code} {self.period_code}"


class SheetReminder(models.Model):
    """A letter about a sheet, at most one of a kind a day; it waits here until it left."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    sheet = models.ForeignKey("figures.Sheet", on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10)
    on = models.DateField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default="waiting")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="figures_reminder_once", fields=["sheet", "kind", "on"]),
            models.CheckConstraint(
                name="figures_reminder_kind", condition=Q(kind__in=["opened", "soon", "overdue", "returned"])
            ),
            models.CheckConstraint(
                name="figures_reminder_state", condition=Q(state__in=["waiting", "sent", "dropped", "failed"])
            ),
        ]
        indexes = [models.Index(name="figures_reminder_waiting", fields=["created_at"], condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
