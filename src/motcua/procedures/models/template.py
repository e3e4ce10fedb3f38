"""Templates of letters: immutable versions of what an author wrote, and where and since when each is used."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.db import CurrentTransaction, Xid8Field
from motcua.core.ids import new_id
from motcua.organisation.models import Dated, no_overlap
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.models.decision import Decision
from motcua.procedures.models.registry import not_reversed


class TemplateVersion(models.Model):
    """The source of a letter as JSON (:mod:`motcua.documents.letters.source`). Never changed."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    letter = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in LetterKind])
    name = models.CharField(max_length=200, blank=True)
    source = models.JSONField()
    schema_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    xid = Xid8Field(db_default=CurrentTransaction(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="procedures_template_letter", condition=Q(letter__in=[kind.value for kind in LetterKind])
            ),
            models.CheckConstraint(name="procedures_template_schema", condition=Q(schema_version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"


class TemplateBinding(Dated):
    """A letter of a kind is written by a template for a procedure, or one case of it (empty = all cases, all
    procedures). The most specific binding decides. A row without a version says that there is none from that day."""

    procedure_key = models.CharField(max_length=100, blank=True)
    case_key = models.CharField(max_length=80, blank=True)
    letter = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in LetterKind])
    template_version = models.ForeignKey(TemplateVersion, null=True, on_delete=models.PROTECT, related_name="bindings")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            not_reversed("procedures_template_dates"),
            no_overlap("procedures_template_one_a_day", texts=("procedure_key", "case_key", "letter")),
            models.CheckConstraint(
                name="procedures_template_binding_letter", condition=Q(letter__in=[kind.value for kind in LetterKind])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_key or '*'} {self.letter}"
