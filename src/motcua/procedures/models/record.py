"""What is noted beside the registry: postings, how often a procedure is used, and the registry's revision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.organisation.models import Unit
from motcua.procedures.models.registry import Procedure, ProcedureVersion


class PostingSheet(models.Model):
    """A posting at an office (niêm yết, ND63/2010 art. 17): the sheet of one field put up at one centre. ``digest`` is
    of its content, so that a sheet that is out of date shows."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    posted_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="procedures_sheet_one_up", fields=["unit", "field"], condition=Q(removed_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.field}"


class SheetEntry(models.Model):
    """A version that stands on a posted sheet."""

    sheet = models.ForeignKey(PostingSheet, on_delete=models.CASCADE, related_name="entries")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="procedures_sheet_entry", fields=["sheet", "version"])]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.version_id}"


class NationalPosting(models.Model):
    """A version stands in the national database (ND63/2010 art. 24: five working days from signing)."""

    version = models.OneToOneField(ProcedureVersion, on_delete=models.PROTECT, related_name="national_posting")
    posted_on = models.DateField()
    source = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.version_id}: {self.posted_on.isoformat()}"


class ProcedureUse(models.Model):
    """How often a procedure was asked for lately; only ranks search results."""

    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, primary_key=True, related_name="use")
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.count}"


class RegistryRevision(models.Model):
    """One row. Triggers give it a new random ``token`` with every change of the registry, so that each process knows
    when what it keeps is old; random, because a number could come again after a rollback or a restore."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(name="procedures_revision_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.token)
