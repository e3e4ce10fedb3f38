"""Registers and their published versions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.forms.models import EFormVersion
from motcua.organisation.models import Dated, no_overlap
from motcua.registers.lifecycle import RegisterState


class Register(models.Model):
    """A register by its key. ``draft`` is the author's working copy of all but form and process, which have drafts of
    their own under the subject ``register:KEY``; ``revision`` counts its saves. Closed: nothing is entered any more,
    what is under way is brought to its end."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    state = models.CharField(max_length=6, choices=[(one.value, one.value) for one in RegisterState])
    draft = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    created_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registers_register_state", condition=Q(state__in=[one.value for one in RegisterState])
            ),
        ]

    def __str__(self) -> str:
        return self.key


class RegisterVersion(Dated):
    """One published definition (:mod:`motcua.registers.definition`) as JSON. The database refuses to change it but for
    the day it ends. ``searched`` are the keys whose answers records are found by."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    definition = models.JSONField()
    schema_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    form_version = models.ForeignKey(EFormVersion, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="registers_version_number", fields=["register", "number"]),
            models.CheckConstraint(name="registers_version_schema", condition=Q(schema_version__gte=1)),
            no_overlap("registers_version_one_a_day", ids=("register",)),
        ]

    def __str__(self) -> str:
        return f"{self.register_id}/{self.number}"
