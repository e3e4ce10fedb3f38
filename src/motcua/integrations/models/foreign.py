from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id


class Origin(StrEnum):
    """Where a petition with two numbers was born."""

    THERE = "there"
    HERE = "here"


class ForeignPetition(models.Model):
    """One petition, two views: ours, and its number in another system (the national one, another city's Open311).

    ``foreign_version`` is the last state of theirs that we took; ``told_seq`` the last event of ours that they have.
    ``conflict`` says in a code where the two disagree, until a person settles it.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    system = models.CharField(max_length=60)
    foreign_id = models.CharField(max_length=200)
    origin = models.CharField(max_length=5)
    petition_uid = models.UUIDField(db_index=True)
    foreign_state = models.CharField(max_length=40, blank=True)
    foreign_version = models.IntegerField(default=0)
    foreign_at = models.DateTimeField(null=True)
    told_seq = models.IntegerField(default=0)
    conflict = models.CharField(max_length=60, blank=True)
    linked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "integrations_foreign_petition"
        constraints = [
            models.UniqueConstraint(name="integrations_foreign_once", fields=["system", "foreign_id"]),
            models.UniqueConstraint(name="integrations_foreign_one_view", fields=["system", "petition_uid"]),
            models.CheckConstraint(name="integrations_foreign_origin", condition=Q(origin__in=["here", "there"])),
        ]
        indexes = [
            models.Index(name="integrations_foreign_conflict", fields=["system"], condition=~Q(conflict="")),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.foreign_id}"


class TellingState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    TOLD = "told"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"


class ForeignTelling(models.Model):
    """What another system must hear of one event of ours. The words are looked up when it leaves. ``message_uid``
    makes it once and goes along, so that telling twice is one telling there. In order per petition."""

    message_uid = models.UUIDField()
    system = models.CharField(max_length=60)
    petition_uid = models.UUIDField(db_index=True)
    seq = models.IntegerField()
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=TellingState.PENDING.value)
    attempts = models.IntegerField(default=0)
    error = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "integrations_foreign_telling"
        constraints = [
            models.UniqueConstraint(name="integrations_telling_once", fields=["system", "message_uid"]),
            models.CheckConstraint(
                name="integrations_telling_state", condition=Q(state__in=[one.value for one in TellingState])
            ),
        ]
        indexes = [
            models.Index(
                name="integrations_telling_due", fields=["next_at"], condition=Q(state__in=["pending", "sending"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.kind} {self.state}"


class ForeignCursor(models.Model):
    """How far a system was read."""

    system = models.CharField(max_length=60, unique=True)
    cursor = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)
    failed_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "integrations_foreign_cursor"

    def __str__(self) -> str:
        return self.system
