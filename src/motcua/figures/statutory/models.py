"""Statutory reports as rows: one for each form, unit and period, its editions, and every act upon them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id

from .lifecycle import Act, State
from .model import DayCount

STATES = [state.value for state in State]
ACTS = [act.value for act in Act]


class StatutoryReport(models.Model):
    """What one unit owes for one period on one form. ``period`` is its code; ``due_on`` null: nobody set a day.
    ``job``: the counting that was asked for and has not ended; ``fault``: why the last one came to nothing, with what
    belongs to it."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    form = models.SlugField(max_length=80, db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    due_on = models.DateField(null=True)
    job = models.UUIDField(null=True)
    fault = models.CharField(max_length=60, blank=True, default="")
    fault_about = models.JSONField(default=dict)
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
    ``entered`` holds what the unit typed by row and column, ``explained`` its words for what is missing or differs,
    ``beside`` the totals of the last period and of the same one last year, ``rolled`` what a roll-up was made of,
    ``sisters`` the forms that its identities speak of, counted with it (null: of an edition older than that).
    ``corrects``: the issued edition in whose place it is to stand."""

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
    beside = models.JSONField(default=dict)
    rolled = models.JSONField(default=dict)
    sisters = models.JSONField(null=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
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
    """That a letter about a report was written: it opened, its day comes near, is over, or it came back. The letter is
    a notice (:mod:`motcua.notifications.news`), once a day each at most. Append-only."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    report = models.ForeignKey(StatutoryReport, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10)
    on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "figures_statutory_reminder"
        constraints = [
            models.UniqueConstraint(name="figures_statutory_reminder_once", fields=["report", "kind", "on"]),
            models.CheckConstraint(
                name="figures_statutory_reminder_kind", condition=Q(kind__in=["opened", "soon", "overdue", "returned"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.kind} {self.on}"


class StatutoryDeadline(models.Model):
    """When units of a level file a form, as the province set it: so many days after a period's end, or one day for one
    period. Without a row the days of the shipped form count. ``period`` empty: every one of ``period_kind``;
    ``counted``: whether days off count."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    form = models.SlugField(max_length=80, db_index=False)
    level = models.CharField(max_length=12)
    period_kind = models.CharField(max_length=20, blank=True)
    period = models.CharField(max_length=30, blank=True)
    days = models.PositiveSmallIntegerField(null=True)
    counted = models.CharField(max_length=12, default=DayCount.DAY.value)
    due_on = models.DateField(null=True)
    source = models.CharField(max_length=500)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "figures_statutory_deadline"
        constraints = [
            models.CheckConstraint(
                name="figures_statutory_deadline_one",
                condition=Q(period="", days__isnull=False, due_on__isnull=True)
                | Q(~Q(period=""), days__isnull=True, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="figures_statutory_deadline_counted", condition=Q(counted__in=[one.value for one in DayCount])
            ),
            models.CheckConstraint(
                name="figures_statutory_deadline_days",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]
        indexes = [models.Index(name="figures_statutory_due", fields=["form", "level"])]

    def __str__(self) -> str:
        return f"{self.form} {self.level} {self.period or self.days}"


class StatutoryClosing(models.Model):
    """A period of a form was locked or opened again. Append-only; the newest row counts."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    form = models.SlugField(max_length=80, db_index=False)
    period = models.CharField(max_length=30)
    closed = models.BooleanField()
    reason = models.CharField(max_length=1000)
    user = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "figures_statutory_closing"
        indexes = [models.Index(name="figures_statutory_closed", fields=["form", "period", "-id"])]

    def __str__(self) -> str:
        return f"{self.form} {self.period} {self.closed}"


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
