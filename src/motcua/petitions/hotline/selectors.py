"""What an operator's screen reads."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from motcua.core.clock import LEGAL_ZONE
from motcua.people.actors import Actor
from motcua.people.permissions import scope
from motcua.petitions.hotline.models import CallBack, HotlineCall, PetitionFilter
from motcua.petitions.permissions import RECEIVE

MOST_OPEN = 9
PAGE = 50


def open_calls(actor: Actor) -> list[HotlineCall]:
    """The operator's calls that have no ending yet, the latest first."""
    return list(HotlineCall.objects.filter(operator=actor.user_id, ended_at=None).order_by("-id")[:MOST_OPEN])


def calls_today(actor: Actor, now: dt.datetime) -> dict[str, int]:
    """How the operator's calls of today ended, by ending; the open ones under the empty name."""
    midnight = now.astimezone(LEGAL_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = HotlineCall.objects.filter(operator=actor.user_id, began_at__gte=midnight)
    return dict(rows.values_list("wrap_up").annotate(count=Count("pk")).order_by("wrap_up"))


def to_call(actor: Actor) -> QuerySet[CallBack]:
    """Who is to be called by the units in reach, the longest due first."""
    rows = CallBack.objects.filter(scope(actor, RECEIVE, "unit"), done_at=None)
    return rows.select_related("petition", "unit").order_by("next_at", "pk")


def to_call_now(actor: Actor, now: dt.datetime) -> int:
    return CallBack.objects.filter(scope(actor, RECEIVE, "unit"), Q(next_at__lte=now), done_at=None)[:1000].count()


def saved_filters(actor: Actor) -> list[PetitionFilter]:
    return list(PetitionFilter.objects.filter(user=actor.user_id).order_by("name"))
