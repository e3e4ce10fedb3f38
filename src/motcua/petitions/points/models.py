"""The public map's own table: what may be seen of a published petition from above, and nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.petitions.models.petition import Petition


class PetitionPoint(models.Model):
    """One published petition with a pin, rounded. One that is hidden again keeps its row with ``shown`` false, so that
    ``changed`` tells every change: it grows with each write. Derived: it can be made anew from the publications."""

    petition = models.OneToOneField(Petition, primary_key=True, on_delete=models.CASCADE, related_name="map_point")
    receipt_no = models.CharField(max_length=20)
    category = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    lat = models.FloatField()
    lng = models.FloatField()
    cell = models.BigIntegerField()
    is_open = models.BooleanField()
    month = models.IntegerField()
    shown = models.BooleanField()
    changed = models.BigIntegerField()

    class Meta:
        db_table = "petition_point"
        constraints = [
            models.CheckConstraint(name="petitions_point_month", condition=Q(month__gte=200001, month__lte=299912))
        ]
        indexes = [
            models.Index(
                name="petitions_point_cell",
                fields=["cell"],
                include=["lat", "lng", "is_open", "category", "unit", "month"],
                condition=Q(shown=True),
            ),
            models.Index(name="petitions_point_changed", fields=["changed"]),
        ]

    def __str__(self) -> str:
        return self.receipt_no
