"""Dry runs that were asked for, and their reports. A report that is done never changes: the database refuses."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.procedures.models import Decision


class TrialState(StrEnum):
    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TrialReport(models.Model):
    """A dry run: what was tried (``items`` as in a decision, frozen when it was asked for), on which period, and what
    came of it. ``digest`` is the SHA-256 over the canonical bytes of ``report``; ``rows`` are its dossiers, packed
    (public ids, minutes, lateness: see :mod:`motcua.foresight.trial.packing`). ``decision`` has them attached."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    decision_revision = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=300)
    items = models.JSONField()
    staffing = models.JSONField(default=list)
    measured = models.JSONField(default=list)
    items_digest = models.CharField(max_length=64)
    first_day = models.DateField()
    last_day = models.DateField()
    seed = models.PositiveIntegerField()
    state = models.CharField(max_length=9, default=TrialState.ASKED.value)
    job = models.UUIDField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=60, blank=True)
    fault_params = models.JSONField(default=dict)
    report = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    rows = models.BinaryField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "foresight_trial_report"
        constraints = [
            models.CheckConstraint(
                name="foresight_trial_state", condition=Q(state__in=[state.value for state in TrialState])
            ),
            models.CheckConstraint(name="foresight_trial_days", condition=Q(first_day__lte=models.F("last_day"))),
            models.CheckConstraint(
                name="foresight_trial_whole",
                condition=(Q(state=TrialState.DONE.value, report__isnull=False) & ~Q(digest=""))
                | (~Q(state=TrialState.DONE.value) & Q(report__isnull=True, digest="", rows__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(name="foresight_trial_recent", fields=["-asked_at"]),
            models.Index(name="foresight_trial_decision", fields=["decision", "-asked_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"
