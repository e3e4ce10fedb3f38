"""A unit's sheet for a campaign, its history and its evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id

from .forms import Campaign


class SheetState(models.TextChoices):
    OPEN = "open", _("Chưa gửi")
    SUBMITTED = "submitted", _("Chờ thẩm định")
    RETURNED = "returned", _("Trả lại để sửa")
    ACCEPTED = "accepted", _("Đã chấp nhận")
    CORRECTING = "correcting", _("Đang đính chính")


class Sheet(models.Model):
    """What one unit types for one period: ``draft`` maps a line's key to ``{"text", "note"}`` exactly as typed.
    ``revision`` counts saves, so that two who fill at once notice each other. Persons are public ids of accounts.
    A sheet counts in figures once it was accepted, by another person than who submitted it."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="sheets")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=SheetState.choices, default=SheetState.OPEN)
    draft = models.JSONField(default=dict)
    note = models.CharField(max_length=2000, blank=True)
    revision = models.PositiveIntegerField(default=1)
    submitted_by = models.UUIDField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.UUIDField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="figures_reportsheet_once", fields=["campaign", "unit"]),
            models.CheckConstraint(name="figures_reportsheet_state", condition=Q(state__in=SheetState.values)),
            models.CheckConstraint(
                name="figures_reportsheet_second_person",
                condition=~Q(state="accepted")
                | Q(accepted_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(accepted_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="figures_reportsheet_submitted",
                condition=~Q(state__in=["submitted", "accepted"]) | Q(submitted_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="figures_reportsheet_of_unit", fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.unit_id} {self.state}"


class SheetEvent(models.Model):
    """What happened to a sheet: append-only. ``content`` is what was submitted, line by line, as typed and as it was
    understood."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    content = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="figures_reportsheet_event_order", fields=["sheet", "seq"]),
            models.CheckConstraint(
                name="figures_reportsheet_event_kind",
                condition=Q(
                    kind__in=["opened", "submitted", "returned", "accepted", "correction", "locked", "unlocked"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"


class SheetEvidence(models.Model):
    """A file that proves a line (or the whole sheet: ``line`` empty)."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="evidence")
    line = models.CharField(max_length=80, blank=True)
    file = models.OneToOneField("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_by = models.UUIDField(null=True, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="figures_evidence_of_sheet", fields=["sheet", "line"])]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.line}"
