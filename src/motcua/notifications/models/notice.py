from __future__ import annotations

from enum import StrEnum

from django.db import models

from motcua.core.ids import new_id


class NoticeState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    NO_ADDRESS = "no_address"
    DROPPED = "dropped"


STATES = [state.value for state in NoticeState]
OPEN = [NoticeState.PENDING.value, NoticeState.SENDING.value]


_ABOUT = ("dossier_uid", "seq", "challenge_uid", "account_uid", "firing_uid", "news_uid")


def about(*given: str) -> models.Q:
    """A letter about this, and about nothing else."""
    return models.Q(**{f"{name}__isnull": name not in given for name in _ABOUT})


class Notice(models.Model):
    """A letter that an outbox message asks for. One message makes one letter, however often it is read.

    It is about an event of a dossier, a sign-in code, the hours somebody answers for, a date that passed, or
    news of a higher room (:mod:`motcua.notifications.news`).

    It names what it is about and nothing personal: address and content are looked up when the letter leaves, so what
    was erased meanwhile is not sent. ``sent_to`` is the masked address, emptied after ``purge_on``; the row itself
    stays as the record that people were told. ``sending`` is a lease until ``next_at``.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    message_uid = models.UUIDField(unique=True)
    channel = models.CharField(max_length=10, default="email")
    letter = models.CharField(max_length=40)
    dossier_uid = models.UUIDField(null=True, db_index=True)
    seq = models.IntegerField(null=True)
    challenge_uid = models.UUIDField(null=True)
    account_uid = models.UUIDField(null=True)
    firing_uid = models.UUIDField(null=True)
    news_uid = models.UUIDField(null=True)
    state = models.CharField(max_length=12, default=NoticeState.PENDING.value)
    attempts = models.IntegerField(default=0)
    error = models.CharField(max_length=80, blank=True)
    sent_to = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    purge_on = models.DateField()

    class Meta:
        db_table = "notifications_notice"
        constraints = [
            models.CheckConstraint(name="notifications_notice_state", condition=models.Q(state__in=STATES)),
            models.CheckConstraint(name="notifications_notice_channel", condition=models.Q(channel="email")),
            models.CheckConstraint(
                name="notifications_notice_about_one_thing",
                condition=about("dossier_uid", "seq")
                | about("challenge_uid")
                | about("account_uid")
                | about("firing_uid")
                | about("news_uid"),
            ),
            models.CheckConstraint(
                name="notifications_notice_sent_at",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | models.Q(~models.Q(state="sent"), sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="notifications_notice_due", fields=["next_at"], condition=models.Q(state__in=OPEN)),
            models.Index(name="notifications_notice_purge", fields=["purge_on"], condition=~models.Q(sent_to="")),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.state}"
