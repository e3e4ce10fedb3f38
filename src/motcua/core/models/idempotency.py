from __future__ import annotations

from django.db import models


class IdempotencyRecord(models.Model):
    """One request that changed something, and the answer it got. Its primary key is the question's identity."""

    pk = models.CompositePrimaryKey("actor_key", "operation", "key")
    actor_key = models.CharField(max_length=100)
    operation = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField(max_length=32)
    status = models.SmallIntegerField(null=True)
    response = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "core_idempotency"
        indexes = [models.Index(fields=["created_at"], name="core_idempotency_age")]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"
