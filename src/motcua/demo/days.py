"""When people come: the days of a year with their weights, and the hour of the day. Pure."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.demo.files import BEGINNING, table
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import is_working_day, next_working_instant

YEAR: Final = dt.timedelta(days=365)
LATELY: Final = dt.timedelta(days=21)
DAY: Final = dt.timedelta(days=1)
MONDAY: Final = 0
_NOON: Final = 12
_TET_MONTHS: Final = (1, 2)
_CLOSED_FOR_TET: Final = 5
"""No other feast closes the counters for so many days."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of the history with how many people come on each, at the counter and online."""

    days: Sequence[dt.date]
    counter: Sequence[float]
    online: Sequence[float]


def days_until(end: dt.datetime, reception: CompiledCalendar) -> Days:
    """The year before ``end``. Counters bring nobody while they are closed, more before Tết and after a closure."""
    last = legal_date(end)
    first = max(legal_date(end - YEAR), BEGINNING + DAY)
    days = [first + DAY * number for number in range((last - first).days + 1)] or [last]
    is_open = [is_working_day(reception, day) for day in days]
    rules = table("arrivals.toml")
    months, weekdays = rules["months"]["weights"], rules["weekdays"]
    lately = rules["lately"]["weight"]
    usual = [months[day.month - 1] * (lately if last - day <= LATELY else 1.0) for day in days]
    feasts = [_feast(days, is_open, place) for place in range(len(days))]
    counter = [
        weight * feast * weekdays["counter"][day.weekday()] if opened else 0.0
        for day, weight, feast, opened in zip(days, usual, feasts, is_open, strict=True)
    ]
    online = [
        weight * feast * weekdays["online"][day.weekday()] * (1.0 if opened else rules["feasts"]["online_on_days_off"])
        for day, weight, feast, opened in zip(days, usual, feasts, is_open, strict=True)
    ]
    return Days(days, counter if any(counter) else [1.0] * len(days), online)


def _feast(days: Sequence[dt.date], is_open: Sequence[bool], place: int) -> float:
    """How much a closure nearby changes the day."""
    rules = table("arrivals.toml")["feasts"]
    before = _closed_days(is_open, place - 1, -1)
    if before >= _CLOSED_FOR_TET:
        return float(rules["first_day_after_tet"])
    for distance in range(1, int(rules["days_before_tet"]) + 1):
        there = place + distance
        is_winter = there < len(days) and days[there].month in _TET_MONTHS
        if is_winter and _closed_days(is_open, there, 1) >= _CLOSED_FOR_TET:
            return float(rules["before_tet"])
    return float(rules["after_closure"]) if before >= int(rules["closure"]) else 1.0


def _closed_days(is_open: Sequence[bool], place: int, step: int) -> int:
    count = 0
    while 0 <= place < len(is_open) and not is_open[place]:
        count, place = count + 1, place + step
    return count


def drawn_instant(
    dice: random.Random, days: Days, end: dt.datetime, reception: CompiledCalendar, *, is_at_counter: bool
) -> dt.datetime:
    """When somebody comes: at a counter while it is open, online at any hour; never after ``end``."""
    way = "counter" if is_at_counter else "online"
    day = dice.choices(days.days, days.counter if is_at_counter else days.online)[0]
    rules = table("arrivals.toml")
    hours = rules["hours"][way]
    morning = rules["hours"]["monday_morning"] if is_at_counter and day.weekday() == MONDAY else 1.0
    weights = [weight * (morning if int(hour) < _NOON else 1.0) for hour, weight in hours.items()]
    hour = int(dice.choices(list(hours), weights)[0])
    at = dt.datetime.combine(day, dt.time(hour, dice.randrange(60)), LEGAL_ZONE).astimezone(dt.UTC)
    if is_at_counter:
        return at_the_counter(reception, at, end, dice)
    while at > end:
        at -= DAY
    return at


def at_the_counter(reception: CompiledCalendar, at: dt.datetime, end: dt.datetime, dice: random.Random) -> dt.datetime:
    """The instant at which somebody who comes at ``at`` stands at an open counter: when it opens next, or on an earlier
    day when that would be after ``end``."""
    while (standing := _opened(reception, at, dice)) > end:
        at -= DAY
    return standing


def _opened(reception: CompiledCalendar, at: dt.datetime, dice: random.Random) -> dt.datetime:
    opens = next_working_instant(reception, at)
    return opens if opens == at else opens + dt.timedelta(minutes=dice.randint(2, 90))
