"""Calls, people to call back, and the lists an official keeps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id
from motcua.petitions.hotline.rules import OF_A_PETITION, Direction, Outcome, Why, WrapUp


class HotlineCall(models.Model):
    """One call of an operator. While it is open its draft holds what was noted (kept as it is typed, so that a crash
    loses nothing); with the ending the draft goes: what matters stands in the petition."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    operator = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    call_key = models.CharField(max_length=80, blank=True)
    """The switchboard's name of the call; empty for one typed by hand."""
    direction = models.CharField(max_length=3, default=Direction.IN.value)
    phone = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    draft = models.JSONField(default=dict)
    draft_no = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wrap_up = models.CharField(max_length=12, blank=True)
    petition = models.ForeignKey("petitions.Petition", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="petitions_call_key", fields=["operator", "call_key"], condition=~Q(call_key="")
            ),
            models.CheckConstraint(
                name="petitions_call_direction", condition=Q(direction__in=[one.value for one in Direction])
            ),
            models.CheckConstraint(
                name="petitions_call_wrap_up",
                condition=Q(wrap_up__in=["", *(one.value for one in WrapUp)])
                & (
                    Q(wrap_up="", ended_at=None, petition=None) | (~Q(wrap_up="") & Q(ended_at__isnull=False, draft={}))
                ),
            ),
            models.CheckConstraint(
                name="petitions_call_petition",
                condition=~Q(wrap_up__in=[one.value for one in sorted(OF_A_PETITION)]) | Q(petition__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="petitions_call_open", fields=["operator", "-id"], condition=Q(ended_at=None)),
            models.Index(name="petitions_call_day", fields=["began_at"]),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class CallBack(models.Model):
    """Somebody to call. Until it is done it has a unit that calls and a time to try: nobody waits on nobody."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    why = models.CharField(max_length=10)
    phone = models.CharField(max_length=20)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    petition = models.ForeignKey("petitions.Petition", null=True, on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(HotlineCall, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="petitions_call_back_why", condition=Q(why__in=[one.value for one in Why])),
            models.CheckConstraint(
                name="petitions_call_back_outcome", condition=Q(outcome__in=["", *(one.value for one in Outcome)])
            ),
            models.CheckConstraint(
                name="petitions_call_back_waits",
                condition=Q(done_at=None, next_at__isnull=False) | Q(done_at__isnull=False, next_at=None),
            ),
        ]
        indexes = [
            models.Index(name="petitions_call_back_next", fields=["unit", "next_at"], condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class PetitionFilter(models.Model):
    """A list of petitions that an official keeps under a name; ``query`` is its address without its place."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="petitions_filter_name", fields=["user", "name"])]

    def __str__(self) -> str:
        return self.name
