"""The seam for tickets: a room that calls people to desks says when. Until it exists, nothing is known and nothing
follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping

Called = Callable[[Collection[int], dt.datetime, dt.datetime], Mapping[int, dt.datetime]]
"""Applicants (keys of parties) and a span of time -> when the newest ticket of each was called."""

_called: list[Called] = []


def register(called: Called) -> None:
    """The room of tickets answers. Raises ValueError for a second one."""
    if _called and _called[0] is not called:
        raise ValueError("tickets are registered already")
    _called[:] = [called]


def forget() -> None:
    """For tests."""
    _called.clear()


def called(applicants: Collection[int], first: dt.datetime, last: dt.datetime) -> Mapping[int, dt.datetime]:
    return _called[0](applicants, first, last) if _called else {}
