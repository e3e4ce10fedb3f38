"""Deadline arithmetic: when a legal limit ends, and how much working time lies between two instants.

Law: the day of the event is not counted (Civil Code 91/2015/QH13, article 147.2); a limit in hours runs from the
stated moment (article 147.1); a limit whose last day is a day off ends with the next working day (article 148.5).
Practice of the deployed one-stop systems: eight working hours are a working day and the hour of receipt is kept.
Both are here as a :class:`Basis`; ``docs/adr/0004-working-time.md`` has the reasons.

Instants are aware, results are UTC. Nothing is rounded: a limit in hours keeps the seconds and microseconds it
started with; whole minutes are only taken where minutes are asked for, rounded towards zero.
"""

from __future__ import annotations

import datetime as dt

from motcua.core.errors import Invalid

from .compiled import DAY, MINUTE, UNIX_DAY, CompiledCalendar, from_ticks, to_ticks
from .landing import landing, standing
from .limits import Basis, DayWorking, Due, LimitUnit, check_amount
from .working import working_of

__all__ = [
    "Basis",
    "CompiledCalendar",
    "DayWorking",
    "Due",
    "LimitUnit",
    "add_working_days",
    "add_working_minutes",
    "close_of",
    "due",
    "is_working_day",
    "next_working_instant",
    "opening_of",
    "same_day_or_next",
    "shift_by_pause",
    "transfer_due",
    "working_minutes",
]

AFTERNOON_CUTOFF = dt.time(15, 0)
"""Decree 61/2018/ND-CP, article 18.2: what is received after 15:00 moves at the start of the next working day."""

TRANSFER_GRACE_MINUTES = 60
"""How long "the start of the next working day" lasts. The decree gives no figure; a local decision."""


def due(
    calendar: CompiledCalendar,
    start: dt.datetime,
    amount: int,
    unit: LimitUnit,
    basis: Basis = Basis.END_OF_DAY,
    *,
    minutes: int = 0,
    explain: bool = False,
) -> Due:
    """When a limit of ``amount`` ``unit`` that starts at ``start`` ends. ``minutes`` adds to limits in hours only.

    Always later than ``start``; in working time or at a close, except for ``hour``, which is plain clock time.
    With ``explain`` the answer carries one row per date of its working. Raises Invalid:
    ``worktime_amount_invalid``, ``worktime_minutes_invalid``, ``worktime_instant_naive``,
    ``worktime_before_calendar``, ``worktime_out_of_range``.
    """
    check_amount(amount, unit, minutes)
    ticks = to_ticks(start)
    place = landing(calendar, ticks, amount, unit, basis, minutes=minutes)
    provisional, beyond = standing(calendar, ticks, place.ticks, unit, basis)
    working = working_of(calendar, ticks, place, unit, basis) if explain else ()
    return Due(from_ticks(place.ticks), provisional, beyond, calendar.code, calendar.revision, working)


def working_minutes(calendar: CompiledCalendar, a: dt.datetime, b: dt.datetime) -> int:
    """Whole minutes of working time from ``a`` to ``b``, rounded towards zero; negative when ``b`` is earlier, so
    that the time left until a missed due date tells how late it is."""
    ticks = _work_between(calendar, a, b)
    return ticks // MINUTE if ticks >= 0 else -(-ticks // MINUTE)


def _work_between(calendar: CompiledCalendar, a: dt.datetime, b: dt.datetime) -> int:
    begin, end = to_ticks(a), to_ticks(b)
    calendar.day_index(begin)
    calendar.day_index(end)
    return calendar.work_until(end) - calendar.work_until(begin)


def add_working_minutes(calendar: CompiledCalendar, start: dt.datetime, minutes: int) -> dt.datetime:
    """The earliest instant by which ``minutes`` of working time have passed since ``start``; never an opening.
    Zero gives ``start`` back; a negative number is refused (``worktime_minutes_invalid``)."""
    if minutes < 0:
        raise Invalid("worktime_minutes_invalid", params={"minutes": minutes})
    return _add_work(calendar, start, minutes * MINUTE)


def _add_work(calendar: CompiledCalendar, start: dt.datetime, work: int) -> dt.datetime:
    ticks = to_ticks(start)
    calendar.day_index(ticks)
    if work == 0:
        return start.astimezone(dt.UTC)
    return from_ticks(calendar.instant_of_work(calendar.work_until(ticks) + work))


def shift_by_pause(
    calendar: CompiledCalendar, due_at: dt.datetime, paused_from: dt.datetime, paused_until: dt.datetime
) -> dt.datetime:
    """The due instant after a pause that shifts it: ``due_at`` plus the exact working time of the pause (practice of
    the national codes 5, 6 and 8). A pause outside working time moves nothing; one that ends before it began is
    refused (``worktime_pause_reversed``)."""
    if paused_until < paused_from:
        raise Invalid("worktime_pause_reversed")
    return _add_work(calendar, due_at, _work_between(calendar, paused_from, paused_until))


def next_working_instant(calendar: CompiledCalendar, at: dt.datetime) -> dt.datetime:
    """``at`` itself inside working time, else the next opening: before hours the day's opening, at lunch the
    afternoon's, after the close or on a day off the next working day's. A close is outside working time."""
    ticks = to_ticks(at)
    calendar.day_index(ticks)
    work = calendar.work_until(ticks)
    following = calendar.instant_of_work(work + 1) - 1
    return from_ticks(max(ticks, following))


def is_working_day(calendar: CompiledCalendar, on: dt.date) -> bool:
    """Whether any work is done on this date. Raises Invalid outside the calendar's tables."""
    return bool(calendar.fact(on).shifts)


def opening_of(calendar: CompiledCalendar, on: dt.date) -> dt.datetime | None:
    """The first opening of a date; ``None`` on a day off."""
    shifts = calendar.fact(on).shifts
    return from_ticks(_midnight(on) + shifts[0].opens * MINUTE) if shifts else None


def close_of(calendar: CompiledCalendar, on: dt.date) -> dt.datetime | None:
    """The last close of a date; ``None`` on a day off."""
    shifts = calendar.fact(on).shifts
    return from_ticks(_midnight(on) + shifts[-1].closes * MINUTE) if shifts else None


def _midnight(on: dt.date) -> int:
    return (on.toordinal() - UNIX_DAY) * DAY


def add_working_days(calendar: CompiledCalendar, on: dt.date, days: int) -> dt.date:
    """The ``days``-th open day after ``on`` (before it when negative), each open day taken as one; ``on`` itself is
    not counted. Zero gives ``on``. For rules such as "at least one working day before the due date"."""
    index = calendar.day_index(_midnight(on))
    if days == 0:
        return on
    place = calendar.open_before[index + 1] + days - 1 if days > 0 else calendar.open_before[index] + days
    if not 0 <= place < len(calendar.close):
        raise calendar.out_of_range()
    return dt.date.fromordinal(calendar.close[place] // DAY + UNIX_DAY)


def same_day_or_next(
    calendar: CompiledCalendar, at: dt.datetime, cutoff: dt.time = AFTERNOON_CUTOFF
) -> tuple[dt.date, bool]:
    """``(date, same)``: the working day on which what is received at ``at`` must be handled, and whether that is the
    day of receipt. Received at or before ``cutoff`` and before the close: the same day; after it, after the close or
    on a day off: the next working day (Decree 61/2018/ND-CP, article 18.2)."""
    ticks = to_ticks(at)
    index = calendar.day_index(ticks)
    today = calendar.date_at(index)
    latest = (cutoff.hour * 60 + cutoff.minute) * MINUTE
    if calendar.facts[index].shifts:
        closes = calendar.close[calendar.open_before[index]]
        if ticks % DAY <= latest and ticks < closes:
            return today, True
    return add_working_days(calendar, today, 1), False


def transfer_due(
    calendar: CompiledCalendar,
    at: dt.datetime,
    cutoff: dt.time = AFTERNOON_CUTOFF,
    *,
    grace_minutes: int = TRANSFER_GRACE_MINUTES,
) -> Due:
    """By when papers received at ``at`` must be with the settling unit: the close of the same working day, or the
    opening of the next one plus ``grace_minutes`` of working time (:func:`same_day_or_next` decides which).

    A grace longer than the day ends with it. Raises Invalid as :func:`due` does.
    """
    if grace_minutes < 1:
        raise Invalid("worktime_minutes_invalid", params={"minutes": grace_minutes})
    on, same = same_day_or_next(calendar, at, cutoff)
    place = calendar.open_before[calendar.day_index(_midnight(on))]
    end = calendar.close[place]
    if not same:
        begin, following = calendar.day_begin_work[place : place + 2]
        end = calendar.instant_of_work(min(begin + grace_minutes * MINUTE, following))
    provisional, beyond = standing(calendar, to_ticks(at), end, LimitUnit.WORKING_HOUR, Basis.SAME_HOUR)
    return Due(from_ticks(end), provisional, beyond, calendar.code, calendar.revision)
