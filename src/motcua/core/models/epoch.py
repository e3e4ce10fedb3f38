from __future__ import annotations

from django.db import models


class Epoch(models.Model):
    """One span of time in which transaction ids only grow. A restore begins a new one."""

    number = models.IntegerField(primary_key=True)
    started_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        db_table = "core_epoch"

    def __str__(self) -> str:
        return str(self.number)
