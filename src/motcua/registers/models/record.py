"""What is written in a register, and its history."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.registers.lifecycle import RecordEventKind, RecordState

from .register import Register, RegisterVersion


class Record(models.Model):
    """One row of a register, on the version it was entered under. An open one has a unit and a role that hold it and a
    date by which somebody looks: the database says so. ``answers`` are the clean ones of its form; a lawful erasure
    empties them and keeps number, dates and way."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="records")
    version = models.ForeignKey(RegisterVersion, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=6)
    step = models.CharField(max_length=40, blank=True)
    holder_unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    holder_role = models.CharField(max_length=40, blank=True)
    next_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    search_text = models.TextField(blank=True)
    seq = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entered_on = models.DateField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="registers_record_number", fields=["register", "unit", "year", "ordinal"]),
            models.CheckConstraint(
                name="registers_record_state", condition=Q(state__in=[one.value for one in RecordState])
            ),
            models.CheckConstraint(
                name="registers_record_held",
                condition=(
                    Q(state="open", holder_unit__isnull=False, next_at__isnull=False, ended_at=None)
                    & ~Q(step="")
                    & ~Q(holder_role="")
                )
                | (~Q(state="open") & Q(step="", holder_unit=None, holder_role="", next_at=None)),
            ),
        ]
        indexes = [
            models.Index(name="registers_record_latest", fields=["register", "unit", "-id"]),
            models.Index(name="registers_record_held", fields=["holder_unit", "next_at"], condition=Q(state="open")),
            models.Index(name="registers_record_days", fields=["register", "entered_on"]),
            GinIndex(name="registers_record_answers", fields=["answers"], opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return self.number


class RecordEvent(models.Model):
    """What happened to a record: append-only, without a word of what was written in it."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=9)
    at = models.DateTimeField()
    user = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=300, blank=True)
    step = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True)
    """When the step that was done should have been."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="registers_event_seq", fields=["record", "seq"]),
            models.CheckConstraint(
                name="registers_event_kind", condition=Q(kind__in=[one.value for one in RecordEventKind])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.seq}"


class RecordEventBody(models.Model):
    """The words of an event: answers as they were before a mending, notes, reasons. A lawful erasure deletes it."""

    event = models.OneToOneField(RecordEvent, on_delete=models.PROTECT, related_name="body", primary_key=True)
    note = models.TextField(blank=True)
    earlier = models.JSONField(null=True)

    def __str__(self) -> str:
        return str(self.event_id)
