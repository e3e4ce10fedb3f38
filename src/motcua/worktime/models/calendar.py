"""Calendars as dated data. What is published never changes: a change is a new revision, complete in itself."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from motcua.core.db import CurrentTransaction, Xid8Field
from motcua.worktime.content import PURPOSES, WHOLE_DAY, DayKind

_HOURS = r"^([0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d( [0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d)*)?$"


def _point(column: F) -> Func:
    """A number as the range from itself to itself."""
    return Func(column, column, Value("[]"), function="int8range")


class Calendar(models.Model):
    """A named calendar. What it does not record it inherits from ``parent``."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20, choices=[(purpose, purpose) for purpose in PURPOSES])
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        constraints = [
            models.CheckConstraint(name="worktime_calendar_purpose", condition=Q(purpose__in=PURPOSES)),
            models.CheckConstraint(
                name="worktime_calendar_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CalendarRevision(models.Model):
    """One published state of a calendar: its own rows, and the revision of the parent it stands on.

    Append-only, with its rows: they are written in the transaction that publishes it and never after.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    parent_revision = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    provisional_from = models.DateField(null=True)
    source = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    is_shipped = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    xid = Xid8Field(db_default=CurrentTransaction())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="worktime_revision_number"),
            models.CheckConstraint(name="worktime_revision_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="worktime_revision_range",
                condition=Q(first_day__isnull=True) | Q(last_day__isnull=True) | Q(first_day__lte=F("last_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} r{self.number}"


class ShiftPattern(models.Model):
    """The shifts of one weekday (ISO: Monday 1) from ``valid_from`` until before ``valid_to``; ``counts`` in
    thousandths of a day. Empty ``shifts`` is a weekday without work."""

    revision = models.ForeignKey(CalendarRevision, on_delete=models.PROTECT, related_name="patterns")
    weekday = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    shifts = models.CharField(max_length=100, blank=True)
    counts = models.PositiveSmallIntegerField(default=WHOLE_DAY)
    source = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.CheckConstraint(name="worktime_pattern_weekday", condition=Q(weekday__range=(1, 7))),
            models.CheckConstraint(name="worktime_pattern_counts", condition=Q(counts__range=(1, WHOLE_DAY))),
            models.CheckConstraint(name="worktime_pattern_shifts", condition=Q(shifts__regex=_HOURS)),
            models.CheckConstraint(
                name="worktime_pattern_dates", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
            # Range types only: the btree_gist extension is not in every PostgreSQL.
            ExclusionConstraint(
                name="worktime_pattern_one_a_day",
                expressions=[
                    (_point(F("revision")), RangeOperators.OVERLAPS),
                    (_point(F("weekday")), RangeOperators.OVERLAPS),
                    (Func(F("valid_from"), F("valid_to"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.shifts}"


class CalendarDay(models.Model):
    """One day that differs from its weekday, with its source. Columns as in
    :class:`motcua.worktime.content.DayRow`."""

    revision = models.ForeignKey(CalendarRevision, on_delete=models.PROTECT, related_name="days")
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in DayKind])
    name = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=500)
    counts = models.PositiveSmallIntegerField(null=True)
    own_shifts = models.BooleanField(default=False)
    shifts = models.CharField(max_length=100, blank=True)
    swapped_with = models.DateField(null=True)
    is_provisional = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "on"], name="worktime_day_once"),
            models.CheckConstraint(name="worktime_day_kind", condition=Q(kind__in=[kind.value for kind in DayKind])),
            models.CheckConstraint(
                name="worktime_day_counts", condition=Q(counts__isnull=True) | Q(counts__range=(1, WHOLE_DAY))
            ),
            models.CheckConstraint(name="worktime_day_shifts", condition=Q(shifts__regex=_HOURS)),
            models.CheckConstraint(name="worktime_day_own_shifts", condition=Q(own_shifts=True) | Q(shifts="")),
            models.CheckConstraint(name="worktime_day_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class CalendarEndNotice(models.Model):
    """The alarm that a calendar ends was given: once for each calendar and end date."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="end_notices")
    last_day = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "last_day"], name="worktime_end_notice_once")]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.last_day}"
