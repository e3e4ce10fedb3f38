"""The registers: one for each authority, kind and year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id
from motcua.dossiers.models import Dossier

from .terms import KINDS


class Entry(models.Model):
    """One number of a register. Written once; afterwards it can only be struck through (with the reason and who did
    it), and its names blanked by a lawful erasure: the database refuses the rest.

    ``unit`` is the authority whose register it is. Signer's name and title are as they were when it was signed.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="certifications")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    requester = models.CharField(max_length=300)
    paper_name = models.CharField(max_length=200)
    search_text = models.CharField(max_length=520)
    pages = models.PositiveIntegerField()
    copies = models.PositiveIntegerField()
    fee = models.BigIntegerField()
    paid_how = models.CharField(max_length=12)
    signer = models.ForeignKey("organisation.Post", on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200)
    signer_title = models.CharField(max_length=200)
    terms = models.ForeignKey("certification.Terms", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    struck_reason = models.CharField(max_length=500, blank=True)
    visit = models.UUIDField(null=True)
    """Ties together what one person had certified on one visit; null when it was one kind."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="certification_number_once", fields=["unit", "kind", "year", "number"]),
            models.CheckConstraint(name="certification_entry_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="certification_entry_counts",
                condition=Q(number__gt=0, pages__gt=0, copies__gt=0, fee__gte=0),
            ),
            models.CheckConstraint(
                name="certification_entry_struck",
                condition=Q(struck_at=None, struck_by=None, struck_reason="")
                | (Q(struck_at__isnull=False) & ~Q(struck_reason="")),
            ),
            models.CheckConstraint(
                name="certification_entry_replaces_another", condition=Q(replaces=None) | ~Q(replaces=F("id"))
            ),
        ]
        indexes = [
            models.Index(name="certification_entry_dossier", fields=["dossier", "id"]),
            models.Index(name="certification_entry_visit", fields=["visit"], condition=Q(visit__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}/{self.year}"


class Closing(models.Model):
    """A register closed at the end of its year: what stood in it. No entry comes after."""

    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    struck = models.PositiveIntegerField()
    copies = models.PositiveBigIntegerField()
    fee = models.BigIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="certification_closed_once", fields=["unit", "kind", "year"]),
            models.CheckConstraint(name="certification_closing_kind", condition=Q(kind__in=KINDS)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


PREPARED = "prepared"


class ElectronicCopy(models.Model):
    """An electronic copy made ready for certification: scanned or uploaded, counted and hashed. It is **not** issued:
    that takes the electronic signature of the certifying person and of the agency, and draws the number then."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    paper_name = models.CharField(max_length=200)
    requester = models.CharField(max_length=300)
    pages = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, default=PREPARED)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="certification_copy_state", condition=Q(state__in=[PREPARED])),
            models.CheckConstraint(name="certification_copy_pages", condition=Q(pages__gt=0)),
        ]
        indexes = [models.Index(name="certification_copy_desk", fields=["desk", "-id"])]

    def __str__(self) -> str:
        return str(self.uid)
