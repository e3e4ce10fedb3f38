"""Statutory reports as rows: one for each form, unit and period, its editions, and every act upon them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id

from .lifecycle import Act, State

STATES = [state.value for state in State]
ACTS = [act.value for act in Act]


class StatutoryReport(models.Model):
    """What one unit owes for one period on one form. ``period`` is its code; ``due_on`` null: nobody set a day."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    form = models.SlugField(max_length=80, db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "figures_statutory_report"
        constraints = [
            models.UniqueConstraint(name="figures_statutory_report_once", fields=["form", "unit", "period"]),
            models.CheckConstraint(name="figures_statutory_report_days", condition=Q(last__gte=F("first"))),
        ]
        indexes = [models.Index(name="figures_statutory_period", fields=["period", "form"])]

    def __str__(self) -> str:
        return f"{self.form} {self.period}"


class StatutoryEdition(models.Model):
    """One edition of a report. ``body`` is canonical JSON; once submitted the database refuses to change it.
    ``entered`` holds what the unit typed by row and column, ``explained`` its words for what is missing."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    report = models.ForeignKey(StatutoryReport, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    form = models.CharField(max_length=90)
    as_of = models.DateTimeField()
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    entered = models.JSONField(default=dict)
    explained = models.CharField(max_length=2000, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    publication = models.UUIDField(null=True)

    class Meta:
        db_table = "figures_statutory_edition"
        constraints = [
            models.UniqueConstraint(name="figures_statutory_edition_once", fields=["report", "number"]),
            models.CheckConstraint(name="figures_statutory_edition_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="figures_statutory_edition_number", condition=Q(number__gte=1)),
            models.UniqueConstraint(
                name="figures_statutory_one_open",
                fields=["report"],
                condition=Q(state__in=["prepared", "checked", "submitted", "received", "returned"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.number} {self.state}"


class StatutoryPassage(models.Model):
    """An act upon an edition. Append-only. ``sha256``: of the body as it was then; ``body`` itself when it was
    submitted, so that what was returned can still be read."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    edition = models.ForeignKey(StatutoryEdition, on_delete=models.PROTECT, related_name="passages")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=10)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    user = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    post_line = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=2000, blank=True)
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField(null=True)

    class Meta:
        db_table = "figures_statutory_passage"
        constraints = [
            models.UniqueConstraint(name="figures_statutory_passage_once", fields=["edition", "seq"]),
            models.CheckConstraint(name="figures_statutory_passage_act", condition=Q(act__in=ACTS)),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.seq} {self.act}"


class StatutoryReminder(models.Model):
    """That a unit was reminded of a report of a period, so that it is reminded once a day at most."""

    form = models.SlugField(max_length=80, db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=30)
    on = models.DateField()
    days_left = models.IntegerField()

    class Meta:
        db_table = "figures_statutory_reminder"
        constraints = [
            models.UniqueConstraint(name="figures_statutory_reminder_once", fields=["form", "unit", "period", "on"])
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.period} {self.on}"


class ReportTemplate(models.Model):
    """A DOCX that the reform report is written by, one version after another; the newest counts. Never changed."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    kind = models.SlugField(max_length=40, db_index=False)
    version = models.PositiveSmallIntegerField()
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    placeholders = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "figures_report_template"
        constraints = [models.UniqueConstraint(name="figures_report_template_once", fields=["kind", "version"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class WrittenReport(models.Model):
    """A reform report that was written: its figures as canonical JSON, and the DOCX made of them. ``template`` null:
    the one that comes with the program."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    kind = models.SlugField(max_length=40, db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=30)
    template = models.ForeignKey(ReportTemplate, null=True, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateTimeField()
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64)
    publication = models.UUIDField(null=True)
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "figures_written_report"
        indexes = [models.Index(name="figures_written_period", fields=["kind", "unit", "period", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"
