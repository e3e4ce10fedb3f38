"""Tables of boards: scores worked out by a job, boards that were published, and what others published."""

from __future__ import annotations

import datetime as dt

from django.db import models

from motcua.core.ids import new_id


class Breakdown(models.TextChoices):
    UNITS = "units"
    """All units of a level."""
    PROCEDURES = "procedures"
    """The procedures of one unit."""


class BoardRun(models.Model):
    """An index worked out for all members at once, as of an instant whose answer cannot change any more. A cache: it
    can be worked out again from facts. ``unit``: the unit whose procedures, or under which the units are."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    index = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    breakdown = models.CharField(max_length=10, choices=Breakdown)
    unit = models.CharField(max_length=60)
    period = models.CharField(max_length=30)
    tree_hash = models.CharField(max_length=64)
    as_of = models.DateTimeField()
    manifest = models.CharField(max_length=64, blank=True)
    computed_at = models.DateTimeField()
    milliseconds = models.IntegerField()
    members = models.IntegerField()

    class Meta:
        db_table = "figures_board_run"
        constraints = [
            models.UniqueConstraint(
                name="figures_board_run_once",
                fields=["index", "level", "breakdown", "unit", "period", "tree_hash", "as_of"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.level} {self.unit} {self.period}"


class BoardRow(models.Model):
    """One member of a run. ``score``: what was found, criterion by criterion, and groups, ranks and changes; exact.
    ``points``: of the whole, for order and thresholds."""

    run = models.ForeignKey(BoardRun, on_delete=models.CASCADE, related_name="rows")
    ordinal = models.IntegerField()
    member = models.CharField(max_length=80)
    name = models.TextField()
    points = models.DecimalField(max_digits=12, decimal_places=6)
    rank = models.IntegerField(null=True)
    score = models.JSONField()

    class Meta:
        db_table = "figures_board_row"
        constraints = [
            models.UniqueConstraint(name="figures_board_row_once", fields=["run", "member"]),
            models.UniqueConstraint(name="figures_board_row_order", fields=["run", "ordinal"]),
        ]

    def __str__(self) -> str:
        return f"{self.ordinal} {self.member}"


class BoardPublication(models.Model):
    """A board as it was published: its canonical JSON, by hash. ``takes_back``: the publication that this one withdraws
    or replaces; without a ``body`` it only withdraws. Append-only."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    index = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    period = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back_by")
    reason = models.TextField(blank=True)
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "figures_board_publication"
        indexes = [models.Index(name="figures_board_published", fields=["index", "level", "-last", "-published_at"])]

    def __str__(self) -> str:
        return f"{self.index} {self.level} {self.period}"


class NationalKind(models.TextChoices):
    SCORES = "scores"
    DOSSIERS = "dossiers"


class NationalState(models.TextChoices):
    DRAFT = "draft"
    """Read, not taken yet: columns are being named."""
    TAKING = "taking"
    TAKEN = "taken"
    FAILED = "failed"


class NationalImport(models.Model):
    """A file of the national portal: published scores, or the list of dossiers it holds. ``source`` and ``obtained_on``
    say where it comes from and of when it is. ``columns``: our name -> number of the file's column."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=NationalKind)
    source = models.TextField()
    obtained_on = models.DateField()
    unit = models.CharField(max_length=60)
    period = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    file = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    heads = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=NationalState)
    fault = models.CharField(max_length=60, blank=True)
    lines = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    bad = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    job = models.UUIDField(null=True)
    imported_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "figures_national_import"
        indexes = [models.Index(name="figures_national_newest", fields=["kind", "period", "-taken_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.obtained_on}"


class NationalScore(models.Model):
    """One line of published scores, as read. ``unit`` empty: no unit of ours has this name. Append-only."""

    source = models.ForeignKey(NationalImport, on_delete=models.PROTECT, related_name="scores")
    line = models.IntegerField()
    unit = models.CharField(max_length=60, blank=True, db_index=True)
    name = models.TextField(blank=True)
    total = models.TextField(blank=True)
    groups = models.JSONField(default=dict)
    rank = models.IntegerField(null=True)
    ranked_of = models.IntegerField(null=True)
    fault = models.CharField(max_length=60, blank=True)
    cells = models.JSONField(default=dict)

    class Meta:
        db_table = "figures_national_score"
        constraints = [models.UniqueConstraint(name="figures_national_score_line", fields=["source", "line"])]

    def __str__(self) -> str:
        return f"{self.line} {self.unit or self.name}"


class NationalDossier(models.Model):
    """One dossier that the national portal holds, as read: code and the columns that were named, no others.
    Append-only."""

    source = models.ForeignKey(NationalImport, on_delete=models.PROTECT, related_name="dossiers")
    line = models.IntegerField()
    code = models.CharField(max_length=80, blank=True)
    received_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    state = models.CharField(max_length=200, blank=True)
    fault = models.CharField(max_length=60, blank=True)
    cells = models.JSONField(default=dict)

    class Meta:
        db_table = "figures_national_dossier"
        constraints = [models.UniqueConstraint(name="figures_national_dossier_line", fields=["source", "line"])]
        indexes = [models.Index(name="figures_national_code", fields=["source", "code"])]

    def __str__(self) -> str:
        return f"{self.line} {self.code}"


class DifferenceKind(models.TextChoices):
    MISSING_THERE = "missing_there"
    UNKNOWN_HERE = "unknown_here"
    DIFFERENT = "different"


class NationalDifference(models.Model):
    """A dossier that is missing there, unknown here, or told otherwise. ``dossier``: its public id; ``reception`` and
    ``settling``: keys of its units, for who may read it. Append-only."""

    source = models.ForeignKey(NationalImport, on_delete=models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=20, choices=DifferenceKind)
    code = models.CharField(max_length=80)
    dossier = models.UUIDField(null=True)
    reception = models.BigIntegerField(null=True)
    settling = models.BigIntegerField(null=True)
    about = models.JSONField(default=dict)

    class Meta:
        db_table = "figures_national_difference"
        indexes = [models.Index(name="figures_national_diff", fields=["source", "kind", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


def minute(at: dt.datetime) -> dt.datetime:
    """The whole minute at or before an instant: boards are kept by it."""
    return at.replace(second=0, microsecond=0)
