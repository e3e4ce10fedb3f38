"""What a unit does outside the tree: areas it serves, points where it receives, calendars it works by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.organisation.models.dated import Dated, dates_in_order, no_overlap
from motcua.organisation.models.unit import Unit


class ServiceArea(Dated):
    """``unit`` serves ``area`` (and what lies under it) for one kind of work, across the tree: a land, tax or
    insurance branch serves many communes. At most one unit serves an area for a kind on a day."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="service_areas")
    area = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="served_by")
    kind = models.SlugField(max_length=40, db_index=False)

    class Meta:
        constraints = [
            dates_in_order("organisation_service_area_dates"),
            no_overlap("organisation_service_area_one_server", ids=("area",), texts=("kind",)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} > {self.area_id} ({self.kind})"


class ReceptionPoint(Dated):
    """A place where a one-stop centre receives people; a centre may run several, each with its own hours."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reception_points")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    address = models.CharField(max_length=500, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    calendar_code = models.CharField(max_length=40, blank=True)
    counters = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            dates_in_order("organisation_reception_point_dates"),
            no_overlap("organisation_reception_point_code_once_a_day", texts=("code",)),
        ]

    def __str__(self) -> str:
        return self.code


class CalendarPurpose(models.TextChoices):
    SETTLEMENT = "settlement", _("Giải quyết")
    RECEPTION = "reception", _("Tiếp nhận")


class UnitCalendar(Dated):
    """The working calendar of a unit, and of every unit under it that has none of its own."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="calendars")
    purpose = models.CharField(max_length=10, choices=CalendarPurpose.choices)
    calendar_code = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_calendar_purpose", condition=Q(purpose__in=CalendarPurpose.values)
            ),
            dates_in_order("organisation_calendar_dates"),
            no_overlap("organisation_calendar_one_a_day", ids=("unit",), texts=("purpose",)),
        ]

    def __str__(self) -> str:
        return self.calendar_code


class Post(Dated):
    """A place in a unit that a person can fill: it has a title and carries one role."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    role = models.SlugField(max_length=40, db_index=False)

    class Meta:
        constraints = [
            dates_in_order("organisation_post_dates"),
            no_overlap("organisation_post_code_once_a_day", texts=("code",)),
        ]
        indexes = [models.Index(name="organisation_post_role", fields=["unit", "role"])]

    def __str__(self) -> str:
        return self.code
