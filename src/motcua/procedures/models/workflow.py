"""Internal processes: immutable versions of steps, and where and when each is followed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.db import CurrentTransaction, Xid8Field
from motcua.core.ids import new_id
from motcua.organisation.models import Dated, no_overlap
from motcua.procedures.models.decision import Decision
from motcua.procedures.models.registry import Procedure, not_reversed


class ProcessVersion(models.Model):
    """The steps of an internal process as JSON (:mod:`motcua.procedures.process_json`). Never changed; it was checked
    against the settlement limit of ``case_key`` (empty = all cases) before it came in."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="process_versions")
    number = models.PositiveIntegerField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=500)
    case_key = models.CharField(max_length=80, blank=True)
    steps = models.JSONField()
    schema_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    total_minutes = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    xid = Xid8Field(db_default=CurrentTransaction(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="procedures_process_number", fields=["procedure", "number"]),
            models.CheckConstraint(name="procedures_process_schema", condition=Q(schema_version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.number}"


class ProcessBinding(Dated):
    """A procedure, or one case of it, follows a process where ``unit_code`` (and what lies under it) settles; empty =
    the whole province. The most specific binding decides: case, then the nearest unit."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="bindings")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    process_version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="bindings")
    case_key = models.CharField(max_length=80, blank=True)
    unit_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            not_reversed("procedures_binding_dates"),
            no_overlap("procedures_binding_one_a_day", ids=("procedure",), texts=("case_key", "unit_code")),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} > {self.process_version_id}"
