"""Filters kept by name. Each official has few; a name used again takes the new filter."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from motcua.core.errors import Conflict, Invalid, NotSignedIn
from motcua.core.search_text import plain_spaces
from motcua.dossiers.models import SavedFilter
from motcua.people.actors import Actor

MOST = 30
LONGEST_NAME = 60
LONGEST_QUERY = 600


def save_filter(name: str, query: str, *, actor: Actor, now: dt.datetime) -> SavedFilter:
    """Raises Invalid(``filter_name_missing``, ``filter_too_long``), Conflict(``filters_too_many``)."""
    called = plain_spaces("".join(sign for sign in name if sign.isprintable() or sign == " "))
    if not called:
        raise Invalid("filter_name_missing")
    if len(called) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise Invalid("filter_too_long", params={"most": LONGEST_NAME})
    if actor.user_id is None:
        raise NotSignedIn("not_signed_in")
    mine = SavedFilter.objects.filter(user=actor.user_id)
    if mine.exclude(name=called).count() >= MOST:
        raise Conflict("filters_too_many", params={"most": MOST})
    saved, _created = SavedFilter.objects.update_or_create(
        user_id=actor.user_id, name=called, defaults={"query": query, "saved_at": now}
    )
    return saved


def forget_filter(uid: UUID, *, actor: Actor) -> None:
    """Only one's own; an unknown one is gone already."""
    SavedFilter.objects.filter(uid=uid, user=actor.user_id).delete()
