from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id


class IncomingState(StrEnum):
    """``waiting``: a job has not looked yet. ``taken``: it became a petition, or an answer to one. ``unread``: a person
    must look. ``stopped``: a program wrote it, or it asks for nothing; kept for a while. ``put_aside``: a person looked
    and nothing comes of it."""

    WAITING = "waiting"
    TAKEN = "taken"
    UNREAD = "unread"
    STOPPED = "stopped"
    PUT_ASIDE = "put_aside"


class IncomingChannel(StrEnum):
    EMAIL = "email"
    ZALO = "zalo"
    SMS = "sms"
    OPEN311 = "open311"
    NATIONAL = "national"


class IncomingMessage(models.Model):
    """Something that came in over a channel, kept before anybody reads it, so that nothing is lost whatever fails.

    One row for one message: ``foreign_id`` is the channel's own id of it. ``raw`` is the message as it came, in the
    file store; ``sent_from``, ``subject_line`` and ``body_words`` are what could be read of it, ``facts_read`` what was
    noted. All of them go on ``purge_on``; that it came, when, and what became of it stays.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    channel = models.CharField(max_length=10)
    foreign_id = models.CharField(max_length=250)
    state = models.CharField(max_length=10, default=IncomingState.WAITING.value)
    reason = models.CharField(max_length=60, blank=True)
    attempts = models.IntegerField(default=0)
    received_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_from = models.CharField(max_length=254, blank=True)
    subject_line = models.CharField(max_length=500, blank=True)
    body_words = models.TextField(blank=True)
    raw = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(default=0)
    facts_read = models.JSONField(default=dict)
    petition_uid = models.UUIDField(null=True)
    is_answer = models.BooleanField(default=False)
    settled_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    purge_on = models.DateField()
    purged_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "integrations_incoming"
        constraints = [
            models.UniqueConstraint(name="integrations_incoming_once", fields=["channel", "foreign_id"]),
            models.CheckConstraint(
                name="integrations_incoming_state", condition=Q(state__in=[one.value for one in IncomingState])
            ),
            models.CheckConstraint(
                name="integrations_incoming_channel", condition=Q(channel__in=[one.value for one in IncomingChannel])
            ),
            models.CheckConstraint(
                name="integrations_incoming_ended",
                condition=Q(state="waiting", settled_at=None)
                | (Q(state__in=["unread", "stopped"], settled_at=None) & ~Q(reason=""))
                | Q(state="taken", petition_uid__isnull=False, settled_at__isnull=False)
                | (Q(state="put_aside", settled_at__isnull=False, settled_by__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes = [
            models.Index(name="integrations_incoming_due", fields=["next_at"], condition=Q(state="waiting")),
            models.Index(name="integrations_incoming_unread", fields=["-id"], condition=Q(state="unread")),
            models.Index(name="integrations_incoming_purge", fields=["purge_on"], condition=Q(purged_at=None)),
            models.Index(name="integrations_incoming_from", fields=["channel", "sent_from", "received_at"]),
            models.Index(name="integrations_incoming_made", fields=["petition_uid"]),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
