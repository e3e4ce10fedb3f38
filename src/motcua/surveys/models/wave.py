"""A wave: one time of asking, with its draw."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id
from motcua.surveys.lifecycle import CaseState, Mode, WaveState
from motcua.surveys.models.survey import SurveyVersion


class Wave(models.Model):
    """One time of asking. ``design``: strata and what is drawn in each, modes, quotas, reserve, as JSON
    (:mod:`motcua.surveys.design`); it may change until the draw. The frame are the dossiers finished from
    ``frame_from`` up to but without ``frame_to``. ``seed`` and ``frame_digest`` are set by the draw and never change:
    with the same frame the same people come out again."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="waves")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=9, default=WaveState.PLANNED.value)
    frame_from = models.DateField()
    frame_to = models.DateField()
    ends_on = models.DateField()
    design = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    seed = models.CharField(max_length=80, blank=True)
    frame_digest = models.CharField(max_length=64, blank=True)
    frame_size = models.PositiveBigIntegerField(null=True)
    created_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    fielded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="surveys_wave_state", condition=Q(state__in=[one.value for one in WaveState])),
            models.CheckConstraint(name="surveys_wave_frame", condition=Q(frame_to__gt=F("frame_from"))),
            models.CheckConstraint(
                name="surveys_wave_drawn_is_told",
                condition=Q(state__in=["planned", "cancelled"])
                | Q(~Q(seed=""), ~Q(frame_digest=""), frame_size__isnull=False, drawn_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="surveys_wave_recent", fields=["-id"])]

    def __str__(self) -> str:
        return self.title


class WaveGroup(models.Model):
    """A group of the second stage that was drawn, as :class:`motcua.surveys.sampling.drawing.Drawn` gave it. The chance
    is a fraction of whole numbers written as text: it may have more digits than a column of numbers."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="groups")
    stratum = models.CharField(max_length=40)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=300)
    size = models.PositiveIntegerField()
    take = models.PositiveIntegerField()
    chance = models.CharField(max_length=120)
    layer = models.CharField(max_length=100)
    cluster = models.CharField(max_length=300)
    clusters = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="surveys_group_once", fields=["wave", "stratum", "unit", "group"])]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.group}"


class WaveCase(models.Model):
    """Somebody who was drawn: the dossier by which, the way of asking, what became of it. When the
    wave is closed ``dossier_uid`` is emptied: from then on nobody can say who was asked, and no answer leads to a
    dossier."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="cases")
    group = models.ForeignKey(WaveGroup, on_delete=models.PROTECT, related_name="cases")
    rank = models.PositiveIntegerField()
    dossier_uid = models.UUIDField(null=True)
    state = models.CharField(max_length=11)
    mode = models.CharField(max_length=11)
    interviewer = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="surveys_case_rank", fields=["group", "rank"]),
            models.UniqueConstraint(
                name="surveys_case_once", fields=["wave", "dossier_uid"], condition=Q(dossier_uid__isnull=False)
            ),
            models.CheckConstraint(name="surveys_case_state", condition=Q(state__in=[one.value for one in CaseState])),
            models.CheckConstraint(name="surveys_case_mode", condition=Q(mode__in=[one.value for one in Mode])),
        ]
        indexes = [
            models.Index(name="surveys_case_work", fields=["interviewer", "wave"]),
            models.Index(name="surveys_case_by_state", fields=["wave", "state"]),
        ]

    def __str__(self) -> str:
        return str(self.uid)
