"""The time of a step as officials write it: in days and half days ("0,5 ngày"), else in hours. Pure.

A whole day is a *working day* and ends at its close; half a day is four working hours (practice of the one-stop
systems). What is shown reads back as the same time: :func:`read_time` undoes :func:`time_parts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from motcua.worktime.rules import LimitUnit

HALF_DAY_HOURS = 4
MOST = 10_000
_NUMBER = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]))?")
_ASIDE = re.compile(r"\s+")


class TimeUnit(StrEnum):
    """What the number in the cell counts."""

    DAY = "day"
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    CLOCK_HOUR = "clock_hour"


WORDS: dict[TimeUnit, tuple[str, ...]] = {
    TimeUnit.CALENDAR_DAY: ("ngày lịch", "ngay lich", "calendar day", "calendar days"),
    TimeUnit.CLOCK_HOUR: ("giờ đồng hồ", "gio dong ho", "clock hour", "clock hours"),
    TimeUnit.DAY: ("ngày", "ngay", "ngày làm việc", "ngay lam viec", "n", "d", "day", "days", "working days"),
    TimeUnit.HOUR: ("giờ", "gio", "giờ làm việc", "gio lam viec", "g", "h", "hour", "hours", "working hours"),
}
"""How each may be written; the first is how it is shown."""

_UNITS = {word: unit for unit, words in WORDS.items() for word in words}
_PLAIN = {
    TimeUnit.HOUR: LimitUnit.WORKING_HOUR,
    TimeUnit.CALENDAR_DAY: LimitUnit.DAY,
    TimeUnit.CLOCK_HOUR: LimitUnit.HOUR,
}


@dataclass(frozen=True, slots=True)
class StepTime:
    amount: int
    unit: LimitUnit


class TimeMalformedError(ValueError):
    """The text is no time of a step. ``code`` is ``step_time_malformed``."""

    code = "step_time_malformed"


def time_parts(time: StepTime) -> tuple[str, TimeUnit]:
    """The number with a decimal comma, and what it counts."""
    if time.unit is LimitUnit.WORKING_DAY:
        return str(time.amount), TimeUnit.DAY
    if time.unit is LimitUnit.DAY:
        return str(time.amount), TimeUnit.CALENDAR_DAY
    if time.unit is LimitUnit.HOUR:
        return str(time.amount), TimeUnit.CLOCK_HOUR
    days, rest = divmod(time.amount, 2 * HALF_DAY_HOURS)
    if rest == HALF_DAY_HOURS:
        return f"{days},5", TimeUnit.DAY
    return str(time.amount), TimeUnit.HOUR


def typed_time(time: StepTime) -> str:
    """As it stands in the cell: "0,5 ngày", "2 ngày", "3 giờ"."""
    number, unit = time_parts(time)
    return f"{number} {WORDS[unit][0]}"


def read_time(text: str) -> StepTime:
    """The time in ``text``; a bare number is days. Raises :class:`TimeMalformedError`; a half is taken for days
    alone."""
    plain = _ASIDE.sub(" ", text.strip().casefold())
    match = re.match(_NUMBER, plain)
    if match is None:
        raise TimeMalformedError(text)
    whole, fraction = int(match.group(1)), match.group(2)
    rest = plain[match.end() :].strip()
    unit = _UNITS.get(rest) if rest else TimeUnit.DAY
    if unit is None or whole > MOST or (fraction not in {None, "0"} and (fraction != "5" or unit is not TimeUnit.DAY)):
        raise TimeMalformedError(text)
    if unit is TimeUnit.DAY:
        if fraction == "5":
            return StepTime(whole * 2 * HALF_DAY_HOURS + HALF_DAY_HOURS, LimitUnit.WORKING_HOUR)
        return StepTime(whole, LimitUnit.WORKING_DAY)
    return StepTime(whole, _PLAIN[unit])
