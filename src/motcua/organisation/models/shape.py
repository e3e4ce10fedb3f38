"""Where a unit lies: its area on the map, by date."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.organisation.models.dated import Dated, dates_in_order, no_overlap
from motcua.organisation.models.unit import Unit


class ShapeKind(models.TextChoices):
    LAND = "land", _("Địa giới")
    SEA = "sea", _("Vùng biển")


class UnitShape(Dated):
    """The area of a unit as a GeoJSON MultiPolygon in WGS 84, longitude before latitude (RFC 7946), from day to day.

    Shapes of the same level do not overlap; the corners of its box are kept beside it. ``sea`` is the water that a
    province looks after: a pin in it lies in no unit, and we can say so. ``is_fictitious`` marks areas that exist
    nowhere; every map that draws them says it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shapes")
    kind = models.CharField(max_length=4, choices=ShapeKind.choices, default=ShapeKind.LAND)
    geometry = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    is_fictitious = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_shape_kind", condition=Q(kind__in=ShapeKind.values)),
            models.CheckConstraint(
                name="organisation_shape_in_order",
                condition=Q(west__gte=-180, east__lte=180, south__gte=-90, north__lte=90)
                & Q(west__lt=F("east"), south__lt=F("north")),
            ),
            dates_in_order("organisation_shape_dates"),
            no_overlap("organisation_shape_one_a_day", ids=("unit",), texts=("kind",)),
        ]
        indexes = [models.Index(name="organisation_shape_box", fields=["west", "east", "south", "north"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind}"
