from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.archive.rules import DEFAULT, SCOPES


class RetentionRule(models.Model):
    """How long, by whose word, from when: a row is ended, never changed. ``years`` null and not ``permanent``:
    nobody has looked it up."""

    scope = models.CharField(max_length=10)
    value = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    years = models.PositiveSmallIntegerField(null=True)
    permanent = models.BooleanField(default=False)
    end_of_year = models.BooleanField(default=True)
    verified = models.BooleanField(default=False)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "archive_retention_rule"
        constraints = [
            models.CheckConstraint(name="archive_rule_scope", condition=Q(scope__in=SCOPES)),
            models.CheckConstraint(
                name="archive_rule_value", condition=Q(scope=DEFAULT, value="") | (~Q(scope=DEFAULT) & ~Q(value=""))
            ),
            models.CheckConstraint(
                name="archive_rule_years", condition=Q(permanent=False) | Q(permanent=True, years__isnull=True)
            ),
            models.CheckConstraint(
                name="archive_rule_dates", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.value} {self.years or '?'}"
