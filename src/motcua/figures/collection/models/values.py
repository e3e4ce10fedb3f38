"""Accepted and imported values, the imports they came with, and targets. Values and targets are append-only: the newest
row of a measure, unit and period counts, as of any instant."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.figures.reported import Bound, ValueKind

from .sheets import Sheet

_DIGITS, _PLACES = 38, 16


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("Xem trước")
    APPLIED = "applied", _("Đã nhập")
    DROPPED = "dropped", _("Đã bỏ")


class ValueMapping(models.Model):
    """Which columns of a table mean what, kept by the table's head so that the next file of the same shape is
    understood at once."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    head = models.CharField(max_length=64, unique=True)
    columns = models.JSONField()
    defaults = models.JSONField(default=dict)
    kept_by = models.UUIDField(null=True, blank=True)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.head


class ValueImport(models.Model):
    """A file of values: read and shown first, then applied. ``rows`` are the lines as typed, ``faults`` what was wrong
    with which; faulty lines are left out, the others are applied."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.PREVIEW)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=300)
    source_on = models.DateField()
    head = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    read = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    created_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="figures_import_state", condition=Q(state__in=ImportState.values))]
        indexes = [models.Index(name="figures_import_recent", fields=["-created_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.source} {self.source_on}"


class ReportedValue(models.Model):
    """What was known from ``recorded_at`` on of a measure for a unit and a period. ``value`` is exact, a share for
    percents, null where an earlier value was withdrawn. ``typed`` is what somebody wrote."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    measure = models.CharField(max_length=80)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    period_code = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    kind = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=_DIGITS, decimal_places=_PLACES, null=True, blank=True)
    counts = models.CharField(max_length=60, blank=True)
    bound = models.CharField(max_length=8, default=Bound.EXACT.value)
    decimals = models.PositiveSmallIntegerField(default=0)
    typed = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    sheet = models.ForeignKey(Sheet, null=True, blank=True, on_delete=models.PROTECT, related_name="values")
    batch = models.ForeignKey(ValueImport, null=True, blank=True, on_delete=models.PROTECT, related_name="values")
    source = models.CharField(max_length=300, blank=True)
    source_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="figures_value_kind", condition=Q(kind__in=[kind.value for kind in ValueKind])),
            models.CheckConstraint(name="figures_value_bound", condition=Q(bound__in=[bound.value for bound in Bound])),
            models.CheckConstraint(name="figures_value_days", condition=Q(last__gte=F("first"))),
        ]
        indexes = [
            models.Index(name="figures_value_newest", fields=["measure", "last", "unit", "-recorded_at", "-id"]),
            models.Index(name="figures_value_of_unit", fields=["unit", "measure", "-last"]),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.unit_id} {self.period_code}"


class Target(models.Model):
    """What a unit is to reach of an indicator in a period, by whose document; null withdraws the one before."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    indicator = models.CharField(max_length=80)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    period_code = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    value = models.DecimalField(max_digits=_DIGITS, decimal_places=_PLACES, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    set_by = models.CharField(max_length=200)
    document = models.CharField(max_length=300)
    document_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="figures_target_days", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="figures_target_document", condition=~Q(document="") & ~Q(set_by="")),
        ]
        indexes = [models.Index(name="figures_target_newest", fields=["unit", "indicator", "last", "-recorded_at"])]

    def __str__(self) -> str:
        return f"{self.indicator} {self.unit_id} {self.period_code}"
