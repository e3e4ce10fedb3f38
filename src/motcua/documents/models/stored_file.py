from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from motcua.core.ids import new_id


class ScanState(StrEnum):
    """What the virus scanner said. ``skipped``: no scanner was on when the file came. ``own``: this program made it."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    ERROR = "error"
    SKIPPED = "skipped"
    OWN = "own"


SCAN_STATES = [state.value for state in ScanState]
_ANSWERED = [ScanState.CLEAN.value, ScanState.INFECTED.value, ScanState.ERROR.value]


def _octets(field: str) -> Func:
    return Func(F(field), function="octet_length", output_field=models.IntegerField())


class StoredFile(models.Model):
    """A file at rest: where its sealed bytes lie and what they are.

    ``sha256`` and ``size`` are those of the plaintext. ``name`` is what the sender called it: personal data. Erasing
    takes the wrapped key and the name away first and the blob after; the row stays, because events speak of it.
    """

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    blob_name = models.CharField(max_length=80, unique=True)
    key_id = models.CharField(max_length=16)
    wrapped_key = models.BinaryField(max_length=60, null=True)
    scan_state = models.CharField(max_length=10)
    scanned_at = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    blob_deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "documents_file"
        constraints = [
            models.CheckConstraint(name="documents_file_size", condition=Q(size__gt=0)),
            models.CheckConstraint(name="documents_file_sha256", condition=Exact(_octets("sha256"), 32)),
            models.CheckConstraint(name="documents_file_scan_state", condition=Q(scan_state__in=SCAN_STATES)),
            models.CheckConstraint(
                name="documents_file_scanned_at",
                condition=Q(scan_state__in=_ANSWERED, scanned_at__isnull=False)
                | (~Q(scan_state__in=_ANSWERED) & Q(scanned_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="documents_file_key_or_erased",
                condition=(Q(erased_at__isnull=True, wrapped_key__isnull=False) & Exact(_octets("wrapped_key"), 60))
                | Q(erased_at__isnull=False, wrapped_key__isnull=True, name=""),
            ),
            models.CheckConstraint(
                name="documents_file_blob_after_key", condition=Q(blob_deleted_at__isnull=True) | ~Q(erased_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="documents_file_pending", condition=Q(scan_state=ScanState.PENDING.value)),
            models.Index(
                fields=["id"],
                name="documents_file_blob_left",
                condition=Q(erased_at__isnull=False, blob_deleted_at__isnull=True),
            ),
            models.Index(fields=["created_at"], name="documents_file_created"),
            models.Index(fields=["key_id"], name="documents_file_key"),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.media_type} {self.size}"

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None
