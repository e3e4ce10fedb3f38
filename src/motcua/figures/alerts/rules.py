"""When an alert is raised and cleared. Pure.

Two bounds make a band: a value beyond ``raise_at`` for ``readings`` readings in a row raises, a value on the good side
of ``clear_at`` clears, and what lies between changes nothing. So a signal that trembles around one bound never flaps.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

MOST_READINGS: Final = 100


class Side(StrEnum):
    """On which side of the bound the trouble lies."""

    ABOVE = "above"
    BELOW = "below"


class State(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"


class Change(StrEnum):
    RAISE = "raise"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Bounds:
    """``clear_at`` lies on the good side of ``raise_at`` or on it; ``least``: a reading that rests on fewer things
    says nothing."""

    side: Side
    raise_at: Fraction
    clear_at: Fraction
    readings: int = 1
    least: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One look. ``key`` orders the readings of one thing (an hour, a period): the same key twice is one reading.
    ``value`` None: there was no figure; ``weight``: how many things it rests on, None where that means nothing."""

    key: str
    value: Fraction | None
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """What is remembered between readings: is an alert open, how many readings in a row lay beyond the bound."""

    is_open: bool = False
    run: int = 0
    key: str = ""


def step(bounds: Bounds, watch: Watch, reading: Reading) -> tuple[Watch, Change | None]:
    """The next state. A reading that is not newer, has no figure or rests on too little changes nothing but ``key``.
    A missing figure neither raises nor clears: nobody is told that all is well because nothing is known."""
    if watch.key and reading.key <= watch.key:
        return watch, None
    seen = replace(watch, key=reading.key)
    if reading.value is None or (reading.weight is not None and reading.weight < bounds.least):
        return seen, None
    if watch.is_open:
        if _is_good(bounds, reading.value):
            return replace(seen, is_open=False, run=0), Change.CLEAR
        return seen, None
    if not _is_bad(bounds, reading.value):
        return replace(seen, run=0), None
    run = min(watch.run + 1, MOST_READINGS)
    if run >= bounds.readings:
        return replace(seen, is_open=True, run=0), Change.RAISE
    return replace(seen, run=run), None


def _is_bad(bounds: Bounds, value: Fraction) -> bool:
    return value > bounds.raise_at if bounds.side is Side.ABOVE else value < bounds.raise_at


def _is_good(bounds: Bounds, value: Fraction) -> bool:
    """At the bound for clearing is good enough, but never what is still beyond the bound for raising."""
    good = value <= bounds.clear_at if bounds.side is Side.ABOVE else value >= bounds.clear_at
    return good and not _is_bad(bounds, value)


def fault_of(bounds: Bounds) -> tuple[str, str] | None:
    """(field, code) of what is wrong with the bounds, None when nothing is."""
    wrong = bounds.clear_at > bounds.raise_at if bounds.side is Side.ABOVE else bounds.clear_at < bounds.raise_at
    if wrong:
        return "clear_at", f"alert_clear_beyond_{bounds.side.value}"
    if not 1 <= bounds.readings <= MOST_READINGS:
        return "readings", "alert_readings_wrong"
    if bounds.least < 0:
        return "least", "alert_least_wrong"
    return None


def quiet_until(at: dt.datetime, begins: dt.time | None, ends: dt.time | None) -> dt.datetime:
    """The earliest instant a letter about it may leave: ``at`` itself, or the end of the quiet hours it falls into.
    Hours that begin in the evening end the next morning. ``at`` is in the zone the hours are meant in."""
    if begins is None or ends is None or begins == ends:
        return at
    clock = at.time().replace(tzinfo=None)
    over_night = begins > ends
    inside = (clock >= begins or clock < ends) if over_night else begins <= clock < ends
    if not inside:
        return at
    day = at.date() + dt.timedelta(days=1 if over_night and clock >= begins else 0)
    return dt.datetime.combine(day, ends, at.tzinfo)
