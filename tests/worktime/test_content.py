"""What a calendar may say, how it is inherited, and what compiling refuses."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given

from motcua.core.errors import Invalid
from motcua.worktime.changes import changed_days
from motcua.worktime.compiled import PROJECTED_YEARS, compile_calendar
from motcua.worktime.content import CalendarContent, DayKind, Shift, WeekdayHours, format_hours, inherit, parse_hours

from .calendars import content, day, made, patient, week
from .test_due_properties import hours_text


@patient
@given(hours_text)
def test_hours_written_and_read_again_then_equal(shifts: tuple[Shift, ...]) -> None:
    separate = [shift for n, shift in enumerate(shifts) if n == 0 or shifts[n - 1].closes < shift.opens]

    assert parse_hours(format_hours(separate)) == tuple(separate)


@pytest.mark.parametrize(
    "text",
    ["7:00-11:30", "07:00", "11:30-07:00", "07:00-07:00", "07:00-24:00", "07:60-08:00", "07:00-11:30 11:30-12:00"],
)
def test_hours_that_cannot_be_then_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=text[:5]):
        parse_hours(text)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (content(days=[day("2026-03-10", DayKind.HOLIDAY), day("2026-03-10", DayKind.REST)]), "calendar_day_twice"),
        (content(days=[day("2026-03-10", DayKind.HOLIDAY, counts=500)]), "calendar_day_off_with_hours"),
        (content(days=[day("2026-03-10", DayKind.CLOSED, shifts="07:00-08:00")]), "calendar_day_off_with_hours"),
        (content(days=[day("2026-03-10", DayKind.WORKING, counts=1001)]), "calendar_counts_wrong"),
        (content(days=[day("2026-03-10", DayKind.HALF_DAY, counts=500)]), "calendar_half_day_incomplete"),
        (content(week(weekdays=(8,))), "calendar_weekday_wrong"),
        (content(week(counts=0)), "calendar_counts_wrong"),
        (content([*week(), *week(weekdays=(1,))]), "calendar_hours_overlap"),
        (content(first="2027-01-01"), "calendar_range_reversed"),
        (content(days=[dataclasses.replace(day("2026-03-10", DayKind.HOLIDAY), source="")]), "calendar_source_missing"),
    ],
)
def test_compile_of_a_faulty_content_then_refused_with_the_fault(wrong: CalendarContent, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        made(wrong)

    assert refused.value.code == "calendar_invalid"
    assert code in {str(fault["code"]) for fault in refused.value.errors}


def test_compile_without_range_or_work_then_refused() -> None:
    with pytest.raises(Invalid, match="calendar_without_range"):
        made(CalendarContent(hours=week()))
    with pytest.raises(Invalid, match="calendar_without_work"):
        made(content(week("")))


def test_compile_then_projected_past_the_end() -> None:
    calendar = made(content())

    assert calendar.date_at(len(calendar.facts) - 1) >= dt.date(2026 + PROJECTED_YEARS, 12, 31)
    assert calendar.fact(dt.date(2030, 9, 2)).kind == "holiday"


def test_hours_that_change_then_each_date_has_its_own() -> None:
    before = WeekdayHours(1, dt.date(2026, 1, 1), parse_hours("07:00-11:00"), valid_to=dt.date(2026, 4, 6), source="x")
    after = WeekdayHours(1, dt.date(2026, 4, 6), parse_hours("08:00-12:00"), source="x")
    calendar = made(content([after, before]))

    assert calendar.fact(dt.date(2026, 3, 30)).shifts == (Shift(420, 660),)
    assert calendar.fact(dt.date(2026, 4, 6)).shifts == (Shift(480, 720),)


def test_inherit_then_the_child_replaces_only_what_it_records() -> None:
    parent = content(days=[day("2026-03-10", DayKind.HOLIDAY), day("2026-03-11", DayKind.HOLIDAY)])
    child = CalendarContent(hours=week("07:30-11:30", (6,), 500), days=(day("2026-03-11", DayKind.WORKING),))

    both = made(inherit([parent, child]))

    assert both.fact(dt.date(2026, 3, 10)).kind == "holiday"
    assert both.fact(dt.date(2026, 3, 11)).shifts
    assert both.fact(dt.date(2026, 3, 14)).counts == 500
    assert both.fact(dt.date(2026, 3, 9)).counts == 1000
    assert (both.first_day, both.last_day) == (parent.first_day, parent.last_day)


def test_inherit_then_a_child_cannot_make_certain_what_is_provisional_above() -> None:
    parent = content(provisional_from="2026-06-01")
    child = CalendarContent(provisional_from=dt.date(2026, 9, 1))

    assert inherit([parent, child]).provisional_from == dt.date(2026, 6, 1)
    assert inherit([content(), child]).provisional_from == dt.date(2026, 9, 1)


def test_changed_days_then_only_what_a_due_date_depends_on() -> None:
    plain = made(content())
    renamed = content(days=[dataclasses.replace(day("2026-03-08", DayKind.REST), name="x")])
    two_off = content(days=[day("2026-03-10", DayKind.HOLIDAY), day("2026-05-05", DayKind.HOLIDAY)])

    assert changed_days(plain, made(renamed)) is None
    assert changed_days(plain, made(two_off)) == (dt.date(2026, 3, 10), dt.date(2026, 5, 5))
    assert changed_days(None, plain) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    longer = changed_days(plain, made(content(last="2027-12-31")))
    assert longer is not None
    assert longer[0] == dt.date(2027, 1, 1)


def test_compiled_calendar_then_its_repr_is_short(  # it stands in tracebacks and logs
) -> None:
    assert repr(compile_calendar("x", 3, content())) == "<CompiledCalendar x r3 2026-01-01..2026-12-31>"
