"""A form being written: a working copy that binds nobody, and every save of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id


class FormDraft(models.Model):
    """A working copy of the form of ``subject``: ``procedure:KEY:CASE`` (``*`` for all cases, a channel may follow), or
    ``register:KEY``. ``content`` is a form schema as JSON; it may still have faults. ``revision`` counts the saves, so
    that a page that is out of date is refused. Several copies of one subject may lie side by side; ``name`` tells them
    apart. One that is put away (``closed_at``) is kept."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    subject = models.CharField(max_length=240)
    name = models.CharField(max_length=200)
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="forms_draft_revision", condition=Q(revision__gte=1))]
        indexes = [
            models.Index(name="forms_draft_recent", fields=["-edited_at", "-id"]),
            models.Index(name="forms_draft_subject", fields=["subject"]),
        ]

    def __str__(self) -> str:
        return self.subject


class FormDraftSave(models.Model):
    """One save of a working copy, kept so that it can be undone. ``before``: the save that undoing goes back to.
    ``is_aside``: what an author sent after somebody else had saved; ``revision`` is then the one it was made from, and
    ``uid`` names it on the page where the two texts are compared."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    draft = models.ForeignKey(FormDraft, on_delete=models.CASCADE, related_name="saves")
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
                name="forms_draft_save_once", fields=["draft", "revision"], condition=Q(is_aside=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.revision}"
