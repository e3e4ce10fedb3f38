"""Work handed over, incidents and outages, and what happens when a date passes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id
from motcua.organisation.models import Dated, dates_in_order

from .dossier import Dossier

ROW_STATES = ["pending", "done", "refused"]
INCIDENT_KINDS = ["result_error", "papers_lost", "papers_damaged"]
FAULTS = ["agency", "applicant", "third_party", "force_majeure"]
TIMER_ACTS = ["remind", "escalate", "stop", "proceed"]
TIMER_WAITS = ["response", "step", "supplement", "payment", "stopped", "result", "idle", "consultation"]


class Handover(models.Model):
    """The open work of a post given to others, dossier by dossier. ``job`` is the public id of its progress."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    from_post = models.ForeignKey("organisation.Post", on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=40)
    reason = models.CharField(max_length=1000, blank=True)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    job = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="dossiers_handover_post", fields=["from_post", "-asked_at"])]

    def __str__(self) -> str:
        return str(self.uid)


class HandoverRow(models.Model):
    """One dossier of a hand-over, to whom it goes, and what became of it."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="rows")
    ordinal = models.IntegerField()
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    to_post = models.ForeignKey("organisation.Post", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default="pending")
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dossiers_handover_once", fields=["handover", "dossier"]),
            models.CheckConstraint(name="dossiers_handover_state", condition=Q(state__in=ROW_STATES)),
        ]
        indexes = [models.Index(name="dossiers_handover_rest", fields=["handover", "state", "ordinal"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} > {self.to_post_id}"


class Incident(models.Model):
    """A result that was wrong, papers lost or damaged (Decree 61/2018/ND-CP art. 21). ``description`` is people's
    words and may be erased; the codes are in the chain."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=20)
    fault = models.CharField(max_length=20)
    found_on = models.DateField()
    found_by = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=5000, blank=True)
    components = models.JSONField(default=list)
    cost = models.BigIntegerField(default=0)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey("organisation.Post", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_seq = models.IntegerField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossiers_incident_kind", condition=Q(kind__in=INCIDENT_KINDS)),
            models.CheckConstraint(name="dossiers_incident_fault", condition=Q(fault__in=FAULTS)),
            models.CheckConstraint(name="dossiers_incident_cost", condition=Q(cost__gte=0)),
        ]
        indexes = [
            models.Index(name="dossiers_incident_open", fields=["unit", "-id"], condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Outage(models.Model):
    """A declared outage: the time does not count for the dossiers of its units (Decree 301/2026/ND-CP; Decree
    224/2026/ND-CP art. 13). ``unit``: the one with everything under it."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    planned = models.BooleanField(default=False)
    system = models.CharField(max_length=200)
    reason = models.CharField(max_length=1000)
    decision_number = models.CharField(max_length=100, blank=True)
    declared_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    job = models.UUIDField(null=True)
    moved = models.IntegerField(default=0)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dossiers_outage_order", condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("began_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class TimerRule(Dated):
    """What happens when something waited for does not come: ``act`` is done ``amount`` ``unit`` after the date of the
    wait passed (``since_start``: after the wait began). Procedure, case and step narrow it; empty means any. A change
    is a new row of the same ``series``: what fired by one row does not fire again by the next.

    With ``process_version`` it is the timer ``timer`` of a step of that version, written from it and never edited: it
    holds for the dossiers that run on the version. ``before``: ``amount`` counts back from the date; ``outcome`` is
    where the step leads when the act is to proceed."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    series = models.UUIDField(default=new_id, editable=False)
    name = models.CharField(max_length=200)
    wait = models.CharField(max_length=20)
    act = models.CharField(max_length=10)
    amount = models.SmallIntegerField(default=0)
    unit = models.CharField(max_length=20, default="working_day")
    since_start = models.BooleanField(default=False)
    procedure = models.ForeignKey("procedures.Procedure", null=True, on_delete=models.PROTECT, related_name="+")
    case_key = models.CharField(max_length=100, blank=True)
    step = models.CharField(max_length=40, blank=True)
    process_version = models.ForeignKey(
        "procedures.ProcessVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    timer = models.CharField(max_length=40, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=40, blank=True, default="", db_default="")
    before = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            dates_in_order("dossiers_timer_dates"),
            models.UniqueConstraint(
                name="dossiers_timer_of_process",
                fields=["process_version", "step", "timer"],
                condition=Q(process_version__isnull=False),
            ),
            models.CheckConstraint(name="dossiers_timer_wait", condition=Q(wait__in=TIMER_WAITS)),
            models.CheckConstraint(name="dossiers_timer_act", condition=Q(act__in=TIMER_ACTS)),
            models.CheckConstraint(name="dossiers_timer_amount", condition=Q(amount__gte=0, amount__lte=400)),
            models.CheckConstraint(name="dossiers_timer_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.name


class TimerFiring(models.Model):
    """A rule fired once for one wait of one dossier. ``about`` names the wait: its beginning, or its date."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    rule = models.ForeignKey(TimerRule, on_delete=models.PROTECT, related_name="firings")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="firings")
    about = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    outcome = models.CharField(max_length=40)
    task = models.ForeignKey("people.FollowUpTask", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dossiers_timer_once", fields=["dossier", "rule", "about"]),
        ]
        indexes = [models.Index(name="dossiers_timer_newest", fields=["-fired_at"])]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.dossier_id}"
