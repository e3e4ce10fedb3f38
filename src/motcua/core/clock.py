"""The clock everyone asks. Rules and services take ``now`` as an argument; only the edges
(views, endpoints, commands, workers) call :func:`now`, so a demo or a test can move time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""Legal days are computed in this zone and nowhere else."""


class Clock(Protocol):
    def now(self) -> dt.datetime:
        """The current instant, aware, in UTC."""


class SystemClock:
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)


class FrozenClock:
    """A clock that stands still until it is moved. It refuses naive instants."""

    def __init__(self, at: dt.datetime) -> None:
        self.set(at)

    def set(self, at: dt.datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._at = at.astimezone(dt.UTC)

    def advance(self, delta: dt.timedelta) -> None:
        self._at += delta

    def now(self) -> dt.datetime:
        return self._at


_clock: ContextVar[Clock | None] = ContextVar("motcua_clock", default=None)
_system = SystemClock()


def now() -> dt.datetime:
    """The current instant by the clock in force: aware, UTC, microseconds."""
    return (_clock.get() or _system).now()


@contextmanager
def use_clock(clock: Clock) -> Iterator[Clock]:
    """Within the block every :func:`now` in this context asks ``clock``."""
    token = _clock.set(clock)
    try:
        yield clock
    finally:
        _clock.reset(token)


def monotonic_after(previous: dt.datetime | None, instant: dt.datetime) -> dt.datetime:
    """``instant``, or a microsecond after ``previous`` when the clock went back or stood still: for recording times
    that must grow within one thing, whatever happens to the machine's clock."""
    if previous is None or instant > previous:
        return instant
    return previous + dt.timedelta(microseconds=1)


def legal_date(instant: dt.datetime) -> dt.date:
    """The calendar day of an instant in the legal zone. Refuses naive instants."""
    if instant.tzinfo is None:
        raise ValueError("a legal date needs an aware instant")
    return instant.astimezone(LEGAL_ZONE).date()
