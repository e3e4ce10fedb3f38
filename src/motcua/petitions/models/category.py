"""The tree of categories, their limits and who owns them: dated data with its source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.organisation.models import Dated, dates_in_order, no_overlap
from motcua.petitions.lifecycle import Kind, Step
from motcua.worktime.limits import LimitUnit


class Category(Dated):
    """One branch or leaf of the tree on its days. ``kind`` empty: the sender says. ``attributes`` are the further
    questions of Open311 (GeoReport v2 service definition), as a list; ``script`` is what an operator asks."""

    code = models.SlugField(max_length=40, db_index=False)
    parent_code = models.SlugField(max_length=40, blank=True, db_index=False)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    urgent = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=True)
    most_extension_days = models.PositiveSmallIntegerField(default=0)
    most_reopenings = models.PositiveSmallIntegerField(default=0)
    attributes = models.JSONField(default=list)
    script = models.TextField(blank=True)
    keywords = models.CharField(max_length=500, blank=True)
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="petitions_category_code", condition=~Q(code="")),
            models.CheckConstraint(
                name="petitions_category_kind", condition=Q(kind__in=["", *(one.value for one in Kind)])
            ),
            dates_in_order("petitions_category_dates"),
            no_overlap("petitions_category_once_a_day", texts=("code",)),
        ]

    def __str__(self) -> str:
        return self.code


class StepLimit(Dated):
    """How long a step may take in a category (empty: in all that say nothing of their own), in working time."""

    category_code = models.SlugField(max_length=40, blank=True, db_index=False)
    step = models.CharField(max_length=8)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.CheckConstraint(name="petitions_limit_step", condition=Q(step__in=[one.value for one in Step])),
            models.CheckConstraint(name="petitions_limit_unit", condition=Q(unit__in=[one.value for one in LimitUnit])),
            models.CheckConstraint(name="petitions_limit_amount", condition=Q(amount__gte=1)),
            dates_in_order("petitions_limit_dates"),
            no_overlap("petitions_limit_once_a_day", texts=("category_code", "step")),
        ]

    def __str__(self) -> str:
        return f"{self.category_code} {self.step} {self.amount} {self.unit}"


OWNER_WAYS = ("place", "above", "served", "named")


class OwnerRule(Dated):
    """Who handles a category in an area (none: everywhere). ``place``: the commune itself; ``above``: the unit over it;
    ``served``: whoever serves the area for ``service_kind``; ``named``: this unit or who answers for it since. The
    narrowest area decides, then the narrowest category."""

    category_code = models.SlugField(max_length=40, blank=True, db_index=False)
    area = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=6)
    unit = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service_kind = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="petitions_owner_way", condition=Q(way__in=OWNER_WAYS)),
            models.CheckConstraint(name="petitions_owner_named", condition=~Q(way="named") | Q(unit__isnull=False)),
            models.CheckConstraint(name="petitions_owner_served", condition=~Q(way="served") | ~Q(service_kind="")),
            dates_in_order("petitions_owner_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.category_code} {self.way}"


class ReceivingDesk(Dated):
    """The unit whose operators receive what comes from an area (none: from everywhere). The narrowest decides."""

    area = models.ForeignKey("organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [dates_in_order("petitions_desk_dates")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.unit_id}"
