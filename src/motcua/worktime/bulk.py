"""The same arithmetic for many items at once, on NumPy arrays.

Instants are int64 microseconds since the Unix epoch (UTC). One call has one unit and one basis; amounts may differ.
Every answer equals that of :mod:`motcua.worktime.rules` for the same item, and one item that cannot be answered
fails the call as it would fail alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from motcua.core.errors import Invalid

from .compiled import DAY, HOUR, LEGAL_OFFSET, MINUTE, CompiledCalendar, to_ticks
from .content import WHOLE_DAY
from .landing import LATEST, landing
from .limits import MAX_AMOUNT, Basis, LimitUnit

Instants = NDArray[np.int64]
Flags = NDArray[np.bool_]


class BulkDue(NamedTuple):
    """One entry per item: when it ends, and the two flags of :class:`.limits.Due`."""

    at: Instants
    provisional: Flags
    beyond_end: Flags


def epoch_microseconds(instants: Iterable[dt.datetime]) -> Instants:
    """Aware instants as this module takes them."""
    return np.fromiter((to_ticks(at) - LEGAL_OFFSET for at in instants), dtype=np.int64)


def due_many(
    calendar: CompiledCalendar,
    starts: Instants,
    amounts: int | Instants,
    unit: LimitUnit,
    basis: Basis = Basis.END_OF_DAY,
) -> BulkDue:
    """When many limits end. Raises Invalid as :func:`.rules.due` does."""
    ticks = np.asarray(starts, dtype=np.int64) + LEGAL_OFFSET
    amount = np.broadcast_to(np.asarray(amounts, dtype=np.int64), ticks.shape)
    wrong = (amount < 1) | (amount > MAX_AMOUNT)
    if wrong.any():
        raise Invalid("worktime_amount_invalid", params={"amount": int(amount[wrong][0]), "most": MAX_AMOUNT})
    if unit is LimitUnit.HOUR:
        end = ticks + amount * HOUR
        if end.size and (int(ticks.min()) < 0 or int(end.max()) > LATEST):
            raise calendar.out_of_range()
        none = np.zeros(ticks.shape, dtype=np.bool_)
        return BulkDue(end - LEGAL_OFFSET, none, none)
    day = _day_index(calendar, ticks)
    if unit is LimitUnit.WORKING_HOUR:
        end = _instant_of_work(calendar, _work_until(calendar, ticks) + amount * HOUR)
    elif basis is Basis.END_OF_DAY:
        end = _end_of_day(calendar, day, amount, unit)
    else:
        end = _same_hour(calendar, ticks, amount, unit)
    whole_days = basis is Basis.END_OF_DAY and unit is not LimitUnit.WORKING_HOUR
    last = end // DAY - calendar.first
    before = calendar.arrays.provisional_before
    return BulkDue(end - LEGAL_OFFSET, before[last + 1] > before[day + whole_days], last > calendar.last)


def minutes_between_many(calendar: CompiledCalendar, a: Instants, b: Instants) -> Instants:
    """Whole working minutes from each ``a`` to its ``b``, rounded towards zero, negative when ``b`` is earlier."""
    begin = np.asarray(a, dtype=np.int64) + LEGAL_OFFSET
    end = np.asarray(b, dtype=np.int64) + LEGAL_OFFSET
    _day_index(calendar, begin)
    _day_index(calendar, end)
    work = _work_until(calendar, end) - _work_until(calendar, begin)
    return np.where(work < 0, -(-work // MINUTE), work // MINUTE)


def worked_minutes_many(calendar: CompiledCalendar, a: Instants, b: Instants) -> Instants:
    """Whole working minutes from each ``a`` to its ``b``, rounded down; outside its days a calendar has none."""
    begin = np.asarray(a, dtype=np.int64) + LEGAL_OFFSET
    end = np.asarray(b, dtype=np.int64) + LEGAL_OFFSET
    return (_work_until(calendar, end) - _work_until(calendar, begin)) // MINUTE


def work_many(calendar: CompiledCalendar, instants: Instants) -> Instants:
    """Working microseconds from the beginning of the calendar to each instant."""
    return _work_until(calendar, np.asarray(instants, dtype=np.int64) + LEGAL_OFFSET)


def instants_of_work_many(calendar: CompiledCalendar, work: Instants) -> Instants:
    """The earliest instants by which so many working microseconds are done: :func:`work_many` turned back. Raises
    Invalid ``worktime_out_of_range``."""
    return _instant_of_work(calendar, np.asarray(work, dtype=np.int64)) - LEGAL_OFFSET


def _day_index(calendar: CompiledCalendar, ticks: Instants) -> Instants:
    index = ticks // DAY - calendar.first
    if index.size:
        calendar.day_index(int(ticks.min()))
        calendar.day_index(int(ticks.max()))
    return index


def _work_until(calendar: CompiledCalendar, ticks: Instants) -> Instants:
    tables = calendar.arrays
    place = np.searchsorted(tables.shift_start, ticks, side="right") - 1
    begun = np.maximum(place, 0)
    done = tables.shift_work[begun] + np.minimum(ticks, tables.shift_end[begun]) - tables.shift_start[begun]
    return np.where(place < 0, 0, done)


def _instant_of_work(calendar: CompiledCalendar, work: Instants) -> Instants:
    tables = calendar.arrays
    place = np.searchsorted(tables.shift_work, work, side="left") - 1
    _within(calendar, place, tables.shift_start)
    return tables.shift_start[place] + work - tables.shift_work[place]


def _within(calendar: CompiledCalendar, place: NDArray[np.intp] | Instants, table: Instants) -> None:
    if place.size and int(place.max()) >= len(table):
        raise calendar.out_of_range()


def _target_day(calendar: CompiledCalendar, day: Instants, amount: Instants, unit: LimitUnit) -> Instants:
    """The open day at or after the last calendar day of each limit."""
    target = day + amount if unit is LimitUnit.DAY else _months_on(calendar, day, amount)
    _within(calendar, target, calendar.arrays.open_before[1:])
    place = calendar.arrays.open_before[target]
    _within(calendar, place, calendar.arrays.close)
    return place


def _months_on(calendar: CompiledCalendar, day: Instants, months: Instants) -> Instants:
    dates = (day + calendar.first).astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    number = (dates - month.astype("datetime64[D]")).astype(np.int64)
    target = month + months.astype("timedelta64[M]")
    first = target.astype("datetime64[D]").astype(np.int64)
    length = (target + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - first
    return first + np.minimum(number, length - 1) - calendar.first


def _end_of_day(calendar: CompiledCalendar, day: Instants, amount: Instants, unit: LimitUnit) -> Instants:
    tables = calendar.arrays
    if unit is not LimitUnit.WORKING_DAY:
        return tables.close[_target_day(calendar, day, amount, unit)]
    goal = tables.counted[tables.open_before[day + 1]] + amount * WHOLE_DAY
    place = np.searchsorted(tables.counted, goal, side="left") - 1
    _within(calendar, place, tables.close)
    return tables.close[place]


def _same_hour(calendar: CompiledCalendar, ticks: Instants, amount: Instants, unit: LimitUnit) -> Instants:
    tables = calendar.arrays
    work = _work_until(calendar, ticks)
    origin = np.searchsorted(tables.day_begin_work, work, side="right") - 1
    _within(calendar, origin, tables.close)
    offset = work - tables.day_begin_work[origin]
    if unit is not LimitUnit.WORKING_DAY:
        day = tables.close[origin] // DAY - calendar.first
        place = _target_day(calendar, day, amount, unit)
        return _kept_hour(calendar, place, offset)
    place = origin + amount
    _within(calendar, place, tables.close)
    end = _kept_hour(calendar, place, offset)
    for item in np.flatnonzero(tables.counted[place + 1] - tables.counted[origin] != (amount + 1) * WHOLE_DAY):
        end[item] = landing(calendar, int(ticks[item]), int(amount[item]), unit, Basis.SAME_HOUR).ticks
    return end


def _kept_hour(calendar: CompiledCalendar, place: Instants, offset: Instants) -> Instants:
    begin = calendar.arrays.day_begin_work
    return _instant_of_work(calendar, np.minimum(begin[place] + offset, begin[place + 1]))
