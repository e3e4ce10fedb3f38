from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.db import connection, transaction

from motcua.core import idempotency
from motcua.core.counters import next_number
from motcua.core.errors import Conflict, Invalid, Unprocessable
from motcua.core.idempotency import Claim, Replay, request_hash
from motcua.core.models import Counter, IdempotencyRecord

from .conftest import NOW
from .parallel import at_once

DAY = NOW.date()
REQUEST = Claim("official:1", "dossiers.accept:9", "key-1", request_hash({"action": "accept"}))


def act(request: Claim = REQUEST, *, fail: bool = False) -> Replay | int:
    """A service: claims, has one effect, stores its answer."""
    with transaction.atomic():
        earlier = idempotency.claim(request, now=NOW)
        if earlier is not None:
            return earlier
        number = next_number("effect", DAY)
        time.sleep(0.02)
        if fail:
            raise LookupError("the service failed")
        idempotency.finish(request, status=200, response={"number": number})
        return number


def effects() -> int:
    return sum(Counter.objects.filter(scope="effect").values_list("value", flat=True))


@pytest.mark.django_db
def test_claim_when_it_is_the_first_goes_on() -> None:
    assert idempotency.claim(REQUEST, now=NOW) is None


@pytest.mark.django_db
def test_claim_when_repeated_gets_the_first_answer() -> None:
    idempotency.claim(REQUEST, now=NOW)
    idempotency.finish(REQUEST, status=201, response={"id": 7, "at": NOW})

    assert idempotency.claim(REQUEST, now=NOW) == Replay(201, {"id": 7, "at": "2026-11-23T01:00:00.000000Z"})


@pytest.mark.django_db
def test_claim_costs_one_statement_and_two_on_a_repeat(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):
        idempotency.claim(REQUEST, now=NOW)
    with django_assert_num_queries(1):
        idempotency.finish(REQUEST, status=200, response={})
    with django_assert_num_queries(2):
        idempotency.claim(REQUEST, now=NOW)


@pytest.mark.django_db
def test_claim_when_the_key_came_with_another_content_is_refused() -> None:
    idempotency.claim(REQUEST, now=NOW)
    idempotency.finish(REQUEST, status=200, response={})
    other = Claim(REQUEST.actor_key, REQUEST.operation, REQUEST.key, request_hash({"action": "refuse"}))

    with pytest.raises(Unprocessable) as caught:
        idempotency.claim(other, now=NOW)

    assert (caught.value.code, caught.value.status) == ("idempotency_key_reused", 422)


@pytest.mark.django_db
@pytest.mark.parametrize("changed", ["actor_key", "operation", "key"])
def test_claim_of_another_actor_operation_or_key_is_another_request(changed: str) -> None:
    idempotency.claim(REQUEST, now=NOW)
    parts = {"actor_key": REQUEST.actor_key, "operation": REQUEST.operation, "key": REQUEST.key, changed: "other"}

    assert idempotency.claim(Claim(**parts, request_hash=b"h" * 32), now=NOW) is None


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 201, "with\x00nul"])
def test_claim_when_the_key_is_malformed_is_refused(key: str) -> None:
    with pytest.raises(Invalid) as caught:
        idempotency.claim(Claim("a", "o", key, b""), now=NOW)

    assert caught.value.code == "idempotency_key_invalid"


@pytest.mark.django_db
def test_claim_when_the_first_never_finished_is_a_conflict() -> None:
    idempotency.claim(REQUEST, now=NOW)

    with pytest.raises(Conflict) as caught:
        idempotency.claim(REQUEST, now=NOW)

    assert caught.value.code == "idempotency_unfinished"


@pytest.mark.django_db
def test_finish_without_a_claim_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(RuntimeError, match="no claim"):
        idempotency.finish(REQUEST, status=200, response={})


@pytest.mark.django_db(transaction=True)
def test_claim_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        idempotency.claim(REQUEST, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_eight_identical_requests_at_once_have_one_effect_and_one_answer() -> None:
    results = at_once([act] * 8)

    firsts = [result for result in results if isinstance(result, int)]
    assert len(firsts) == 1
    assert [result for result in results if result not in firsts] == [Replay(200, {"number": firsts[0]})] * 7
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_requests_at_once_with_keys_of_their_own_have_eight_effects() -> None:
    requests = [Claim("a", "o", f"key-{number}", b"h" * 32) for number in range(8)]

    results = at_once([lambda request=request: act(request) for request in requests])

    assert sorted(results) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_claim_when_the_first_rolls_back_becomes_the_first() -> None:
    inside = threading.Event()

    def first() -> None:
        with transaction.atomic():
            idempotency.claim(REQUEST, now=NOW)
            inside.set()
            time.sleep(0.2)
            raise LookupError("the first fails")

    def second() -> Replay | int:
        inside.wait(10)
        return act()

    results = at_once([first, second])

    assert isinstance(results[0], LookupError)
    assert results[1] == 1
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_request_when_it_failed_may_be_sent_again_with_its_key() -> None:
    with pytest.raises(LookupError):
        act(fail=True)

    assert act() == 1
    assert isinstance(act(), Replay)


@pytest.mark.django_db(transaction=True)
def test_fragments_inside_larger_statements_do_the_same() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"WITH claimed AS ({idempotency.CLAIM}) SELECT (SELECT count(*) FROM claimed), 1", REQUEST.values(NOW)
        )
        assert cursor.fetchone() == (1, 1)
        cursor.execute(
            f"WITH answered AS ({idempotency.FINISH}) SELECT 1",
            REQUEST.finish_values(200, {"who": "An", "percent": "5%"}),
        )

    assert idempotency.answer(REQUEST) == Replay(200, {"who": "An", "percent": "5%"})


@pytest.mark.django_db(transaction=True)
def test_purge_forgets_what_is_older_than_thirty_days() -> None:
    for number, age in enumerate([0, 29, 31, 400]):
        with transaction.atomic():
            idempotency.claim(Claim("a", "o", f"key-{number}", b"h"), now=NOW - dt.timedelta(days=age))

    gone = idempotency.purge(now=NOW, batch=1)

    assert gone == 2
    assert sorted(IdempotencyRecord.objects.values_list("key", flat=True)) == ["key-0", "key-1"]
