"""Surveys and their published versions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.forms.models import EFormVersion
from motcua.organisation.models import Dated, no_overlap


class Survey(models.Model):
    """A survey by its key. ``draft`` is the author's working copy of how answers are read
    (:mod:`motcua.surveys.definition`); its questions are a form draft of the subject ``survey:KEY``. ``revision``
    counts the saves."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    draft = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    created_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="surveys_survey_revision", condition=Q(revision__gte=1))]

    def __str__(self) -> str:
        return self.key


class SurveyVersion(Dated):
    """One published way of asking and reading: its form and its definition as JSON. The database refuses to change it
    but for the day it ends; waves that run keep theirs."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    definition = models.JSONField()
    schema_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    form_version = models.ForeignKey(EFormVersion, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="surveys_version_number", fields=["survey", "number"]),
            models.CheckConstraint(name="surveys_version_schema", condition=Q(schema_version__gte=1)),
            no_overlap("surveys_version_one_a_day", ids=("survey",)),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}/{self.number}"
