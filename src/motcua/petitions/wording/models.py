"""Answers to start from. ``category`` is a code of the tree; empty: for every category of it."""

from __future__ import annotations

from django.db import models

from motcua.core.ids import new_id
from motcua.organisation.models import Dated


class AnswerTemplate(Dated):
    """An answer to start from. ``{…}`` marks what the person must fill in: an answer is not sent with one left."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    category = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=4000)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="petitions_template_day", fields=["category", "title", "valid_from"])
        ]

    def __str__(self) -> str:
        return self.title
