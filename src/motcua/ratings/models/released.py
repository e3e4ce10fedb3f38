"""What may be read: ratings without a day, an instant or a dossier, released in groups."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from motcua.ratings.integrity import Way


class Rating(models.Model):
    """One released rating. ``answers``: item -> answer. ``post`` received the dossier. While its month is open all rows
    of a unit and month are drawn anew with each release, in random order. ``reasons`` say why it was ``set_aside``."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.CharField(max_length=7)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey("organisation.ReceptionPoint", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisation.Post", null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=6)
    of_dossier = models.BooleanField()
    answers = models.JSONField()
    edition = models.PositiveSmallIntegerField()
    timeliness = models.CharField(max_length=7, blank=True)
    set_aside = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(name="ratings_rating_way", condition=Q(way__in=[one.value for one in Way])),
            models.CheckConstraint(
                name="ratings_rating_timeliness", condition=Q(timeliness__in=["", "early", "on_time", "late"])
            ),
        ]
        indexes = [models.Index(name="ratings_rating_place", fields=["unit", "period"])]

    def __str__(self) -> str:
        return str(self.uid)


class RatingWords(models.Model):
    """Free text after masking, apart from the answers it came with."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.CharField(max_length=7)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()

    class Meta:
        indexes = [models.Index(name="ratings_words_place", fields=["unit", "period"])]

    def __str__(self) -> str:
        return str(self.uid)


class Release(models.Model):
    """How many of a unit's month are out, and whether the month is closed: then its ballots are gone and nothing
    changes any more."""

    period = models.CharField(max_length=7)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    released = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="ratings_release_once", fields=["period", "unit"])]

    def __str__(self) -> str:
        return f"{self.period} {self.unit_id}"
