"""Editions of the public statistics: each is a document that never changes."""

from __future__ import annotations

from django.db import models

from motcua.core.ids import new_id


class StatisticsEdition(models.Model):
    """The public figures of one period as of one instant. ``body`` is canonical JSON and ``sha256`` its hash.
    Append-only."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    period_code = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    as_of = models.DateTimeField()
    manifest = models.CharField(max_length=64, blank=True)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "figures_statistics_edition"
        constraints = [models.UniqueConstraint(name="figures_statistics_once", fields=["period_code", "sha256"])]
        indexes = [models.Index(name="figures_statistics_newest", fields=["period_code", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.period_code} {self.sha256[:8]}"
