"""The log: one hash chain for each petition, append-only for everyone; words apart."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.core.db import CurrentEpoch, CurrentTransaction, Xid8Field
from motcua.petitions.lifecycle import Step

from .petition import Petition


class PetitionEvent(models.Model):
    """``payload`` is canonical JSON kept as bytes: codes, ids, instants and commitments only."""

    position = models.BigAutoField(primary_key=True)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="events", db_constraint=False)
    seq = models.IntegerField()
    epoch = models.IntegerField(db_default=CurrentEpoch())
    xid = Xid8Field(db_default=CurrentTransaction())
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    version = models.SmallIntegerField()
    actor = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    payload = models.BinaryField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    hash_version = models.SmallIntegerField(default=1)

    class Meta:
        db_table = "petition_event"
        constraints = [models.UniqueConstraint(name="petitions_event_seq", fields=["petition", "seq"])]
        indexes = [models.Index(name="petitions_event_order", fields=["epoch", "xid", "position"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class PetitionPrivate(models.Model):
    """The words of an event, in the open only as HMAC(salt, body) in its payload. The row goes when the law says so;
    it is never changed."""

    event = models.OneToOneField(
        PetitionEvent, primary_key=True, on_delete=models.PROTECT, related_name="private", db_constraint=False
    )
    salt = models.BinaryField(max_length=32)
    body = models.BinaryField()

    class Meta:
        db_table = "petition_private"

    def __str__(self) -> str:
        return str(self.event_id)


class PetitionClock(models.Model):
    """One run of a limit, with the calendar revision its date was computed by."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="clocks")
    step = models.CharField(max_length=8)
    run_no = models.PositiveSmallIntegerField()
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12)
    calendar = models.CharField(max_length=60)
    calendar_revision = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, blank=True)
    paused_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "petition_clock"
        constraints = [
            models.UniqueConstraint(name="petitions_clock_run", fields=["petition", "step", "run_no"]),
            models.CheckConstraint(name="petitions_clock_step", condition=Q(step__in=[one.value for one in Step])),
            models.CheckConstraint(
                name="petitions_clock_order", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
        ]
        indexes = [models.Index(name="petitions_clock_ends", fields=["step", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.step} {self.run_no}"


class PetitionPause(models.Model):
    """Time of a run that did not count: the sender was asked."""

    clock = models.ForeignKey(PetitionClock, on_delete=models.PROTECT, related_name="pauses")
    paused_from = models.DateTimeField()
    paused_to = models.DateTimeField()

    class Meta:
        db_table = "petition_pause"
        constraints = [
            models.UniqueConstraint(name="petitions_pause_start", fields=["clock", "paused_from"]),
            models.CheckConstraint(name="petitions_pause_order", condition=Q(paused_to__gte=F("paused_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.paused_from:%Y-%m-%d %H:%M}"
