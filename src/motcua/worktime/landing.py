"""Where a limit ends, in ticks of a compiled calendar: the arithmetic behind :mod:`motcua.worktime.rules`."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from calendar import monthrange
from typing import NamedTuple

from .compiled import DAY, HOUR, MINUTE, UNIX_DAY, CompiledCalendar
from .content import WHOLE_DAY
from .limits import Basis, LimitUnit

LATEST = (dt.date(9000, 1, 1).toordinal() - UNIX_DAY) * DAY
"""Clock hours depend on no calendar; they still have to end within what a date can say."""

_HOUR, _WORKING_HOUR = LimitUnit.HOUR, LimitUnit.WORKING_HOUR
_WORKING_DAY, _DAY = LimitUnit.WORKING_DAY, LimitUnit.DAY
_END_OF_DAY = Basis.END_OF_DAY  # looked up once: reading a member from its enum class costs more than a bisection step


class Landing(NamedTuple):
    """Where a limit ends, with what explaining it needs.

    ``first`` is the first day that may count and ``last`` the last one, before it moves off a day off: both are
    places in the calendar's tables. Both are -1 where days are not counted.
    """

    ticks: int
    first: int
    last: int


def landing(
    calendar: CompiledCalendar, ticks: int, amount: int, unit: LimitUnit, basis: Basis, *, minutes: int = 0
) -> Landing:
    """:func:`due` in ticks, unchecked. For this package."""
    if unit is _HOUR:
        end = ticks + amount * HOUR + minutes * MINUTE
        if ticks < 0 or end > LATEST:
            raise calendar.out_of_range()
        return Landing(end, -1, -1)
    day = calendar.day_index(ticks)
    if unit is _WORKING_HOUR:
        work = calendar.work_until(ticks) + amount * HOUR + minutes * MINUTE
        return Landing(calendar.instant_of_work(work), -1, -1)
    if basis is _END_OF_DAY:
        return _end_of_day(calendar, day, amount, unit)
    return _same_hour(calendar, ticks, day, amount, unit)


def standing(calendar: CompiledCalendar, start: int, end: int, unit: LimitUnit, basis: Basis) -> tuple[bool, bool]:
    """(provisional, beyond the end) of a limit from ``start`` to ``end``. Clock hours depend on no calendar. The day
    of the event does not count to the end of a day, so it does not make the answer provisional either."""
    if unit is _HOUR:
        return False, False
    last = end // DAY - calendar.first
    first = start // DAY - calendar.first
    if basis is _END_OF_DAY and unit is not _WORKING_HOUR:
        first += 1
    before = calendar.provisional_before
    return before[last + 1] > before[first], last > calendar.last


def _end_of_day(calendar: CompiledCalendar, day: int, amount: int, unit: LimitUnit) -> Landing:
    if unit is _WORKING_DAY:
        counted = calendar.counted[calendar.open_before[day + 1]] + amount * WHOLE_DAY
        place = bisect_left(calendar.counted, counted) - 1
        if place >= len(calendar.close):
            raise calendar.out_of_range()
        end = calendar.close[place]
        return Landing(end, day + 1, end // DAY - calendar.first)
    target = day + amount if unit is _DAY else _months_on(calendar, day, amount)
    return Landing(calendar.close[calendar.open_day_from(target)], day + 1, target)


def _same_hour(calendar: CompiledCalendar, ticks: int, today: int, amount: int, unit: LimitUnit) -> Landing:
    origin, offset = _into_the_day(calendar, ticks, today)
    day = calendar.close[origin] // DAY - calendar.first
    first = day if offset == 0 else day + 1
    if unit is _WORKING_DAY:
        place = origin + amount
        if place >= len(calendar.close):
            raise calendar.out_of_range()
        if calendar.counted[place + 1] - calendar.counted[origin] != (amount + 1) * WHOLE_DAY:
            end = _in_proportion(calendar, origin, offset, amount)
        else:
            end = _at_offset(calendar, place, offset)
        return Landing(end, first, end // DAY - calendar.first)
    target = day + amount if unit is _DAY else _months_on(calendar, day, amount)
    place = calendar.open_day_from(target)
    return Landing(_at_offset(calendar, place, offset), first, target if offset else target - 1)


def _into_the_day(calendar: CompiledCalendar, ticks: int, today: int) -> tuple[int, int]:
    """The open day a start falls into once it is moved into working time, and how much work lies before it there."""
    origin = calendar.open_day_from(today)
    if origin == calendar.open_before[today + 1]:  # a day off
        return origin, 0
    if ticks < calendar.close[origin]:
        return origin, calendar.work_until(ticks) - calendar.day_begin_work[origin]
    if origin + 1 == len(calendar.close):
        raise calendar.out_of_range()
    return origin + 1, 0


def _at_offset(calendar: CompiledCalendar, place: int, offset: int) -> int:
    """``offset`` of work into an open day, at most its close; its opening is the last close before it."""
    if offset == 0:
        return calendar.close[place - 1]
    begin = calendar.day_begin_work[place]
    if begin + offset >= calendar.day_begin_work[place + 1]:
        return calendar.close[place]
    return calendar.instant_of_work(begin + offset)


def _in_proportion(calendar: CompiledCalendar, origin: int, offset: int, amount: int) -> int:
    """Where days that count less than one lie on the way, each working moment counts its share of its day: a half
    day of four hours then weighs as four hours of a whole day of eight. The result is rounded down to a tick."""
    length = calendar.day_begin_work[origin + 1] - calendar.day_begin_work[origin]
    weight = calendar.counted[origin + 1] - calendar.counted[origin]
    goal = (calendar.counted[origin] + amount * WHOLE_DAY) * length + weight * offset
    place = bisect_left(calendar.counted, -(-goal // length)) - 1
    if place >= len(calendar.close):
        raise calendar.out_of_range()
    begin, following = calendar.day_begin_work[place : place + 2]
    share = calendar.counted[place + 1] - calendar.counted[place]
    rest = goal - calendar.counted[place] * length
    return calendar.instant_of_work(begin + max(1, rest * (following - begin) // (share * length)))


def _months_on(calendar: CompiledCalendar, day: int, months: int) -> int:
    """The same day number ``months`` on, or that month's last day (Civil Code, article 148.3)."""
    on = calendar.date_at(day)
    whole = on.year * 12 + on.month - 1 + months
    year, month = divmod(whole, 12)
    if year > dt.MAXYEAR:
        raise calendar.out_of_range()
    target = dt.date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
    return target.toordinal() - UNIX_DAY - calendar.first
