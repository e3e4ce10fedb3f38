"""A calendar compiled into cumulative tables, so that every question is a look-up or a bisection.

Time inside is counted in *ticks*: microseconds since 1970-01-01T00:00 on the legal clock (Asia/Ho_Chi_Minh, which
has no summer time; compiling refuses a zone that shifts). *Work* is the number of ticks of working time since the
calendar began. Tables reach :data:`PROJECTED_YEARS` past the calendar's last day, on the plain weekly pattern with
the holidays that fall on the same date every year, so that a due date beyond the end still has an answer, flagged.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import Invalid

from .content import WHOLE_DAY, CalendarContent, DayKind, DayRow, Shift, WeekdayHours, faults

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
PROJECTED_YEARS = 12
FIXED_HOLIDAYS = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})
"""Holidays on the same date every year: Labour Code 45/2019/QH14, article 112.1 a, c, d, dd, in force 1 January 2021.
The lunar ones, and what the Prime Minister decides for a year, are only known as rows."""

UNIX_DAY = dt.date(1970, 1, 1).toordinal()
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class DayFact(NamedTuple):
    """What is known of one day: ``kind`` is a :class:`DayKind`, ``working_day`` or ``weekly_rest``."""

    kind: str
    counts: int
    shifts: tuple[Shift, ...]
    provisional: bool
    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Arrays:
    """The same tables for NumPy: int64, in the order of the tuples they come from."""

    open_before: NDArray[np.int64]
    provisional_before: NDArray[np.int64]
    counted: NDArray[np.int64]
    day_begin_work: NDArray[np.int64]
    close: NDArray[np.int64]
    shift_start: NDArray[np.int64]
    shift_end: NDArray[np.int64]
    shift_work: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CompiledCalendar:
    """An immutable calendar ready to compute with. Make one with :func:`compile_calendar`.

    By day since ``first_day``: ``facts``; ``open_before[k]`` and ``provisional_before[k]`` count the open and the
    provisional days strictly before day ``k``. By open day, in order: ``counted[i]`` is the count of all open days
    before it (thousandths), ``day_begin_work[i]`` the work before it (both one longer: the last is the total),
    ``close[i]`` its last close. By shift: begin and end in ticks and ``shift_work``, the work before it (one longer).
    """

    code: str
    revision: int
    first_day: dt.date
    last_day: dt.date
    first: int
    last: int
    facts: tuple[DayFact, ...]
    open_before: tuple[int, ...]
    provisional_before: tuple[int, ...]
    counted: tuple[int, ...]
    day_begin_work: tuple[int, ...]
    close: tuple[int, ...]
    shift_start: tuple[int, ...]
    shift_end: tuple[int, ...]
    shift_work: tuple[int, ...]
    arrays: Arrays

    def __repr__(self) -> str:
        return f"<CompiledCalendar {self.code} r{self.revision} {self.first_day}..{self.last_day}>"

    def day_index(self, ticks: int) -> int:
        """The place of the day of ``ticks`` in the tables. Raises Invalid outside them."""
        index = ticks // DAY - self.first
        if index < 0:
            raise Invalid("worktime_before_calendar", params={"calendar": self.code, "first_day": self.first_day})
        if index >= len(self.facts):
            raise self.out_of_range()
        return index

    def out_of_range(self) -> Invalid:
        """The error for an instant that even the projection does not reach."""
        return Invalid("worktime_out_of_range", params={"calendar": self.code, "last_day": self.last_day})

    def fact(self, on: dt.date) -> DayFact:
        """What is known of a date. Raises Invalid outside the tables."""
        return self.facts[self.day_index((on.toordinal() - UNIX_DAY) * DAY)]

    def date_at(self, index: int) -> dt.date:
        return dt.date.fromordinal(index + self.first + UNIX_DAY)

    def work_until(self, ticks: int) -> int:
        """Working ticks from the beginning of the calendar to ``ticks``."""
        place = bisect_right(self.shift_start, ticks) - 1
        if place < 0:
            return 0
        return self.shift_work[place] + min(ticks, self.shift_end[place]) - self.shift_start[place]

    def instant_of_work(self, work: int) -> int:
        """The *earliest* instant by which ``work`` ticks are done: never an opening, always inside a shift or at its
        close. This is the rule that an opening rolls back to the last close."""
        place = bisect_left(self.shift_work, work) - 1
        if place >= len(self.shift_start):
            raise self.out_of_range()
        return self.shift_start[place] + work - self.shift_work[place]

    def open_day_from(self, index: int) -> int:
        """The first open day at or after day ``index``."""
        if index >= len(self.facts):
            raise self.out_of_range()
        place = self.open_before[index]
        if place >= len(self.close):
            raise self.out_of_range()
        return place


def to_ticks(at: dt.datetime) -> int:
    """An aware instant as ticks of the legal clock. A naive one is refused: it names no instant."""
    if at.tzinfo is None:
        raise Invalid("worktime_instant_naive")
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds + LEGAL_OFFSET


def from_ticks(ticks: int) -> dt.datetime:
    """The aware UTC instant of ``ticks``."""
    return _EPOCH + dt.timedelta(microseconds=ticks - LEGAL_OFFSET)


def _offset_on(on: dt.date) -> int:
    offset = dt.datetime(on.year, on.month, on.day, tzinfo=LEGAL_ZONE).utcoffset()
    if offset is None:
        raise ValueError("the legal zone has no offset")
    return offset // dt.timedelta(microseconds=1)


LEGAL_OFFSET = _offset_on(dt.date(2023, 1, 1))


def compile_calendar(code: str, revision: int, content: CalendarContent) -> CompiledCalendar:
    """Compile a content in force (already joined by :func:`.content.inherit`).

    Raises Invalid with the list of faults, or when the content has no range or no working time at all.
    """
    wrong = [{"field": fault.row, "code": fault.code} for fault in faults(content)]
    if wrong:
        raise Invalid("calendar_invalid", params={"calendar": code}, errors=wrong)
    if content.first_day is None or content.last_day is None:
        raise Invalid("calendar_without_range", params={"calendar": code})
    if any(
        _offset_on(dt.date(y, m, 1)) != LEGAL_OFFSET for y in range(2023, content.last_day.year + 1) for m in (1, 7)
    ):
        raise Invalid("calendar_zone_shifts", params={"calendar": code})
    compiled = _compiled(code, revision, content, content.first_day, content.last_day)
    if not compiled.shift_start:
        raise Invalid("calendar_without_work", params={"calendar": code})
    return compiled


@lru_cache(maxsize=16)
def _compiled(
    code: str, revision: int, content: CalendarContent, first_day: dt.date, last_day: dt.date
) -> CompiledCalendar:
    """Kept for a while: who publishes a revision compiles it, and soon somebody asks for it."""
    return _tables(code, revision, first_day, last_day, tuple(_facts(content, first_day, last_day)))


def _facts(content: CalendarContent, first_day: dt.date, last_day: dt.date) -> Iterator[DayFact]:
    by_weekday: dict[int, list[WeekdayHours]] = {weekday: [] for weekday in range(1, 8)}
    for row in content.hours:
        by_weekday[row.weekday].append(row)
    known = {day.on: day for day in content.days}
    mark = content.provisional_from or dt.date.max
    seen: dict[DayFact, DayFact] = {}  # most days are alike: one object serves them all
    for ordinal in range(first_day.toordinal(), last_day.toordinal() + 1 + PROJECTED_YEARS * 366):
        on = dt.date.fromordinal(ordinal)
        beyond = on > last_day
        day = None if beyond else known.get(on)
        if beyond and (on.month, on.day) in FIXED_HOLIDAYS:
            day = DayRow(on, DayKind.HOLIDAY)
        provisional = beyond or on >= mark or (day is not None and day.provisional)
        fact = _fact(by_weekday, on, day, provisional)
        yield seen.setdefault(fact, fact)


def _fact(by_weekday: dict[int, list[WeekdayHours]], on: dt.date, day: DayRow | None, provisional: bool) -> DayFact:
    model = on
    if day is not None and day.kind is DayKind.SWAP_ON and day.swapped_with is not None:
        model = day.swapped_with
    hours = next((row for row in by_weekday[model.isoweekday()] if row.holds_on(on)), None)
    shifts, counts = (hours.shifts, hours.counts) if hours else ((), 0)
    if day is None:
        kind = "working_day" if shifts else "weekly_rest"
        return DayFact(kind, counts if shifts else 0, shifts, provisional, "")
    if day.kind.is_off:
        return DayFact(day.kind.value, 0, (), provisional, day.name)
    if day.shifts is not None:
        shifts, counts = day.shifts, counts or WHOLE_DAY
    if day.counts is not None:
        counts = day.counts
    return DayFact(day.kind.value, counts if shifts else 0, shifts, provisional, day.name)


def _tables(
    code: str, revision: int, first_day: dt.date, last_day: dt.date, facts: tuple[DayFact, ...]
) -> CompiledCalendar:
    first = first_day.toordinal() - UNIX_DAY
    columns = _columns(first, facts)
    return CompiledCalendar(
        code=code,
        revision=revision,
        first_day=first_day,
        last_day=last_day,
        first=first,
        last=last_day.toordinal() - UNIX_DAY - first,
        facts=facts,
        arrays=Arrays(**{name: np.array(column, dtype=np.int64) for name, column in columns.items()}),
        **{name: tuple(column) for name, column in columns.items()},
    )


def _columns(first: int, facts: tuple[DayFact, ...]) -> dict[str, list[int]]:
    """Running sums over days and shifts, so that any stretch is a difference of two numbers."""
    open_before, provisional_before = [0], [0]
    counted, day_begin_work, shift_work = [0], [0], [0]
    close: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, fact in enumerate(facts):
        midnight = (first + index) * DAY
        for shift in fact.shifts:
            starts.append(midnight + shift.opens * MINUTE)
            ends.append(midnight + shift.closes * MINUTE)
            shift_work.append(shift_work[-1] + (shift.closes - shift.opens) * MINUTE)
        if fact.shifts:
            close.append(ends[-1])
            counted.append(counted[-1] + fact.counts)
            day_begin_work.append(shift_work[-1])
        open_before.append(len(close))
        provisional_before.append(provisional_before[-1] + fact.provisional)
    return {
        "open_before": open_before,
        "provisional_before": provisional_before,
        "counted": counted,
        "day_begin_work": day_begin_work,
        "close": close,
        "shift_start": starts,
        "shift_end": ends,
        "shift_work": shift_work,
    }
