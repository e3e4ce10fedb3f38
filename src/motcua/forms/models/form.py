"""Forms and their versions. A version never changes: a dossier keeps the one it was filed on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from motcua.core.ids import new_id


class EForm(models.Model):
    """A form by its key, such as ``procedure:1.001193:default``."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=1200)

    def __str__(self) -> str:
        return self.key


class EFormVersion(models.Model):
    """One published wording of a form: its schema as JSON (see :mod:`motcua.forms.schema`) and the SHA-256 of the
    schema's canonical bytes. The database refuses to change or delete a row."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    form = models.ForeignKey(EForm, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    schema = models.JSONField()
    schema_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    is_generated = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="forms_version_number", fields=["form", "number"]),
            models.UniqueConstraint(name="forms_version_content", fields=["form", "digest"]),
            models.CheckConstraint(name="forms_version_schema", condition=Q(schema_version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.number}"
