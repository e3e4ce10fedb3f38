"""Being away and standing in: what the substitute may do, when, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Conflict, DomainError, NotAllowed
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import DossierEvent
from motcua.dossiers.permissions import decide_act
from motcua.dossiers.selectors.lists import Filters, filtered
from motcua.people.actors import Actor, load_actor
from motcua.people.models import Leave
from motcua.people.occupancy import fillings
from motcua.people.services.leaves import StandIn, ask_leave, decide_leave, end_leave
from tests.dossiers.world import NOW, World, build
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
TODAY = legal_date(NOW)


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    made = build()
    for name, role in (("second", "settling_officer"), ("third", "settling_officer")):
        post = PostFactory(unit=made.division, role=role, title=f"Vị trí {name}")
        user = UserFactory(username=name, full_name=f"Cán bộ {name}")
        AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
        made.posts[name], made.users[name] = post, user
        made.actors[name] = load_actor(user.pk, TODAY)
    return made


def away(
    world: World, who: str, substitute: str, first: dt.date = TODAY, last: dt.date = TODAY + 2 * DAY, by: str = ""
) -> Leave:
    return ask_leave(
        world.users[who],
        kind="annual",
        first=first,
        last=last,
        stand_ins=[StandIn(world.posts[who], world.users[substitute])],
        actor=world.actors[by or who],
        now=NOW,
    )


def on(world: World, who: str, day: dt.date) -> Actor:
    return load_actor(world.users[who].pk, day)


def posts_of(actor: Actor) -> set[int]:
    return {standing.post_id for standing in actor.standings}


def test_substitute_when_approved_then_stands_in_on_those_days_only(world: World) -> None:
    leave = away(world, "settling", "second", TODAY + DAY, TODAY + 3 * DAY)
    post = world.posts["settling"].pk
    assert post not in posts_of(on(world, "second", TODAY + DAY))

    decide_leave(leave.uid, approve=True, actor=world.actors["division_head"], now=NOW)

    days = [post in posts_of(on(world, "second", TODAY + n * DAY)) for n in range(6)]
    assert days == [False, True, True, True, False, False]
    found = [(one.person, one.standing_in) for one in fillings([str(world.posts["settling"].uid)])]
    assert found == [(world.users["second"].pk, True), (world.users["settling"].pk, False)]


def test_substitute_when_they_act_then_it_says_on_whose_behalf_and_the_inbox_shows_it(world: World) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", NOW, post=str(world.posts["settling"].uid))
    dossier.refresh_from_db()
    state = thaw(dossier.snapshot)
    before = on(world, "second", TODAY)
    assert decide_act(before, Action.COMPLETE_STEP, dossier, state).code == "held_by_another_post"

    leave = away(world, "settling", "second")
    decide_leave(leave.uid, approve=True, actor=world.actors["division_head"], now=NOW)
    world.actors["second"] = on(world, "second", TODAY)

    assert list(filtered(world.actors["second"], Filters(), now=NOW, soon=NOW)) == [dossier]
    world.act(dossier, Action.RECORD_VERIFICATION, "second", NOW + HOUR, content="Đã xem")
    world.act(dossier, Action.COMPLETE_STEP, "second", NOW + HOUR)
    said = list(DossierEvent.objects.filter(dossier=dossier).order_by("-seq").values_list("actor", "on_behalf_of")[:2])
    assert said == [(str(world.users["second"].uid), "Vị trí settling Phòng Văn hóa - Xã hội")] * 2


def test_substitute_when_doing_own_work_then_on_nobodys_behalf(world: World) -> None:
    leave = away(world, "settling", "second")
    decide_leave(leave.uid, approve=True, actor=world.actors["division_head"], now=NOW)
    world.actors["second"] = on(world, "second", TODAY)
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", NOW, post=str(world.posts["second"].uid))

    world.act(dossier, Action.COMPLETE_STEP, "second", NOW + HOUR)

    assert DossierEvent.objects.filter(dossier=dossier).latest("seq").on_behalf_of == ""


@pytest.mark.parametrize("who", ["settling", "second", "stranger", "auditor", "reception"])
def test_leave_when_decided_by_oneself_or_somebody_without_the_right_then_refused(world: World, who: str) -> None:
    leave = away(world, "settling", "second")

    with pytest.raises(NotAllowed):
        decide_leave(leave.uid, approve=True, actor=world.actors[who], now=NOW)


def test_head_when_away_then_another_head_decides(world: World) -> None:
    leave = away(world, "division_head", "head")

    with pytest.raises(NotAllowed, match="leave_own"):
        decide_leave(leave.uid, approve=True, actor=world.actors["division_head"], now=NOW)
    decide_leave(leave.uid, approve=True, actor=world.actors["head"], now=NOW)


def test_leave_when_it_overlaps_then_refused(world: World) -> None:
    away(world, "settling", "second")

    with pytest.raises(Conflict, match="leave_overlaps"):
        away(world, "settling", "third", TODAY + 2 * DAY, TODAY + 5 * DAY)
    away(world, "settling", "third", TODAY + 3 * DAY, TODAY + 5 * DAY)


def test_substitutes_when_they_would_make_a_circle_or_a_chain_then_refused(world: World) -> None:
    away(world, "settling", "second")

    with pytest.raises(Conflict, match="stands_in_meanwhile"):
        away(world, "second", "settling")
    with pytest.raises(Conflict, match="stands_in_meanwhile"):
        away(world, "second", "third", TODAY + 2 * DAY, TODAY + 9 * DAY)
    with pytest.raises(Conflict, match="substitute_away"):
        away(world, "third", "settling")
    away(world, "second", "third", TODAY + 3 * DAY, TODAY + 4 * DAY)


@pytest.mark.parametrize(
    ("substitute", "first", "last", "code"),
    [
        ("settling", 0, 1, "substitute_oneself"),
        ("second", 2, 1, "dates_reversed"),
        ("second", -9, -8, "leave_over"),
        ("second", 0, 500, "leave_too_long"),
    ],
)
def test_leave_when_malformed_then_says_why(world: World, substitute: str, first: int, last: int, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        away(world, "settling", substitute, TODAY + first * DAY, TODAY + last * DAY)


def test_leave_when_it_began_before_it_was_entered_then_rights_begin_today(world: World) -> None:
    leave = away(world, "settling", "second", TODAY - 3 * DAY, TODAY + DAY)
    decide_leave(leave.uid, approve=True, actor=world.actors["division_head"], now=NOW)

    row = leave.substitutions.get()
    assert (row.valid_from, row.valid_to) == (TODAY, TODAY + 2 * DAY)


def test_leave_when_ended_early_or_before_it_began_then_rights_end(world: World) -> None:
    post = world.posts["settling"].pk
    running = away(world, "settling", "second", TODAY, TODAY + 9 * DAY)
    decide_leave(running.uid, approve=True, actor=world.actors["division_head"], now=NOW)
    end_leave(running.uid, on=TODAY + DAY, actor=world.actors["settling"], now=NOW)
    coming = away(world, "settling", "third", TODAY + 5 * DAY, TODAY + 6 * DAY)
    decide_leave(coming.uid, approve=True, actor=world.actors["division_head"], now=NOW)
    end_leave(coming.uid, on=TODAY, actor=world.actors["settling"], now=NOW)

    assert [post in posts_of(on(world, "second", TODAY + n * DAY)) for n in range(3)] == [True, False, False]
    assert post not in posts_of(on(world, "third", TODAY + 5 * DAY))
    coming.refresh_from_db()
    assert coming.state == "cancelled"
    with pytest.raises(Conflict):
        end_leave(coming.uid, on=TODAY, actor=world.actors["settling"], now=NOW)


def test_leave_when_refused_then_nobody_stands_in(world: World) -> None:
    leave = away(world, "settling", "second")
    decide_leave(leave.uid, approve=False, actor=world.actors["head"], now=NOW)

    assert world.posts["settling"].pk not in posts_of(on(world, "second", TODAY))
    with pytest.raises(Conflict, match="leave_decided"):
        decide_leave(leave.uid, approve=True, actor=world.actors["head"], now=NOW)


def test_substitute_when_standing_in_for_a_head_then_does_not_decide_responsibility(world: World) -> None:
    leave = away(world, "division_head", "second", by="head")
    decide_leave(leave.uid, approve=True, actor=world.actors["head"], now=NOW)

    actor = on(world, "second", TODAY)

    assert actor.reach_of("dossier.assign").covers(world.division.pk)
    assert not actor.reach_of("dossier.responsibility").units
