from __future__ import annotations

from django.db import models


class RateBucket(models.Model):
    """A token bucket, kept as the instant at which it will be full again. The table is not logged by PostgreSQL:
    a crash of the database server empties every bucket."""

    bucket = models.BinaryField(primary_key=True, max_length=32)
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "core_rate_bucket"

    def __str__(self) -> str:
        return f"full at {self.full_at}"
