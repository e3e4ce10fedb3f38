"""The kill test: web, worker and PostgreSQL killed with -9 in turn, two webs and two workers side by side, under the
load of many clients; a history checker holds what the clients were told against what the system kept.

``python -m tests.resilience.kill --seconds 180`` runs it longer and prints its figures.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest

from motcua import launcher
from tests.dossiers.world import World
from tests.template_database import url_for

from .customers import PATIENCE_SECONDS, Customer, Notes
from .effects import verified
from .history import TOLD, Fault, Kept, faults
from .letterbox import Letterbox, letterbox
from .servers import Program, Web, environment
from .supervision import Keeper, kill_in_turn, shots

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

SECONDS = float(os.environ.get("MOTCUA_TEST_KILL_SECONDS", "40"))
CLIENTS = int(os.environ.get("MOTCUA_TEST_KILL_CLIENTS", "20"))
SEED = int(os.environ.get("MOTCUA_TEST_KILL_SEED", "2026"))
BETWEEN = (1.5, 6.0)

MINUTES_PASS = """
import django
django.setup()
from procrastinate.exceptions import AlreadyEnqueued
from motcua.core import tasks as kernel
from motcua.notifications import tasks as letters
for task in (kernel.rescue_jobs, letters.send_waiting):
    try:
        task.defer(timestamp=0)
    except AlreadyEnqueued:
        pass
"""


def test_system_when_web_worker_and_database_are_killed_in_turn_then_every_acknowledged_act_is_there_once(
    live_world: World, tokens: dict[str, str], durable: launcher.Cluster, tmp_path: Path
) -> None:
    stop = threading.Event()
    watch = Watch()
    with letterbox() as box:
        more = {"DATABASE_URL": durable.app_url, "MOTCUA_EMAIL_HOST": "127.0.0.1", "MOTCUA_EMAIL_PORT": str(box.port)}
        webs = [Web(tmp_path / f"web{number}", **more) for number in range(2)]
        workers = [Program(("worker", "--concurrency=2"), tmp_path / f"worker{n}", dict(more)) for n in range(2)]
        keeper = Keeper([*webs, *workers])
        try:
            for program in (*webs, *workers):
                program.start()
            keeper.start()
            watch.lap("started")
            clients = [Customer(number, webs, live_world, tokens, stop) for number in range(CLIENTS)]
            for client in clients:
                client.start()

            killed = kill_in_turn(
                shots(webs, workers, durable),
                seconds=SECONDS,
                between=BETWEEN,
                draw=random.Random(SEED),
                fine=lambda: none_gave_up(clients),
            )

            watch.lap("killing")
            stop.set()
            for client in clients:
                client.join(PATIENCE_SECONDS * 8)
            none_gave_up(clients)
            watch.lap("last_acts")
            all_told(durable, box, tmp_path)
            watch.lap("last_letters")
        finally:
            stop.set()
            keeper.rest()
            for program in (*webs, *workers):
                program.kill()
        kept = what_is_kept(durable, box)

    acts = [act for client in clients for act in client.notes.acts]
    found = faults(acts, kept, [read for client in clients for read in client.notes.reads])
    watch.lap("checked")
    say(killed, [client.notes for client in clients], kept, found, watch)
    assert found == []
    assert len({name for name in killed if name.split()[0] == "postgresql"}) >= 1
    assert killed.total() >= min(6, SECONDS / BETWEEN[1] - 1)
    assert sum(client.notes.broken_off for client in clients) > 0, "the kills hit nobody"
    assert verified(tmp_path, **more) == []
    assert rebuilt(tmp_path, **more)["differing"] == 0


class Watch:
    """How long each part of the test took."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.monotonic()

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.laps[name] = round(now - self._since, 1)
        self._since = now


def none_gave_up(clients: list[Customer]) -> None:
    assert [client.error for client in clients if client.error is not None] == []


def all_told(cluster: launcher.Cluster, box: Letterbox, state: Path) -> None:
    """Wait until nothing is left to tell, letting those minutes pass for which a dead worker's letters are held. Many
    acts take long to tell; patience ends when nothing goes on."""
    deadline, most = time.monotonic() + PATIENCE_SECONDS, (0, 0)
    passed = 0.0
    while True:
        with psycopg.connect(url_for(cluster.superuser_url, "motcua"), autocommit=True) as connection:
            events, written, sent = counts(connection)
            if events == written == sent:
                return
            if (written, sent) > most:
                deadline, most = time.monotonic() + PATIENCE_SECONDS, (written, sent)
            said = (events, written, sent, len(set(box.names)))
            assert time.monotonic() < deadline, (said, unsent(connection))
            if time.monotonic() - passed > 10:
                passed = time.monotonic()
                let_minutes_pass(connection)
                subprocess.run(
                    [sys.executable, "-c", MINUTES_PASS],
                    env=environment(state / "minutes", DATABASE_URL=cluster.app_url),
                    check=True,
                )
        time.sleep(0.3)


def counts(connection: psycopg.Connection) -> tuple[int, int, int]:
    """Told events, letters written about dossiers and letters sent. Letters of other rooms do not count: which day it
    is decides whether statutory reports are due and their units are written to."""
    told = connection.execute("SELECT count(*) FROM dossier_event WHERE kind = ANY(%s)", [list(TOLD)]).fetchone()
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE state = 'sent')"
        " FROM notifications_notice WHERE dossier_uid IS NOT NULL"
    ).fetchone()
    assert told is not None
    assert row is not None
    return int(told[0]), int(row[0]), int(row[1])


def unsent(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    """What the letters are that did not go, those of other rooms too."""
    return connection.execute(
        "SELECT letter, state, count(*) FROM notifications_notice WHERE state <> 'sent' GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()


def let_minutes_pass(connection: psycopg.Connection) -> None:
    connection.execute("UPDATE notifications_notice SET next_at = now() WHERE state IN ('sending', 'pending')")
    connection.execute("UPDATE core_outbox_failure SET next_at = now() WHERE state = 'waiting'")
    connection.execute(
        "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '5 minutes'"
        " WHERE last_heartbeat < now() - interval '20 seconds'"
    )


def what_is_kept(cluster: launcher.Cluster, box: Letterbox) -> Kept:
    """Read past the application, with plain SQL."""
    with psycopg.connect(url_for(cluster.superuser_url, "motcua")) as connection:

        def rows(sql: str) -> tuple[Any, ...]:
            return tuple(connection.execute(sql).fetchall())

        return Kept(
            events=rows(
                "SELECT d.uid::text, e.seq, e.kind FROM dossier_event e LEFT JOIN dossier d ON d.id = e.dossier_id"
            ),
            answers=rows(
                "SELECT i.key, coalesce(i.response->>'id', (SELECT d.uid::text FROM dossier d"
                " WHERE strpos(i.operation, d.uid::text) > 0)), (i.response->>'seq')::int"
                " FROM core_idempotency i WHERE i.status IS NOT NULL"
            ),
            messages=rows("SELECT body->>'dossier', (body->>'seq')::int FROM core_outbox WHERE topic = 'dossier'"),
            letters=rows(
                "SELECT message_uid::text, dossier_uid::text, seq"
                " FROM notifications_notice WHERE dossier_uid IS NOT NULL"
            ),
            arrived=tuple(box.names),
            codes=dict(rows("SELECT uid::text, code FROM dossier WHERE code IS NOT NULL AND code <> ''")),
        )


def rebuilt(state: Path, **more: str) -> dict[str, Any]:
    """What ``motcua rebuild --check`` finds: rows that are not what their events say."""
    command = [sys.executable, "-m", "motcua", "rebuild", "--check", "--json"]
    done = subprocess.run(command, env=environment(state / "rebuild", **more), capture_output=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def say(killed: Counter[str], notes: list[Notes], kept: Kept, found: list[Fault], watch: Watch) -> None:
    came = Counter(kept.arrived)
    figures = {
        "seconds": SECONDS,
        "clients": CLIENTS,
        "killed": dict(killed),
        "acts_acknowledged": sum(act.place is not None for one in notes for act in one.acts),
        "acts_unanswered": sum(act.place is None for one in notes for act in one.acts),
        "requests_sent": sum(one.sent for one in notes),
        "broken_off": sum(one.broken_off for one in notes),
        "told_to_come_again": sum(one.turned_away for one in notes),
        "twins": sum(one.twins for one in notes),
        "reads": sum(len(one.reads) for one in notes),
        "longest_wait_seconds": round(max(one.slowest for one in notes), 1),
        "dossiers": len({dossier for dossier, _, _ in kept.events}),
        "events": len(kept.events),
        "letters": len(kept.letters),
        "letters_that_came_twice": sum(count > 1 for count in came.values()),
        "faults": len(found),
        "took_seconds": watch.laps,
    }
    text = json.dumps(figures, indent=2)
    print(text)  # noqa: T201
    if "MOTCUA_TEST_KILL_FIGURES" in os.environ:
        Path(os.environ["MOTCUA_TEST_KILL_FIGURES"]).write_text(text)
