"""A poster, a bad rating that somebody looks after and a call to make: what the addresses of ratings name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from motcua.core.clock import legal_date
from motcua.dossiers.models import Dossier
from motcua.ratings.asked import poster_token
from motcua.ratings.models import Callback, Poster
from motcua.ratings.services.follow_ups import open_follow_up
from tests.dossiers.world import World


@dataclass(frozen=True)
class Judged:
    poster: UUID
    token: str
    follow_up: UUID
    call: UUID


def judged(world: World, asked: Dossier, now: dt.datetime) -> Judged:
    today = legal_date(now)
    poster = Poster.objects.create(unit=world.centre, expires_on=today + dt.timedelta(days=300), made_at=now)
    row = open_follow_up(world.centre.pk, {"overall": "dissatisfied"}, "Chờ lâu", contact="0987654321", now=now)
    call = Callback.objects.create(
        dossier=asked, unit=world.centre, owner=world.posts["control"], due_on=today, drawn_on=today
    )
    return Judged(poster.uid, poster_token(poster), row.uid, call.uid)
