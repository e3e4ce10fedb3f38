from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """The last number drawn of a scope on a legal day. The row lock makes numbers without gaps."""

    pk = models.CompositePrimaryKey("scope", "day")
    scope = models.CharField(max_length=100)
    day = models.DateField()
    value = models.IntegerField()

    class Meta:
        db_table = "core_counter"
        constraints = [models.CheckConstraint(condition=models.Q(value__gt=0), name="core_counter_positive")]

    def __str__(self) -> str:
        return f"{self.scope} {self.day}: {self.value}"
