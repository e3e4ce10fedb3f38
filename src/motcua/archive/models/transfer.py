from __future__ import annotations

from django.db import models

from motcua.core.ids import new_id


class Transfer(models.Model):
    """A package that was handed to an archive. ``sha256`` is the ZIP's; ``place`` where it went, in words."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    seq = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    fit = models.BooleanField()
    place = models.CharField(max_length=300)
    actor = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "archive_transfer"
        indexes = [models.Index(name="archive_transfer_dossier", fields=["dossier", "-id"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.sha256[:12]}"
