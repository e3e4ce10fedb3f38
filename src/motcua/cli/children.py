"""Programs that run beside one another until one of them ends or a person presses Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from django.utils.translation import gettext as _

from motcua.cli.failures import Failure

_STOP_SECONDS = 20


class Children:
    """Started ``motcua`` commands. Each has a session of its own: only we decide when it stops."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._errands: set[str] = set()

    def start(self, *arguments: str, is_errand: bool = False) -> None:
        """Start ``motcua ARGUMENTS``. An errand may end before the others without ending them."""
        command = [sys.executable, "-m", "motcua", *arguments]
        self._processes[arguments[0]] = subprocess.Popen(
            command, env=self._environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
        if is_errand:
            self._errands.add(arguments[0])

    def ended(self) -> Sequence[str]:
        """The names of those that run no longer; an errand is not missed."""
        return [
            name
            for name, process in self._processes.items()
            if process.poll() is not None and name not in self._errands
        ]

    def wait(self) -> None:
        """Return when one has ended."""
        while not self.ended():
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask all to stop, wait, and end by force those that do not."""
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for process in self._processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait_for_answer(self, url: str, *, seconds: float) -> None:
        """Return when ``url`` answers anything. Raises Failure when a child ends before, or time is over."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(url, timeout=5):  # noqa: S310 (our own address)
                    return
            except urllib.error.HTTPError as answer:
                answer.close()
                return
            except OSError:
                if self.ended():
                    raise Failure(
                        _("chương trình %(name)s đã dừng ngay khi chạy") % {"name": self.ended()[0]}
                    ) from None
                if time.monotonic() > deadline:
                    raise Failure(_("máy chủ web không trả lời sau %(n)d giây") % {"n": round(seconds)}) from None
                time.sleep(0.05)


@contextmanager
def children(environment: Mapping[str, str]) -> Iterator[Children]:
    """Children that are stopped at the end of the block, also at Ctrl-C and at SIGTERM."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    started = Children(environment)
    try:
        yield started
    finally:
        impatient = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave children behind
        started.stop()
        signal.signal(signal.SIGINT, impatient)
        signal.signal(signal.SIGTERM, before)
