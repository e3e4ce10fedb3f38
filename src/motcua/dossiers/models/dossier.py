"""The dossier as its log has made it: a projection that can be rebuilt, never a source of truth."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.dossiers.lifecycle import CLOSED_STATES, HolderKind, State

STATES = [state.value for state in State]
CLOSED = sorted(state.value for state in CLOSED_STATES)
HOLDERS = [kind.value for kind in HolderKind]
CHANNELS = ["online", "counter", "post"]


class Dossier(models.Model):
    """One application from submission to result. Written by ``dossiers.log`` only.

    ``snapshot`` is the lifecycle state as JSON, so that a write reads one row. An open dossier always has a holder
    and a next date: the database refuses anything else.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    receipt_no = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 - unique among those issued
    link_secret = models.CharField(max_length=40, unique=True)
    procedure = models.ForeignKey("procedures.Procedure", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("procedures.Case", on_delete=models.PROTECT, related_name="+")
    process_version = models.ForeignKey("procedures.ProcessVersion", on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey("forms.EFormVersion", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    place = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    reception_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    settling_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    applicant = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="dossiers")
    applicant_name = models.CharField(max_length=300)
    search_text = models.CharField(max_length=400)
    account = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="dossiers")
    state = models.CharField(max_length=30)
    flags = ArrayField(models.CharField(max_length=30), default=list)
    closed = models.BooleanField(default=False)
    seq = models.IntegerField()
    head_hash = models.BinaryField(max_length=32)
    snapshot = models.JSONField()
    step = models.CharField(max_length=40, blank=True)
    holder_kind = models.CharField(max_length=10, blank=True)
    holder_unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    holder_post = models.ForeignKey("organisation.Post", null=True, on_delete=models.PROTECT, related_name="+")
    holder_role = models.CharField(max_length=40, blank=True)
    held_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    statutory_due_at = models.DateTimeField(null=True)
    committed_due_at = models.DateTimeField(null=True)
    appointed_due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    calendar_revision = models.IntegerField(default=0)

    rerouting: int | None = None
    """Set when the row was locked: the key of a re-routing that is under way."""

    class Meta:
        db_table = "dossier"
        constraints = [
            models.CheckConstraint(name="dossiers_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="dossiers_channel", condition=Q(channel__in=CHANNELS)),
            models.CheckConstraint(
                name="dossiers_closed_by_state",
                condition=Q(closed=True, state__in=CLOSED) | Q(Q(closed=False), ~Q(state__in=CLOSED)),
            ),
            models.CheckConstraint(
                name="dossiers_open_has_holder",
                condition=Q(closed=True) | Q(holder_kind__in=HOLDERS, holder_unit__isnull=False, next_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dossiers_post_is_named", condition=~Q(holder_kind="post") | Q(holder_post__isnull=False)
            ),
            models.CheckConstraint(
                name="dossiers_code_when_accepted", condition=Q(accepted_at__isnull=True) | Q(code__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                name="dossiers_inbox_unit",
                fields=["holder_unit", "holder_role", "next_at", "id"],
                condition=Q(closed=False),
            ),
            models.Index(
                name="dossiers_inbox_post",
                fields=["holder_post", "next_at", "id"],
                condition=Q(closed=False, holder_post__isnull=False),
            ),
            models.Index(name="dossiers_open_due", fields=["next_at", "id"], condition=Q(closed=False)),
            models.Index(
                name="dossiers_reception_open",
                fields=["reception_unit", "next_at", "id"],
                condition=Q(closed=False),
            ),
            models.Index(
                name="dossiers_settling_open", fields=["settling_unit", "next_at", "id"], condition=Q(closed=False)
            ),
            models.Index(
                name="dossiers_closed_unit",
                fields=["settling_unit", "closed_at", "id"],
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                name="dossiers_reception_done",
                fields=["reception_unit", "finished_at"],
                condition=Q(finished_at__isnull=False),
            ),
            models.Index(
                name="dossiers_settling_done",
                fields=["settling_unit", "finished_at"],
                condition=Q(finished_at__isnull=False),
            ),
            models.Index(name="dossiers_reception_all", fields=["reception_unit", "-id"]),
            models.Index(name="dossiers_settling_all", fields=["settling_unit", "-id"]),
            models.Index(name="dossiers_account", fields=["account", "-id"], condition=Q(account__isnull=False)),
            models.Index(name="dossiers_applicant", fields=["applicant", "-id"]),
            models.Index(OpClass("code", name="varchar_pattern_ops"), name="dossiers_code_prefix"),
            GinIndex(
                models.Func(models.Value("simple"), "search_text", function="to_tsvector"), name="dossiers_search"
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.receipt_no


class DossierAlias(models.Model):
    """An older or foreign code under which a dossier can still be found."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="aliases")
    code = models.CharField(max_length=80, db_index=True)
    source = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="dossiers_alias_once", fields=["dossier", "code"])]

    def __str__(self) -> str:
        return self.code
