"""Columns and constraints that dated rows share: in force from ``valid_from`` (inclusive) to ``valid_to``
(exclusive; null = open), where it is known from, and when we learnt it."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.utils import timezone


def in_force(on: dt.date, prefix: str = "") -> Q:
    """The rows in force on the day; ``prefix`` such as ``"unit__"`` looks through a relation."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})
    )


class Dated(models.Model):
    """In force from ``valid_from`` to ``valid_to``."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def is_in_force(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def dates_in_order(name: str) -> models.CheckConstraint:
    """A row ends after it begins."""
    return models.CheckConstraint(name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")))


def _point(key: Combinable) -> Func:
    return Func(key, key, Value("[]"), function="int8range")


def _number(text: str) -> Func:
    return Func(F(text), Value(0), function="hashtextextended", output_field=models.BigIntegerField())


def no_overlap(
    name: str, *, ids: tuple[str, ...] = (), texts: tuple[str, ...] = (), condition: Q | None = None
) -> ExclusionConstraint:
    """No two rows with the same key are in force on the same day.

    Written with range types only, because the ``btree_gist`` extension is not in every PostgreSQL we start: a
    number is the range from itself to itself, a text the 64-bit hash of itself.
    """
    keys = [_point(F(key)) for key in ids] + [_point(_number(key)) for key in texts]
    dates = Func(F("valid_from"), F("valid_to"), function="daterange")
    return ExclusionConstraint(
        name=name,
        expressions=[(expression, RangeOperators.OVERLAPS) for expression in (*keys, dates)],
        condition=condition,
    )
