"""One petition through its life, by the people whose work it is."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock
from motcua.people.actors import Actor
from motcua.petitions import selectors
from motcua.petitions.lifecycle import (
    Answer,
    Approve,
    Assign,
    Command,
    Publish,
    Rate,
    State,
    Take,
    Verify,
)
from motcua.petitions.models import Petition, PetitionEvent
from motcua.petitions.services import act

from .world import NOW, VISITOR, World, make_world, sent

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def world(clock: FrozenClock) -> World:
    return make_world()


def done(petition: Petition, command: Command, actor: Actor, now: dt.datetime = NOW) -> Petition:
    return act(petition.uid, command, actor=actor, expected_seq=petition.seq, now=now)


def answered(world: World, now: dt.datetime = NOW) -> Petition:
    """Verified, assigned to the department, taken and answered."""
    petition = done(sent(now), Verify(), world.actor("operator"), now)
    petition = done(petition, Assign(unit="T-SXD"), world.actor("operator"), now)
    petition = done(petition, Take(), world.actor("officer"), now)
    return done(petition, Answer(text="Đã vá xong ổ gà sáng nay."), world.actor("officer"), now)


def test_a_report_goes_all_the_way_to_the_public(world: World) -> None:
    petition = answered(world)
    assert petition.state == State.ANSWERED

    petition = done(petition, Approve(), world.actor("head"))
    shown = Publish(title="Ổ gà", question="Ổ gà trước cổng trường", answer="Đã vá xong.")
    petition = done(petition, shown, world.actor("operator"))

    assert petition.state == State.PUBLISHED
    assert [one.receipt_no for one in selectors.public(selectors.Published(), on=NOW.date()).items] == [
        petition.receipt_no
    ]
    kinds = list(PetitionEvent.objects.filter(petition=petition).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["submitted", "verified", "assigned", "taken", "answered", "approved", "published"]
    rated = act(petition.uid, Rate(score=5), actor=VISITOR, now=NOW, secret=petition.secret)
    assert rated.ratings.get().score == 5
