"""Calendars as TOML files: the shipped ones, and those an administrator imports.

A file is the whole content of one revision of one calendar. Rows that are alike share a table: ``on`` and
``weekdays`` are lists. A swap is written once, as the day off and the day worked for it.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from motcua.core.errors import Invalid

from .compiled import CompiledCalendar, compile_calendar
from .content import PURPOSES, WHOLE_DAY, CalendarContent, DayKind, DayRow, Shift, WeekdayHours, inherit, parse_hours

FORMAT = 1
SHIPPED = ("vn-national", "as-settlement", "as-reception")
"""The calendars in ``worktime/data``, parents before children."""
DEFAULT_CALENDAR = "as-settlement"
SHIPPED_REVISION = 1

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """One parsed file. ``parent`` is a code, empty for a root."""

    code: str
    name: str
    purpose: str
    parent: str
    content: CalendarContent


def parse_calendar(text: str) -> CalendarFile:
    """Read one calendar file. Raises Invalid ``calendar_file_invalid`` with what is wrong."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refusal(str(error)) from error
    if table.get("format") != FORMAT:
        raise _refusal(f"format = {FORMAT}")
    unknown = set(table) - {"format", "code", "name", "purpose", "parent", "hours", "days", "swaps", *_RANGE}
    if unknown:
        raise _refusal(", ".join(sorted(unknown)))
    purpose = _text(table, "purpose")
    if purpose not in PURPOSES:
        raise _refusal(f"purpose = {purpose!r}")
    content = CalendarContent(
        first_day=_date_or_none(table, "first_day"),
        last_day=_date_or_none(table, "last_day"),
        provisional_from=_date_or_none(table, "provisional_from"),
        hours=tuple(row for part in _tables(table, "hours") for row in _hours(part)),
        days=tuple(sorted(_all_days(table), key=lambda day: day.on)),
        source=_text(table, "source"),
    )
    return CalendarFile(_text(table, "code"), _text(table, "name"), purpose, _text(table, "parent", ""), content)


_RANGE = ("first_day", "last_day", "provisional_from", "source")


@cache
def shipped(code: str) -> CalendarFile:
    """A calendar that comes with the program. Raises Invalid ``calendar_unknown``."""
    if code not in SHIPPED:
        raise Invalid("calendar_unknown", params={"calendar": code})
    return parse_calendar(files("motcua.worktime").joinpath(f"data/{code}.toml").read_text(encoding="utf-8"))


@cache
def shipped_calendar(code: str = DEFAULT_CALENDAR) -> CompiledCalendar:
    """A shipped calendar compiled straight from its files: no database needed. Revision 1."""
    chain = [shipped(code)]
    while chain[0].parent:
        chain.insert(0, shipped(chain[0].parent))
    return compile_calendar(code, SHIPPED_REVISION, inherit([file.content for file in chain]))


def _refusal(detail: str) -> Invalid:
    return Invalid("calendar_file_invalid", params={"detail": detail})


def _all_days(table: Table) -> Iterator[DayRow]:
    for part in _tables(table, "days"):
        yield from _days(part)
    for part in _tables(table, "swaps"):
        yield from _swap(part)


def _hours(part: Table) -> Iterator[WeekdayHours]:
    weekdays = part.get("weekdays")
    if not isinstance(weekdays, list) or not weekdays or not all(isinstance(day, int) for day in weekdays):
        raise _refusal("hours.weekdays")
    for weekday in weekdays:
        yield WeekdayHours(
            weekday=weekday,
            valid_from=_date(part, "valid_from"),
            valid_to=_date_or_none(part, "valid_to"),
            shifts=_shifts(part),
            counts=_number(part, "counts", WHOLE_DAY),
            source=_text(part, "source"),
        )


def _days(part: Table) -> Iterator[DayRow]:
    dates = part.get("on")
    if not isinstance(dates, list) or not dates or not all(_is_date(on) for on in dates):
        raise _refusal("days.on")
    try:
        kind = DayKind(_text(part, "kind"))
    except ValueError as error:
        raise _refusal(f"days.kind = {part.get('kind')!r}") from error
    counts = _number(part, "counts", 500 if kind is DayKind.HALF_DAY else -1)
    for on in dates:
        yield DayRow(
            on=on,
            kind=kind,
            name=_text(part, "name", ""),
            source=_text(part, "source"),
            counts=None if counts == -1 else counts,
            shifts=_shifts(part) if "shifts" in part else None,
            swapped_with=_date_or_none(part, "swapped_with"),
            provisional=bool(part.get("provisional", False)),
        )


def _swap(part: Table) -> Iterator[DayRow]:
    off, worked = _date(part, "off"), _date(part, "worked")
    name, source = _text(part, "name", ""), _text(part, "source")
    provisional = bool(part.get("provisional", False))
    yield DayRow(off, DayKind.SWAP_OFF, name, source, swapped_with=worked, provisional=provisional)
    yield DayRow(worked, DayKind.SWAP_ON, name, source, swapped_with=off, provisional=provisional)


def _tables(table: Table, key: str) -> list[Table]:
    parts = table.get(key, [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise _refusal(f"[[{key}]]")
    return parts


def _text(table: Table, key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise _refusal(key)
    return value


def _number(table: Table, key: str, default: int) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refusal(f"{key} = {value!r}")
    return value


def _is_date(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _date_or_none(table: Table, key: str) -> dt.date | None:
    return _date(table, key) if key in table else None


def _date(table: Table, key: str) -> dt.date:
    value = table.get(key)
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise _refusal(f"{key} = {value!r}")
    return value


def _shifts(part: Table) -> tuple[Shift, ...]:
    try:
        return parse_hours(_text(part, "shifts", ""))
    except ValueError as error:
        raise _refusal(str(error)) from error
