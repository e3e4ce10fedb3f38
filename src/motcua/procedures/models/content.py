"""What a version says: papers, ways, fees, results and law. Immutable with their version."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.core.money import MAX_DONG
from motcua.procedures.models.registry import Case, ProcedureVersion
from motcua.procedures.terms import ChannelName
from motcua.worktime.rules import LimitUnit

CHANNELS = [name.value for name in ChannelName]
LIMIT_UNITS = [unit.value for unit in LimitUnit]


class Channel(models.Model):
    """One way to file, with the time it takes. ``case`` null = every case of the version. ``unit`` empty or ``amount``
    null = the source does not say; ``ordinal`` tells apart rows of one channel that the source does not explain."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="channels")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="channels")
    ordinal = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=8)
    amount = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=12, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="procedures_channel_ordinal", fields=["version", "ordinal"]),
            models.CheckConstraint(name="procedures_channel_name", condition=Q(channel__in=CHANNELS)),
            models.CheckConstraint(name="procedures_channel_unit", condition=Q(unit__in=["", *LIMIT_UNITS])),
            models.CheckConstraint(
                name="procedures_channel_amount", condition=Q(amount__isnull=True) | Q(amount__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.amount} {self.unit}"


class FeeRow(models.Model):
    """One fee of a way to file. ``amount`` null = hidden behind a note: unknown, which is not free."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="fees")
    ordinal = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=500, blank=True)
    amount = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    has_note = models.BooleanField(default=False)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="procedures_fee_ordinal", fields=["channel", "ordinal"]),
            models.CheckConstraint(
                name="procedures_fee_amount", condition=Q(amount__isnull=True) | Q(amount__gte=0, amount__lte=MAX_DONG)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}/{self.ordinal}"


class Component(models.Model):
    """One line of the component list; ``case`` null = common to all cases. ``is_guidance`` lines are advice (the source
    counts 0 originals and 0 copies), not papers. Counts are null when the source's figures cannot be right. Without
    ``channels`` the line is for whichever way the dossier comes."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="components")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="components")
    ordinal = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=1000, blank=True)
    code = models.CharField(max_length=60)
    name = models.TextField()
    is_cut = models.BooleanField(default=False)
    originals = models.PositiveSmallIntegerField(null=True)
    copies = models.PositiveSmallIntegerField(null=True)
    is_required = models.BooleanField(default=True)
    is_guidance = models.BooleanField(default=False)
    channels = ArrayField(models.CharField(max_length=8), default=list)
    form_file = models.CharField(max_length=500, blank=True)
    reuse_result = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="procedures_component_ordinal", fields=["version", "ordinal"]),
            models.UniqueConstraint(
                name="procedures_component_code", fields=["version", "case", "code"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="procedures_component_guidance", condition=Q(is_guidance=False) | Q(is_required=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.code}"


class ResultKind(models.Model):
    """A kind of result by its code ``KQ.Gxx.nnnnnn``; other procedures take it instead of a paper."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=1000)

    def __str__(self) -> str:
        return self.code


class VersionResult(models.Model):
    """A result of a version. ``kind`` null = the source gives no code."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="results")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.ForeignKey(ResultKind, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(name="procedures_result_ordinal", fields=["version", "ordinal"])]

    def __str__(self) -> str:
        return self.name[:80]


class LegalBasis(models.Model):
    """A legal document, and the article when the source names it. ``number`` is as read; ``as_given`` differs when the
    source ran other text into it."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="legal_bases")
    ordinal = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=200)
    as_given = models.CharField(max_length=200, blank=True)
    article = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="procedures_legal_ordinal", fields=["version", "ordinal"])]

    def __str__(self) -> str:
        return self.number
