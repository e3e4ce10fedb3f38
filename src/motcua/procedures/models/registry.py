"""The national layer: a procedure through time. Rows of a published version never change; a change is a new version."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from motcua.core.db import CurrentTransaction, Xid8Field
from motcua.core.ids import new_id
from motcua.forms.models import EFormVersion
from motcua.organisation.models import Dated, no_overlap
from motcua.procedures.models.decision import Decision


def not_reversed(name: str) -> models.CheckConstraint:
    """A row may end on the day it begins: then it was replaced before it was ever in force."""
    return models.CheckConstraint(name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")))


class Origin(models.TextChoices):
    """Who the wording of a version comes from: the national catalogue, or the province's own decision."""

    NATIONAL = "national"
    LOCAL = "local"


class Procedure(models.Model):
    """A procedure by its ``key``: the national code ``X.NNNNNN``, or the province's own key while the national code is
    not known (``code`` null)."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.CharField(max_length=100, unique=True)
    code = models.CharField(max_length=60, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="procedures_procedure_key", condition=Q(key__regex=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
            ),
            models.CheckConstraint(name="procedures_procedure_code", condition=Q(code__isnull=True) | ~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.key


class ProcedureVersion(Dated):
    """The wording in force from day to day. ``digest`` is the SHA-256 of the canonical content, children included.

    The database lets only ``valid_to`` change, once, and lets children in only in the transaction that made the
    version (``xid``), under a decision that is in force.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="versions")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    digest = models.CharField(max_length=64)
    upstream_digest = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=2000)
    sort_name = models.CharField(max_length=2000)
    field = models.CharField(max_length=300)
    ministry = models.CharField(max_length=300, blank=True)
    levels = ArrayField(models.CharField(max_length=20), default=list)
    type = models.CharField(max_length=300, blank=True)
    subjects = ArrayField(models.CharField(max_length=300), default=list)
    executing = ArrayField(models.CharField(max_length=500), default=list)
    publication = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    sequence = models.TextField(blank=True)
    keywords = ArrayField(models.CharField(max_length=200), default=list)
    life_events = ArrayField(models.CharField(max_length=100), default=list)
    unknown = ArrayField(models.CharField(max_length=20), default=list)
    defects = models.JSONField(default=dict)
    xid = Xid8Field(db_default=CurrentTransaction(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="procedures_version_number", fields=["procedure", "number"]),
            models.CheckConstraint(name="procedures_version_origin", condition=Q(origin__in=Origin.values)),
            not_reversed("procedures_version_dates"),
            no_overlap("procedures_version_one_a_day", ids=("procedure",)),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.number}"


class Case(models.Model):
    """A case (trường hợp) of a version: its own papers and its form. ``default`` when the source tells none apart."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    ordinal = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=1000, blank=True)
    form_version = models.ForeignKey(EFormVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="procedures_case_key", fields=["version", "key"])]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.key}"
