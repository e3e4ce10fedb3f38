"""What is kept of genuine online: counts for ever, scores of single dossiers for a time and for inspectors only."""

from __future__ import annotations

from django.db import models


class GenuineScore(models.Model):
    """Signals and evidence of one dossier; private, never published, deleted when its time is over or the person's data
    is erased. ``signals``: levels by signal, no digests."""

    dossier = models.OneToOneField("dossiers.Dossier", primary_key=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.FloatField()
    signals = models.JSONField()
    edition = models.IntegerField()
    scored_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "figures_genuine_score"

    def __str__(self) -> str:
        return str(self.dossier_id)


class GenuineCount(models.Model):
    """How many online applications a desk accepted in half a month, by band of evidence. Facts are made of it."""

    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    """The 1st, or the 15th: months and report months are made of halves."""
    band = models.SmallIntegerField()
    dossiers = models.IntegerField()
    edition = models.IntegerField()

    class Meta:
        db_table = "figures_genuine_count"
        constraints = [
            models.UniqueConstraint(name="figures_genuine_count_once", fields=["unit", "first_day", "band"]),
            models.CheckConstraint(name="figures_genuine_count_some", condition=models.Q(dossiers__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first_day} {self.band}"
