"""Ways to ask people: posters, tablets at a desk, calls to those without a telephone that reads codes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id


class Poster(models.Model):
    """A code on a wall: of a desk (``point``, or one ``post`` of it) or of a unit as a whole. Taken down, its code is
    no longer good."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey("organisation.ReceptionPoint", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("organisation.Post", null=True, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField()
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ratings_poster_one_place", condition=Q(point__isnull=True) | Q(post__isnull=True)
            )
        ]
        indexes = [models.Index(name="ratings_poster_unit", fields=["unit"])]

    def __str__(self) -> str:
        return str(self.uid)


class Tablet(models.Model):
    """A device that a desk registered for ratings. ``secret`` is a digest of what its browser keeps: the one thing it
    keeps."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey("organisation.ReceptionPoint", null=True, on_delete=models.PROTECT, related_name="+")
    secret = models.BinaryField(max_length=32)
    paired = models.BooleanField(default=False)
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="ratings_tablet_code", condition=~Q(code=""))]
        indexes = [models.Index(name="ratings_tablet_unit", fields=["unit"])]

    def __str__(self) -> str:
        return self.code


class CallbackState(models.TextChoices):
    WAITING = "waiting", _("Chờ gọi")
    DONE = "done", _("Đã hỏi")
    DECLINED = "declined", _("Không muốn trả lời")
    UNREACHED = "unreached", _("Không gặp được")


class Callback(models.Model):
    """A person to be called because nothing else reaches them. An open one has an owner and a date. That somebody was
    asked stands here; what they said lies in the ballot box."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisation.Post", null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, choices=CallbackState.choices, default=CallbackState.WAITING)
    interviewer = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    drawn_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="ratings_callback_state", condition=Q(state__in=CallbackState.values)),
            models.CheckConstraint(
                name="ratings_callback_held",
                condition=~Q(state="waiting") | Q(owner__isnull=False, due_on__isnull=False),
            ),
        ]
        indexes = [models.Index(name="ratings_callback_due", fields=["owner", "due_on"], condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return str(self.uid)
