"""Posts filled and authority passed on: what a decision may say and what it may not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed
from motcua.core.models import AuditRecord
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM, load_actor
from motcua.people.models import Assignment, Delegation
from motcua.people.selectors import holders, live_delegations, officials_of
from motcua.people.services.postings import assign, delegate, end_assignment, revoke_delegation
from tests.organisation.factories import BEGINNING, PostFactory, UnitFactory

from .factories import AssignmentFactory, DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
NEXT_YEAR = dt.date(2027, 1, 1)
DAY = dt.timedelta(days=1)


def test_assignment_when_made_then_the_post_is_filled_and_it_is_on_record() -> None:
    user, post = UserFactory(), PostFactory()

    assign(user, post, actor=SYSTEM, now=NOW, valid_from=TODAY, decision_number="5/QĐ-SNV")

    assert list(holders(post, TODAY)) == [user]
    assert list(holders(post, TODAY - DAY)) == []
    assert [one.user for one in officials_of(post.unit_id, TODAY, post.role)] == [user]
    assert not officials_of(post.unit_id, TODAY, "clerk")
    assert AuditRecord.objects.get().act == "people.assigned"


def test_assignment_when_the_same_person_fills_the_post_already_then_conflict() -> None:
    one = AssignmentFactory(valid_to=NEXT_YEAR)

    with pytest.raises(Conflict, match="assignment_overlaps"):
        assign(one.user, one.post, actor=SYSTEM, now=NOW, valid_from=TODAY)
    assign(one.user, one.post, actor=SYSTEM, now=NOW, valid_from=NEXT_YEAR)
    assign(UserFactory(), one.post, actor=SYSTEM, now=NOW, valid_from=TODAY)


def test_assignment_when_of_a_citizen_or_with_dates_reversed_then_refused() -> None:
    with pytest.raises(Invalid, match="officials_only_posts"):
        assign(UserFactory(citizen=True), PostFactory(), actor=SYSTEM, now=NOW, valid_from=TODAY)
    with pytest.raises(Invalid, match="dates_reversed"):
        assign(UserFactory(), PostFactory(), actor=SYSTEM, now=NOW, valid_from=TODAY, valid_to=TODAY)
    with pytest.raises(Invalid, match="dates_reversed"):
        end_assignment(AssignmentFactory(), BEGINNING, actor=SYSTEM, now=NOW)


def test_assignment_when_ended_then_the_person_is_out_from_that_day() -> None:
    one = AssignmentFactory()

    end_assignment(one, TODAY, actor=SYSTEM, now=NOW)

    assert not holders(one.post, TODAY)
    assert holders(one.post, TODAY - DAY)


def test_postings_when_the_actor_does_not_manage_people_then_refused() -> None:
    one = AssignmentFactory()
    rebuild_closure()
    actor = load_actor(one.user_id, TODAY)

    for act in (
        lambda: assign(one.user, PostFactory(), actor=actor, now=NOW, valid_from=TODAY),
        lambda: end_assignment(one, TODAY, actor=actor, now=NOW),
        lambda: make_delegation(one, actor=actor),
        lambda: revoke_delegation(DelegationFactory(), actor=actor, now=NOW),
    ):
        with pytest.raises(NotAllowed, match="verb_not_granted"):
            act()


def make_delegation(head: Assignment, **changes: object) -> Delegation:
    rebuild_closure()
    values: dict[str, object] = {
        "actor": SYSTEM,
        "now": NOW,
        "decision_number": "12/QĐ-SNV",
        "signed_on": TODAY,
        "valid_from": TODAY,
        "valid_to": NEXT_YEAR,
        "to": UserFactory(),
        "verbs": ["dossier.sign"],
        **changes,
    }
    return delegate(head.user, values.pop("to"), head.post, values.pop("verbs"), **values)


def head_of(**changes: object) -> Assignment:
    return AssignmentFactory(post__role="unit_head", **changes)


def test_delegation_when_good_then_the_other_may_and_it_is_on_record() -> None:
    head = head_of()

    delegation = make_delegation(head, verbs=["dossier.sign", "dossier.stop", "dossier.sign"])

    actor = load_actor(delegation.delegate_id, TODAY)
    assert set(actor.reach) == {"dossier.sign", "dossier.stop"}
    assert delegation.unit == head.post.unit
    assert list(live_delegations(TODAY)) == [delegation]
    assert not live_delegations(NEXT_YEAR)
    assert AuditRecord.objects.get().act == "people.delegated"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"verbs": ["audit.read"]}, "delegation_too_wide"),
        ({"verbs": []}, "delegation_too_wide"),
        ({"valid_to": TODAY}, "dates_reversed"),
        ({"valid_to": None}, "delegation_without_end"),
        ({"signed_on": TODAY + DAY}, "delegation_signed_late"),
        ({"valid_from": BEGINNING - DAY, "signed_on": BEGINNING - DAY}, "delegator_without_post"),
    ],
)
def test_delegation_when_it_says_what_it_may_not_then_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        make_delegation(head_of(), **changes)

    assert not Delegation.objects.exists()


def test_delegation_when_the_delegators_posting_ends_earlier_then_refused() -> None:
    with pytest.raises(Conflict, match="delegator_without_post"):
        make_delegation(head_of(valid_to=NEXT_YEAR - DAY))


def test_delegation_when_two_postings_meet_then_they_count_as_one() -> None:
    head = head_of(valid_to=dt.date(2026, 12, 1))
    AssignmentFactory(user=head.user, post=head.post, valid_from=dt.date(2026, 12, 1))

    assert make_delegation(head)


def test_delegation_when_a_day_between_two_postings_is_missing_then_refused() -> None:
    head = head_of(valid_to=dt.date(2026, 12, 1))
    AssignmentFactory(user=head.user, post=head.post, valid_from=dt.date(2026, 12, 2))

    with pytest.raises(Conflict, match="delegator_without_post"):
        make_delegation(head)


def test_delegation_when_to_oneself_or_to_a_program_then_refused() -> None:
    head = head_of()

    with pytest.raises(Invalid, match="delegation_to_oneself"):
        make_delegation(head, to=head.user)
    with pytest.raises(Invalid, match="officials_only_posts"):
        make_delegation(head, to=UserFactory(service=True))


def test_delegation_when_for_a_unit_elsewhere_then_refused_and_below_then_taken() -> None:
    head = head_of()
    below = UnitFactory(parent=head.post.unit)

    with pytest.raises(Invalid, match="delegation_unit_outside"):
        make_delegation(head, unit=UnitFactory())
    assert make_delegation(head, unit=below).unit == below


def test_delegation_when_passed_on_again_then_refused_because_the_holder_has_no_post() -> None:
    head = head_of()
    first = make_delegation(head)

    with pytest.raises(Conflict, match="delegator_without_post"):
        delegate(
            first.delegate,
            UserFactory(),
            head.post,
            ["dossier.sign"],
            actor=SYSTEM,
            now=NOW,
            decision_number="13/QĐ-SNV",
            signed_on=TODAY,
            valid_from=TODAY,
            valid_to=NEXT_YEAR,
        )


def test_delegation_when_its_giver_takes_it_back_then_it_carries_nothing_from_today() -> None:
    head = head_of()
    delegation = make_delegation(head)

    revoke_delegation(delegation, actor=load_actor(head.user_id, TODAY), now=NOW)

    assert (delegation.revoked_on, delegation.revoked_by_id) == (TODAY, head.user_id)
    assert not load_actor(delegation.delegate_id, TODAY).reach
    assert not live_delegations(TODAY)


def test_delegation_when_taken_back_twice_then_the_earlier_day_stays() -> None:
    delegation = make_delegation(head_of())

    revoke_delegation(delegation, actor=SYSTEM, now=NOW, on=TODAY)
    revoke_delegation(delegation, actor=SYSTEM, now=NOW, on=TODAY + DAY)

    assert delegation.revoked_on == TODAY


@pytest.mark.parametrize(
    "changes",
    [{"verbs": []}, {"decision_number": ""}, {"valid_to": None}, {"valid_to": BEGINNING}],
)
def test_delegation_table_when_a_row_is_malformed_then_the_database_refuses(changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DelegationFactory(**changes)
