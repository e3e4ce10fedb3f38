"""What was answered, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.forms.models import EFormVersion
from motcua.surveys.lifecycle import Mode
from motcua.surveys.models.wave import Wave, WaveCase, WaveGroup


class Response(models.Model):
    """The clean answers of one who was asked. ``case`` leads to who it was only until the wave is closed, and is
    emptied then; ``weight`` (millionths) is set at that moment. ``entry`` is the id that the page or the tablet gave
    it, so that what is sent twice is kept once."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="responses")
    group = models.ForeignKey(WaveGroup, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(WaveCase, null=True, on_delete=models.PROTECT, related_name="response")
    entry = models.UUIDField(unique=True)
    form_version = models.ForeignKey(EFormVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    mode = models.CharField(max_length=11)
    answered_on = models.DateField()
    weight = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="surveys_response_mode", condition=Q(mode__in=[one.value for one in Mode])),
            models.CheckConstraint(
                name="surveys_response_weight", condition=Q(weight__isnull=True) | Q(weight__gte=0, case__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.entry)


class SetAside(models.Model):
    """What came in and could not be counted, kept as it came until ``purge_on`` so that a person can look: a second
    answer of the same case, answers with faults, a wave that is closed."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="set_aside")
    case = models.ForeignKey(WaveCase, null=True, on_delete=models.PROTECT, related_name="+")
    entry = models.UUIDField(unique=True)
    reason = models.CharField(max_length=40)
    body = models.JSONField()
    came_from = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    came_at = models.DateTimeField()
    purge_on = models.DateField()

    class Meta:
        indexes = [models.Index(name="surveys_aside_purge", fields=["purge_on"])]

    def __str__(self) -> str:
        return f"{self.entry} {self.reason}"


class WaveResult(models.Model):
    """The figures of a closed wave as canonical JSON and its SHA-256: counts by level, shares, means, indices, their
    errors, and how they came about. A later one (a mending with its reason) does not replace an earlier one."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveIntegerField()
    body = models.BinaryField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="surveys_result_number", fields=["wave", "number"])]

    def __str__(self) -> str:
        return f"{self.wave_id}/{self.number}"
