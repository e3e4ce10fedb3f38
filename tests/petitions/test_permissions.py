"""Who reads and does what: by unit and day, the same for one and for a list."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import NotAllowed, NotFound
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM
from motcua.people.models import Assignment
from motcua.petitions.lifecycle import Action, Assign, CrossNotice, LeadAway, Take, Verify
from motcua.petitions.models import Petition
from motcua.petitions.permissions import allowed_actions, decide_act, decide_read, scope_read
from motcua.petitions.services import act
from tests.organisation.factories import UnitFactory

from .world import NOW, VISITOR, World, answered, approved, assigned, done, published, sent

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NAMES = (
    *("operator", "desk_head", "officer", "head", "communal", "communal_head", "stranger", "leader", "auditor"),
    "citizen",
)


def everything(world: World) -> None:
    operator = world.actor("operator")
    sent(category="rac-thai")
    assigned(world)
    done(sent(), Assign(unit="T-01"), operator)
    answered(world)
    approved(world)
    published(world)
    done(sent(), LeadAway(track="complaint", unit="T-SXD", words="Khiếu nại"), operator)
    done(sent(), LeadAway(track="denunciation", unit="T-01", words="Tố cáo"), operator)
    done(assigned(world), CrossNotice(unit="T-02", words="Biết"), operator)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_holds_exactly_what_may_be_read_one_by_one(world: World, name: str) -> None:
    everything(world)
    actor = VISITOR if name == "citizen" else world.actor(name)

    listed = set(Petition.objects.filter(scope_read(actor)).values_list("pk", flat=True))

    assert listed == {one.pk for one in Petition.objects.all() if decide_read(actor, one).allowed}


def test_what_was_led_away_opens_to_its_own_verb_only(world: World) -> None:
    led = done(sent(), LeadAway(track="denunciation", unit="T-SXD", words="Tố cáo"), world.actor("operator"))

    reading = {name for name in NAMES[:-1] if decide_read(world.actor(name), led).allowed}

    assert reading == {"desk_head", "head", "auditor"}
    assert decide_read(VISITOR, led, led.secret).allowed, "the sender sees where it went"
    assert not decide_read(VISITOR, led).allowed


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("operator", {Action.ASSIGN, Action.CORRECT, Action.MARK_URGENT, Action.ASK_SENDER, Action.WITHDRAW}),
        ("officer", {Action.TAKE, Action.ANSWER, Action.RETURN_TO_OPERATOR, Action.ASK_SENDER}),
        ("head", {Action.TAKE, Action.ANSWER, Action.EXTEND}),
    ],
)
def test_each_may_do_the_own_part(world: World, name: str, actions: set[Action]) -> None:
    found = set(allowed_actions(world.actor(name), assigned(world)))

    assert actions <= found


@pytest.mark.parametrize("name", ["officer", "head", "stranger", "leader", "auditor", "communal"])
def test_only_the_desk_decides_what_comes_in(world: World, name: str) -> None:
    petition = sent()

    with pytest.raises((NotAllowed, NotFound)):
        act(petition.uid, Verify(), actor=world.actor(name), now=NOW)

    assert Petition.objects.get(pk=petition.pk).seq == 1


def test_one_commune_does_not_see_what_another_handles(world: World) -> None:
    petition = done(sent(), Assign(unit="T-01"), world.actor("operator"))

    assert decide_read(world.actor("communal"), petition).allowed
    assert not decide_read(world.actor("stranger"), petition).allowed
    with pytest.raises(NotFound):
        act(petition.uid, Take(), actor=world.actor("stranger"), now=NOW)


def test_a_unit_that_was_told_may_read_and_not_act(world: World) -> None:
    petition = done(assigned(world), CrossNotice(unit="T-02", words="Biết"), world.actor("operator"))
    told = world.actor("stranger")

    assert decide_read(told, petition).allowed
    with pytest.raises(NotAllowed):
        act(petition.uid, Take(), actor=told, now=NOW)


def test_a_right_ends_with_the_post(world: World) -> None:
    petition = assigned(world)
    Assignment.objects.filter(user=world.people["officer"]).update(valid_to=NOW.date() + DAY)

    assert decide_act(world.actor("officer"), Action.TAKE, petition).allowed
    assert not decide_act(world.actor("officer", NOW + 2 * DAY), Action.TAKE, petition).allowed


def test_acts_of_the_system_are_nobody_elses(world: World) -> None:
    petition = assigned(world)

    for name in NAMES[:-1]:
        assert not decide_act(world.actor(name), Action.WARN, petition).allowed
        assert not decide_act(world.actor(name), Action.MOVE, petition).allowed
    assert decide_act(SYSTEM, Action.WARN, petition).allowed


def test_a_head_hands_it_on_within_the_own_agency_only(world: World) -> None:
    division = UnitFactory(code="T-SXD.P1", parent=world.department, kind="division", name="Phòng Một")
    rebuild_closure()
    petition = assigned(world)

    with pytest.raises(NotAllowed):
        done(petition, Assign(unit="T-01"), world.actor("head"))
    moved = done(petition, Assign(unit="T-SXD.P1"), world.actor("head"))

    assert (moved.owner_unit_id, moved.handle_due) == (division.pk, petition.handle_due)
