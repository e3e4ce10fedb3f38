"""People who look after ratings, and ratings given at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from motcua.core.clock import FrozenClock, legal_date, use_clock
from motcua.dossiers.models import Dossier
from motcua.people.actors import load_actor
from motcua.ratings.asked import ask, dossier_token
from motcua.ratings.circumstances import Circumstances
from motcua.ratings.models import Poster
from motcua.ratings.services.rate import Filled, rate
from tests.dossiers.world import NOW, World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
LATER = NOW + HOUR
GOOD = {"overall": "very_satisfied", "conduct": "good", "contacts": "none", "agencies": "one_stop"}
BAD = {"overall": "dissatisfied", "conduct": "bad"}


def more_posts(world: World) -> World:
    """The head of the one-stop centre, and the office that calls people."""
    for name, unit, role in (
        ("centre_head", world.centre, "reception_head"),
        ("control", world.province, "control_officer"),
        ("control_head", world.province, "control_head"),
    ):
        post = PostFactory(unit=unit, role=role, title=f"Vị trí {name}")
        user = UserFactory(username=name, full_name=f"Cán bộ {name}")
        AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
        world.posts[name], world.users[name] = post, user
        world.actors[name] = load_actor(user.pk, legal_date(NOW))
    return world


def returned(world: World, **changes: Any) -> Dossier:
    """A dossier whose result was given at ``NOW``, whatever time it is."""
    with use_clock(FrozenClock(NOW)):
        return world.returned(**changes)


def token_of(dossier: Dossier) -> str:
    return dossier_token(dossier.uid, dossier.submitted_at)


def rated(dossier: Dossier, answers: dict[str, str] | None = None, at: dt.datetime = LATER, **more: Any) -> None:
    rate(ask(token_of(dossier), now=at), Filled(answers or GOOD, **more), now=at)


def poster(world: World, at: dt.datetime = NOW, **changes: Any) -> Poster:
    values: dict[str, Any] = {"unit": world.centre, "expires_on": legal_date(at) + 365 * DAY, "made_at": at, **changes}
    return Poster.objects.create(**values)


def machine(number: int, network: int = 1, seconds: int = 60, period: str = "2026-11") -> Circumstances:
    return Circumstances(number.to_bytes(32, "big"), network.to_bytes(32, "big"), period, seconds)
