"""Two people, or the same twice, at one instant: threads behind a barrier on a real PostgreSQL."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from motcua.core.clock import FrozenClock
from motcua.core.errors import DomainError
from motcua.petitions.lifecycle import Answer, Assign, Merge, Reject, Take, Verify
from motcua.petitions.log.verify import verify_petitions
from motcua.petitions.models import Petition, PetitionEvent
from motcua.petitions.services import Contact, act, follow, submit
from motcua.petitions.services.sweep import sweep
from tests.core.parallel import at_once

from .world import NOW, VISITOR, World, assigned, make_world, report, sent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(clock: FrozenClock, transactional_db: None) -> World:
    return make_world()


def outcomes(results: list[Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in results:
        if isinstance(one, DomainError):
            found[one.code] += 1
        elif isinstance(one, BaseException):
            raise one
        else:
            found["done"] += 1
    return found


def test_sent_eight_times_with_one_key_is_one_petition(world: World) -> None:
    results = at_once([lambda: submit(report(key="form-7"), actor=VISITOR, now=NOW)] * 8)

    assert outcomes(results) == {"done": 8}
    assert len({one.receipt_no for one in results}) == 1
    assert Petition.objects.count() == PetitionEvent.objects.count() == 1
    assert verify_petitions().ok


def test_eight_reports_at_once_are_eight_petitions_with_numbers_of_their_own(world: World) -> None:
    results = at_once([lambda n=n: submit(report(text=f"Số {n}"), actor=VISITOR, now=NOW) for n in range(8)])

    assert len({one.receipt_no for one in results}) == 8
    assert verify_petitions().ok


def test_two_operators_on_one_petition_one_wins_and_the_other_is_told(world: World) -> None:
    petition, operator = sent(), world.actor("operator")
    commands = [Verify(), Reject(reason="spam", words="Quảng cáo")] * 4

    results = at_once(
        [lambda one=one: act(petition.uid, one, actor=operator, expected_seq=1, now=NOW) for one in commands]
    )

    assert outcomes(results) == {"done": 1, "stale": 7}
    assert PetitionEvent.objects.count() == 2
    assert verify_petitions().ok


def test_two_petitions_merged_into_each_other_at_once_end_as_one(world: World) -> None:
    first, second, operator = sent(), sent(), world.actor("operator")
    pairs = [(first, second), (second, first)] * 4

    results = at_once(
        [lambda a=a, b=b: act(a.uid, Merge(into=b.uid), actor=operator, expected_seq=1, now=NOW) for a, b in pairs]
    )

    assert outcomes(results)["done"] == 1
    assert Petition.objects.filter(state="merged").count() == 1
    assert verify_petitions().ok


def test_an_answer_and_the_sweep_at_once_open_one_duty(world: World) -> None:
    petition = assigned(world)
    late = petition.handle_due + (petition.handle_due - NOW)
    officer = world.actor("officer", late)
    act(petition.uid, Take(), actor=officer, now=NOW)

    at_once([lambda: sweep(now=late), lambda: act(petition.uid, Answer(text="Vá"), actor=officer, now=late)] * 2)

    petition.refresh_from_db()
    assert petition.state == "answered"
    assert petition.apologies.count() == 1
    assert verify_petitions().ok


def test_followed_eight_times_at_once_is_once(world: World) -> None:
    petition = sent()

    results = at_once([lambda: follow(petition.uid, Contact(email="a@example.vn"), actor=VISITOR, now=NOW)] * 8)

    assert outcomes(results) == {"done": 8}
    assert petition.followers.count() == 1


def test_assigned_to_two_units_at_once_lies_with_one(world: World) -> None:
    petition, operator = sent(), world.actor("operator")

    results = at_once(
        [
            lambda unit=unit: act(petition.uid, Assign(unit=unit), actor=operator, expected_seq=1, now=NOW)
            for unit in ("T-SXD", "T-01") * 4
        ]
    )

    assert outcomes(results) == {"done": 1, "stale": 7}
    petition.refresh_from_db()
    assert petition.owner_unit_id == petition.holder_unit_id
