from __future__ import annotations

import datetime as dt

import pytest
from django.db import OperationalError, connection, transaction

from motcua.core import outbox
from motcua.core.errors import NotFound
from motcua.core.models import AuditRecord, OutboxCursor, OutboxFailure, OutboxMessage

from .conftest import NOW, Ledger, Somebody

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("registry")]

MINUTE = dt.timedelta(minutes=1)


def consumer(name: str = "t.one", *topics: str, batch: int = 50, max_attempts: int = 12) -> Ledger:
    ledger = Ledger(name)
    outbox.consumer(name, topics=topics or ("t",), batch=batch, max_attempts=max_attempts)(ledger)
    return ledger


def publish(*entries: str, topic: str = "t") -> list[int]:
    """Publish ``key/kind`` each in a transaction of its own."""
    positions = []
    for entry in entries:
        key, _, kind = entry.partition("/")
        with transaction.atomic():
            positions.append(outbox.publish(topic=topic, key=key, kind=kind, body={"seq": 1}, now=NOW))
    return positions


def test_publish_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        outbox.publish(topic="t", key="a", kind="k", body={}, now=NOW)


def test_publish_by_bare_sql_fills_the_other_columns() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH fact AS (SELECT 1) INSERT INTO core_outbox (topic, key, kind, body, created_at)"
            " SELECT 't', 'a', 'k', '{\"n\": 1}'::jsonb, %s FROM fact",
            [NOW],
        )

    row = OutboxMessage.objects.get()
    assert (row.epoch, row.topic, row.body) == (1, "t", {"n": 1})
    assert row.xid > 0
    assert row.uid.version == 4


def test_message_when_handled_carries_body_identity_and_attempt() -> None:
    seen: list[outbox.Message] = []

    @outbox.consumer("t.one", topics=["t"])
    def handle(message: outbox.Message, *, now: dt.datetime) -> None:
        seen.append(message)

    publish("a/k")
    outbox.drain("t.one", now=NOW)

    row = OutboxMessage.objects.get()
    assert seen == [outbox.Message(row.uid, row.position, "t", "a", "k", {"seq": 1}, NOW, 1)]


def test_drain_when_there_are_messages_handles_each_once_in_order() -> None:
    ledger = consumer()
    publish("a/1", "b/1", "a/2")

    first = outbox.drain("t.one", now=NOW)
    second = outbox.drain("t.one", now=NOW)

    assert first == outbox.Drained(handled=3)
    assert second == outbox.Drained()
    assert ledger.entries() == ["a/1", "b/1", "a/2"]


def test_drain_when_more_than_a_batch_goes_on_and_stops_at_the_limit() -> None:
    ledger = consumer(batch=2)
    publish(*(f"k{number}/x" for number in range(7)))

    first = outbox.drain("t.one", limit=5, now=NOW)
    second = outbox.drain("t.one", now=NOW)

    assert (first.handled, second.handled) == (5, 2)
    assert len(set(ledger.entries())) == 7


def test_drain_of_other_topics_moves_the_cursor_past_them() -> None:
    ledger = consumer("t.one", "mine")
    publish("a/1", "a/2", topic="other")

    assert outbox.pending(["t.one"], now=NOW) == []  # no cursor yet: the loop makes it
    done = outbox.drain("t.one", now=NOW)

    assert done == outbox.Drained()
    assert ledger.calls == 0
    assert outbox.pending(["t.one"], now=NOW) == []
    assert outbox.lags(now=NOW + MINUTE)[0].seconds == 0


def test_drain_of_an_unknown_consumer_is_refused() -> None:
    with pytest.raises(LookupError):
        outbox.drain("t.nobody", now=NOW)


def test_drain_when_a_message_fails_holds_back_its_key_only() -> None:
    ledger = consumer()
    ledger.failing = {"bad"}
    publish("a/1", "a/bad", "b/1", "a/2", "b/2")

    done = outbox.drain("t.one", now=NOW)

    assert (done.handled, done.failed, done.parked) == (3, 1, 1)
    assert ledger.entries() == ["a/1", "b/1", "b/2"]
    assert list(OutboxFailure.objects.order_by("position").values_list("attempts", "state")) == [
        (1, "waiting"),
        (0, "waiting"),
    ]


def test_drain_when_a_key_is_held_back_parks_what_comes_later() -> None:
    ledger = consumer()
    ledger.failing = {"bad"}
    publish("a/bad")
    outbox.drain("t.one", now=NOW)
    publish("a/2", "b/1")

    done = outbox.drain("t.one", now=NOW)

    assert (done.handled, done.parked) == (1, 1)
    assert ledger.entries() == ["b/1"]


def test_drain_when_the_cause_is_gone_handles_the_held_back_in_order() -> None:
    ledger = consumer()
    ledger.failing = {"bad"}
    publish("a/bad", "a/2", "a/3")
    outbox.drain("t.one", now=NOW)

    ledger.failing = set()
    too_early = outbox.drain("t.one", now=NOW + dt.timedelta(milliseconds=500))
    later = outbox.drain("t.one", now=NOW + MINUTE)

    assert too_early.touched == 0
    assert later.handled == 3
    assert ledger.entries() == ["a/bad", "a/2", "a/3"]
    assert not OutboxFailure.objects.exists()


def test_failure_row_tells_the_type_of_the_error_and_nothing_of_its_text() -> None:
    ledger = consumer()
    ledger.failing = {"bad"}
    publish("a/bad")

    outbox.drain("t.one", now=NOW)

    assert OutboxFailure.objects.get().error == "LookupError"


def test_message_when_it_fails_for_the_last_time_is_dead_until_replayed(actor: Somebody) -> None:
    ledger = consumer(max_attempts=2)
    ledger.failing = {"bad"}
    publish("a/bad", "a/2")
    outbox.drain("t.one", now=NOW)

    last = outbox.drain("t.one", now=NOW + MINUTE)
    never = outbox.drain("t.one", now=NOW + dt.timedelta(days=400))

    assert last.dead == 1
    assert never.touched == 0
    assert outbox.pending(["t.one"], now=NOW + dt.timedelta(days=400)) == []
    assert (outbox.lags(now=NOW)[0].waiting, outbox.lags(now=NOW)[0].dead) == (1, 1)

    ledger.failing = set()
    outbox.replay(OutboxFailure.objects.get(state="dead").pk, actor=actor, now=NOW + MINUTE)
    outbox.drain("t.one", now=NOW + MINUTE)

    assert ledger.entries() == ["a/bad", "a/2"]
    assert AuditRecord.objects.get().act == "core.outbox_replayed"


def test_discard_of_a_dead_message_lets_those_behind_go_on(actor: Somebody) -> None:
    ledger = consumer(max_attempts=1)
    ledger.failing = {"bad"}
    publish("a/bad", "a/2")
    outbox.drain("t.one", now=NOW)

    outbox.discard(OutboxFailure.objects.get(state="dead").pk, actor=actor, now=NOW)
    outbox.drain("t.one", now=NOW)

    assert ledger.entries() == ["a/2"]
    assert AuditRecord.objects.get().act == "core.outbox_discarded"


def test_failures_are_listed_and_found_by_the_message() -> None:
    ledger = consumer(max_attempts=1)
    ledger.failing = {"bad"}
    publish("a/bad", "a/2")
    outbox.drain("t.one", now=NOW)

    dead, parked = outbox.failed()

    assert (dead.state, dead.attempts, dead.error, dead.kind) == ("dead", 1, "LookupError", "bad")
    assert (parked.state, parked.attempts, parked.error, parked.kind) == ("waiting", 0, "", "2")
    assert outbox.failure_of("t.one", dead.message) == OutboxFailure.objects.get(state="dead").pk
    with pytest.raises(NotFound):
        outbox.failure_of("t.other", dead.message)


def test_replay_of_an_unknown_failure_is_refused(actor: Somebody) -> None:
    with pytest.raises(NotFound) as caught:
        outbox.replay(12345, actor=actor, now=NOW)

    assert caught.value.code == "outbox_failure_unknown"


def test_drain_when_the_database_goes_away_costs_no_attempt_and_nothing_happened() -> None:
    ledger = consumer()

    @outbox.consumer("t.dying", topics=["t"])
    def die(message: outbox.Message, *, now: dt.datetime) -> None:
        ledger(message, now=now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    publish("a/1")

    with pytest.raises(OperationalError):
        outbox.drain("t.dying", now=NOW)

    connection.close()
    assert ledger.entries() == []
    assert not OutboxFailure.objects.exists()
    assert outbox.drain("t.one", now=NOW).handled == 1


def test_two_consumers_each_get_every_message() -> None:
    one, two = consumer("t.one"), consumer("t.two")
    publish("a/1", "a/2")

    first, second = outbox.drain_all(), outbox.drain_all()

    assert (first.handled, second.handled) == (4, 0)
    assert one.entries() == two.entries() == ["a/1", "a/2"]


def test_consumer_when_the_name_is_taken_is_refused() -> None:
    consumer("t.one")

    with pytest.raises(ValueError, match="exists already"):
        consumer("t.one")


def test_skip_to_end_leaves_the_past_and_takes_the_future() -> None:
    ledger = consumer()
    publish("a/old")

    outbox.skip_to_end("t.one", now=NOW)
    publish("a/new")
    outbox.drain("t.one", now=NOW)

    assert ledger.entries() == ["a/new"]


def test_start_epoch_when_transaction_ids_start_again_keeps_old_before_new() -> None:
    ledger = consumer()
    with connection.cursor() as cursor:  # what a restore brings from a cluster that had counted further
        cursor.execute(
            "INSERT INTO core_outbox (xid, topic, key, kind, body) VALUES ('99999999999'::xid8, 't', 'a', 'old', '{}')"
        )
    unseen = outbox.drain("t.one", now=NOW)

    number = outbox.start_epoch(reason="restore", now=NOW)
    publish("a/new")
    outbox.drain("t.one", now=NOW)

    assert unseen.handled == 0
    assert number == 2
    assert ledger.entries() == ["a/old", "a/new"]
    assert OutboxCursor.objects.get().epoch == 2


def test_purge_keeps_what_is_young_unread_or_failed() -> None:
    ledger = consumer()
    ledger.failing = {"bad"}
    publish("a/done", "b/bad")
    outbox.drain("t.one", now=NOW)
    consumer("t.late")
    later = NOW + dt.timedelta(days=31)

    unread = outbox.purge(now=later)
    outbox.drain("t.late", now=NOW)
    young = outbox.purge(now=NOW + dt.timedelta(days=29))
    gone = outbox.purge(now=later)

    assert (unread, young, gone) == (0, 0, 1)
    assert list(OutboxMessage.objects.values_list("kind", flat=True)) == ["bad"]
