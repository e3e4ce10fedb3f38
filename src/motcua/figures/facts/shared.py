"""Facts that a process keeps open, so that a page need not open them each time."""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import Final

from .reader import Facts, open_facts

FRESH_SECONDS: Final = 30.0
"""How long what is open is taken for the present."""
KEPT: Final = 4
"""How many instants a process keeps open."""


class _Held:
    def __init__(self, facts: Facts) -> None:
        self.facts, self.lock = facts, RLock()
        self.until = time.monotonic() + FRESH_SECONDS


_held: OrderedDict[dt.datetime | None, _Held] = OrderedDict()
_lock = Lock()


@contextmanager
def borrowed(as_of: dt.datetime | None = None) -> Iterator[Facts]:
    """The facts of this process as of an instant (None: the present, at most :data:`FRESH_SECONDS` old). One thread
    at a time has them. Raises as :func:`open_facts`. Do not close them."""
    held = _hold(as_of)
    with held.lock:
        yield held.facts


def _hold(as_of: dt.datetime | None) -> _Held:
    with _lock:
        held = _held.get(as_of)
        if held is not None and time.monotonic() < held.until:
            _held.move_to_end(as_of)
            return held
        _held.pop(as_of, None)
        fresh = _held[as_of] = _Held(open_facts(as_of))
        while len(_held) > KEPT:
            _held.popitem(last=False)
    return fresh


def forget() -> None:
    """Open anew at the next call; for tests, and after a build."""
    with _lock:
        _held.clear()
