"""Which form a case asks with, and since when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.forms.models import EFormVersion
from motcua.organisation.models import Dated, no_overlap
from motcua.procedures.models.content import CHANNELS
from motcua.procedures.models.decision import Decision
from motcua.procedures.models.registry import Procedure, not_reversed


class FormBinding(Dated):
    """A procedure, or one case or channel of it (empty = all), asks with a form that an author wrote. The most specific
    binding decides: case and channel, case, channel, all; without one the form made from the papers stays."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="form_bindings")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(EFormVersion, on_delete=models.PROTECT, related_name="+")
    case_key = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            not_reversed("procedures_form_binding_dates"),
            no_overlap("procedures_form_binding_one_a_day", ids=("procedure",), texts=("case_key", "channel")),
            models.CheckConstraint(name="procedures_form_binding_channel", condition=Q(channel__in=["", *CHANNELS])),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} > {self.form_version_id}"
