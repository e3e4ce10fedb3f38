"""What stands beside a petition: what the public sees, who follows, who was told, who rated, who owes an apology."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id, new_secret
from motcua.petitions.lifecycle import ApologyWay, Track

from .petition import Petition


class Publication(models.Model):
    """The only texts of a petition that the public reads, masked and approved by a person. The pin is rounded."""

    petition = models.OneToOneField(Petition, primary_key=True, on_delete=models.PROTECT, related_name="publication")
    title = models.CharField(max_length=300)
    question = models.TextField()
    answer = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "petition_publication"
        indexes = [models.Index(name="petitions_published", fields=["-published_at"], condition=Q(hidden_at=None))]

    def __str__(self) -> str:
        return str(self.petition_id)


class Follower(models.Model):
    """Somebody who wants to hear how it goes on. ``secret`` ends it from a link. Addresses go with the end."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="followers")
    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    account = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    contact_key = models.CharField(max_length=260)
    language = models.CharField(max_length=5, default="vi")
    secret = models.CharField(max_length=40, default=new_secret)
    since = models.DateTimeField()
    purge_on = models.DateField(null=True)

    class Meta:
        db_table = "petition_follower"
        constraints = [
            models.UniqueConstraint(name="petitions_follower_once", fields=["petition", "contact_key"]),
            models.CheckConstraint(
                name="petitions_follower_reached", condition=Q(account__isnull=False) | ~Q(email="") | ~Q(phone="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class PetitionNoticed(models.Model):
    """A unit that was told at once, and may read from then on."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="noticed")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "petition_noticed"
        constraints = [models.UniqueConstraint(name="petitions_noticed_once", fields=["petition", "unit", "seq"])]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.unit_id}"


class PetitionRating(models.Model):
    """The sender's verdict of a round. Words stand with the event."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="ratings")
    round_no = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "petition_rating"
        constraints = [
            models.UniqueConstraint(name="petitions_rating_once", fields=["petition", "round_no"]),
            models.CheckConstraint(name="petitions_rating_score", condition=Q(score__gte=1, score__lte=5)),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.score}"


class ApologyDuty(models.Model):
    """A late answer is apologised for: an alarm from the day it was late until letter, meeting or call is recorded."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="apologies")
    round_no = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    late_since = models.DateTimeField()
    due_at = models.DateTimeField()
    way = models.CharField(max_length=7, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "petition_apology"
        constraints = [
            models.UniqueConstraint(name="petitions_apology_once", fields=["petition", "round_no"]),
            models.CheckConstraint(
                name="petitions_apology_done",
                condition=Q(way="", done_at=None) | Q(way__in=[one.value for one in ApologyWay], done_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="petitions_apology_open", fields=["unit", "due_at"], condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.round_no}"


class LedAway(models.Model):
    """A complaint or denunciation under way on its own legal track: to whom it was given, and by when that one tells
    the sender. Readable only with ``petition.lead_away``."""

    petition = models.OneToOneField(Petition, primary_key=True, on_delete=models.PROTECT, related_name="led_away")
    track = models.CharField(max_length=12)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)

    class Meta:
        db_table = "petition_led_away"
        constraints = [
            models.CheckConstraint(name="petitions_led_track", condition=Q(track__in=[one.value for one in Track]))
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.track}"


class LetterTo(models.TextChoices):
    SENDER = "sender"
    FOLLOWER = "follower"
    OFFICIALS = "officials"


class PetitionLetter(models.Model):
    """One letter about one event to one reader; the notifications room sends it. No address is kept here. ``call``:
    nobody can be written to, so somebody calls; ``called_at`` when that was done."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="letters")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    to = models.CharField(max_length=9, choices=LetterTo.choices)
    follower = models.ForeignKey(Follower, null=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Petition, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    call = models.BooleanField(default=False)
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "petition_letter"
        constraints = [
            models.UniqueConstraint(
                name="petitions_letter_once",
                fields=["petition", "seq", "kind", "to", "follower", "unit", "about"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="petitions_letter_to", condition=Q(to__in=LetterTo.values)),
        ]
        indexes = [
            models.Index(name="petitions_calls", fields=["at"], condition=Q(call=True, called_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.to}"
