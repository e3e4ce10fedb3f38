"""The log: one hash chain for each dossier. Append-only for everyone."""

from __future__ import annotations

from django.db import models

from motcua.core.db import CurrentEpoch, CurrentTransaction, Xid8Field

from .dossier import Dossier


class DossierEvent(models.Model):
    """``occurred_at`` is the law's time, ``recorded_at`` ours. ``payload`` is canonical JSON kept as bytes: codes,
    ids, instants and commitments only. ``actor`` and ``unit`` are public ids."""

    position = models.BigAutoField(primary_key=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events", db_constraint=False)
    seq = models.IntegerField()
    epoch = models.IntegerField(db_default=CurrentEpoch())
    xid = Xid8Field(db_default=CurrentTransaction())
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    version = models.SmallIntegerField()
    actor = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    payload = models.BinaryField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    hash_version = models.SmallIntegerField(default=1)

    class Meta:
        db_table = "dossier_event"
        constraints = [models.UniqueConstraint(name="dossiers_event_seq", fields=["dossier", "seq"])]
        indexes = [
            models.Index(name="dossiers_event_order", fields=["epoch", "xid", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class EventPrivate(models.Model):
    """What an event says about people, in the open only as HMAC(salt, body) inside the event's payload. The row goes
    when the law says so; it is never changed."""

    event = models.OneToOneField(
        DossierEvent, primary_key=True, on_delete=models.PROTECT, related_name="private", db_constraint=False
    )
    salt = models.BinaryField(max_length=32)
    body = models.BinaryField()

    class Meta:
        db_table = "event_private"

    def __str__(self) -> str:
        return str(self.event_id)
