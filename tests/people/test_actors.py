"""What an actor is on a day: posts, delegations, and the units each verb reaches."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core.errors import NotSignedIn
from motcua.organisation.models import Unit
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM, ActorKind, Reach, load_actor
from motcua.people.permissions import decide, standing_for
from tests.organisation.factories import (
    BEGINNING,
    REFORM,
    PostFactory,
    ServiceAreaFactory,
    SuccessionFactory,
    UnitFactory,
)

from .factories import AssignmentFactory, DelegationFactory, GrantFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)
YESTERDAY = TODAY - dt.timedelta(days=1)
TOMORROW = TODAY + dt.timedelta(days=1)
VERB = "dossier.settle"


def official(role: str = "settling_officer", unit: object = None, **dates: dt.date) -> object:
    post = PostFactory(role=role, **({} if unit is None else {"unit": unit}))
    assignment = AssignmentFactory(post=post, **dates)
    rebuild_closure()
    return assignment


def test_actor_when_it_fills_a_post_then_the_roles_rights_reach_its_unit() -> None:
    assignment = official()

    actor = load_actor(assignment.user_id, TODAY)

    assert (actor.kind, actor.user_id, actor.uid) == (ActorKind.OFFICIAL, assignment.user_id, assignment.user.uid)
    assert [(one.post_id, one.unit_id, one.role, one.on_behalf_of) for one in actor.standings] == [
        (assignment.post_id, assignment.post.unit_id, "settling_officer", None)
    ]
    assert actor.reach_of(VERB) == Reach(units=frozenset({assignment.post.unit_id}))
    assert actor.reach_of("dossier.sign") == Reach()


def test_actor_when_loaded_then_one_statement() -> None:
    assignment = official(role="unit_head")
    DelegationFactory(delegate=assignment.user)

    with CaptureQueriesContext(connection) as queries:
        load_actor(assignment.user_id, TODAY)

    assert len(queries) == 1


@pytest.mark.parametrize(
    ("dates", "granted"),
    [
        ({"valid_to": TODAY}, False),
        ({"valid_to": TOMORROW}, True),
        ({"valid_from": TODAY}, True),
        ({"valid_from": TOMORROW}, False),
    ],
)
def test_assignment_when_outside_its_dates_then_it_grants_nothing(dates: dict[str, dt.date], *, granted: bool) -> None:
    assignment = official(**dates)

    actor = load_actor(assignment.user_id, TODAY)

    assert bool(actor.standings) is granted
    assert decide(actor, VERB, [assignment.post.unit_id]).allowed is granted


@pytest.mark.parametrize("what", ["post", "unit", "grant"])
def test_assignment_when_what_it_rests_on_has_ended_then_it_grants_nothing(what: str) -> None:
    unit = UnitFactory(valid_to=TODAY if what == "unit" else None)
    post = PostFactory(unit=unit, role="clerk", valid_to=TODAY if what == "post" else None)
    user = AssignmentFactory(post=post).user
    GrantFactory(role__code="clerk", verb="test.act", valid_to=TODAY if what == "grant" else None)
    rebuild_closure()

    assert load_actor(user.pk, TODAY).reach_of("test.act") == Reach()
    assert load_actor(user.pk, YESTERDAY).reach_of("test.act") == Reach(units=frozenset({unit.pk}))


def test_account_when_switched_off_or_unknown_then_nobody() -> None:
    user = UserFactory(is_active=False)

    for user_id in (user.pk, user.pk + 1):
        with pytest.raises(NotSignedIn, match="account_unknown"):
            load_actor(user_id, TODAY)


def test_citizen_when_loaded_then_party_and_no_reach() -> None:
    user = UserFactory(citizen=True)

    actor = load_actor(user.pk, TODAY)

    assert (actor.kind, actor.party_id, actor.standings, dict(actor.reach)) == (
        ActorKind.CITIZEN,
        user.party_id,
        (),
        {},
    )


def province() -> dict[str, Unit]:
    """A province with a department, a division, a commune and its centre, and a land branch that serves the commune."""
    top = UnitFactory(code="AS", province=True)
    department = UnitFactory(code="AS.S01", parent=top)
    division = UnitFactory(code="AS.S01.P1", kind="division", parent=department)
    commune = UnitFactory(code="AS-0101", commune=True, parent=top)
    centre = UnitFactory(code="AS-0101.MC", centre=True, parent=commune)
    branch = UnitFactory(code="AS.S01.VP", kind="branch", parent=department)
    ServiceAreaFactory(unit=branch, area=commune)
    units = (top, department, division, commune, centre, branch)
    rebuild_closure()
    return {unit.code: unit for unit in units}


@pytest.mark.parametrize(
    ("at", "reach", "expected"),
    [
        ("AS.S01", "own_unit", {"AS.S01"}),
        ("AS.S01", "subtree", {"AS.S01", "AS.S01.P1", "AS.S01.VP"}),
        ("AS.S01.P1", "agency", {"AS.S01", "AS.S01.P1", "AS.S01.VP"}),
        ("AS.S01", "agency", {"AS.S01", "AS.S01.P1", "AS.S01.VP"}),
        ("AS-0101.MC", "agency", {"AS-0101", "AS-0101.MC"}),
        ("AS-0101", "agency", {"AS-0101", "AS-0101.MC"}),
        ("AS", "agency", {"AS", "AS.S01", "AS.S01.P1", "AS.S01.VP", "AS-0101", "AS-0101.MC"}),
        ("AS.S01.VP", "served_area", {"AS.S01.VP", "AS-0101", "AS-0101.MC"}),
        ("AS-0101", "served_area", {"AS-0101"}),
    ],
)
def test_reach_when_of_a_kind_then_these_units(at: str, reach: str, expected: set[str]) -> None:
    units = province()
    user = AssignmentFactory(post__unit=units[at], post__role="tester").user
    GrantFactory(role__code="tester", reach=reach)

    actor = load_actor(user.pk, TODAY)

    assert actor.reach_of("test.act") == Reach(units=frozenset(units[code].pk for code in expected))


def test_reach_when_everywhere_then_every_unit_there_ever_was() -> None:
    user = AssignmentFactory(post__role="tester").user
    GrantFactory(role__code="tester", reach="everywhere")
    rebuild_closure()

    assert load_actor(user.pk, TODAY).reach_of("test.act") == Reach(everywhere=True)


def test_reach_when_two_posts_and_two_reaches_then_together() -> None:
    units = province()
    user = UserFactory()
    for code, role, reach in (("AS-0101", "one", "own_unit"), ("AS.S01", "other", "subtree")):
        AssignmentFactory(user=user, post__unit=units[code], post__role=role)
        GrantFactory(role__code=role, reach=reach)

    found = load_actor(user.pk, TODAY).reach_of("test.act").units

    assert found == {units[code].pk for code in ("AS-0101", "AS.S01", "AS.S01.P1", "AS.S01.VP")}


def test_reach_when_a_unit_was_succeeded_then_its_papers_are_reached_by_the_heir_only() -> None:
    old = UnitFactory(valid_to=REFORM)
    heir, other = UnitFactory(), UnitFactory()
    SuccessionFactory(old=old, new=heir, share="0.5")
    SuccessionFactory(old=old, new=other, share="0.5", is_default=False)
    users = [AssignmentFactory(post__unit=unit).user for unit in (heir, other)]
    rebuild_closure()

    reached = [load_actor(user.pk, TODAY).reach_of(VERB).units for user in users]

    assert reached == [{heir.pk, old.pk}, {other.pk}]
    before = load_actor(users[0].pk, REFORM - dt.timedelta(days=1))
    assert before.reach_of(VERB).units == {heir.pk}


def test_reach_when_a_unit_moved_away_then_it_is_out_of_reach() -> None:
    old_top, new_top = UnitFactory(code="D1"), UnitFactory(code="D2")
    UnitFactory(code="D1.P", parent=old_top, valid_to=REFORM)
    moved = UnitFactory(code="D1.P", parent=new_top, valid_from=REFORM)
    head = AssignmentFactory(post__unit=old_top, post__role="division_head").user
    rebuild_closure()

    assert moved.pk not in load_actor(head.pk, TODAY).reach_of(VERB).units


# ---- delegation


def delegated(**changes: object) -> tuple[object, object]:
    """A head who fills a post, and a deputy who may settle in the head's place."""
    head = AssignmentFactory(post__role="unit_head", post__title="Giám đốc", post__unit__name="Sở Nội vụ")
    delegation = DelegationFactory(delegator=head.user, post=head.post, **changes)
    rebuild_closure()
    return head, delegation


def test_delegation_when_live_then_only_its_verbs_and_it_says_for_whom() -> None:
    head, delegation = delegated()

    actor = load_actor(delegation.delegate_id, TODAY)

    (standing,) = actor.standings
    assert (standing.post_id, standing.on_behalf_of, standing.delegation_id) == (
        head.post_id,
        "Giám đốc Sở Nội vụ",
        delegation.pk,
    )
    assert set(actor.reach) == {VERB}
    assert actor.reach_of(VERB).units == {head.post.unit_id}


def test_delegation_when_on_behalf_then_no_personal_name_is_told() -> None:
    head, delegation = delegated()

    actor = load_actor(delegation.delegate_id, TODAY)

    assert head.user.full_name not in str(actor.standings[0].on_behalf_of)


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_to": TODAY},
        {"valid_from": TOMORROW},
        {"revoked_on": TODAY},
        {"revoked_on": YESTERDAY},
        {"verbs": ["audit.read"]},
    ],
)
def test_delegation_when_over_or_not_begun_or_for_what_the_post_has_not_then_it_carries_nothing(
    changes: dict[str, object],
) -> None:
    _, delegation = delegated(**changes)

    assert not load_actor(delegation.delegate_id, TODAY).reach


def test_delegation_when_revoked_from_tomorrow_then_still_good_today() -> None:
    _, delegation = delegated(revoked_on=TOMORROW)

    assert load_actor(delegation.delegate_id, TODAY).reach_of(VERB).units
    assert not load_actor(delegation.delegate_id, TOMORROW).reach_of(VERB).units


def test_delegation_when_the_delegator_left_the_post_then_it_lapses() -> None:
    head, delegation = delegated()
    head.valid_to = TODAY
    head.save()

    assert not load_actor(delegation.delegate_id, TODAY).reach
    assert load_actor(delegation.delegate_id, YESTERDAY).reach


def test_delegation_when_the_delegators_account_is_off_then_it_lapses() -> None:
    head, delegation = delegated()
    head.user.is_active = False
    head.user.save()

    assert not load_actor(delegation.delegate_id, TODAY).reach


def test_delegation_when_for_one_unit_below_then_it_reaches_no_further() -> None:
    units = province()
    head = AssignmentFactory(post__role="division_head", post__unit=units["AS.S01"])
    delegation = DelegationFactory(delegator=head.user, post=head.post, unit=units["AS.S01.P1"])

    actor = load_actor(delegation.delegate_id, TODAY)

    assert actor.reach_of(VERB).units == {units["AS.S01.P1"].pk}


def test_standing_for_when_own_post_and_delegation_both_carry_then_the_own_post() -> None:
    head, delegation = delegated()
    own = AssignmentFactory(user=delegation.delegate, post__unit=head.post.unit)
    rebuild_closure()
    actor = load_actor(delegation.delegate_id, TODAY)

    carried = standing_for(actor, VERB, [head.post.unit_id])

    assert carried is not None
    assert (carried.post_id, carried.delegation_id) == (own.post_id, None)


def test_standing_for_when_only_the_delegation_reaches_then_that_one() -> None:
    head, delegation = delegated()
    AssignmentFactory(user=delegation.delegate)
    rebuild_closure()
    actor = load_actor(delegation.delegate_id, TODAY)

    carried = standing_for(actor, VERB, [head.post.unit_id])

    assert carried is not None
    assert carried.delegation_id == delegation.pk
    assert standing_for(actor, VERB, [0]) is None
    assert standing_for(SYSTEM, VERB, [head.post.unit_id]) is None


def test_time_when_it_passes_then_rights_come_and_go_with_the_dates() -> None:
    user = UserFactory()
    unit = UnitFactory()
    first = AssignmentFactory(user=user, post__unit=unit, valid_to=dt.date(2026, 1, 1))
    second = AssignmentFactory(
        user=user, post__unit=unit, post__role="unit_head", valid_from=dt.date(2026, 6, 1), valid_to=TODAY
    )
    rebuild_closure()

    def roles(on: dt.date) -> set[str]:
        return set(load_actor(user.pk, on).roles)

    assert roles(BEGINNING - dt.timedelta(days=1)) == set()
    assert roles(dt.date(2025, 12, 31)) == {first.post.role}
    assert roles(dt.date(2026, 1, 1)) == set()
    assert roles(dt.date(2026, 6, 1)) == {second.post.role}
    assert roles(TODAY) == set()
