"""What a calendar says, as values: hours by weekday, single days, and how a unit's calendar inherits its parent's.

Nothing here knows a database. A :class:`CalendarContent` is what one revision records; :func:`inherit` joins the
contents of a chain of calendars, root first, into the one that counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

WHOLE_DAY = 1000
"""How much a full working day counts. Days are counted in thousandths, so halves and quarters stay exact."""

PURPOSES = ("base", "settlement", "reception")
"""What a calendar is for: a base only passes its rows on; settlement and reception may keep different hours."""

_HOURS = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")


class DayKind(StrEnum):
    """What a recorded day is. The first five are days off."""

    HOLIDAY = "holiday"
    COMPENSATION = "compensation"
    SWAP_OFF = "swap_off"
    REST = "rest"
    CLOSED = "closed"
    SWAP_ON = "swap_on"
    HALF_DAY = "half_day"
    UNCONFIRMED = "unconfirmed"
    WORKING = "working"

    @property
    def is_off(self) -> bool:
        return self in OFF_KINDS


OFF_KINDS = frozenset({DayKind.HOLIDAY, DayKind.COMPENSATION, DayKind.SWAP_OFF, DayKind.REST, DayKind.CLOSED})


class Shift(NamedTuple):
    """One stretch of work, in minutes since the midnight that begins the day; ``closes`` is not inside it."""

    opens: int
    closes: int


def parse_hours(text: str) -> tuple[Shift, ...]:
    """``"07:00-11:30 13:30-17:00"`` -> shifts; an empty text is a day without work.

    Raises ValueError unless the shifts are in order, do not touch and end before midnight, so that a
    close always lies on its own day.
    """
    shifts = []
    for part in text.split():
        match = _HOURS.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is not HH:MM-HH:MM")
        from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
        if from_minute > 59 or to_minute > 59:
            raise ValueError(f"{part!r} has no such minute")
        shifts.append(Shift(from_hour * 60 + from_minute, to_hour * 60 + to_minute))
    if any(shift.opens >= shift.closes or shift.closes >= 24 * 60 for shift in shifts):
        raise ValueError(f"{text!r}: a shift begins before it ends, and ends before midnight")
    if any(before.closes >= after.opens for before, after in pairwise(shifts)):
        raise ValueError(f"{text!r}: shifts follow one another with a pause between")
    return tuple(shifts)


def format_hours(shifts: Iterable[Shift]) -> str:
    """The text :func:`parse_hours` reads."""
    return " ".join(f"{clock(shift.opens)}-{clock(shift.closes)}" for shift in shifts)


def clock(minute: int) -> str:
    """``450`` -> ``07:30``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


@dataclass(frozen=True, slots=True)
class WeekdayHours:
    """The shifts of one weekday (ISO: Monday 1 to Sunday 7) from ``valid_from`` until before ``valid_to``."""

    weekday: int
    valid_from: dt.date
    shifts: tuple[Shift, ...]
    valid_to: dt.date | None = None
    counts: int = WHOLE_DAY
    source: str = ""

    def holds_on(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day that differs from its weekday.

    ``swapped_with`` is the other end of a swap; a day worked in exchange keeps the hours of the weekday it replaces
    unless ``shifts`` says otherwise. ``counts`` (thousandths) and ``shifts`` are ``None`` where the weekday decides.
    ``provisional``: the answer may still change, so every due date across this day is flagged.
    """

    on: dt.date
    kind: DayKind
    name: str = ""
    source: str = ""
    counts: int | None = None
    shifts: tuple[Shift, ...] | None = None
    swapped_with: dt.date | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CalendarContent:
    """What one revision of one calendar records. ``None`` and absent rows are inherited from the parent.

    From ``provisional_from`` on every day is provisional: the government has not announced that part yet.
    """

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    provisional_from: dt.date | None = None
    hours: tuple[WeekdayHours, ...] = ()
    days: tuple[DayRow, ...] = ()
    source: str = ""


def inherit(chain: Sequence[CalendarContent]) -> CalendarContent:
    """The content in force for the last of ``chain`` (root first): a child's weekday replaces the parent's rows of
    that weekday, its day replaces the parent's day, its range replaces the range. What is provisional above stays
    provisional below."""
    first_day = last_day = None
    hours: dict[int, tuple[WeekdayHours, ...]] = {}
    days: dict[dt.date, DayRow] = {}
    for content in chain:
        first_day = content.first_day or first_day
        last_day = content.last_day or last_day
        for weekday in {row.weekday for row in content.hours}:
            hours[weekday] = tuple(row for row in content.hours if row.weekday == weekday)
        days.update((day.on, day) for day in content.days)
    marks = [content.provisional_from for content in chain if content.provisional_from]
    return CalendarContent(
        first_day=first_day,
        last_day=last_day,
        provisional_from=min(marks, default=None),
        hours=tuple(row for weekday in sorted(hours) for row in hours[weekday]),
        days=tuple(days[on] for on in sorted(days)),
        source=chain[-1].source if chain else "",
    )


class Fault(NamedTuple):
    """Something wrong with a content: a stable code and the row it is about."""

    code: str
    row: str


def faults(content: CalendarContent) -> Iterator[Fault]:
    """Every reason why ``content`` cannot be published, one by one; nothing when it can."""
    if content.first_day and content.last_day and content.first_day > content.last_day:
        yield Fault("calendar_range_reversed", f"{content.first_day}..{content.last_day}")
    yield from _hours_faults(content.hours)
    seen: set[dt.date] = set()
    for day in content.days:
        if day.on in seen:
            yield Fault("calendar_day_twice", day.on.isoformat())
        seen.add(day.on)
        if not day.source:
            yield Fault("calendar_source_missing", day.on.isoformat())
        if day.kind.is_off and (day.shifts or day.counts):
            yield Fault("calendar_day_off_with_hours", day.on.isoformat())
        if day.counts is not None and not day.kind.is_off and not 0 < day.counts <= WHOLE_DAY:
            yield Fault("calendar_counts_wrong", day.on.isoformat())
        if day.kind is DayKind.HALF_DAY and (not day.shifts or day.counts is None):
            yield Fault("calendar_half_day_incomplete", day.on.isoformat())


def _hours_faults(hours: Sequence[WeekdayHours]) -> Iterator[Fault]:
    by_weekday = sorted(hours, key=lambda row: (row.weekday, row.valid_from))
    for row in by_weekday:
        label = f"{row.weekday}/{row.valid_from}"
        if not 1 <= row.weekday <= 7:
            yield Fault("calendar_weekday_wrong", label)
        if not 0 < row.counts <= WHOLE_DAY:
            yield Fault("calendar_counts_wrong", label)
        if row.valid_to is not None and row.valid_to <= row.valid_from:
            yield Fault("calendar_range_reversed", label)
    for before, after in pairwise(by_weekday):
        overlaps = before.valid_to is None or before.valid_to > after.valid_from
        if before.weekday == after.weekday and overlaps:
            yield Fault("calendar_hours_overlap", f"{after.weekday}/{after.valid_from}")
