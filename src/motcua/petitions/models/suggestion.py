"""What is suggested of petitions and kept: trained models, what was said of each petition and what came of it, and
traces by which others of the same matter are found."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id

from .petition import Petition


class ModelState(models.TextChoices):
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    NOT_BETTER = "not_better"


class SuggestionModel(models.Model):
    """A trained model, never changed. ``body``: bytes of :mod:`motcua.petitions.suggesting.linear` with their digest.
    ``metrics``: of the part held out, beside the rules. ``parts``: how many were learnt from, calibrated on, held
    out."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    made_at = models.DateTimeField()
    program = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    first_on = models.DateField()
    last_on = models.DateField()
    parts = models.JSONField()
    metrics = models.JSONField()
    state = models.CharField(max_length=12, choices=ModelState.choices)

    class Meta:
        db_table = "petition_model"
        constraints = [
            models.CheckConstraint(name="petitions_model_state", condition=Q(state__in=ModelState.values)),
            models.UniqueConstraint(
                name="petitions_model_one_in_force", fields=["state"], condition=Q(state="in_force")
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Suggestion(models.Model):
    """What was said of a petition when it came. ``model`` is null where the rules told. ``categories``: codes with
    probability, the likeliest first. ``settled``: the category it had when a person had seen to it. Holds no word of
    the text."""

    petition = models.OneToOneField(Petition, primary_key=True, on_delete=models.PROTECT, related_name="suggestion")
    model = models.ForeignKey(SuggestionModel, null=True, on_delete=models.PROTECT, related_name="suggestions")
    made_at = models.DateTimeField()
    categories = models.JSONField()
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=12, blank=True)
    is_urgent = models.BooleanField(default=False)
    settled = models.CharField(max_length=40, blank=True)
    settled_track = models.CharField(max_length=12, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "petition_suggestion"
        constraints = [
            models.CheckConstraint(
                name="petitions_suggestion_settled",
                condition=Q(settled_at=None, settled="", settled_track="") | Q(settled_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="petitions_suggestion_settled", fields=["-settled_at"])]

    def __str__(self) -> str:
        return str(self.petition_id)


class PetitionTrace(models.Model):
    """Where, when and about what, and hashes of the words: enough to find others of the same matter, and no text. It
    goes when the petition's words are erased. ``cell`` and ``bands``: keys of the search, see
    :mod:`motcua.petitions.suggesting.traces`."""

    petition = models.OneToOneField(Petition, primary_key=True, on_delete=models.PROTECT, related_name="trace")
    at = models.DateTimeField()
    category = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    cell = models.BigIntegerField(null=True)
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    accuracy = models.SmallIntegerField(default=0)
    bands = ArrayField(models.IntegerField(), default=list)
    words = models.BinaryField()

    class Meta:
        db_table = "petition_trace"
        constraints = [
            models.CheckConstraint(
                name="petitions_trace_pin",
                condition=Q(cell=None, lat=None, lng=None)
                | Q(cell__isnull=False, lat__isnull=False, lng__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="petitions_trace_cell", fields=["cell", "-at"], condition=Q(cell__isnull=False)),
            models.Index(name="petitions_trace_place", fields=["place", "category", "-at"]),
            GinIndex(name="petitions_trace_bands", fields=["bands"]),
        ]

    def __str__(self) -> str:
        return str(self.petition_id)
