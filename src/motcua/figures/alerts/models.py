"""Rules of alerts as dated data, alerts with their append-only log, and who wants the morning summary."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id
from motcua.organisation.models.dated import Dated, dates_in_order, no_overlap

from .rules import MOST_READINGS, Side, State

_DIGITS, _PLACES = 38, 16


class Origin(StrEnum):
    """What a rule looks at."""

    INDICATOR = "indicator"
    """A figure counted for a window of days."""
    SERIES = "series"
    """The newest reported period of an indicator."""
    FEED = "feed"
    """The newest full hour of a feed."""
    STALE = "stale"
    """Whether a feed still comes: hours since its last reading."""


class Breadth(StrEnum):
    """Whose figures are looked at: the unit with all under it as one number, or each unit of a kind below it."""

    WHOLE = "whole"
    DEPARTMENTS = "departments"
    COMMUNES = "communes"


class Window(StrEnum):
    """The days that a figure is counted for; up to today."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Happening(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"
    TASK_GIVEN = "task_given"


OPEN_STATES: Final = [State.RAISED.value, State.ACKNOWLEDGED.value]


def _values(kind: type[StrEnum]) -> list[str]:
    return [one.value for one in kind]


def new_series() -> str:
    """The id that the rows of one rule share."""
    return str(new_id())


class AlertRule(Dated):
    """One rule from a day on; a change is another row of the same ``series``. ``raise_at`` and ``clear_at`` are exact,
    shares for rates. ``subject`` is an indicator or the code of a feed. ``window`` is empty for what has none."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    series = models.CharField(max_length=36, default=new_series)
    name = models.CharField(max_length=200)
    origin = models.CharField(max_length=10)
    subject = models.CharField(max_length=80)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    breadth = models.CharField(max_length=12, default=Breadth.WHOLE.value)
    window = models.CharField(max_length=10, blank=True)
    side = models.CharField(max_length=6)
    raise_at = models.DecimalField(max_digits=_DIGITS, decimal_places=_PLACES)
    clear_at = models.DecimalField(max_digits=_DIGITS, decimal_places=_PLACES)
    readings = models.PositiveSmallIntegerField(default=1)
    least = models.PositiveIntegerField(default=0)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    recorded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "figures_alert_rule"
        constraints = [
            dates_in_order("figures_alert_rule_dates"),
            no_overlap("figures_alert_rule_one_a_day", texts=("series",)),
            models.CheckConstraint(name="figures_alert_rule_origin", condition=Q(origin__in=_values(Origin))),
            models.CheckConstraint(name="figures_alert_rule_breadth", condition=Q(breadth__in=_values(Breadth))),
            models.CheckConstraint(name="figures_alert_rule_side", condition=Q(side__in=_values(Side))),
            models.CheckConstraint(
                name="figures_alert_rule_window",
                condition=Q(origin=Origin.INDICATOR.value, window__in=_values(Window))
                | (~Q(origin=Origin.INDICATOR.value) & Q(window="")),
            ),
            models.CheckConstraint(
                name="figures_alert_rule_band",
                condition=Q(side=Side.ABOVE.value, clear_at__lte=F("raise_at"))
                | Q(side=Side.BELOW.value, clear_at__gte=F("raise_at")),
            ),
            models.CheckConstraint(
                name="figures_alert_rule_readings", condition=Q(readings__gte=1, readings__lte=MOST_READINGS)
            ),
            models.CheckConstraint(
                name="figures_alert_rule_quiet",
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AlertWatch(models.Model):
    """What the job remembers of one rule and unit between readings, and what it saw last: a projection."""

    series = models.CharField(max_length=36)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    run = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=40, blank=True)
    printed = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=500, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "figures_alert_watch"
        constraints = [models.UniqueConstraint(name="figures_alert_watch_once", fields=["series", "unit"])]

    def __str__(self) -> str:
        return f"{self.series} {self.unit_id}"


class Alert(models.Model):
    """One time that a rule was broken, from raising to clearing; at most one is open for a rule and unit. Its state
    follows from its log."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    rule = models.ForeignKey(AlertRule, on_delete=models.PROTECT, related_name="alerts")
    series = models.CharField(max_length=36)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=State.RAISED.value)
    events = models.PositiveSmallIntegerField(default=0)
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "figures_alert"
        constraints = [
            models.CheckConstraint(name="figures_alert_state", condition=Q(state__in=_values(State))),
            models.CheckConstraint(
                name="figures_alert_cleared",
                condition=Q(state=State.CLEARED.value, cleared_at__isnull=False)
                | (~Q(state=State.CLEARED.value) & Q(cleared_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="figures_alert_one_open", fields=["series", "unit"], condition=Q(state__in=OPEN_STATES)
            ),
        ]
        indexes = [
            models.Index(name="figures_alert_open", fields=["unit", "-raised_at"], condition=Q(state__in=OPEN_STATES)),
            models.Index(name="figures_alert_recent", fields=["-raised_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.unit_id} {self.state}"


class AlertEvent(models.Model):
    """What happened to an alert, in order. ``printed`` is the number as it was seen then and ``address`` its proof as
    of that instant. Append-only."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="log")
    seq = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.UUIDField(null=True, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    printed = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=500, blank=True)
    as_of = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "figures_alert_event"
        constraints = [
            models.CheckConstraint(name="figures_alert_event_kind", condition=Q(kind__in=_values(Happening))),
            models.UniqueConstraint(name="figures_alert_event_seq", fields=["alert", "seq"]),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.seq} {self.kind}"


class MorningChoice(models.Model):
    """Does a leader want the morning summary, and at what hour of a working day (legal time)."""

    user = models.OneToOneField("people.User", on_delete=models.PROTECT, related_name="+")
    is_wanted = models.BooleanField(default=False)
    hour = models.PositiveSmallIntegerField(default=7)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "figures_morning_choice"
        constraints = [models.CheckConstraint(name="figures_morning_hour", condition=Q(hour__gte=5, hour__lte=20))]

    def __str__(self) -> str:
        return f"{self.user_id} {self.hour}"


class MorningIssue(models.Model):
    """The summary of one leader and day: made once, whatever restarts."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "figures_morning_issue"
        constraints = [models.UniqueConstraint(name="figures_morning_once", fields=["user", "on"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"
