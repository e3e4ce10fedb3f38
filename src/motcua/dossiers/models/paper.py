"""Papers: what the case asks for, what was handed in, and how it became electronic."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id

from .dossier import Dossier


class DossierComponent(models.Model):
    """One component of a dossier and how it came: on paper, as a file, from a store, or reused from an earlier
    result. The four facts are synchronised nationally and counted by the digitisation indicators."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="components")
    component = models.CharField(max_length=100)
    name = models.CharField(max_length=1000)
    required = models.BooleanField(default=True)
    originals = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)
    presented_on_paper = models.BooleanField(default=False)
    digitised = models.BooleanField(default=False)
    reused = models.BooleanField(default=False)
    from_store = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="dossiers_component_once", fields=["dossier", "component"])]

    def __str__(self) -> str:
        return self.component


class DossierDocument(models.Model):
    """A file handed in for a component. Earlier versions stay; the newest one counts."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="documents")
    component = models.CharField(max_length=100)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_seq = models.IntegerField()
    added_at = models.DateTimeField()
    added_by_applicant = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dossiers_document_event", fields=["dossier", "added_seq"]),
            models.UniqueConstraint(name="dossiers_document_file", fields=["file"]),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class DossierResult(models.Model):
    """The result issued: granted or refused, on paper or electronic."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="results")
    issued_seq = models.IntegerField()
    kind = models.CharField(max_length=10)
    result_code = models.CharField(max_length=100, blank=True)
    electronic = models.BooleanField()
    digitised = models.BooleanField(default=False, db_default=False)
    """A result on paper of which an electronic copy was made."""
    file = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dossiers_result_event", fields=["dossier", "issued_seq"]),
            models.CheckConstraint(name="dossiers_result_kind", condition=Q(kind__in=["granted", "refusal"])),
        ]

    def __str__(self) -> str:
        return self.kind


class DossierFee(models.Model):
    """A fee due and how it was paid. Amounts are whole dong. ``payee`` is the agency whose account it goes to: the
    competent one, wherever the dossier was received."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="fees")
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=500)
    amount = models.BigIntegerField()
    paid_at = models.DateTimeField(null=True)
    paid_how = models.CharField(max_length=12, blank=True)
    refund = models.CharField(max_length=8, default="", db_default="", blank=True)
    """After a withdrawal: ``check`` whether the paid fee goes back, then ``repaid`` or ``kept``."""
    payee = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dossiers_fee_once", fields=["dossier", "key"]),
            models.CheckConstraint(name="dossiers_fee_refund", condition=Q(refund__in=["", "check", "repaid", "kept"])),
            models.CheckConstraint(name="dossiers_fee_amount", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="dossiers_fee_paid", condition=Q(paid_at__isnull=True) | ~Q(paid_how="")),
        ]
        indexes = [models.Index(name="dossiers_fee_to_check", fields=["dossier"], condition=Q(refund="check"))]

    def __str__(self) -> str:
        return f"{self.key} {self.amount}"
