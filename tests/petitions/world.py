"""A small province that receives petitions: a centre, a department, two communes, and people with posts there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from motcua.core.clock import legal_date
from motcua.core.remember import forget_everything
from motcua.dossiers import references
from motcua.organisation.models import Post, Unit
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM, Actor, ActorKind, load_actor
from motcua.people.services.grants import load_shipped
from motcua.petitions.lifecycle import Answer, Approve, Assign, Channel, Command, Publish
from motcua.petitions.models import OwnerRule, Petition, ReceivingDesk
from motcua.petitions.services import Sender, SubmitPetition, act, submit
from motcua.worktime import selectors as calendars
from motcua.worktime.services.loading import load_shipped_calendars
from tests.organisation.factories import BEGINNING, PostFactory, UnitFactory
from tests.people.factories import AssignmentFactory, UserFactory

NOW = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
"""Monday 23 November 2026, 08:30."""

VISITOR = Actor(kind=ActorKind.CITIZEN, user_id=None, uid=None, name="")


@dataclass
class World:
    province: Unit
    centre: Unit
    department: Unit
    commune: Unit
    other: Unit
    people: dict[str, Any] = field(default_factory=dict)

    def actor(self, name: str, now: dt.datetime = NOW) -> Actor:
        return load_actor(self.people[name].pk, legal_date(now))


def make_world() -> World:
    """The units of the day with their posts, a receiving desk and who owns what."""
    forget_everything()
    references.forget()
    calendars.forget()
    load_shipped_calendars(actor=SYSTEM, now=NOW)
    load_shipped(actor=SYSTEM, now=NOW)
    province = UnitFactory(code="T", level="province", kind="province", name="Tỉnh Thử")
    centre = UnitFactory(code="T-TT", level="unit", kind="one_stop_centre", parent=province, name="Trung tâm 1022")
    department = UnitFactory(code="T-SXD", level="unit", kind="department", parent=province, name="Sở Xây dựng")
    commune = UnitFactory(code="T-01", level="commune", kind="commune", parent=province, name="Xã Một")
    other = UnitFactory(code="T-02", level="commune", kind="commune", parent=province, name="Xã Hai")
    rebuild_closure()
    world = World(province, centre, department, commune, other)
    for name, unit, role in (
        ("operator", centre, "hotline_operator"),
        ("desk_head", centre, "reception_head"),
        ("officer", department, "settling_officer"),
        ("head", department, "unit_head"),
        ("communal", commune, "settling_officer"),
        ("communal_head", commune, "unit_head"),
        ("stranger", other, "settling_officer"),
        ("leader", province, "province_leader"),
        ("auditor", province, "auditor"),
    ):
        post: Post = PostFactory(unit=unit, role=role)
        world.people[name] = UserFactory(kind="official")
        AssignmentFactory(user=world.people[name], post=post)
    ReceivingDesk.objects.create(unit=centre, valid_from=BEGINNING, source="test")
    OwnerRule.objects.create(category_code="", way="place", valid_from=BEGINNING, source="test")
    OwnerRule.objects.create(
        category_code="giao-thong", way="named", unit=department, valid_from=BEGINNING, source="test"
    )
    return world


def report(**changes: Any) -> SubmitPetition:
    """A pothole on the web, by somebody who can be written to."""
    given: dict[str, Any] = {
        "channel": Channel.WEB,
        "text": "Ổ gà to giữa đường trước cổng trường, đã có người ngã.",
        "category": "duong-hong",
        "place": "T-01",
        "sender": Sender(name="Nguyễn Văn Thử", phone="0912 000 111", email="thu@example.vn"),
        **changes,
    }
    return SubmitPetition(**given)


def sent(now: dt.datetime = NOW, actor: Actor = VISITOR, **changes: Any) -> Petition:
    return submit(report(**changes), actor=actor, now=now)


def done(petition: Petition, command: Command, actor: Actor, now: dt.datetime = NOW) -> Petition:
    """Do it on the petition as the caller has read it."""
    return act(petition.uid, command, actor=actor, expected_seq=petition.seq, now=now)


def assigned(world: World, now: dt.datetime = NOW, **changes: Any) -> Petition:
    """With the department."""
    return done(sent(now, **changes), Assign(unit="T-SXD"), world.actor("operator"), now)


def answered(world: World, now: dt.datetime = NOW, **changes: Any) -> Petition:
    """Answered by the department, not yet approved."""
    petition = assigned(world, now, **changes)
    return done(petition, Answer(text="Đã vá xong ổ gà sáng nay."), world.actor("officer"), now)


def approved(world: World, now: dt.datetime = NOW, **changes: Any) -> Petition:
    return done(answered(world, now, **changes), Approve(), world.actor("head"), now)


def published(world: World, now: dt.datetime = NOW, **changes: Any) -> Petition:
    shown = Publish(title="Ổ gà", question="Ổ gà trước cổng trường", answer="Đã vá xong.")
    return done(approved(world, now, **changes), shown, world.actor("operator"), now)
