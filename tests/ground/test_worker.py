"""``motcua worker``: jobs and drains live and die together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from motcua.cli import worker
from motcua.core import outbox


def _start(*arguments: str, state_dir: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "motcua.settings.dev",
        "DATABASE_URL": settings.DATABASE_URL,
        "MOTCUA_STATE_DIR": str(state_dir),
    }
    command = [sys.executable, "-m", "motcua", "worker", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.django_db(transaction=True)
def test_worker_when_there_is_nothing_to_do_and_one_shot_then_it_ends_well(tmp_path: Path) -> None:
    with _start("--one-shot", state_dir=tmp_path) as process:
        output, _ = process.communicate(timeout=60)

    assert process.returncode == 0, output


@pytest.mark.django_db(transaction=True)
def test_worker_at_sigterm_then_it_ends_well_within_seconds(tmp_path: Path) -> None:
    from django.db import connection

    with _start(state_dir=tmp_path) as process:
        deadline = time.monotonic() + 60
        seen = 0
        while not seen and time.monotonic() < deadline and process.poll() is None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM procrastinate_workers")
                seen = cursor.fetchone()[0]
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)

    assert seen == 1
    assert process.returncode == 0, output


def test_drains_when_they_fail_then_the_whole_worker_is_told_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[int, int]] = []

    def fail(_stop: threading.Event) -> None:
        raise LookupError("a fault in a drain")

    monkeypatch.setattr(outbox, "run_forever", fail)
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))
    drains = worker._Drains(threading.Event())

    drains.start()
    drains.join(10)

    assert drains.failed
    assert sent == [(os.getpid(), signal.SIGTERM)]
