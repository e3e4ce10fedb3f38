"""The same thing, or two different things, at one instant: eight threads behind a barrier on a real PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict, DomainError
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import Dossier, DossierDocument, DossierEvent
from motcua.dossiers.services.act import Answer, act
from motcua.dossiers.services.papers import add_document
from motcua.dossiers.services.submit import submit_dossier
from motcua.dossiers.services.verify import verify
from tests.core.parallel import at_once
from tests.dossiers.world import APPLICANT, CODE, NOW, World, claim

pytestmark = pytest.mark.django_db(transaction=True)

EIGHT = range(8)


def outcomes(results: list[Any]) -> Counter[str]:
    """How often each thing happened: the code of an error, else ``done`` or ``replayed``."""
    found: Counter[str] = Counter()
    for one in results:
        if isinstance(one, DomainError):
            found[one.code] += 1
        elif isinstance(one, BaseException):
            raise one
        elif isinstance(one, Answer):
            found["replayed" if one.replayed else "done"] += 1
        else:
            found[str(one.status_code)] += 1
    return found


def sound(world: World) -> None:
    """Afterwards: every chain verifies and every projection is what its log says."""
    assert verify().findings == []
    assert [differences(dossier) for dossier in Dossier.objects.all() if differences(dossier)] == []


def test_submission_when_sent_eight_times_with_one_key_then_one_dossier_and_one_answer(world: World) -> None:
    application, actor = world.application(), world.actors["citizen"]

    results = at_once([lambda: submit_dossier(application, actor=actor, now=NOW, idempotency=claim("k"))] * 8)

    assert outcomes(results) == {"done": 1, "replayed": 7}
    assert len({json.dumps(one.body, sort_keys=True) for one in results if isinstance(one, Answer)}) == 1
    assert Dossier.objects.count() == DossierEvent.objects.count() == 1
    sound(world)


def test_submission_when_posted_eight_times_then_one_201_for_a_key_and_400_without(world: World) -> None:
    body = {"procedure": CODE, "channel": "online", "place": world.commune.code, "applicant": APPLICANT}
    token = world.token("citizen", now=dt.datetime.now(dt.UTC))

    def post(key: str | None) -> Callable[[], Any]:
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        client = Client(raise_request_exception=False)
        return lambda: client.post("/api/v1/dossiers", json.dumps(body), "application/json", headers=headers)

    keyless = at_once([post(None) for _ in EIGHT])
    keyed = at_once([post("k") for _ in EIGHT])

    assert outcomes(keyless) == {"400": 8}
    assert {json.loads(one.content)["code"] for one in keyless} == {"idempotency_key_missing"}  # type: ignore[union-attr]
    assert outcomes(keyed) == {"201": 8}
    assert len({one.content for one in keyed}) == 1  # type: ignore[union-attr]
    assert Dossier.objects.count() == 1
    sound(world)


def test_act_when_sent_eight_times_with_one_key_then_one_effect(world: World) -> None:
    dossier = world.submit()
    data = {"originals": [world.component]}

    def accept() -> Answer:
        return act(
            dossier=dossier.uid,
            action=Action.ACCEPT,
            data=data,
            actor=world.actors["reception"],
            now=NOW,
            expected_seq=1,
            idempotency=claim("k"),
        )

    results = at_once([accept] * 8)

    assert outcomes(results) == {"done": 1, "replayed": 7}
    assert DossierEvent.objects.count() == 2
    sound(world)


def test_act_when_eight_expect_the_same_seq_then_one_done_and_seven_stale(world: World) -> None:
    dossier = world.accepted()

    def assign(number: int) -> Callable[[], Answer]:
        return lambda: act(
            dossier=dossier.uid,
            action=Action.ASSIGN,
            data={"post": str(world.posts["settling"].uid)},
            actor=world.actors["division_head"],
            now=NOW,
            expected_seq=dossier.seq,
            idempotency=claim(f"k{number}"),
        )

    results = at_once([assign(number) for number in EIGHT])

    assert outcomes(results) == {"done": 1, "stale": 7}
    assert DossierEvent.objects.count() == dossier.seq + 1
    sound(world)


def test_decision_when_two_officials_differ_then_one_stands_and_the_other_is_told(world: World) -> None:
    dossier = world.submit()

    results = at_once(
        [
            lambda: world.act(dossier, Action.ACCEPT, "reception", originals=[world.component]),
            lambda: world.act(dossier, Action.REFUSE, "reception", reason="không thuộc thẩm quyền"),
        ]
    )

    dossier.refresh_from_db()
    kinds = set(DossierEvent.objects.values_list("kind", flat=True))
    found = outcomes(results)
    assert found["done"] == (2 if {"dossier_accepted", "result_issued"} <= kinds else 1)
    assert dossier.state in {"accepted", "refused", "result_ready"}
    sound(world)


def test_withdrawal_when_it_meets_the_result_then_exactly_one_of_them_happens(world: World) -> None:
    dossier = world.accepted()
    for action, who in (
        (Action.COMPLETE_STEP, "division_head"),
        (Action.COMPLETE_STEP, "settling"),
        (Action.COMPLETE_STEP, "head"),
    ):
        world.act(dossier, action, who)

    results = at_once(
        [
            lambda: world.act(dossier, Action.ISSUE_RESULT, "head"),
            lambda: world.act(dossier, Action.WITHDRAW, "citizen"),
        ]
    )

    assert outcomes(results) == {"done": 1, "not_in_this_state": 1}
    sound(world)


def test_codes_when_drawn_at_once_with_some_rolled_back_then_without_gaps(world: World, clock: FrozenClock) -> None:
    dossiers = [world.submit() for _ in EIGHT]

    def accept(number: int) -> Callable[[], Answer]:
        def run() -> Answer:
            with transaction.atomic():
                answer = world.act(dossiers[number], Action.ACCEPT, "reception", originals=[world.component])
                if number % 3 == 0:
                    raise Conflict("stale")
            return answer

        return run

    results = at_once([accept(number) for number in EIGHT])

    codes = sorted(code for code in Dossier.objects.values_list("code", flat=True) if code)
    assert outcomes(results) == {"done": 5, "stale": 3}
    assert codes == [f"H99.0101.1-261123-{number:04d}" for number in range(1, 6)]
    sound(world)


def test_papers_when_two_come_at_once_then_both_are_kept_in_order(world: World) -> None:
    dossier = world.submit()
    files = [world.file() for _ in range(2)]

    def attach(number: int) -> Callable[[], Answer]:
        return lambda: add_document(
            dossier=dossier.uid,
            component=world.component,
            file=files[number],
            actor=world.actors["citizen"],
            now=NOW,
            idempotency=claim(f"k{number}"),
        )

    results = at_once([attach(0), attach(1)])

    assert outcomes(results) == {"done": 2}
    assert sorted(DossierDocument.objects.values_list("added_seq", flat=True)) == [2, 3]
    sound(world)


def test_acceptance_when_a_paper_arrives_meanwhile_then_neither_is_lost(world: World) -> None:
    dossier, file = world.submit(), world.file()

    results = at_once(
        [
            lambda: world.act(dossier, Action.ACCEPT, "reception", originals=[world.component]),
            lambda: add_document(
                dossier=dossier.uid, component=world.component, file=file, actor=world.actors["citizen"], now=NOW
            ),
        ]
    )

    assert outcomes(results) == {"done": 2}
    assert DossierEvent.objects.count() == 3
    sound(world)
