"""Figures of one period worked out for many members at once: a cache that a job fills and pages read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id


class SummaryKind(models.TextChoices):
    UNITS = "units"
    """A row for each unit: its main figures, their course, where it is late, its load."""
    PROCEDURES = "procedures"
    """A row for each procedure that had dossiers: figures, steps, supplements, channels."""
    CUTS = "cuts"
    """A row for each unit: the three cuts by procedure and model."""
    COMPARISON = "comparison"
    """A row for each level: late dossiers of its units beside what their procedures let expect."""


class SummaryRun(models.Model):
    """One kind for one period, exact as of an instant whose answer cannot change any more. ``edition``: hash of the
    definitions and rules it was counted by."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=SummaryKind)
    period = models.CharField(max_length=30)
    edition = models.CharField(max_length=64)
    as_of = models.DateTimeField()
    manifest = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    milliseconds = models.IntegerField()
    members = models.IntegerField()

    class Meta:
        db_table = "figures_summary_run"
        constraints = [
            models.UniqueConstraint(name="figures_summary_once", fields=["kind", "period", "edition", "as_of"]),
            models.CheckConstraint(name="figures_summary_kind", condition=Q(kind__in=SummaryKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"


class SummaryRow(models.Model):
    """One member of a run; ``body`` is plain JSON with exact fractions as text."""

    run = models.ForeignKey(SummaryRun, on_delete=models.CASCADE, related_name="rows")
    member = models.CharField(max_length=80)
    name = models.TextField()
    body = models.JSONField()

    class Meta:
        db_table = "figures_summary_row"
        constraints = [models.UniqueConstraint(name="figures_summary_row_once", fields=["run", "member"])]

    def __str__(self) -> str:
        return self.member
