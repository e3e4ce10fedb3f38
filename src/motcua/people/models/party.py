"""Persons and organisations that deal with the administration."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.core.masking import mask_email, mask_id_number, mask_name, mask_phone


class PartyKind(models.TextChoices):
    PERSON = "person", _("Cá nhân")
    ORGANISATION = "organisation", _("Tổ chức")


class Party(models.Model):
    """A person or an organisation. Numbers typed in by an applicant are claims; ``verified_at`` says that an
    official or an identity provider has compared them with the document. Only then are they unique.

    ``search_text`` is the name folded for search (no diacritics, lower case), kept by the services.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    name = models.CharField(max_length=300)
    search_text = models.CharField(max_length=300, blank=True)
    id_number = models.CharField(max_length=20, blank=True)
    tax_code = models.CharField(max_length=20, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=500, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.CheckConstraint(name="people_party_kind", condition=Q(kind__in=PartyKind.values)),
            models.UniqueConstraint(
                name="people_party_verified_id_number",
                fields=["id_number"],
                condition=Q(verified_at__isnull=False) & ~Q(id_number=""),
            ),
            models.UniqueConstraint(
                name="people_party_verified_tax_code",
                fields=["tax_code"],
                condition=Q(verified_at__isnull=False, kind=PartyKind.ORGANISATION) & ~Q(tax_code=""),
            ),
        ]
        indexes = [
            models.Index(name="people_party_id_number", fields=["id_number"], condition=~Q(id_number="")),
            models.Index(name="people_party_tax_code", fields=["tax_code"], condition=~Q(tax_code="")),
            models.Index(name="people_party_phone", fields=["phone"], condition=~Q(phone="")),
            models.Index(name="people_party_email", fields=["email"], condition=~Q(email="")),
            models.Index(name="people_party_search", fields=["search_text"], opclasses=["text_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name) if self.kind == PartyKind.PERSON else self.name

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number)

    @property
    def masked_tax_code(self) -> str:
        """An organisation's tax code is public; a person's is masked."""
        return self.tax_code if self.kind == PartyKind.ORGANISATION else mask_id_number(self.tax_code)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def masked_email(self) -> str:
        return mask_email(self.email)
