"""Reports as rows: editions with their sections, and every act upon them. Templates and what went out stand in
:mod:`motcua.figures.statutory.models`."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    FINISHED = "finished"
    REPLACED = "replaced"
    """A correction was issued in its place."""


class Act(StrEnum):
    OPEN = "open"
    FILL = "fill"
    WRITE = "write"
    """A section; its words before the change are kept in the event."""
    HEAD = "head"
    SUBMIT = "submit"
    RETURN = "return"
    FINISH = "finish"
    CORRECT = "correct"
    REPLACE = "replace"


OPEN = [State.DRAFT.value, State.SUBMITTED.value]


class ReformReport(models.Model):
    """One edition of a unit's report for a period (its code). ``body``: the canonical document of its last filling;
    null before the first. ``changed``: figures that moved in the last filling. ``fault``: code of why it failed."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    edition = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    outline = models.CharField(max_length=90)
    template = models.ForeignKey("figures.ReportTemplate", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    fragments = models.JSONField(default=dict)
    paper_number = models.CharField(max_length=40, blank=True)
    paper_day = models.DateField(null=True)
    signer = models.CharField(max_length=100, blank=True)
    explained = models.CharField(max_length=2000, blank=True)
    revision = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField(null=True)
    body = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    changed = models.JSONField(default=list)
    fault = models.CharField(max_length=60, blank=True)
    fault_params = models.JSONField(default=dict)
    job = models.UUIDField(null=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    publication = models.UUIDField(null=True)

    class Meta:
        db_table = "figures_reform_report"
        constraints = [
            models.UniqueConstraint(name="figures_reform_once", fields=["unit", "period", "edition"]),
            models.UniqueConstraint(
                name="figures_reform_one_open", fields=["unit", "period"], condition=Q(state__in=OPEN)
            ),
            models.CheckConstraint(name="figures_reform_state", condition=Q(state__in=[one.value for one in State])),
            models.CheckConstraint(name="figures_reform_days", condition=Q(last__gte=F("first"))),
        ]
        indexes = [models.Index(name="figures_reform_newest", fields=["-id"])]

    def __str__(self) -> str:
        return f"{self.period}/{self.edition} {self.state}"


class ReformSection(models.Model):
    """A section of an edition. ``given``: its words as the template had them; ``revision`` guards two authors."""

    report = models.ForeignKey(ReformReport, on_delete=models.PROTECT, related_name="sections")
    key = models.SlugField(max_length=60, db_index=False)
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    given = models.TextField(blank=True)
    appendix = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "figures_reform_section"
        constraints = [models.UniqueConstraint(name="figures_reform_section_once", fields=["report", "key"])]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.key}"


class ReformEvent(models.Model):
    """An act upon an edition. Append-only. ``content``: earlier words of a section, figures that moved."""

    report = models.ForeignKey(ReformReport, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=10)
    at = models.DateTimeField()
    user = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    content = models.JSONField(default=dict)

    class Meta:
        db_table = "figures_reform_event"
        constraints = [
            models.UniqueConstraint(name="figures_reform_event_once", fields=["report", "seq"]),
            models.CheckConstraint(name="figures_reform_event_act", condition=Q(act__in=[one.value for one in Act])),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.seq} {self.act}"
