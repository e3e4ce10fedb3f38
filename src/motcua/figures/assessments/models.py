"""Tables of rounds. What was entered, answered, signed or moved is appended; a round and a sheet say where they are."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.documents.models import StoredFile
from motcua.organisation.models import Post, Unit

LONGEST_REASON: Final = 2000


class Stage(models.TextChoices):
    """Where a round stands. Points of a layer are taken in its own stage only."""

    DRAFT = "draft", _("Đang soạn")
    SELF = "self", _("Tự đánh giá")
    APPRAISAL = "appraisal", _("Thẩm định")
    APPEAL = "appeal", _("Nhận kiến nghị")
    FINAL = "final", _("Chờ ký công bố")
    PUBLISHED = "published", _("Đã công bố")


class Kind(models.TextChoices):
    """What is assessed."""

    DEPARTMENT = "department", _("Sở, ban, ngành")
    COMMUNE = "commune", _("Ủy ban nhân dân cấp xã")
    DESK = "desk", _("Bộ phận một cửa")
    OFFICIAL = "official", _("Cán bộ, công chức tại một cửa")


class Part(models.TextChoices):
    APPRAISER = "appraiser", _("Thẩm định")
    COUNCIL = "council", _("Hội đồng")


class AssessmentRound(models.Model):
    """One tree in one version, one period, one kind of assessed. ``tree_hash`` is that of the tree it was made with:
    criteria that changed under a round stop it."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    tree = models.CharField(max_length=60)
    tree_version = models.IntegerField()
    tree_hash = models.CharField(max_length=64)
    period = models.CharField(max_length=30)
    basis = models.CharField(max_length=300, blank=True)
    self_until = models.DateField()
    appraised_until = models.DateField()
    appeal_until = models.DateField()
    publish_by = models.DateField()
    without_survey = models.BooleanField(default=False)
    signer = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "figures_assessment_round"
        constraints = [
            models.CheckConstraint(name="figures_round_stage", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(name="figures_round_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="figures_round_dates",
                condition=Q(self_until__lte=F("appraised_until"))
                & Q(appraised_until__lte=F("appeal_until"))
                & Q(appeal_until__lte=F("publish_by")),
            ),
        ]
        indexes = [models.Index(name="figures_round_recent", fields=["-created_at", "-id"])]

    def __str__(self) -> str:
        return self.title


class AssessmentSheet(models.Model):
    """Who is assessed in a round: a unit, or an official of a unit. ``name`` is that of the unit when the round was
    made. ``left_reason``: taken out of the round, kept, not ranked."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    submitted_at = models.DateTimeField(null=True)
    left_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        db_table = "figures_assessment_sheet"
        constraints = [
            models.UniqueConstraint(
                name="figures_sheet_once", fields=["round", "unit", "person"], nulls_distinct=False
            ),
        ]
        indexes = [models.Index(name="figures_sheet_person", fields=["person"], condition=Q(person__isnull=False))]

    def __str__(self) -> str:
        return self.name


class AssessmentJudge(models.Model):
    """A post that appraises the criteria of ``group`` (empty: all of them), or sits on the council that answers
    appeals. Whoever fills the post acts."""

    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="judges")
    part = models.CharField(max_length=10, choices=Part.choices)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "figures_assessment_judge"
        constraints = [
            models.CheckConstraint(name="figures_judge_part", condition=Q(part__in=Part.values)),
            models.UniqueConstraint(name="figures_judge_once", fields=["round", "part", "post", "group"]),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.post_id}"


class AssessmentEvidence(models.Model):
    """A file that shows why a criterion deserves its points. Append-only: which files still speak for a criterion is
    what its newest entry names."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    sheet = models.ForeignKey(AssessmentSheet, on_delete=models.PROTECT, related_name="evidence")
    criterion = models.CharField(max_length=40)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        db_table = "figures_assessment_evidence"
        indexes = [models.Index(name="figures_evidence_of", fields=["sheet", "criterion"])]

    def __str__(self) -> str:
        return str(self.uid)


class EntryOrigin(StrEnum):
    """How points came in."""

    TYPED = "typed"
    COMPUTED = "computed"
    SURVEY = "survey"
    APPEAL = "appeal"


class AssessmentEntry(models.Model):
    """Points of one criterion in one layer. Append-only; the newest of a layer counts. ``points`` is an exact fraction
    ("3/2"), empty where the criterion does not apply. ``found`` is what they were worked out from (a declared number,
    answers, a figure with its hash and address). ``author`` null: the program."""

    sheet = models.ForeignKey(AssessmentSheet, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    criterion = models.CharField(max_length=40)
    layer = models.CharField(max_length=10)
    points = models.CharField(max_length=80, blank=True)
    origin = models.CharField(max_length=10)
    found = models.JSONField(default=dict)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    evidence = ArrayField(models.UUIDField(), default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "figures_assessment_entry"
        constraints = [
            models.UniqueConstraint(name="figures_entry_seq", fields=["sheet", "seq"]),
            models.CheckConstraint(
                name="figures_entry_layer", condition=Q(layer__in=["self", "appraised", "survey", "final"])
            ),
            models.CheckConstraint(
                name="figures_entry_origin", condition=Q(origin__in=[one.value for one in EntryOrigin])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.layer} {self.points}"

    @property
    def exact(self) -> Fraction | None:
        return Fraction(self.points) if self.points else None


class AssessmentAct(models.Model):
    """What was done with a round or a sheet besides points: opened, closed, reopened, handed in, taken out, reminded.
    Append-only."""

    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="acts")
    sheet = models.ForeignKey(AssessmentSheet, null=True, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=30)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    details = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "figures_assessment_act"
        indexes = [models.Index(name="figures_act_of_round", fields=["round", "-id"])]

    def __str__(self) -> str:
        return self.kind


class AssessmentAppeal(models.Model):
    """The assessed asks for other points of one criterion. Append-only; the answer is a row of its own."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    sheet = models.ForeignKey(AssessmentSheet, on_delete=models.PROTECT, related_name="appeals")
    criterion = models.CharField(max_length=40)
    wanted = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=LONGEST_REASON)
    evidence = ArrayField(models.UUIDField(), default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "figures_assessment_appeal"
        constraints = [models.UniqueConstraint(name="figures_appeal_once", fields=["sheet", "criterion"])]

    def __str__(self) -> str:
        return str(self.uid)


class AssessmentAnswer(models.Model):
    """What the council said to an appeal. ``entry`` holds the final points where they changed. Append-only."""

    appeal = models.OneToOneField(AssessmentAppeal, on_delete=models.PROTECT, related_name="answer")
    granted = models.BooleanField()
    entry = models.OneToOneField(AssessmentEntry, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=LONGEST_REASON)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "figures_assessment_answer"

    def __str__(self) -> str:
        return str(self.appeal_id)


class AssessmentSurvey(models.Model):
    """A table of survey answers or of given points, read and shown before it is taken in. Append-only; ``taken`` in
    the acts says whether it was."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="surveys")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        db_table = "figures_assessment_survey"

    def __str__(self) -> str:
        return str(self.uid)


class AssessmentResult(models.Model):
    """The signed result of a round: canonical JSON and its hash. A round that was reopened gets another one with the
    next number; earlier ones stay. Append-only."""

    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveIntegerField()
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    decision_number = models.CharField(max_length=100)
    signed_on = models.DateField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField()
    archived = models.CharField(max_length=100, blank=True)

    class Meta:
        db_table = "figures_assessment_result"
        constraints = [
            models.UniqueConstraint(name="figures_result_number", fields=["round", "number"]),
            models.CheckConstraint(name="figures_result_decided", condition=~Q(decision_number="")),
        ]

    def __str__(self) -> str:
        return self.decision_number
