"""The file on a destruction: what was proposed, by whose decision, and what became of each dossier."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id


class DestructionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    DONE = "done"


STATES = [state.value for state in DestructionState]
_DECIDED = [DestructionState.APPROVED.value, DestructionState.REJECTED.value, DestructionState.DONE.value]


class Destruction(models.Model):
    """Never deleted: it is kept until ``keep_until`` at least (see ``data/retention.toml``). Nobody decides on what
    they proposed themselves."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    state = models.CharField(max_length=10, default=DestructionState.PROPOSED.value)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=100, blank=True)
    done_at = models.DateTimeField(null=True)
    keep_until = models.DateField()

    class Meta:
        db_table = "archive_destruction"
        constraints = [
            models.CheckConstraint(name="archive_destruction_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="archive_destruction_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="archive_destruction_decided",
                condition=Q(state=DestructionState.PROPOSED.value, decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=_DECIDED, decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"


class DestructionItem(models.Model):
    """One dossier of it, with the rule as it stood when it was proposed. ``destroyed_at`` null: not yet, or spared,
    with the reason's code in ``spared``."""

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    closed_on = models.DateField()
    kept_until = models.DateField()
    rule_source = models.CharField(max_length=300)
    destroyed_at = models.DateTimeField(null=True)
    spared = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "archive_destruction_item"
        constraints = [models.UniqueConstraint(name="archive_destruction_once", fields=["destruction", "dossier"])]
        indexes = [models.Index(name="archive_destruction_dossier", fields=["dossier"])]

    def __str__(self) -> str:
        return self.code
