"""A list's filter that an official keeps under a name."""

from __future__ import annotations

from django.db import models

from motcua.core.ids import new_id


class SavedFilter(models.Model):
    """``query`` is the address of the list without its place: no cursor, no personal data but what was searched."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="dossiers_saved_filter_name", fields=["user", "name"])]

    def __str__(self) -> str:
        return self.name
