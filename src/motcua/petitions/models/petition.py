"""A petition as its events leave it. Only :mod:`motcua.petitions.log` writes these rows."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from motcua.core.ids import new_id, new_secret
from motcua.petitions.lifecycle import ENDS, Channel, HolderKind, Kind, State

_ENDED = sorted(one.value for one in ENDS)
_HOLDERS = [one.value for one in HolderKind]


class Petition(models.Model):
    """Whoever knows ``secret`` may follow it as its sender does. ``handle_due`` is when the unit must have answered.
    ``snapshot`` is the lifecycle state; the columns say the same, for lists. Names, numbers and the text stand in
    :class:`PetitionWords`."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    receipt_no = models.CharField(max_length=20, unique=True)
    secret = models.CharField(max_length=40, default=new_secret)
    channel = models.CharField(max_length=16)
    kind = models.CharField(max_length=12)
    category = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12)
    flags = ArrayField(models.CharField(max_length=20), default=list)
    seq = models.PositiveIntegerField()
    language = models.CharField(max_length=5, default="vi")
    foreign_id = models.CharField(max_length=100, blank=True)
    procedure = models.CharField(max_length=40, blank=True)
    article = models.CharField(max_length=200, blank=True)
    occurred_on = models.DateField(null=True)
    account = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    accuracy = models.IntegerField(null=True)
    reception_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner_unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    holder_kind = models.CharField(max_length=8, blank=True)
    holder_unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    next_at = models.DateTimeField(null=True)
    handle_due = models.DateTimeField(null=True)
    rounds = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    track = models.CharField(max_length=12, blank=True)
    submitted_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    closed = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    apology_since = models.DateTimeField(null=True)
    snapshot = models.JSONField()
    head_hash = models.BinaryField(max_length=32)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "petition"
        constraints = [
            models.CheckConstraint(name="petitions_state", condition=Q(state__in=[one.value for one in State])),
            models.CheckConstraint(name="petitions_channel", condition=Q(channel__in=[one.value for one in Channel])),
            models.CheckConstraint(name="petitions_kind", condition=Q(kind__in=[one.value for one in Kind])),
            models.CheckConstraint(
                name="petitions_waits_on_somebody",
                condition=Q(closed=True, holder_kind="", holder_unit=None, next_at=None, closed_at__isnull=False)
                | Q(
                    closed=False,
                    holder_kind__in=_HOLDERS,
                    holder_unit__isnull=False,
                    next_at__isnull=False,
                    closed_at=None,
                ),
            ),
            models.CheckConstraint(
                name="petitions_closed_is_an_end",
                condition=Q(closed=True, state__in=_ENDED) | (Q(closed=False) & ~Q(state__in=_ENDED)),
            ),
            models.CheckConstraint(
                name="petitions_merged_into_another",
                condition=Q(state="merged", merged_into__isnull=False) & ~Q(merged_into=F("id"))
                | (~Q(state="merged") & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="petitions_pin_whole", condition=Q(lat=None, lng=None) | Q(lat__isnull=False, lng__isnull=False)
            ),
            models.CheckConstraint(
                name="petitions_led_away_unpublished", condition=~Q(state="led_away") | Q(published_at=None)
            ),
            models.UniqueConstraint(
                name="petitions_foreign_once", fields=["channel", "foreign_id"], condition=~Q(foreign_id="")
            ),
        ]
        indexes = [
            models.Index(name="petitions_held", fields=["holder_unit", "next_at"], condition=Q(closed=False)),
            models.Index(name="petitions_next", fields=["next_at"], condition=Q(closed=False)),
            models.Index(name="petitions_desk", fields=["reception_unit", "state", "-submitted_at"]),
            models.Index(name="petitions_owner", fields=["owner_unit", "state", "-submitted_at"]),
            models.Index(name="petitions_latest", fields=["-submitted_at", "-id"]),
            models.Index(name="petitions_by_category", fields=["category", "-submitted_at"]),
            models.Index(name="petitions_pins", fields=["lat", "lng"], condition=Q(lat__isnull=False)),
            models.Index(name="petitions_apology", fields=["apology_since"], condition=Q(apology_since__isnull=False)),
            models.Index(name="petitions_account", fields=["account", "-submitted_at"]),
        ]

    def __str__(self) -> str:
        return self.receipt_no


class PetitionWords(models.Model):
    """What was said, and by whom: apart, so that it can be erased. ``phone_key`` finds the history of a number."""

    petition = models.OneToOneField(Petition, primary_key=True, on_delete=models.PROTECT, related_name="words")
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_key = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=500, blank=True)
    address_words = models.CharField(max_length=500, blank=True)
    anonymous = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)
    purge_on = models.DateField(null=True)

    class Meta:
        db_table = "petition_words"
        indexes = [
            models.Index(name="petitions_words_phone", fields=["phone_key"], condition=~Q(phone_key="")),
            models.Index(name="petitions_words_purge", fields=["purge_on"], condition=Q(purge_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.petition_id)


class FileRole(models.TextChoices):
    SENDER = "sender"
    ANSWER = "answer"
    PUBLISHED = "published"


class PetitionFile(models.Model):
    """A file that came with an act. Only ``published`` ones are ever shown to the public: masked ones."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=9, choices=FileRole.choices)
    seq = models.PositiveIntegerField()
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "petition_file"
        constraints = [models.CheckConstraint(name="petitions_file_role", condition=Q(role__in=FileRole.values))]
        indexes = [models.Index(name="petitions_files", fields=["petition", "role", "seq", "ordinal"])]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.role}"
