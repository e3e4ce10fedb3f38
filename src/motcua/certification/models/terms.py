"""What the law says of a kind of certification, dated and with its source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.certification.kinds import kinds
from motcua.certification.rules import Tariff
from motcua.core.money import MAX_DONG
from motcua.organisation.models import Dated, dates_in_order, no_overlap

KINDS = list(kinds())


class Terms(Dated):
    """Fees and the words of certification of one kind. An administrator changes them by a new dated row; ``verified``
    says that the text of the law was seen."""

    kind = models.CharField(max_length=20)
    first_pages = models.PositiveSmallIntegerField(default=0)
    first_amount = models.PositiveIntegerField(default=0)
    later_amount = models.PositiveIntegerField(default=0)
    most_per_copy = models.PositiveIntegerField(null=True)
    per_case = models.PositiveIntegerField(default=0)
    wording = models.CharField(max_length=1000)
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="certification_terms_kind", condition=Q(kind__in=KINDS)),
            dates_in_order("certification_terms_dates"),
            no_overlap("certification_terms_one_a_day", texts=("kind",)),
            models.CheckConstraint(
                name="certification_terms_ceiling",
                condition=Q(most_per_copy=None) | Q(most_per_copy__gt=0, most_per_copy__lte=MAX_DONG),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}"

    @property
    def tariff(self) -> Tariff:
        return Tariff(self.first_pages, self.first_amount, self.later_amount, self.most_per_copy, self.per_case)
