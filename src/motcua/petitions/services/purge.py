"""Forgetting on time: addresses of followers after the end, the sender's name and numbers later."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from motcua.core.clock import legal_date
from motcua.petitions.models import Follower, PetitionWords
from motcua.petitions.personal import KEEP, KEEP_FOLLOWER

NOBODY = {"sender_name": "", "phone": "", "phone_key": "", "email": "", "address": ""}


def purge(*, now: dt.datetime) -> dict[str, int]:
    """Followers go after :data:`KEEP_FOLLOWER`, who sent it is forgotten after :data:`KEEP`, both from the end. The
    commitments in the log stay, and what they commit to goes with a lawful erasure."""
    followers = Follower.objects.filter(petition__closed_at__lt=now - KEEP_FOLLOWER)
    named = ~Q(sender_name="") | ~Q(phone="") | ~Q(email="") | ~Q(address="")
    words = PetitionWords.objects.filter(named, petition__closed=True, petition__closed_at__lt=now - KEEP)
    return {
        "followers": followers.delete()[1].get("petitions.Follower", 0),
        "senders": words.update(**NOBODY, purge_on=legal_date(now)),
    }
