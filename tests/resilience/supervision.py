"""Programs under a keeper that starts again what ended, as a service manager does; and the killing of them in turn."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg
from django.conf import settings

from motcua import launcher
from tests.template_database import url_for

from .servers import START_SECONDS, Program, Web

AGAIN_SECONDS = 0.5


class Keeper(threading.Thread):
    """Looks after ``programs`` until :meth:`rest`: one that ended is started again half a second later."""

    def __init__(self, programs: Sequence[Program]) -> None:
        super().__init__(daemon=True)
        self.programs = programs
        self.restarts: Counter[str] = Counter()
        self._stop_event = threading.Event()

    def run(self) -> None:
        while not self._stop_event.wait(0.1):
            for program in self.programs:
                if program.process is not None and program.process.poll() is not None:
                    if self._stop_event.wait(AGAIN_SECONDS):
                        return
                    self.restarts[program.arguments[0]] += 1
                    program.start() if not isinstance(program, Web) else program.start(wait=False)

    def rest(self) -> None:
        self._stop_event.set()
        self.join(START_SECONDS)


def shoot(program: Program) -> None:
    """-9 for the whole group; its keeper finds out by itself."""
    assert program.process is not None
    if program.process.poll() is None:
        os.killpg(program.process.pid, signal.SIGKILL)


def shoot_children(program: Program) -> None:
    """-9 for the processes that do the work; the program itself stays."""
    for child in program.children():
        os.kill(child, signal.SIGKILL)


def postgres_processes(cluster: launcher.Cluster) -> list[int]:
    data = (cluster.folder / "data").resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if Path(os.readlink(entry / "cwd")) == data:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def shoot_database(cluster: launcher.Cluster) -> None:
    """-9 for every process of PostgreSQL until none is left, then up again: it recovers from its log. One that is still
    dying would look as if it ran."""
    while left := postgres_processes(cluster):
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)
    launcher.ensure_running(cluster.state_dir, pg_bin=settings.PG_BIN)


def shoot_backend(cluster: launcher.Cluster) -> None:
    """-9 for one session in the middle of a transaction: PostgreSQL throws out all sessions and recovers by itself."""
    with psycopg.connect(url_for(cluster.superuser_url, "motcua"), autocommit=True) as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'motcua_app'"
            " ORDER BY backend_xid IS NULL, xact_start NULLS LAST LIMIT 1"
        ).fetchone()
    if row is not None:
        os.kill(int(row[0]), signal.SIGKILL)


Shot = tuple[str, Callable[[], None]]


def shots(webs: Sequence[Web], workers: Sequence[Program], cluster: launcher.Cluster) -> list[Shot]:
    """In turn: a web, a worker, PostgreSQL; whole groups and single processes by turns."""
    return [
        ("web", lambda: shoot(webs[0])),
        ("worker", lambda: shoot(workers[0])),
        ("postgresql", lambda: shoot_database(cluster)),
        ("web process", lambda: shoot_children(webs[1])),
        ("worker", lambda: shoot(workers[1])),
        ("postgresql session", lambda: shoot_backend(cluster)),
    ]


def kill_in_turn(
    turns: Sequence[Shot],
    *,
    seconds: float,
    between: tuple[float, float],
    draw: random.Random,
    fine: Callable[[], None],
) -> Counter[str]:
    """For ``seconds`` a shot every few seconds, at no point anybody chose; ``fine`` raises when a client gave up."""
    done: Counter[str] = Counter()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        pause = min(left, draw.uniform(*between))
        waited = time.monotonic() + pause
        while time.monotonic() < waited:
            fine()
            time.sleep(0.02)
        if time.monotonic() >= end:
            break
        name, shot = turns[done.total() % len(turns)]
        try:
            shot()
        except psycopg.OperationalError:  # PostgreSQL is still recovering from the shot before
            time.sleep(0.5)
            continue
        done[name] += 1
    return done
