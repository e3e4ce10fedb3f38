"""Decisions about the units of :mod:`tests.dossiers.world`, for tests of what becomes of its dossiers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from motcua.core.clock import legal_date
from motcua.core.remember import forget_everything
from motcua.dossiers.models import Reroute
from motcua.dossiers.services.reorganise import Enacted, enact_published
from motcua.organisation.models import Post, Unit
from motcua.organisation.services.unit_decisions import Head
from motcua.people.actors import Actor, load_actor
from motcua.people.models import User
from tests.people.factories import AssignmentFactory, UserFactory

from .world import NOW, World

TODAY = legal_date(NOW)
DAY = dt.timedelta(days=1)
SIGNER = "Chủ tịch Ủy ban nhân dân tỉnh"

MERGER: list[dict[str, Any]] = [
    {
        "kind": "merge",
        "from": ["TS-0101", "TS-0102"],
        "into": {"code": "TS-0201", "name": "Xã Hòa Bình", "level": "commune", "kind": "commune", "parent": "TS"},
    },
    {
        "kind": "create",
        "unit": {
            "code": "TS-0201.MC",
            "name": "Trung tâm Phục vụ hành chính công xã Hòa Bình",
            "level": "unit",
            "kind": "one_stop_centre",
            "parent": "TS-0201",
            "agency_code": "H99.0201.1",
        },
    },
    {
        "kind": "create",
        "unit": {
            "code": "TS-0201.VH",
            "name": "Phòng Văn hóa - Xã hội xã Hòa Bình",
            "level": "unit",
            "kind": "division",
            "parent": "TS-0201",
        },
    },
]


def head(number: str = "12/NQ-HĐND", on: dt.date = TODAY, **more: Any) -> Head:
    return Head(on, number, "Sắp xếp đơn vị", signed_on=more.pop("signed_on", on), signer=SIGNER, **more)


def enacted(
    changes: list[dict[str, Any]],
    *,
    number: str = "12/NQ-HĐND",
    on: dt.date = TODAY,
    now: dt.datetime = NOW,
    tells: bool = True,
) -> Enacted:
    """The decision in force, its job not run yet."""
    _made, done = enact_published([(head(number, on, tells_applicants=tells), changes)], now=now)
    forget_everything()
    return done


def job() -> Reroute:
    return Reroute.objects.latest("id")


def officer(world: World, name: str, unit: str, role: str, on: dt.date = TODAY) -> Actor:
    """Somebody who fills a post of a role in a unit from the day on."""
    there = Unit.objects.filter(code=unit, valid_to=None).get()
    post, _new = Post.objects.get_or_create(
        code=f"{unit}.{role}", defaults={"unit": there, "title": f"Vị trí {name}", "role": role, "valid_from": on}
    )
    user = User.objects.filter(username=name).first() or UserFactory(username=name, full_name=f"Cán bộ {name}")
    AssignmentFactory(user=user, post=post, valid_from=on)
    world.posts[name], world.users[name] = post, user
    world.actors[name] = load_actor(user.pk, on)
    return world.actors[name]


def reloaded(world: World, name: str, on: dt.date = TODAY) -> Actor:
    world.actors[name] = load_actor(world.users[name].pk, on)
    return world.actors[name]
