from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.delivery.rules import ItemState, Way
from motcua.dossiers.models import Dossier

WAYS = [way.value for way in Way]
STATES = [state.value for state in ItemState]


class HandoverRecord(models.Model):
    """A hand-over record (bien ban ban giao): what left one hand for another, signed by both accounts. It is open, with
    a next date, until every item has come or is known to be missing. ``clerk``: the postal clerk, who has no account.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=12)
    from_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    clerk = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delivery_record_number", fields=["from_unit", "year", "number"]),
            models.CheckConstraint(name="delivery_record_way", condition=Q(way__in=WAYS)),
            models.CheckConstraint(
                name="delivery_record_parties",
                condition=Q(way="to_post", to_unit=None) & ~Q(clerk="") | ~Q(way="to_post") & Q(to_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_record_next",
                condition=Q(closed_at=None, next_at__isnull=False) | Q(closed_at__isnull=False, next_at=None),
            ),
        ]
        indexes = [
            models.Index(name="delivery_record_to", fields=["to_unit", "-id"]),
            models.Index(name="delivery_record_from", fields=["from_unit", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class HandoverItem(models.Model):
    """One dossier of a record. Papers on their way are in one open record only."""

    record = models.ForeignKey(HandoverRecord, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="handovers")
    state = models.CharField(max_length=10)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delivery_item_once", fields=["record", "dossier"]),
            models.UniqueConstraint(name="delivery_item_on_its_way", fields=["dossier"], condition=Q(state="given")),
            models.CheckConstraint(name="delivery_item_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="delivery_item_settled",
                condition=Q(state="given", settled_at=None) | ~Q(state="given") & Q(settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.dossier_id}"
