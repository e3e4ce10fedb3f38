"""The record of responsibility of a late dossier: whose hours were whose, why, what they say, what the head decided.

The shares follow from the log and can be computed again at any time. Explanations are ordinary rows that may be
erased; the decision is an event of the chain as well.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.dossiers.shares import ShareKind
from motcua.organisation.models import Dated, dates_in_order, no_overlap

from .dossier import Dossier

DECISIONS = ["accepted", "not_accepted", "shared"]
GROUPS = ["officer", "unit", "consulted", "outside", "rules"]


class LatenessCause(Dated):
    """A reason for being late, with its source. The province edits the list by dated rows; a code that ended stays
    readable. ``external``: nobody of the administration answers for it."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    group = models.CharField(max_length=10)
    external = models.BooleanField(default=False)

    class Meta:
        constraints = [
            dates_in_order("dossiers_cause_dates"),
            models.CheckConstraint(name="dossiers_cause_group", condition=Q(group__in=GROUPS)),
            models.CheckConstraint(name="dossiers_cause_has_source", condition=~Q(source="")),
            no_overlap("dossiers_cause_once_a_day", texts=("code",)),
        ]

    def __str__(self) -> str:
        return self.code


class ResponsibilityRecord(models.Model):
    """One for each late dossier. ``minutes`` are working minutes from acceptance to the end (or to ``computed_at``);
    the shares add up to them. ``through_seq``: the last event that was counted."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="responsibility")
    settling_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField()
    through_seq = models.IntegerField()
    calendar = models.CharField(max_length=40)
    minutes = models.IntegerField()
    late_minutes = models.IntegerField()
    outside_minutes = models.IntegerField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_responsibility"
        constraints = [
            models.CheckConstraint(
                name="dossiers_responsibility_minutes",
                condition=Q(minutes__gte=0, late_minutes__gte=0, outside_minutes__gte=0),
            ),
        ]
        indexes = [
            models.Index(name="dossiers_resp_unit", fields=["settling_unit", "-opened_at"]),
            models.Index(name="dossiers_resp_running", fields=["computed_at"], condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class ResponsibilityShare(models.Model):
    """One stretch of the dossier's working time and whose it was."""

    record = models.ForeignKey(ResponsibilityRecord, on_delete=models.CASCADE, related_name="shares")
    ordinal = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisation.Post", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    standing_in = models.BooleanField(default=False)
    step = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    minutes = models.IntegerField()
    limit_minutes = models.IntegerField(null=True)
    over_minutes = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dossiers_share_place", fields=["record", "ordinal"]),
            models.CheckConstraint(
                name="dossiers_share_kind", condition=Q(kind__in=sorted(kind.value for kind in ShareKind))
            ),
            models.CheckConstraint(
                name="dossiers_share_external_is_nobodys",
                condition=Q(kind__in=["officer", "unit", "consulted"]) | Q(person__isnull=True, over_minutes=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ordinal} {self.kind}"


class ResponsibilityAccount(models.Model):
    """What one person, or a unit where nobody was named, has to explain by a date, and what the head decided.
    ``explanation`` and ``ground`` are people's words: they may be erased; codes and minutes stay."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    record = models.ForeignKey(ResponsibilityRecord, on_delete=models.CASCADE, related_name="accounts")
    kind = models.CharField(max_length=10)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisation.Post", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.IntegerField()
    over_minutes = models.IntegerField()
    suggested = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(null=True)
    explain_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    head_told_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=40, blank=True)
    explanation = models.CharField(max_length=5000, blank=True)
    explained_at = models.DateTimeField(null=True)
    explained_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=12, blank=True)
    decided_cause = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossiers_account_decision", condition=Q(decision__in=["", *DECISIONS])),
            models.CheckConstraint(
                name="dossiers_account_decided", condition=Q(decision="") | Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="dossiers_account_by_another",
                condition=Q(decided_by__isnull=True) | Q(person__isnull=True) | ~Q(decided_by=models.F("person")),
            ),
        ]
        indexes = [
            models.Index(name="dossiers_account_person", fields=["person", "explain_by"], condition=Q(decision="")),
            models.Index(name="dossiers_account_unit", fields=["unit", "explain_by"], condition=Q(decision="")),
            models.Index(
                name="dossiers_account_untold",
                fields=["explain_by"],
                condition=Q(decision="", head_told_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class LateSweep(models.Model):
    """How far the sweep for late dossiers without a record has come: it looks at those with a smaller key next, from
    the newest again where ``below`` is empty. One row."""

    only = models.BooleanField(primary_key=True, default=True)
    below = models.BigIntegerField(null=True)
    lap_ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="dossiers_sweep_only_one", condition=Q(only=True))]

    def __str__(self) -> str:
        return str(self.below)
