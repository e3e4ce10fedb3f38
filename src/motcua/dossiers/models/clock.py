"""Clocks and the time that did not count, stored as intervals."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from .dossier import Dossier

CLOCKS = ["response", "transfer", "settlement", "step", "consultation", "supplement", "payment"]
PAUSES = ["supplement", "payment", "stop", "outage"]


class ClockRun(models.Model):
    """One run of one clock. ``due_at`` is the date in force; it moves by pauses and new calendar revisions."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=12)
    step = models.CharField(max_length=40, blank=True)
    run_no = models.SmallIntegerField()
    amount = models.IntegerField()
    unit = models.CharField(max_length=20)
    basis = models.CharField(max_length=20)
    calendar = models.CharField(max_length=40)
    calendar_revision = models.IntegerField()
    provisional = models.BooleanField(default=False)
    holder_unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clock_run"
        constraints = [
            models.UniqueConstraint(name="dossiers_clock_run", fields=["dossier", "kind", "step", "run_no"]),
            models.CheckConstraint(name="dossiers_clock_kind", condition=Q(kind__in=CLOCKS)),
            models.CheckConstraint(
                name="dossiers_clock_order", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at"))
            ),
        ]
        indexes = [
            models.Index(
                name="dossiers_clock_calendar",
                fields=["calendar", "calendar_revision", "dossier"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} {self.run_no}"


class ClockPause(models.Model):
    """Time of a run that did not count, and what it did to the due date."""

    run = models.ForeignKey(ClockRun, on_delete=models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=12)
    paused_from = models.DateTimeField()
    paused_to = models.DateTimeField(null=True)
    actor = models.CharField(max_length=60)
    reason = models.CharField(max_length=100, blank=True)
    due_before = models.DateTimeField()
    due_after = models.DateTimeField(null=True)

    class Meta:
        db_table = "clock_pause"
        constraints = [
            models.UniqueConstraint(name="dossiers_pause_start", fields=["run", "paused_from"]),
            models.UniqueConstraint(
                name="dossiers_pause_one_open", fields=["run"], condition=Q(paused_to__isnull=True)
            ),
            models.CheckConstraint(name="dossiers_pause_kind", condition=Q(kind__in=PAUSES)),
            models.CheckConstraint(
                name="dossiers_pause_order", condition=Q(paused_to__isnull=True) | Q(paused_to__gte=F("paused_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.paused_from:%Y-%m-%d %H:%M}"
