"""A bad rating that somebody looks after."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class FollowUp(models.Model):
    """``task`` has the owner, the date, the state and the evidence. ``answers``: the bad ones only. ``words`` are
    masked; ``contact`` is sealed, there only when the rater left one, and emptied some time after the end. Nothing
    leads to a dossier or to the instant of the rating."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField("people.FollowUpTask", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    edition = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    contact = models.TextField(blank=True)
    escalated = models.BooleanField(default=False)
    escalation = models.ForeignKey("people.FollowUpTask", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ratings_follow_up_escalated",
                condition=Q(escalated=False, escalation=None) | Q(escalated=True, escalation__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)
