"""The traps of transaction ids, with real transactions side by side."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from motcua.core import outbox
from motcua.core.models import OutboxFailure, OutboxMessage

from .conftest import NOW, Ledger
from .parallel import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("registry")]

PUBLISH = "INSERT INTO core_outbox (topic, key, kind, body) VALUES ('t', %s, %s, '{}')"
TAKE_AN_ID = "SELECT pg_current_xact_id()"


@pytest.fixture
def sessions() -> Iterator[list[psycopg.Connection]]:
    """Five connections of the application, each with a transaction of its own."""
    opened = [psycopg.connect(settings.DATABASE_URL) for _ in range(5)]
    yield opened
    for one in opened:
        one.close()


@pytest.fixture
def ledger() -> Ledger:
    one = Ledger("t.one")
    outbox.consumer("t.one", topics=["t"], batch=3)(one)
    return one


def drained() -> outbox.Drained:
    return outbox.drain("t.one", now=NOW)


def test_drain_when_an_earlier_transaction_is_still_open_waits_for_it(
    sessions: list[psycopg.Connection], ledger: Ledger
) -> None:
    early, late, *_ = sessions
    early.execute(PUBLISH, ["a", "early"])
    late.execute(PUBLISH, ["b", "late"])
    late.commit()

    before = drained()
    early.commit()
    after = drained()

    assert (before.handled, after.handled) == (0, 2)
    assert ledger.entries() == ["a/early", "b/late"]


def test_drain_when_the_earlier_transaction_rolls_back_goes_on(
    sessions: list[psycopg.Connection], ledger: Ledger
) -> None:
    early, late, *_ = sessions
    early.execute(PUBLISH, ["a", "early"])
    late.execute(PUBLISH, ["b", "late"])
    late.commit()
    early.rollback()

    assert drained().handled == 1
    assert ledger.entries() == ["b/late"]


def test_drain_when_a_larger_position_committed_first_skips_nothing(
    sessions: list[psycopg.Connection], ledger: Ledger
) -> None:
    first, second, *_ = sessions
    second.execute(TAKE_AN_ID)  # the smaller id ...
    first.execute(PUBLISH, ["a", "one"])  # ... and the smaller position are of different transactions
    first.commit()
    second.execute(PUBLISH, ["b", "two"])

    before = drained()
    second.commit()
    drained()

    assert before.handled == 0
    assert sorted(ledger.entries()) == ["a/one", "b/two"]


def test_drain_when_ids_and_events_of_one_key_are_in_other_orders_follows_the_events(
    sessions: list[psycopg.Connection], ledger: Ledger
) -> None:
    predecessor, successor, *_ = sessions
    successor.execute(TAKE_AN_ID)
    predecessor.execute(PUBLISH, ["a", "1"])
    predecessor.commit()
    successor.execute(PUBLISH, ["a", "2"])
    successor.commit()

    drained()

    assert ledger.entries() == ["a/1", "a/2"]


def test_drain_when_the_watermark_falls_between_two_events_of_a_key_parks_the_later(
    sessions: list[psycopg.Connection], ledger: Ledger
) -> None:
    predecessor, successor, bystander, *_ = sessions
    successor.execute(TAKE_AN_ID)
    bystander.execute(TAKE_AN_ID)  # stays open between the two and holds the watermark there
    predecessor.execute(PUBLISH, ["a", "1"])
    predecessor.commit()
    successor.execute(PUBLISH, ["a", "2"])
    successor.commit()

    early = drained()
    waiting = drained()
    parked = list(OutboxFailure.objects.values_list("attempts", flat=True))
    bystander.rollback()
    drained()
    drained()

    assert (early.handled, early.parked) == (0, 1)
    assert waiting.touched == 0
    assert parked == [0]
    assert ledger.entries() == ["a/1", "a/2"]
    assert not OutboxFailure.objects.exists()


def test_drain_when_the_batch_ends_between_two_events_of_a_key_parks_the_later(
    sessions: list[psycopg.Connection], ledger: Ledger
) -> None:
    predecessor, successor, *others = sessions
    successor.execute(TAKE_AN_ID)
    for number, other in enumerate(others[:2]):
        other.execute(PUBLISH, [f"b{number}", "x"])
        other.commit()
    predecessor.execute(PUBLISH, ["a", "1"])
    predecessor.commit()
    successor.execute(PUBLISH, ["a", "2"])
    successor.commit()

    first = drained()  # batches of three: successor, other, other | predecessor
    drained()

    assert first.parked == 1
    assert [entry for entry in ledger.entries() if entry.startswith("a")] == ["a/1", "a/2"]


def test_drain_while_another_drains_the_same_consumer_is_busy(
    sessions: list[psycopg.Connection], ledger: Ledger
) -> None:
    drained()
    with transaction.atomic():
        outbox.publish(topic="t", key="a", kind="1", body={}, now=NOW)
    sessions[0].execute("SELECT 1 FROM core_outbox_cursor FOR UPDATE")

    while_held = drained()
    sessions[0].rollback()
    after = drained()

    assert while_held == outbox.Drained(busy=True)
    assert after.handled == 1


def test_drains_of_one_consumer_at_once_handle_each_message_once(ledger: Ledger) -> None:
    for number in range(60):
        with transaction.atomic():
            outbox.publish(topic="t", key=f"k{number % 7}", kind=str(number), body={}, now=NOW)

    def drain_until_done() -> int:
        return sum(drained().handled for _ in range(40))

    results = at_once([drain_until_done] * 4)

    assert [result for result in results if isinstance(result, BaseException)] == []
    entries = ledger.entries()
    assert len(entries) == 60
    for key in range(7):
        kinds = [int(entry.split("/")[1]) for entry in entries if entry.startswith(f"k{key}/")]
        assert kinds == sorted(kinds)


def test_messages_of_many_writers_while_draining_come_once_and_in_order_of_their_key(ledger: Ledger) -> None:
    """Writers take an id first and the key's lock later, as an idempotency claim does."""
    keys, rounds = 3, 15
    with connection.cursor() as cursor:
        for key in range(keys):
            cursor.execute("INSERT INTO core_counter VALUES (%s, '2026-01-01', 1)", [f"k{key}"])

    def write(offset: int) -> None:
        for turn in range(rounds):
            key = f"k{(turn + offset) % keys}"
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(TAKE_AN_ID)
                time.sleep(0.002 * (offset % 3))
                cursor.execute("UPDATE core_counter SET value = value + 1 WHERE scope = %s RETURNING value", [key])
                (value,) = cursor.fetchone()
                outbox.publish(topic="t", key=key, kind=str(value), body={}, now=NOW)

    stop = threading.Event()

    def keep_draining() -> None:
        while not stop.is_set():
            drained()

    def write_all() -> None:
        results = at_once([lambda offset=offset: write(offset) for offset in range(5)])
        stop.set()
        assert [result for result in results if isinstance(result, BaseException)] == []

    assert at_once([keep_draining, keep_draining, write_all]) == [None, None, None]
    for _ in range(3):
        drained()

    entries = ledger.entries()
    assert len(entries) == 5 * rounds == OutboxMessage.objects.count()
    for key in range(keys):
        values = [int(entry.split("/")[1]) for entry in entries if entry.startswith(f"k{key}/")]
        assert values == list(range(2, len(values) + 2))


_VICTIM = """
import os, sys, time
import django
django.setup()
from motcua.cli.connection import use_database
use_database(sys.argv[1])
from motcua.core import outbox
from tests.core.conftest import Ledger, NOW

ledger = Ledger("t.one")

@outbox.consumer("t.one", topics=["t"], batch=3)
def handle(message, *, now):
    ledger(message, now=now)
    if message.kind == "5":
        print("in the middle", flush=True)
        time.sleep(60)

outbox.drain("t.one", now=NOW)
"""


def test_drain_when_the_process_is_killed_in_the_middle_loses_and_repeats_nothing(ledger: Ledger) -> None:
    for number in range(1, 10):
        with transaction.atomic():
            outbox.publish(topic="t", key="a", kind=str(number), body={}, now=NOW)
    victim = subprocess.Popen(
        [sys.executable, "-c", _VICTIM, settings.DATABASE_URL],
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "motcua.settings.test", "PYTHONPATH": os.getcwd()},
    )
    assert victim.stdout is not None
    with victim.stdout:
        assert b"in the middle" in victim.stdout.readline()
        victim.send_signal(signal.SIGKILL)
        victim.wait(10)

    deadline = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=20)
    while drained().busy and dt.datetime.now(dt.UTC) < deadline:
        time.sleep(0.1)  # until the server has noticed that its client is gone

    assert ledger.entries() == [f"a/{number}" for number in range(1, 10)]


def test_run_forever_when_its_connection_is_ended_goes_on(ledger: Ledger) -> None:
    stop = threading.Event()
    loop = threading.Thread(target=outbox.run_forever, args=(stop,), kwargs={"poll_seconds": 0.02}, daemon=True)
    loop.start()

    def await_entries(count: int) -> None:
        deadline = time.monotonic() + 15
        while len(ledger.entries()) < count and time.monotonic() < deadline:
            time.sleep(0.02)

    with transaction.atomic():
        outbox.publish(topic="t", key="a", kind="1", body={}, now=NOW)
    await_entries(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
        )
    with transaction.atomic():
        outbox.publish(topic="t", key="a", kind="2", body={}, now=NOW)
    outbox.wake()
    await_entries(2)
    stop.set()
    loop.join(5)

    assert ledger.entries() == ["a/1", "a/2"]
    assert not loop.is_alive()
