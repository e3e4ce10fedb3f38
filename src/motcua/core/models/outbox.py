from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from motcua.core.db import CurrentEpoch, CurrentTransaction, Xid8Field


class OutboxMessage(models.Model):
    """A fact that others must hear of, written in the transaction that made it true.

    Rows are never changed; old ones that every consumer has passed are deleted by a job. Hand-written SQL sets
    ``topic, key, kind, body, created_at`` and leaves the other columns to their defaults.
    """

    position = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(db_default=RandomUUID(), editable=False)
    epoch = models.IntegerField(db_default=CurrentEpoch())
    xid = Xid8Field(db_default=CurrentTransaction())
    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    body = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "core_outbox"
        indexes = [
            models.Index(fields=["epoch", "xid", "position"], name="core_outbox_order"),
            models.Index(fields=["topic", "key", "position"], name="core_outbox_key"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.topic}/{self.kind}"


class OutboxCursor(models.Model):
    """How far a consumer has come: everything up to ``(epoch, xid, position)`` is handled or has a failure row."""

    consumer = models.CharField(max_length=80, primary_key=True)
    epoch = models.IntegerField(default=0)
    xid = Xid8Field(default=0)
    position = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "core_outbox_cursor"

    def __str__(self) -> str:
        return f"{self.consumer} at {self.position}"


class OutboxFailure(models.Model):
    """A message a consumer has passed without handling it: it failed, or it waits behind one of its key.

    ``waiting`` is tried again at ``next_at``; ``dead`` waits for a person.
    """

    consumer = models.CharField(max_length=80)
    position = models.BigIntegerField()
    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.IntegerField(default=0)
    error = models.CharField(max_length=120, blank=True)
    first_at = models.DateTimeField()
    next_at = models.DateTimeField()

    class Meta:
        db_table = "core_outbox_failure"
        constraints = [
            models.UniqueConstraint(fields=["consumer", "position"], name="core_outbox_failure_once"),
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "dead"]), name="core_outbox_failure_state"),
        ]
        indexes = [
            models.Index(fields=["consumer", "topic", "key", "position"], name="core_outbox_failure_key"),
            models.Index(
                fields=["consumer", "next_at"], name="core_outbox_failure_due", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} {self.position} {self.state}"
