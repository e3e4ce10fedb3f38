"""The register of erasures by law: what was erased and by which decision, in ids only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id

ERASURES = ["dossier", "person"]


class Erasure(models.Model):
    """One erasure. ``subjects`` names what it touched by public ids and nothing else: ``{"dossiers": {uid: through},
    "parties": [...], "accounts": [...], "files": n, ...}``. Append-only; exported apart, so that a restore can erase
    again what its backup still holds."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    decision = models.CharField(max_length=100)
    ground = models.CharField(max_length=200)
    subjects = models.JSONField()
    erased_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_erasure"
        constraints = [models.CheckConstraint(name="dossiers_erasure_kind", condition=Q(kind__in=ERASURES))]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"
