"""Keys that sign receipts, and the receipts they signed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id

from .dossier import Dossier


class SigningKey(models.Model):
    """An Ed25519 key. It signs from ``valid_from`` until ``valid_to`` (exclusive, open = the one in use); what is
    signed from ``revoked_at`` on counts for nothing. The private half is wrapped by the file store's key of the
    environment and goes when the key is retired; the public half and the dates stay for ever."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key_id = models.CharField(max_length=16, unique=True)
    public_key = models.BinaryField(max_length=32)
    wrapping_key = models.CharField(max_length=16, blank=True)
    wrapped_key = models.BinaryField(max_length=60, null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    endorsed_by = models.CharField(max_length=16, blank=True)
    endorsement = models.BinaryField(max_length=64, default=b"")

    class Meta:
        db_table = "dossiers_signing_key"
        constraints = [
            models.CheckConstraint(
                name="dossiers_key_dates", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.UniqueConstraint(
                name="dossiers_key_one_in_use",
                fields=["valid_to"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="dossiers_key_revoked_signs_no_more",
                condition=Q(revoked_at__isnull=True) | Q(valid_to__isnull=False, wrapped_key__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.key_id


RECEIPTS = ["submitted", "accepted"]


class SignedReceipt(models.Model):
    """What was signed for an applicant: ``body`` is the canonical document, ``signature`` 64 bytes over it. Kept from
    the first time somebody asked for it, so that later copies are the same. Append-only."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=10)
    seq = models.IntegerField()
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_signed_receipt"
        constraints = [
            models.UniqueConstraint(name="dossiers_receipt_once", fields=["dossier", "kind"]),
            models.CheckConstraint(name="dossiers_receipt_kind", condition=Q(kind__in=RECEIPTS)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.kind}"
