"""What answers are scored by, which were drawn to be read, and their marks."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id
from motcua.organisation.models import Dated


class QualityCriterion(Dated):
    """One question a scorer answers about an answer, with its source; another wording is another row from its day."""

    code = models.CharField(max_length=40)
    ordinal = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    explanation = models.CharField(max_length=600, blank=True)
    most = models.PositiveSmallIntegerField()
    is_fatal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="petitions_criterion_day", fields=["code", "valid_from"]),
            models.CheckConstraint(name="petitions_criterion_most", condition=Q(most__gte=1, most__lte=10)),
        ]

    def __str__(self) -> str:
        return self.code


class QualityDraw(models.Model):
    """A sample that can be drawn again: the seed, the days, the number a unit and what it was drawn from."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    seed = models.CharField(max_length=64)
    first = models.DateField()
    last = models.DateField()
    per_unit = models.PositiveSmallIntegerField()
    good_from_percent = models.PositiveSmallIntegerField()
    frame_size = models.PositiveIntegerField()
    frame_hash = models.CharField(max_length=64)
    drawn_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="petitions_draw_shape",
                condition=Q(first__lte=F("last"), per_unit__gte=1, good_from_percent__lte=100) & ~Q(seed=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last} {self.seed}"


class QualitySheet(models.Model):
    """One drawn answer, and its marks once somebody else has read it. Scored sheets do not change."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    draw = models.ForeignKey(QualityDraw, on_delete=models.PROTECT, related_name="sheets")
    petition = models.ForeignKey("petitions.Petition", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    scored_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    scored_at = models.DateTimeField(null=True)
    points = models.PositiveSmallIntegerField(null=True)
    most = models.PositiveSmallIntegerField(null=True)
    is_good = models.BooleanField(null=True)
    remark = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="petitions_sheet_once", fields=["draw", "petition"]),
            models.CheckConstraint(
                name="petitions_sheet_scored_whole",
                condition=Q(scored_at=None, scored_by=None, points=None, most=None, is_good=None)
                | Q(
                    scored_at__isnull=False,
                    scored_by__isnull=False,
                    is_good__isnull=False,
                    points__lte=F("most"),
                    most__gte=1,
                ),
            ),
        ]
        indexes = [models.Index(name="petitions_sheet_unit", fields=["unit", "scored_at"])]

    def __str__(self) -> str:
        return f"{self.draw_id}/{self.place}"


class QualityMark(models.Model):
    """The points of one criterion on one sheet."""

    sheet = models.ForeignKey(QualitySheet, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(QualityCriterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="petitions_mark_once", fields=["sheet", "criterion"])]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.points}"
