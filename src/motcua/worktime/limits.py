"""What a limit is, and what an answer about one holds."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from motcua.core.errors import Invalid

from .content import WHOLE_DAY

MAX_AMOUNT = 10_000


class LimitUnit(StrEnum):
    """What a limit is counted in. The catalogue's "Giờ" is ``working_hour``; ``hour`` is for law that says so."""

    WORKING_HOUR = "working_hour"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"


class Basis(StrEnum):
    """Where inside its last day a limit ends: at the close, or at the hour it began."""

    END_OF_DAY = "end_of_day"
    SAME_HOUR = "same_hour"


class DayWorking(NamedTuple):
    """One date of the working of a due date.

    ``thousandths`` is how much of a day this date added to the count, ``reason`` a code that says why, ``minutes``
    the minutes of the limit that lie on this date.
    """

    date: dt.date
    thousandths: int
    reason: str
    minutes: int

    @property
    def counted(self) -> int | float:
        """The count as a plain number: 1, 0 or a fraction such as 0.5."""
        return self.thousandths // WHOLE_DAY if self.thousandths % WHOLE_DAY == 0 else self.thousandths / WHOLE_DAY


class Due(NamedTuple):
    """When a limit ends. ``provisional``: it crosses days that may still change; ``beyond_end``: it lies past the
    last day the calendar knows (and is therefore provisional too). ``working`` is empty unless asked for."""

    at: dt.datetime
    provisional: bool
    beyond_end: bool
    calendar_code: str
    calendar_revision: int
    working: tuple[DayWorking, ...] = ()


def check_amount(amount: int, unit: LimitUnit, minutes: int = 0) -> None:
    """A limit is a positive whole number, at most :data:`MAX_AMOUNT`; only limits in hours may carry minutes."""
    if minutes and not (unit in (LimitUnit.HOUR, LimitUnit.WORKING_HOUR) and 0 < minutes < 60):
        raise Invalid("worktime_minutes_invalid", params={"minutes": minutes})
    if not 0 <= amount <= MAX_AMOUNT or amount + minutes == 0:
        raise Invalid("worktime_amount_invalid", params={"amount": amount, "most": MAX_AMOUNT})
