"""Fan-outs as the province uses them: dated, each under a decision, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.organisation.models import Dated, no_overlap
from motcua.procedures.models.decision import Decision
from motcua.procedures.models.registry import Procedure, not_reversed


class BundleVersion(Dated):
    """What opens when a dossier of ``procedure`` comes to ``step`` of its process: the parts as JSON
    (:mod:`motcua.procedures.bundle_json`). A dossier follows the version in force on the day it was handed in.

    Circular 01/2018/TT-VPCP art. 4: ministers announce groups of procedures settled together, the chair the list.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="bundles")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    name = models.CharField(max_length=500)
    parts = models.JSONField()
    schema_version = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            not_reversed("procedures_bundle_dates"),
            no_overlap("procedures_bundle_one_a_day", ids=("procedure",), texts=("step",)),
            models.CheckConstraint(name="procedures_bundle_schema", condition=Q(schema_version__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name
