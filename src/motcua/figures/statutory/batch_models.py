"""One act for all units' reports of a period, asked for once and done by the worker report by report."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id


class BatchAct(StrEnum):
    BEGIN = "begin"
    """Open what nobody opened, count what nobody began."""
    COUNT = "count"
    """Count drafts anew."""
    REMIND = "remind"
    """Write to the units that have not sent."""
    ISSUE = "issue"
    """Issue what was received."""


class RowState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class StatutoryBatch(models.Model):
    """``uid`` comes from the page that asked, so a second click is the same batch; ``form`` empty: every form that
    units file for the period."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    act = models.CharField(max_length=10)
    form = models.SlugField(max_length=80, blank=True, db_index=False)
    period = models.CharField(max_length=30)
    job = models.UUIDField(null=True)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "figures_statutory_batch"
        constraints = [
            models.CheckConstraint(
                name="figures_statutory_batch_act", condition=Q(act__in=[act.value for act in BatchAct])
            ),
        ]
        indexes = [models.Index(name="figures_statutory_batches", fields=["-asked_at"])]

    def __str__(self) -> str:
        return f"{self.act} {self.form} {self.period}"


class StatutoryBatchRow(models.Model):
    """What became of one report. ``seen``: how many acts it had when the batch was asked for; ``code``: why it was
    refused, with ``about`` belonging to it."""

    batch = models.ForeignKey(StatutoryBatch, on_delete=models.CASCADE, related_name="rows")
    ordinal = models.PositiveIntegerField()
    report = models.ForeignKey("figures.StatutoryReport", on_delete=models.PROTECT, related_name="+")
    seen = models.PositiveIntegerField()
    state = models.CharField(max_length=8, default=RowState.WAITING.value)
    code = models.CharField(max_length=60, blank=True, default="")
    about = models.JSONField(default=dict)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "figures_statutory_batch_row"
        constraints = [
            models.UniqueConstraint(name="figures_statutory_batch_row_once", fields=["batch", "report"]),
            models.CheckConstraint(
                name="figures_statutory_batch_row_state", condition=Q(state__in=[state.value for state in RowState])
            ),
        ]
        indexes = [models.Index(name="figures_statutory_batch_place", fields=["batch", "ordinal"])]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.ordinal} {self.state}"
