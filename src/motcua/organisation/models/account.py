"""Where money for a unit goes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.organisation.models.dated import Dated, dates_in_order, no_overlap
from motcua.organisation.models.unit import Unit


class UnitAccount(Dated):
    """The account that fees of a unit are paid into; units below it without one of their own use it too. Dossiers keep
    the agency, not the account: an account that changes is the right one for what is paid from then on."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="accounts")
    number = models.CharField(max_length=30)
    bank = models.CharField(max_length=200)
    holder = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_account_whole", condition=~Q(number="") & ~Q(bank="")),
            dates_in_order("organisation_account_dates"),
            no_overlap("organisation_account_one_a_day", ids=("unit",)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.number}"
