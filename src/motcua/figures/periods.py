"""Periods of reports: calendar month, quarter, half-year and year, the same cut from the 15th to the 14th, and any
range.

A period is a run of whole legal days. Its instants are half open: ``starts_at`` belongs to it, ``ends_at`` no more.
Reports on reform cut on the 14th: the first quarter runs from 15 December to 14 March, the year from 15 December to
14 December (guide 581/BNV-CCHC; for Circular 01/2020/TT-VPCP the same cut is from memory). The report half-year and
year are cumulative there, so quarters and halves of one year must never be added up.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import Invalid


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    REPORT_MONTH = "report_month"
    REPORT_QUARTER = "report_quarter"
    REPORT_HALF_YEAR = "report_half_year"
    REPORT_YEAR = "report_year"
    RANGE = "range"


_MONTHS: Final = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
    PeriodKind.REPORT_MONTH: 1,
    PeriodKind.REPORT_QUARTER: 3,
    PeriodKind.REPORT_HALF_YEAR: 6,
    PeriodKind.REPORT_YEAR: 12,
}
_REPORTS: Final = frozenset(kind for kind in _MONTHS if kind.startswith("report_"))
CUT: Final = 14
"""The last day of a report month."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
_CODE: Final = re.compile(r"(R?)(\d{4})(?:-(?:(\d{2})|Q([1-4])|H([12])))?")
_RANGE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """``first`` and ``last`` are legal days, both inside."""

    first: dt.date
    last: dt.date
    kind: PeriodKind

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid(
                "period_reversed", params={"first": f"{self.first:%d/%m/%Y}", "last": f"{self.last:%d/%m/%Y}"}
            )
        if self.first.year < FIRST_YEAR or self.last.year > LAST_YEAR:
            raise Invalid("period_out_of_range", params={"first_year": FIRST_YEAR, "last_year": LAST_YEAR})

    @property
    def starts_at(self) -> dt.datetime:
        """The first instant, UTC."""
        return _midnight(self.first)

    @property
    def ends_at(self) -> dt.datetime:
        """The first instant after it, UTC."""
        return _midnight(self.last + dt.timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def year(self) -> int:
        """The year it is named after: a report month that begins on 15 December is January of the next one."""
        return self.last.year

    @property
    def number(self) -> int:
        """Which month, quarter or half of its year; 1 for a year and a range."""
        return 1 if self.kind is PeriodKind.RANGE else (self.last.month - 1) // _MONTHS[self.kind] + 1

    @property
    def code(self) -> str:
        """``2026``, ``2026-H1``, ``2026-Q1``, ``2026-03``; with ``R`` before it for the cut of the 14th;
        ``2026-01-01..2026-09-15`` for a range. :func:`parse_code` reads it."""
        if self.kind is PeriodKind.RANGE:
            return f"{self.first.isoformat()}..{self.last.isoformat()}"
        part = {12: "", 6: f"-H{self.number}", 3: f"-Q{self.number}", 1: f"-{self.number:02d}"}[_MONTHS[self.kind]]
        return f"{'R' if self.kind in _REPORTS else ''}{self.year:04d}{part}"

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def numbered(kind: PeriodKind, year: int, number: int = 1) -> Period:
    """The ``number``-th period of ``kind`` in ``year``. Raises Invalid ``period_out_of_range``, ``period_unknown``."""
    if kind is PeriodKind.RANGE or not 1 <= number <= 12 // _MONTHS[kind]:
        raise Invalid("period_unknown", params={"text": f"{kind.value} {number}/{year}"})
    if not FIRST_YEAR < year < LAST_YEAR:
        raise Invalid("period_out_of_range", params={"first_year": FIRST_YEAR, "last_year": LAST_YEAR})
    length = _MONTHS[kind]
    begin = dt.date(year, (number - 1) * length + 1, 1)
    after = _months_on(begin, length)
    if kind in _REPORTS:
        begin, after = (_months_on(day, -1).replace(day=CUT + 1) for day in (begin, after))
    return Period(begin, after - dt.timedelta(days=1), kind)


def period_of(kind: PeriodKind, day: dt.date) -> Period:
    """The period of this kind that ``day`` lies in. A range of one day for ``RANGE``."""
    if kind is PeriodKind.RANGE:
        return Period(day, day, kind)
    month = _months_on(day.replace(day=1), 1) if kind in _REPORTS and day.day > CUT else day
    return numbered(kind, month.year, (month.month - 1) // _MONTHS[kind] + 1)


def between(first: dt.date, last: dt.date) -> Period:
    """A free range, both days inside. Raises Invalid ``period_reversed``."""
    return Period(first, last, PeriodKind.RANGE)


def previous(period: Period) -> Period:
    """The one before it: of the same kind, or a range of the same number of days."""
    return _moved(period, -1)


def following(period: Period) -> Period:
    return _moved(period, 1)


def same_of_last_year(period: Period) -> Period:
    """The same period a year earlier. A range keeps day and month; 29 February becomes 1 March as a beginning and
    28 February as an end, so that ranges which touch still touch."""
    if period.kind is not PeriodKind.RANGE:
        return numbered(period.kind, period.year - 1, period.number)
    after = _year_before(period.last + dt.timedelta(days=1))
    first = _year_before(period.first)
    return Period(min(first, after - dt.timedelta(days=1)), after - dt.timedelta(days=1), PeriodKind.RANGE)


def tiles(kind: PeriodKind, first: dt.date, last: dt.date) -> Iterator[Period]:
    """The periods of ``kind`` that touch the days from ``first`` to ``last``, in order."""
    period = period_of(kind, first)
    while period.first <= last:
        yield period
        period = following(period)


def parse_code(text: str) -> Period:
    """Read what ``Period.code`` writes. Raises Invalid ``period_unknown``."""
    ranged = _RANGE.fullmatch(text)
    if ranged is not None:
        return between(*(_date(day, text) for day in ranged.groups()))
    found = _CODE.fullmatch(text)
    if found is None:
        raise Invalid("period_unknown", params={"text": text[:60]})
    report, year, month, quarter, half = found.groups()
    length = 1 if month else 3 if quarter else 6 if half else 12
    kind = next(kind for kind in _MONTHS if _MONTHS[kind] == length and (kind in _REPORTS) == bool(report))
    return numbered(kind, int(year), int(month or quarter or half or 1))


def _date(day: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(day)
    except ValueError:
        raise Invalid("period_unknown", params={"text": text[:60]}) from None


def _moved(period: Period, step: int) -> Period:
    if period.kind is PeriodKind.RANGE:
        shift = dt.timedelta(days=step * period.days)
        return Period(period.first + shift, period.last + shift, period.kind)
    index = period.year * 12 + (period.number - 1 + step) * _MONTHS[period.kind]
    return numbered(period.kind, index // 12, index % 12 // _MONTHS[period.kind] + 1)


def _months_on(day: dt.date, months: int) -> dt.date:
    """``day`` must exist in every month."""
    index = day.year * 12 + day.month - 1 + months
    return day.replace(year=index // 12, month=index % 12 + 1)


def _year_before(day: dt.date) -> dt.date:
    if (day.month, day.day) == (2, 29):
        return dt.date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LEGAL_ZONE).astimezone(dt.UTC)
