"""Who may act for whom, and what a person agreed to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.organisation.models import Dated, dates_in_order
from motcua.people.models.party import Party


class RepresentationKind(models.TextChoices):
    AUTHORISED = "authorised", _("Theo ủy quyền")
    GUARDIAN = "guardian", _("Người giám hộ, cha mẹ")
    LEGAL = "legal", _("Người đại diện theo pháp luật")
    EMPLOYEE = "employee", _("Người của tổ chức được giao nộp hồ sơ")


class Representation(Dated):
    """``representative`` may act for ``represented`` (Civil Code 2015, articles 134-143), from day to day.

    ``procedure_code`` limits it to one procedure; blank means any.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    represented = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="represented_by")
    representative = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="represents")
    kind = models.CharField(max_length=12, choices=RepresentationKind.choices)
    procedure_code = models.CharField(max_length=40, blank=True)
    document_number = models.CharField(max_length=100, blank=True)
    revoked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_representation_kind", condition=Q(kind__in=RepresentationKind.values)),
            models.CheckConstraint(
                name="people_representation_two_parties", condition=~Q(represented=F("representative"))
            ),
            dates_in_order("people_representation_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.representative_id} > {self.represented_id}"


class Consent(models.Model):
    """A person agreed to one purpose, in the words of one version of the text (Law 91/2025/QH15: no default, no
    bundled consent). Withdrawing adds a date; nothing is deleted."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="consents")
    purpose = models.SlugField(max_length=60, db_index=False)
    text_version = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="people_consent_one_live", fields=["party", "purpose"], condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(
                name="people_consent_dates", condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.purpose}"
