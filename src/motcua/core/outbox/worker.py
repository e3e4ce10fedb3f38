"""The loop of the worker process."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import structlog
from django.db import connection, connections

from motcua.core import clock
from motcua.core.database import is_away

from .consumers import consumer_names
from .drains import Drained, drain, pending
from .statements import CREATE_CURSORS

log = structlog.get_logger(__name__)

_LONGEST_PAUSE_SECONDS = 30.0
_woken = threading.Event()


def wake() -> None:
    """Let a loop in this process look at once instead of at its next turn; meant for ``transaction.on_commit``.
    Nothing depends on it: the loop looks by itself every quarter of a second."""
    _woken.set()


def drain_all(names: Iterable[str] | None = None) -> Drained:
    """One turn over all consumers that have something to do."""
    wanted = list(names) if names is not None else list(consumer_names())
    _know_cursors(wanted)
    return _turn(wanted)


def _turn(names: list[str]) -> Drained:
    total = Drained()
    for name in pending(names):
        total = total.then(drain(name))
    return total


def run_forever(stop: threading.Event, *, poll_seconds: float = 0.25, names: Iterable[str] | None = None) -> None:
    """Drain until ``stop`` is set; returns within about ``poll_seconds`` after that, between two batches.

    Survives a restart of the database: it closes its connection and tries again after a pause that doubles from half
    a second to half a minute. Other errors are logged and treated alike; they never end the loop.
    """
    wanted = list(names) if names is not None else list(consumer_names())
    troubles = 0
    known = False
    try:
        while not stop.is_set():
            try:
                if not known:
                    _know_cursors(wanted)
                    known = True
                busy = _turn(wanted).touched > 0
                troubles = 0
            except Exception as error:
                troubles += 1
                busy = False
                log.warning("outbox.loop_trouble", error=type(error).__name__, away=is_away(error), times=troubles)
                connection.close()
            if troubles:
                stop.wait(min(_LONGEST_PAUSE_SECONDS, 0.25 * 2**troubles))
            elif not busy:
                _woken.wait(poll_seconds)
                _woken.clear()
    finally:
        connections.close_all()


def _know_cursors(names: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CREATE_CURSORS, {"names": names, "now": clock.now()})
