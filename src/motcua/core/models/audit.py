from __future__ import annotations

from django.db import models

from motcua.core.db import CurrentEpoch, CurrentTransaction, Xid8Field
from motcua.core.ids import new_id


class AuditRecord(models.Model):
    """Who did which administrative act. Append-only; ``details`` is canonical JSON without personal data."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    epoch = models.IntegerField(db_default=CurrentEpoch())
    xid = Xid8Field(db_default=CurrentTransaction())
    recorded_at = models.DateTimeField()
    act = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=20)
    actor_uid = models.UUIDField(null=True)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    subject_kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    details = models.BinaryField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "core_audit"
        indexes = [
            models.Index(fields=["epoch", "xid", "id"], name="core_audit_order"),
            models.Index(fields=["subject_kind", "subject", "id"], name="core_audit_subject"),
            models.Index(fields=["actor_uid", "id"], name="core_audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d %H:%M} {self.act} {self.subject_kind}:{self.subject}"


class AuditSeal(models.Model):
    """A link of the chain over audit records: ``hash`` covers the previous seal and every record up to
    ``(epoch, xid)``. Sealing apart from writing keeps administrative acts from waiting on one another."""

    number = models.BigIntegerField(primary_key=True)
    epoch = models.IntegerField()
    xid = Xid8Field()
    records = models.IntegerField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "core_audit_seal"

    def __str__(self) -> str:
        return f"{self.number} ({self.records})"
