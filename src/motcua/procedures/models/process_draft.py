"""A process being written: one open working copy for each place it is to be followed, and every save of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id


class ProcessDraft(models.Model):
    """The working copy of ``subject`` (``procedure:KEY:CASE:UNIT``; case and unit may be empty). Binds nobody: it comes
    into force by a decision. ``revision`` counts the saves, so that a page that is out of date is refused; one that is
    put away (``closed_at``) is kept and may be looked at."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    subject = models.CharField(max_length=240)
    procedure_key = models.CharField(max_length=100)
    case_key = models.CharField(max_length=80, blank=True)
    unit_code = models.CharField(max_length=40, blank=True)
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="procedures_process_draft_one", fields=["subject"], condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(name="procedures_process_draft_revision", condition=Q(revision__gte=1)),
        ]
        indexes = [models.Index(name="procedures_process_draft_new", fields=["-edited_at", "-id"])]

    def __str__(self) -> str:
        return self.subject


class ProcessDraftSave(models.Model):
    """One save of a draft, kept so that it can be undone. ``before``: the save that undoing goes back to.
    ``is_aside``: what an author sent after somebody else had saved; ``revision`` is then the one it was made from."""

    draft = models.ForeignKey(ProcessDraft, on_delete=models.CASCADE, related_name="saves")
    revision = models.PositiveIntegerField()
    before = models.PositiveIntegerField(null=True)
    act = models.CharField(max_length=20)
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_aside = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="procedures_process_save_once", fields=["draft", "revision"], condition=Q(is_aside=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.revision}"
