"""The province's overlay: what it adds to the national wording, dated, each row under a decision."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.db import CurrentTransaction, Xid8Field
from motcua.core.money import MAX_DONG
from motcua.forms.models import EFormVersion
from motcua.organisation.models import Dated, no_overlap
from motcua.procedures.models.content import CHANNELS, LIMIT_UNITS
from motcua.procedures.models.decision import Decision
from motcua.procedures.models.registry import Procedure, not_reversed
from motcua.procedures.rules import LEVEL_REASONS, NEW_LEVELS, OLD_LEVELS, SCALE_CHANGE
from motcua.procedures.terms import SigningForm, SupplementClock


class LocalTerms(Dated):
    """The province's own terms for a procedure, or for one case or channel of it (empty = all). The most specific row
    with a value decides. ``replaces_fees``: the fees are those of the council's resolution below, not the national."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="local_terms")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    case_key = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=8, blank=True)
    committed_amount = models.PositiveIntegerField(null=True)
    committed_unit = models.CharField(max_length=12, blank=True)
    supplement_clock = models.CharField(max_length=5, blank=True)
    waits = models.JSONField(db_default={}, default=dict)
    """How long the office waits before it looks again, by kind of wait (:mod:`motcua.procedures.waits`)."""
    is_instant = models.BooleanField(null=True)
    replaces_fees = models.BooleanField(default=False)
    fee_resolution = models.CharField(max_length=200, blank=True)
    place = models.TextField(blank=True)
    form_version = models.ForeignKey(EFormVersion, null=True, on_delete=models.PROTECT, related_name="+")
    xid = Xid8Field(db_default=CurrentTransaction(), editable=False)

    class Meta:
        constraints = [
            not_reversed("procedures_local_dates"),
            no_overlap("procedures_local_one_a_day", ids=("procedure",), texts=("case_key", "channel")),
            models.CheckConstraint(name="procedures_local_channel", condition=Q(channel__in=["", *CHANNELS])),
            models.CheckConstraint(
                name="procedures_local_limit",
                condition=Q(committed_amount__isnull=True, committed_unit="")
                | Q(committed_amount__gt=0, committed_unit__in=LIMIT_UNITS),
            ),
            models.CheckConstraint(
                name="procedures_local_clock",
                condition=Q(supplement_clock__in=["", *(clock.value for clock in SupplementClock)]),
            ),
            models.CheckConstraint(
                name="procedures_local_fees", condition=Q(replaces_fees=False) | ~Q(fee_resolution="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}:{self.case_key}:{self.channel}"


class LocalFee(models.Model):
    """One fee set by a resolution of the province's council."""

    terms = models.ForeignKey(LocalTerms, on_delete=models.PROTECT, related_name="fees")
    ordinal = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=500, blank=True)
    amount = models.BigIntegerField()
    kind = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="procedures_local_fee_ordinal", fields=["terms", "ordinal"]),
            models.CheckConstraint(
                name="procedures_local_fee_amount", condition=Q(amount__gte=0, amount__lte=MAX_DONG)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.terms_id}/{self.ordinal}"


class ServiceLevel(Dated):
    """How far a procedure can be done online: 1–4 until 14 August 2022 (Decree 43/2011), since then ``full`` or
    ``partial`` (ND42/2022 art. 11); from 1 July 2026 ``partial`` needs a public reason and ground (ND224/2026 art. 14).
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="service_levels")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=7)
    reason = models.CharField(max_length=12, blank=True)
    ground = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            not_reversed("procedures_level_dates"),
            no_overlap("procedures_level_one_a_day", ids=("procedure",)),
            models.CheckConstraint(
                name="procedures_level_scale",
                condition=Q(level__in=OLD_LEVELS, valid_to__isnull=False, valid_to__lte=SCALE_CHANGE)
                | Q(level__in=NEW_LEVELS, valid_from__gte=SCALE_CHANGE),
            ),
            models.CheckConstraint(
                name="procedures_level_reason",
                condition=Q(reason__in=("", *LEVEL_REASONS)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.level}"


class ProcedureTag(Dated):
    """A dated list a procedure stands on: *integrated nationally*, *essential service*, …"""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="tags")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    tag = models.SlugField(max_length=60, db_index=False)

    class Meta:
        constraints = [
            not_reversed("procedures_tag_dates"),
            no_overlap("procedures_tag_one_a_day", ids=("procedure",), texts=("tag",)),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.tag}"


class SettlingRule(models.TextChoices):
    """The unit itself by code; the commune of the place; its child unit of a kind; the unit whose service area of a
    kind covers the place."""

    NAMED = "named"
    PLACE = "place"
    PLACE_DIVISION = "place_division"
    SERVICE_AREA = "service_area"


class ReceptionRule(models.TextChoices):
    """The one-stop centre of the place, the provincial centre, or a unit by code."""

    PLACE_CENTRE = "place_centre"
    PROVINCE_CENTRE = "province_centre"
    NAMED = "named"


class Competence(Dated):
    """Who settles, and who receives: for one procedure (or one case of it), a whole field, or a level. ``area`` limits
    the rule to a unit and what lies under it. Units are named by code: a rule outlives a new row of its unit.

    The most specific rule decides: case, procedure, field, level; then the smallest area.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, null=True, on_delete=models.PROTECT, related_name="competences")
    case_key = models.CharField(max_length=80, blank=True)
    field = models.CharField(max_length=300, blank=True)
    level = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=40, blank=True)
    settling = models.CharField(max_length=14, choices=SettlingRule.choices)
    settling_code = models.CharField(max_length=40, blank=True)
    settling_kind = models.CharField(max_length=40, blank=True)
    reception = models.CharField(max_length=15, choices=ReceptionRule.choices)
    reception_code = models.CharField(max_length=40, blank=True)
    signing = models.CharField(max_length=12, blank=True)
    """:class:`motcua.procedures.terms.SigningForm`; empty where the settling unit signs by its own right."""
    signer = models.CharField(max_length=300, blank=True)
    seal = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            not_reversed("procedures_competence_dates"),
            models.CheckConstraint(
                name="procedures_competence_signing",
                condition=Q(signing="", signer="", seal="")
                | (Q(signing__in=[form.value for form in SigningForm]) & ~Q(signer="")),
            ),
            models.CheckConstraint(
                name="procedures_competence_subject",
                condition=Q(procedure__isnull=False, field="", level="")
                | (Q(procedure__isnull=True, case_key="") & (~Q(field="") | ~Q(level=""))),
            ),
            models.CheckConstraint(
                name="procedures_competence_settling",
                condition=(Q(settling="named", settling_kind="") & ~Q(settling_code=""))
                | Q(settling="place", settling_kind="", settling_code="")
                | (Q(settling__in=("place_division", "service_area"), settling_code="") & ~Q(settling_kind="")),
            ),
            models.CheckConstraint(
                name="procedures_competence_reception",
                condition=(Q(reception="named") & ~Q(reception_code=""))
                | Q(reception__in=("place_centre", "province_centre"), reception_code=""),
            ),
            # A null procedure makes an unbounded range; such rows differ from the others by field or level.
            no_overlap(
                "procedures_competence_one_a_day", ids=("procedure",), texts=("case_key", "field", "level", "area")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settling} {self.settling_code or self.settling_kind}"
