from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id


class OutgoingState(StrEnum):
    """``sent``: the provider has it; ``delivered``: the telephone has it. ``silenced``: the person said STOP."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    SILENCED = "silenced"


class OutgoingMessage(models.Model):
    """A short message to a person by SMS or Zalo. ``message_uid`` makes it once, however often the cause is read, and
    goes along as the provider's own key against repeats. ``sending`` is a lease until ``next_at``. Number and words go
    on ``purge_on``; that somebody was told stays."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    message_uid = models.UUIDField()
    channel = models.CharField(max_length=10)
    sent_to = models.CharField(max_length=60, blank=True)
    body_words = models.TextField(blank=True)
    petition_uid = models.UUIDField(null=True, db_index=True)
    state = models.CharField(max_length=10, default=OutgoingState.PENDING.value)
    provider_id = models.CharField(max_length=100, blank=True, db_index=True)
    attempts = models.IntegerField(default=0)
    error = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    purge_on = models.DateField()

    class Meta:
        db_table = "integrations_outgoing"
        constraints = [
            models.UniqueConstraint(name="integrations_outgoing_once", fields=["channel", "message_uid"]),
            models.CheckConstraint(
                name="integrations_outgoing_state", condition=Q(state__in=[one.value for one in OutgoingState])
            ),
            models.CheckConstraint(name="integrations_outgoing_channel", condition=Q(channel__in=["sms", "zalo"])),
        ]
        indexes = [
            models.Index(
                name="integrations_outgoing_due", fields=["next_at"], condition=Q(state__in=["pending", "sending"])
            ),
            models.Index(name="integrations_outgoing_purge", fields=["purge_on"], condition=~Q(sent_to="")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Silenced(models.Model):
    """Somebody said STOP on a channel. Only a keyed hash of the number is kept."""

    channel = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=32)
    since = models.DateTimeField()

    class Meta:
        db_table = "integrations_silenced"
        constraints = [models.UniqueConstraint(name="integrations_silenced_once", fields=["channel", "digest"])]

    def __str__(self) -> str:
        return self.channel


class WebhookSeen(models.Model):
    """A signed call that was taken: the same one again is a replay. Forgotten when its time stamp is too old anyway."""

    source = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "integrations_webhook_seen"
        constraints = [models.UniqueConstraint(name="integrations_webhook_once", fields=["source", "digest"])]
        indexes = [models.Index(name="integrations_webhook_age", fields=["seen_at"])]

    def __str__(self) -> str:
        return self.source
