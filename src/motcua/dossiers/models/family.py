"""The parts of a dossier that several agencies work on, and what a one-stop head must know: projections of its log."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.procedures.bundle import RUNNING, Outcome

from .dossier import Dossier

OUTCOMES = [outcome.value for outcome in Outcome]
OPEN_OUTCOMES = sorted(outcome.value for outcome in RUNNING)


class FamilyPart(models.Model):
    """One sub-dossier as its whole knows it. ``alarm_at``: when to look whether its agency is late; kept by the
    job that looks, not by the log."""

    whole = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="parts")
    key = models.CharField(max_length=40)
    child = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="part_of")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dossiers_part_once", fields=["whole", "key"]),
            models.CheckConstraint(name="dossiers_part_status", condition=Q(status__in=OUTCOMES)),
            models.CheckConstraint(
                name="dossiers_part_ended",
                condition=Q(status__in=OPEN_OUTCOMES, ended_at__isnull=True)
                | Q(~Q(status__in=OPEN_OUTCOMES), ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="dossiers_part_alarm", fields=["alarm_at"], condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.key


ALERTS = ["consultation_silent", "part_overdue", "part_failed", "part_blocked"]


class Alert(models.Model):
    """Something about a dossier that the head of a one-stop centre must know; in the head's list until it is cleared
    by what happens to the dossier, or marked as read."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=24)
    about = models.CharField(max_length=40)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    seq = models.IntegerField()
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dossiers_alert_event", fields=["dossier", "seq"]),
            models.CheckConstraint(name="dossiers_alert_kind", condition=Q(kind__in=ALERTS)),
        ]
        indexes = [
            models.Index(name="dossiers_alert_open", fields=["unit", "dossier"], condition=Q(cleared_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
