"""What was issued, its files, its end, and how it was checked since. All append-only but the differences, which end."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from motcua.core.db import Xid8Field
from motcua.core.ids import new_id

KINDS = ("figure", "table", "report")
FORMS = ("pdf", "xlsx", "docx", "csv", "json")
OUTCOMES = ("equal", "differs", "cannot")


class Publication(models.Model):
    """A document of figures as it was issued. ``body`` is its canonical JSON and states everything needed to make it
    again; the columns beside it serve lists. ``manifest``: hash of the facts it was counted from, which says nothing
    about its content. ``settled_at``: nothing recorded up to then could still appear when it was issued. ``(epoch,
    xid)``: how far in the logs those facts went."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    unit_code = models.CharField(max_length=40)
    period_code = models.CharField(max_length=24)
    first_day = models.DateField()
    last_day = models.DateField()
    map_day = models.DateField()
    as_of = models.DateTimeField()
    settled_at = models.DateTimeField()
    epoch = models.IntegerField()
    xid = Xid8Field()
    evolve_version = models.IntegerField()
    schema_version = models.IntegerField()
    manifest = models.CharField(max_length=64)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "figures_publication"
        constraints = [
            models.CheckConstraint(name="figures_publication_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="figures_publication_days", condition=Q(first_day__lte=F("last_day"))),
            models.CheckConstraint(name="figures_publication_settled", condition=Q(as_of__lte=F("settled_at"))),
        ]
        indexes = [
            models.Index(name="figures_publication_newest", fields=["-id"]),
            models.Index(name="figures_publication_unit", fields=["unit_code", "-id"]),
            models.Index(name="figures_publication_period", fields=["period_code", "-id"]),
            models.Index(name="figures_publication_hash", fields=["sha256"]),
            models.Index(name="figures_publication_cursor", fields=["epoch", "xid"]),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.sha256[:12]}"


class Withdrawal(models.Model):
    """Its end: withdrawn, or ``replaced_by`` a later one. The publication itself stays as it was."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="withdrawal")
    replaced_by = models.ForeignKey(Publication, null=True, on_delete=models.PROTECT, related_name="replaces")
    reason = models.CharField(max_length=500)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        db_table = "figures_publication_withdrawal"
        constraints = [
            models.CheckConstraint(
                name="figures_withdrawal_other",
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("publication")),
            ),
            models.CheckConstraint(name="figures_withdrawal_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return str(self.publication_id)


class PublicationFile(models.Model):
    """The publication as a file that went out: kept by the room of documents, known by its hash."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=5)
    stored = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)

    class Meta:
        db_table = "figures_publication_file"
        constraints = [
            models.CheckConstraint(name="figures_file_form", condition=Q(form__in=FORMS)),
            models.UniqueConstraint(name="figures_file_once", fields=["publication", "sha256"]),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.sha256[:12]}"


class Recomputation(models.Model):
    """One try to make it again. ``path``: the first place where it differs; ``why``: code of what forbade it."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="recomputations")
    outcome = models.CharField(max_length=8)
    why = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    from_log = models.BooleanField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    class Meta:
        db_table = "figures_recomputation"
        constraints = [models.CheckConstraint(name="figures_recomputation_outcome", condition=Q(outcome__in=OUTCOMES))]
        indexes = [models.Index(name="figures_recomputation_newest", fields=["publication", "-id"])]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.outcome}"


class Disagreement(models.Model):
    """Two figures of one unit and period that should agree and do not. Found at night; ``gone_at`` once they do again,
    and a later one is a row of its own. Numbers are exact (``18`` or ``9/32``)."""

    uid = models.UUIDField(default=new_id, unique=True, editable=False)
    identity = models.CharField(max_length=80)
    unit_code = models.CharField(max_length=40)
    period_code = models.CharField(max_length=24)
    left = models.CharField(max_length=60)
    right = models.CharField(max_length=60)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "figures_disagreement"
        constraints = [
            models.UniqueConstraint(
                name="figures_disagreement_open",
                fields=["identity", "unit_code", "period_code"],
                condition=Q(gone_at__isnull=True),
            ),
            models.CheckConstraint(name="figures_disagreement_seen", condition=Q(first_seen_at__lte=F("last_seen_at"))),
        ]
        indexes = [models.Index(name="figures_disagreement_list", fields=["gone_at", "-first_seen_at"])]

    def __str__(self) -> str:
        return f"{self.identity} {self.unit_code} {self.period_code}"
