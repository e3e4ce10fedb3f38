"""Sources of readings with their schema, the readings themselves, and what they come to by hour."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id

_DIGITS, _PLACES = 30, 6
SHORTEST_KEPT, LONGEST_KEPT = 60, 3650
"""Days that readings may stay. Late ones are taken for 30 days: what they are counted with must still be there."""


class Domain(StrEnum):
    LIGHTING = "lighting"
    TRAFFIC = "traffic"
    BROADCASTING = "broadcasting"
    CLINICS = "clinics"
    ENVIRONMENT = "environment"
    WATER = "water"
    OTHER = "other"


class Together(StrEnum):
    """What the readings of an hour or a day come to."""

    SUM = "sum"
    LAST = "last"
    MEAN = "mean"
    HIGHEST = "highest"


class Way(StrEnum):
    HTTP = "http"
    MQTT = "mqtt"


def _values(kind: type[StrEnum]) -> list[str]:
    return [one.value for one in kind]


class FeedSource(models.Model):
    """What a source counts: the quantity, its unit of measurement, for which areas (``unit`` and all under it), how
    often, and after how long its silence is an alert. ``kept_days``: how long single readings stay. Only the hash of
    its key is kept."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=20)
    counts = models.CharField(max_length=200)
    measured_in = models.CharField(max_length=30)
    together = models.CharField(max_length=10)
    is_whole = models.BooleanField(default=False)
    lowest = models.DecimalField(max_digits=_DIGITS, decimal_places=_PLACES, null=True, blank=True)
    highest = models.DecimalField(max_digits=_DIGITS, decimal_places=_PLACES, null=True, blank=True)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    cadence_minutes = models.PositiveIntegerField()
    stale_minutes = models.PositiveIntegerField()
    key_sha256 = models.BinaryField(max_length=32)
    kept_days = models.PositiveSmallIntegerField(default=400, db_default=400)
    registered_at = models.DateTimeField()
    registered_by = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "figures_feed_source"
        constraints = [
            models.CheckConstraint(name="figures_feed_domain", condition=Q(domain__in=_values(Domain))),
            models.CheckConstraint(name="figures_feed_together", condition=Q(together__in=_values(Together))),
            models.CheckConstraint(name="figures_feed_cadence", condition=Q(cadence_minutes__gte=1)),
            models.CheckConstraint(name="figures_feed_stale", condition=Q(stale_minutes__gte=F("cadence_minutes"))),
            models.CheckConstraint(
                name="figures_feed_kept", condition=Q(kept_days__gte=SHORTEST_KEPT, kept_days__lte=LONGEST_KEPT)
            ),
            models.CheckConstraint(
                name="figures_feed_limits",
                condition=Q(lowest__isnull=True) | Q(highest__isnull=True) | Q(lowest__lte=F("highest")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class FeedBatch(models.Model):
    """One delivery: how many rows came, were kept, were known, were refused, and why the first of them were."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    source = models.ForeignKey(FeedSource, on_delete=models.PROTECT, related_name="batches")
    way = models.CharField(max_length=5)
    received_at = models.DateTimeField()
    read = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)

    class Meta:
        db_table = "figures_feed_batch"
        constraints = [models.CheckConstraint(name="figures_feed_batch_way", condition=Q(way__in=_values(Way)))]
        indexes = [models.Index(name="figures_feed_batch_recent", fields=["source", "-received_at"])]

    def __str__(self) -> str:
        return f"{self.source_id} {self.received_at}"


class FeedReading(models.Model):
    """One reading of one area. ``reading`` is the source's own id: the same id again is the same reading."""

    source = models.ForeignKey(FeedSource, on_delete=models.PROTECT, related_name="readings")
    reading = models.CharField(max_length=80)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    value = models.DecimalField(max_digits=_DIGITS, decimal_places=_PLACES)
    batch = models.ForeignKey(FeedBatch, on_delete=models.PROTECT, related_name="readings")

    class Meta:
        db_table = "figures_feed_reading"
        constraints = [models.UniqueConstraint(name="figures_feed_reading_once", fields=["source", "reading"])]
        indexes = [models.Index(name="figures_feed_reading_time", fields=["source", "unit", "at", "id"])]

    def __str__(self) -> str:
        return f"{self.source_id} {self.reading}"


class FeedHour(models.Model):
    """What the readings of one source, area and hour come to: a projection of the readings."""

    source = models.ForeignKey(FeedSource, on_delete=models.PROTECT, related_name="hours")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    hour = models.DateTimeField()
    readings = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=38, decimal_places=_PLACES)
    highest = models.DecimalField(max_digits=_DIGITS, decimal_places=_PLACES)
    last = models.DecimalField(max_digits=_DIGITS, decimal_places=_PLACES)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "figures_feed_hour"
        constraints = [models.UniqueConstraint(name="figures_feed_hour_once", fields=["source", "unit", "hour"])]
        indexes = [models.Index(name="figures_feed_hour_time", fields=["source", "hour"])]

    def __str__(self) -> str:
        return f"{self.source_id} {self.hour}"
