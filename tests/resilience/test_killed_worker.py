"""A worker, a night's closing and an import killed with -9 in the middle: nothing lost, nothing done by halves."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, connections
from procrastinate.exceptions import AlreadyEnqueued

from motcua.core import clock as clocks
from motcua.core import tasks as kernel
from motcua.core.clock import FrozenClock, legal_date
from motcua.dossiers.models import DayRoot, Dossier, DossierEvent
from motcua.dossiers.services.verify import verify
from motcua.notifications import tasks as letters
from motcua.notifications.models import Notice, NoticeState
from motcua.procedures.models import Decision
from motcua.procedures.models.registry import Procedure
from tests.dossiers.world import NOW, World
from tests.procedures.given import line, row

from .letterbox import Letterbox, letterbox
from .servers import Program, environment

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

PATIENCE_SECONDS = 120
DOSSIERS, KILLS, AT_ONCE = 30, 4, 2


def until(true: Callable[[], bool], program: Program | None = None) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if program is not None and program.process is not None:
            assert program.process.poll() is None, program.log.read_text(errors="replace")[-3000:]
        assert time.monotonic() < deadline
        time.sleep(0.005)


def five_minutes_pass() -> None:
    """What the passing of time brings after a worker died: leases run out, its heart is missed, the timetable comes
    round."""
    now = dt.datetime.now(dt.UTC)
    Notice.objects.filter(state=NoticeState.SENDING).update(next_at=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '5 minutes'")
    for task in (kernel.rescue_jobs, letters.send_waiting):
        try:
            task.defer(timestamp=0)
        except AlreadyEnqueued:
            continue


def job_counts() -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs")
        return Counter(status for (status,) in cursor.fetchall())


def given_up() -> int:
    """Jobs that failed, but for those of the timetable that gave way to the next of their kind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed' AND queueing_lock IS NULL")
        return int(cursor.fetchone()[0])


def test_worker_when_killed_while_letters_go_out_then_all_arrive_and_only_those_on_their_way_twice(
    live_world: World, tmp_path: Path
) -> None:
    now = dt.datetime.now(dt.UTC)
    draw = random.Random(7)
    for _ in range(DOSSIERS):
        live_world.accepted(now)
    connections.close_all()
    with letterbox() as box, worker(tmp_path, box) as running:
        for _kill in range(KILLS):
            running.start()
            goal = len(set(box.names)) + draw.randrange(1, DOSSIERS // 3)
            until(lambda goal=goal: len(set(box.names)) >= goal, running)  # type: ignore[misc]
            for _turn in range(draw.randrange(200_000)):
                pass
            running.kill()
            five_minutes_pass()
        running.start()
        until(lambda: waiting() == 0 and len(set(box.names)) >= 2 * DOSSIERS, running)
        until(lambda: job_counts()["doing"] == 0, running)
        came = Counter(box.names)

    sent = Notice.objects.filter(state=NoticeState.SENT)
    assert sent.count() == Notice.objects.count() == 2 * DOSSIERS
    assert set(came) == {str(one) for one in sent.values_list("message_uid", flat=True)}
    assert sum(came.values()) - len(came) <= KILLS * AT_ONCE
    assert max(came.values()) <= 1 + KILLS
    assert given_up() == 0


def worker(tmp_path: Path, box: Letterbox) -> Program:
    mail = {"MOTCUA_EMAIL_HOST": "127.0.0.1", "MOTCUA_EMAIL_PORT": str(box.port)}
    return Program(("worker", f"--concurrency={AT_ONCE}"), tmp_path / "worker", mail)


def waiting() -> int:
    return Notice.objects.exclude(state=NoticeState.SENT).count()


CLOSE_DAYS = """
import datetime as dt, django
django.setup()
from motcua.dossiers.services.proof import close_day
first, days = dt.date.fromisoformat({first!r}), {days}
for number in range(days):
    close_day(first + dt.timedelta(days=number), now=dt.datetime.fromisoformat({now!r}))
"""
DAYS = 40


def test_days_when_their_closing_is_killed_again_and_again_then_each_has_one_root_and_all_verify(
    live_world: World, tmp_path: Path
) -> None:
    standing = FrozenClock(NOW)
    with clocks.use_clock(standing):
        for number in range(DAYS):
            standing.set(NOW + dt.timedelta(days=number))
            for _ in range(3):
                live_world.submit(now=standing.now())
    after = NOW + dt.timedelta(days=DAYS + 1)
    script = CLOSE_DAYS.format(first=legal_date(NOW).isoformat(), days=DAYS, now=after.isoformat())
    draw = random.Random(3)
    kills = 0
    while DayRoot.objects.count() < DAYS:
        with started(["-c", script], tmp_path) as process:
            goal = DayRoot.objects.count() + draw.randrange(1, DAYS // 3)
            while process.poll() is None and DayRoot.objects.count() < goal:
                pass
            kills += process.poll() is None
            process.kill()

    assert kills >= 2
    roots = list(DayRoot.objects.order_by("number"))
    assert [root.day for root in roots] == [legal_date(NOW) + dt.timedelta(days=number) for number in range(DAYS)]
    assert [root.number for root in roots] == list(range(roots[0].number, roots[0].number + DAYS))
    assert sum(root.leaves for root in roots) == sum(root.leaf_rows.count() for root in roots)
    assert DossierEvent.objects.count() == Dossier.objects.count() == 3 * DAYS
    assert verify().findings == []


def started(arguments: list[str], tmp_path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


ROWS = 300


def test_import_when_killed_in_the_middle_then_all_of_it_or_nothing_and_the_next_run_ends_it(
    live_world: World, tmp_path: Path
) -> None:
    file = tmp_path / "catalogue.jsonl"
    file.write_bytes(b"".join(line(row(code=f"1.{number:06d}")) for number in range(100_000, 100_000 + ROWS)))
    before = Procedure.objects.count(), Decision.objects.count()
    draw = random.Random(5)
    kills = 0
    for _ in range(4):
        with started(["-m", "motcua", "procedures", "import", str(file)], tmp_path) as process:
            until(lambda process=process: process.poll() is not None or writing())  # type: ignore[misc]
            for _turn in range(draw.randrange(400_000)):
                pass
            kills += process.poll() is None
            os.kill(process.pid, signal.SIGKILL)
        until(lambda: not writing())
        found = Procedure.objects.count(), Decision.objects.count()
        assert found in {before, (before[0] + ROWS, before[1] + 1)}

    with started(["-m", "motcua", "procedures", "import", str(file), "--json"], tmp_path) as process:
        assert process.wait(PATIENCE_SECONDS) == 0
    assert kills
    assert Procedure.objects.count() == before[0] + ROWS


def writing() -> bool:
    """Whether another session of the application has written in a transaction that is still open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL AND usename = current_user"
        )
        return bool(cursor.fetchone()[0])
