"""What officials read, and what someone has to follow up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.organisation.models import Post, Unit
from motcua.people.models.posting import Delegation
from motcua.people.models.user import User


class AccessRecord(models.Model):
    """One file opened, or one list with its filter: who, when, by which right. Append-only: the database refuses
    changes. Long numbers in a filter are masked before they are written."""

    recorded_at = models.DateTimeField()
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor_kind = models.CharField(max_length=10)
    delegation = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField(null=True, blank=True)
    filter = models.JSONField(default=dict, blank=True)
    rows = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(name="people_access_subject", fields=["subject_kind", "subject_uid", "recorded_at"]),
            models.Index(name="people_access_user", fields=["user", "recorded_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_uid or 'list'}"


class TaskState(models.TextChoices):
    OPEN = "open", _("Đang mở")
    DONE = "done", _("Đã xong")
    CANCELLED = "cancelled", _("Đã hủy")


class FollowUpTask(models.Model):
    """Something a post has to see to by a day. ``source_kind`` and ``source_uid`` name what it came from; higher
    rooms add what they know in tables of their own."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    source_kind = models.CharField(max_length=40)
    source_uid = models.UUIDField(null=True, blank=True)
    evidence = models.CharField(max_length=1000, blank=True)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_task_state", condition=Q(state__in=TaskState.values)),
            models.CheckConstraint(
                name="people_task_closed_is_dated",
                condition=Q(state=TaskState.OPEN, closed_at__isnull=True)
                | (~Q(state=TaskState.OPEN) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="people_task_done_has_evidence", condition=~Q(state=TaskState.DONE) | ~Q(evidence="")
            ),
        ]
        indexes = [
            models.Index(name="people_task_open", fields=["owner", "due_on"], condition=Q(state="open")),
            models.Index(name="people_task_source", fields=["source_kind", "source_uid"]),
        ]

    def __str__(self) -> str:
        return str(self.uid)
