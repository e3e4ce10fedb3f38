from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id


class CallState(StrEnum):
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    MISSED = "missed"


class Call(models.Model):
    """A call of the switchboard, as its events told it. The caller's number goes on ``purge_on``."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    call_id = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=10)
    caller_number = models.CharField(max_length=40, blank=True)
    called_number = models.CharField(max_length=40, blank=True)
    operator = models.UUIDField(null=True)
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    petition_uid = models.UUIDField(null=True)
    purge_on = models.DateField()

    class Meta:
        db_table = "integrations_call"
        constraints = [
            models.CheckConstraint(
                name="integrations_call_state", condition=Q(state__in=[one.value for one in CallState])
            ),
        ]
        indexes = [
            models.Index(
                name="integrations_call_live", fields=["operator"], condition=Q(state__in=["ringing", "answered"])
            ),
            models.Index(name="integrations_call_purge", fields=["purge_on"], condition=~Q(caller_number="")),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.state}"
