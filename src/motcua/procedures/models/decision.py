"""Decisions: the only way the registry changes. The database refuses a version without one in force."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id
from motcua.organisation.models import Unit
from motcua.procedures.lifecycle import DecisionKind, DecisionNoteKind, DecisionState, ItemKind

UNCHECKED = [DecisionState.DRAFT.value, DecisionState.SUBMITTED.value, DecisionState.WITHDRAWN.value]


def listed(
    name: str,
    column: str,
    values: type[DecisionKind] | type[DecisionState] | type[ItemKind] | type[DecisionNoteKind],
) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{column}__in": [item.value for item in values]}))


class Decision(models.Model):
    """One decision with its items. ``digest`` is the SHA-256 over the canonical bytes of what was checked; the signer
    confirms exactly that. ``law_effective_on`` is when the legal document behind it takes effect: the signing limits
    of ND63/2010 art. 15 count from there. ``unit`` is where it was drafted. ``revision`` counts every write before the
    signature, so that a page that is out of date is refused."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in DecisionKind])
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in DecisionState])
    revision = models.PositiveIntegerField(default=1)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField()
    law_effective_on = models.DateField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    tells_applicants = models.BooleanField(default=True, db_default=True)
    """Whether those whose open dossiers it brings elsewhere get a letter."""
    digest = models.CharField(max_length=64, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    nationally_posted_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            listed("procedures_decision_kind", "kind", DecisionKind),
            listed("procedures_decision_state", "state", DecisionState),
            models.CheckConstraint(
                name="procedures_decision_second_person",
                condition=Q(signed_by__isnull=True) | (Q(drafted_by__isnull=False) & ~Q(signed_by=F("drafted_by"))),
            ),
            models.CheckConstraint(
                name="procedures_decision_signer_checker",
                condition=Q(signed_by__isnull=True) | Q(checked_by__isnull=True) | ~Q(signed_by=F("checked_by")),
            ),
            models.CheckConstraint(
                name="procedures_decision_signed",
                condition=Q(kind=DecisionKind.BASELINE.value)
                | ~Q(state__in=[DecisionState.SIGNED.value, DecisionState.IN_FORCE.value])
                | (Q(signed_by__isnull=False, signed_at__isnull=False, signed_on__isnull=False) & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="procedures_decision_checked",
                condition=Q(kind=DecisionKind.BASELINE.value)
                | Q(state__in=UNCHECKED)
                | (Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="procedures_decision_in_force",
                condition=~Q(state=DecisionState.IN_FORCE.value) | Q(in_force_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="procedures_decision_open", fields=["state", "effective_on"]),
            models.Index(name="procedures_decision_recent", fields=["-drafted_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)


class DecisionItem(models.Model):
    """One change: its new ``content`` (shape by kind, with ``schema_version``), the row it changes (``base``), and the
    difference field by field, as it was last written or checked. Rows change only while the decision is a draft."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="items")
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in ItemKind])
    procedure_key = models.CharField(max_length=100, blank=True)
    content = models.JSONField()
    base = models.ForeignKey("procedures.ProcedureVersion", null=True, on_delete=models.PROTECT, related_name="+")
    diff = models.JSONField(default=list)

    class Meta:
        constraints = [
            listed("procedures_item_kind", "kind", ItemKind),
            models.UniqueConstraint(name="procedures_item_ordinal", fields=["decision", "ordinal"]),
        ]
        indexes = [models.Index(name="procedures_item_procedure", fields=["procedure_key"])]

    def __str__(self) -> str:
        return f"{self.decision_id}/{self.ordinal} {self.kind}"


class DecisionNote(models.Model):
    """One line of a decision's history, append-only. ``note`` is the reason of sending it back or giving it up;
    ``item`` is the ordinal of the item it is about."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in DecisionNoteKind])
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [listed("procedures_note_kind", "kind", DecisionNoteKind)]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.kind}"
