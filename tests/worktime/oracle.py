"""Deadline arithmetic the slow way: walk the days one by one and the minutes one by one.

Reads the rows of a calendar itself and shares no code with the tables under test. Starts are whole minutes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

from motcua.core.clock import LEGAL_ZONE
from motcua.worktime.content import CalendarContent, DayRow
from motcua.worktime.limits import Basis, LimitUnit

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
OFF = {"holiday", "compensation", "swap_off", "rest", "closed"}


class Oracle:
    def __init__(self, content: CalendarContent) -> None:
        self.content = content
        self.rows = {row.on: row for row in content.days}
        self.open_minutes = cache(self._open_minutes)

    def beyond(self, on: dt.date) -> bool:
        assert self.content.last_day is not None
        return on > self.content.last_day

    def row(self, on: dt.date) -> DayRow | None:
        return None if self.beyond(on) else self.rows.get(on)

    def _open_minutes(self, on: dt.date) -> tuple[int, ...]:
        """The minutes of the day at work, each named by its beginning."""
        row = self.row(on)
        if row is not None and row.kind in OFF:
            return ()
        if self.beyond(on) and (on.month, on.day) in {(1, 1), (4, 30), (5, 1), (9, 2)}:
            return ()
        shifts = row.shifts if row is not None else None
        if shifts is None:
            model = row.swapped_with if row is not None and row.kind == "swap_on" and row.swapped_with else on
            shifts = next((h.shifts for h in self.content.hours if h.weekday == model.isoweekday()), ())
        return tuple(minute for opens, closes in shifts for minute in range(opens, closes))

    def counts(self, on: dt.date) -> int:
        if not self.open_minutes(on):
            return 0
        row = self.row(on)
        if row is not None and row.counts is not None:
            return row.counts
        return next((h.counts for h in self.content.hours if h.weekday == on.isoweekday()), 1000)

    def is_open(self, at: dt.datetime) -> bool:
        return at.hour * 60 + at.minute in self.open_minutes(at.date())

    def minutes_between(self, a: dt.datetime, b: dt.datetime) -> int:
        if b < a:
            return -self.minutes_between(b, a)
        return sum(1 for _ in self._open_walk(a, b))

    def _open_walk(self, a: dt.datetime, b: dt.datetime | None = None) -> Iterator[dt.datetime]:
        """Every working minute from ``a`` until ``b``, by its beginning."""
        on = a.date()
        while b is None or on <= b.date():
            midnight = dt.datetime.combine(on, dt.time(), LEGAL_ZONE)
            for minute in self.open_minutes(on):
                at = midnight + minute * MINUTE
                if at >= a and (b is None or at < b):
                    yield at
            on += DAY

    def due(self, start: dt.datetime, amount: int, unit: LimitUnit, basis: Basis) -> dt.datetime:
        if unit is LimitUnit.HOUR:
            return start + amount * 60 * MINUTE
        if unit is LimitUnit.WORKING_HOUR:
            return self._after_working(start, amount * 60)
        if basis is Basis.END_OF_DAY:
            return self.close(self._day_on(start.date(), amount, unit))
        return self._same_hour(start, amount, unit)

    def _after_working(self, start: dt.datetime, minutes: int) -> dt.datetime:
        for done, at in enumerate(self._open_walk(start), 1):
            if done == minutes:
                return at + MINUTE
        raise AssertionError

    def close(self, on: dt.date) -> dt.datetime:
        return dt.datetime.combine(on, dt.time(), LEGAL_ZONE) + (self.open_minutes(on)[-1] + 1) * MINUTE

    def _day_on(self, on: dt.date, amount: int, unit: LimitUnit) -> dt.date:
        """The last day of a limit whose event was on ``on``."""
        if unit is LimitUnit.WORKING_DAY:
            counted = 0
            while counted < amount * 1000:
                on += DAY
                counted += self.counts(on)
            return on
        if unit is LimitUnit.DAY:
            on += amount * DAY
        else:
            on = self._months_on(on, amount)
        while not self.open_minutes(on):
            on += DAY
        return on

    @staticmethod
    def _months_on(on: dt.date, months: int) -> dt.date:
        year, month = on.year, on.month
        for _ in range(months):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        number = on.day
        while True:
            try:
                return dt.date(year, month, number)
            except ValueError:
                number -= 1

    def _same_hour(self, start: dt.datetime, amount: int, unit: LimitUnit) -> dt.datetime:
        begun = next(self._open_walk(start))
        midnight = dt.datetime.combine(begun.date(), dt.time(), LEGAL_ZONE)
        offset = self.minutes_between(midnight, begun)
        on = self._day_on(begun.date(), amount, unit)
        if offset == 0:
            on -= DAY
            while not self.open_minutes(on):
                on -= DAY
            return self.close(on)
        minutes = self.open_minutes(on)
        last = minutes[min(offset, len(minutes)) - 1]
        return dt.datetime.combine(on, dt.time(), LEGAL_ZONE) + (last + 1) * MINUTE
