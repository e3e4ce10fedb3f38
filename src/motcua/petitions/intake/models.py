"""A petition that is being written. Not part of any log; it is purged when nobody goes on with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id, new_secret


class PetitionDraft(models.Model):
    """Whoever knows ``secret`` goes on with it: the sender needs no account, and a session that ended loses nothing.

    ``client_key`` is the key of a report that a device kept and sent later: the same key is the same draft. When sent,
    ``petition`` is set and the answers and files are gone from here."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    secret = models.CharField(max_length=40, unique=True, default=new_secret)
    client_key = models.CharField(max_length=60, blank=True)
    account = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16)
    origin = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    purge_on = models.DateField(db_index=True)
    petition = models.OneToOneField("petitions.Petition", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "petition_draft"
        constraints = [
            models.UniqueConstraint(name="petitions_draft_once", fields=["client_key"], condition=~Q(client_key="")),
            models.CheckConstraint(name="petitions_draft_emptied", condition=Q(petition=None) | Q(answers={})),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class PetitionDraftFile(models.Model):
    """A file waiting in a draft, or one that could not be kept, with the reason: the sender reads why. ``lat`` and
    ``lng``: where a photograph says it was taken, until the sender has said what to do with that."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    draft = models.ForeignKey(PetitionDraft, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255, blank=True)
    sort = models.CharField(max_length=8, blank=True)
    refused = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict)
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "petition_draft_file"
        constraints = [
            models.CheckConstraint(
                name="petitions_draft_file_kept_or_refused",
                condition=Q(file__isnull=False, refused="") | (Q(file=None) & ~Q(refused="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
