"""An application that is being filled in. Not part of any chain; it is purged when nobody goes on with it."""

from __future__ import annotations

from django.db import models

from motcua.core.ids import new_id


class ApplicationDraft(models.Model):
    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    account = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="drafts")
    case = models.ForeignKey("procedures.Case", on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey("forms.EFormVersion", on_delete=models.PROTECT, related_name="+")
    place_code = models.CharField(max_length=40, blank=True)
    answers = models.JSONField(default=dict)
    revision = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    purge_on = models.DateField(db_index=True)

    class Meta:
        indexes = [models.Index(name="dossiers_draft_account", fields=["account", "-saved_at"])]

    def __str__(self) -> str:
        return str(self.uid)


class DraftFile(models.Model):
    """A file waiting in a draft; it becomes a document of the dossier on submission."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    draft = models.ForeignKey(ApplicationDraft, on_delete=models.CASCADE, related_name="files")
    component = models.CharField(max_length=100)
    file = models.OneToOneField("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uid)
