"""The rest of the demo's history, made by as many processes as the machine has cores for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from motcua.demo import history

_STOP_SECONDS: Final = 10


def make_whole() -> history.Made:
    """Make what is left of the history. Helpers start only when it is worth it, and end with this process."""
    left = history.left()
    count = min(history.SLICES, os.cpu_count() or 1) - 1 if left > history.FIRST else 0
    with _ended_in_order(), _helpers(count) as started:
        return history.make_all(helpers=lambda: sum(process.wait() != 0 for process in started))


@contextmanager
def _helpers(count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", "motcua", "demo", "history", "--helper"]
    started = [
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) for _number in range(count)
    ]
    try:
        yield started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let the end that is asked for from outside pass through ``finally``."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
