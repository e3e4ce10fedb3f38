"""What must hold for every calendar, start and amount; and agreement with the walk of days and minutes."""

from __future__ import annotations

import datetime as dt

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from motcua.core.clock import LEGAL_ZONE
from motcua.worktime.content import CalendarContent, DayKind, DayRow, Shift, WeekdayHours
from motcua.worktime.rules import (
    Basis,
    LimitUnit,
    add_working_minutes,
    close_of,
    due,
    next_working_instant,
    shift_by_pause,
    working_minutes,
)

from .calendars import OFFICE_HOURS, UNITS, content, day, made, patient, shipped_content, week
from .oracle import Oracle

DAY_UNITS = (LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.MONTH)
BEGIN = dt.datetime(2026, 1, 1, tzinfo=LEGAL_ZONE)
MINUTE = dt.timedelta(minutes=1)

HALF_DAYS = content(
    [*week(OFFICE_HOURS), *week("07:30-11:30", (6,), 500)],
    [day("2026-03-11", DayKind.HALF_DAY, counts=250, shifts="07:00-09:00")],
)
ROWS = {
    "settlement": shipped_content("as-settlement"),
    "odd hours": content(
        [
            *week("08:00-12:00 13:00-17:30", (1, 2, 3)),
            *week("07:30-11:00", (5,)),
            *week("06:00-09:00 10:00-12:00 22:00-23:59", (6,)),
        ],
        [day("2026-03-10", DayKind.CLOSED), day("2026-04-01", DayKind.WORKING, shifts="09:00-10:00")],
    ),
    "nearly always": content(week("00:00-12:00 12:30-23:59", (1, 2, 3, 4, 5, 6, 7))),
    "an hour a week": content(week("09:00-10:00", (3,))),
    "half days": HALF_DAYS,
}
CALENDARS = {name: made(rows, name) for name, rows in ROWS.items()}

names = st.sampled_from(list(ROWS))
whole_names = st.sampled_from([name for name in ROWS if name != "half days"])
minutes = st.integers(0, 180 * 24 * 60).map(lambda n: BEGIN + n * MINUTE)
instants = st.integers(0, 180 * 86_400_000_000).map(lambda n: BEGIN + dt.timedelta(microseconds=n))
amounts = st.integers(1, 40)
units = st.sampled_from(UNITS)
bases = st.sampled_from(list(Basis))


@settings(patient, max_examples=400)
@given(whole_names, minutes, amounts, units, bases)
def test_due_of_whole_days_then_as_the_walk_finds_it(
    name: str, start: dt.datetime, amount: int, unit: LimitUnit, basis: Basis
) -> None:
    rows, calendar = ROWS[name], CALENDARS[name]

    assert due(calendar, start, amount, unit, basis).at == Oracle(rows).due(start, amount, unit, basis)


@patient
@given(minutes, amounts, units)
def test_due_over_half_days_to_their_end_then_as_the_walk_finds_it(
    start: dt.datetime, amount: int, unit: LimitUnit
) -> None:
    assert due(CALENDARS["half days"], start, amount, unit).at == Oracle(HALF_DAYS).due(
        start, amount, unit, Basis.END_OF_DAY
    )


@patient
@given(names, minutes, minutes)
def test_working_minutes_then_as_the_walk_finds_them(name: str, a: dt.datetime, b: dt.datetime) -> None:
    assume(abs(a - b) < dt.timedelta(days=30))
    rows, calendar = ROWS[name], CALENDARS[name]

    assert working_minutes(calendar, a, b) == Oracle(rows).minutes_between(a, b)


hours_text = st.lists(st.integers(0, 24 * 12 - 1), min_size=2, max_size=6, unique=True).map(
    lambda marks: tuple(
        Shift(opens * 5, closes * 5)
        for opens, closes in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=len(marks) % 2 == 0)
    )
)


@st.composite
def random_contents(draw: st.DrawFn) -> CalendarContent:
    """Any hours on any weekdays, and any days recorded in the first half of 2026."""
    weekdays = draw(st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True))
    hours = [WeekdayHours(weekday, dt.date(2026, 1, 1), draw(hours_text), source="test") for weekday in weekdays]
    rows = []
    for number in draw(st.lists(st.integers(0, 200), max_size=12, unique=True)):
        on = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        kind = draw(st.sampled_from([DayKind.HOLIDAY, DayKind.WORKING, DayKind.SWAP_ON]))
        own = draw(hours_text) if kind is not DayKind.HOLIDAY else None
        rows.append(DayRow(on, kind, source="test", shifts=own))
    return content(hours, rows)


@settings(patient, max_examples=40)
@given(random_contents(), st.data())
def test_due_in_any_calendar_then_as_the_walk_finds_it(rows: CalendarContent, data: st.DataObject) -> None:
    calendar, oracle = made(rows), Oracle(rows)
    for _ in range(10):
        start, amount, unit, basis = (data.draw(s) for s in (minutes, st.integers(1, 12), units, bases))
        assert due(calendar, start, amount, unit, basis).at == oracle.due(start, amount, unit, basis)


@patient
@given(names, instants, amounts, units, bases)
def test_due_then_later_than_the_start_and_inside_work_or_at_a_close(
    name: str, start: dt.datetime, amount: int, unit: LimitUnit, basis: Basis
) -> None:
    calendar = CALENDARS[name]

    end = due(calendar, start, amount, unit, basis).at

    assert end > start
    if unit is not LimitUnit.HOUR:
        just_before = end - dt.timedelta(microseconds=1)
        assert next_working_instant(calendar, just_before) == just_before


@patient
@given(names, instants, amounts, st.sampled_from(DAY_UNITS))
def test_due_to_the_end_of_a_day_then_at_the_close_of_its_date(
    name: str, start: dt.datetime, amount: int, unit: LimitUnit
) -> None:
    end = due(CALENDARS[name], start, amount, unit).at

    assert end == close_of(CALENDARS[name], end.astimezone(LEGAL_ZONE).date())


@patient
@given(names, instants, amounts, st.integers(1, 5), units, bases)
def test_due_of_a_larger_amount_then_never_earlier(
    name: str, start: dt.datetime, amount: int, more: int, unit: LimitUnit, basis: Basis
) -> None:
    calendar = CALENDARS[name]

    assert due(calendar, start, amount, unit, basis).at <= due(calendar, start, amount + more, unit, basis).at


@patient
@given(names, instants, instants, amounts, units)
def test_due_of_a_later_start_then_never_earlier(
    name: str, one: dt.datetime, other: dt.datetime, amount: int, unit: LimitUnit
) -> None:
    first, second = sorted((one, other))

    assert due(CALENDARS[name], first, amount, unit).at <= due(CALENDARS[name], second, amount, unit).at


@patient
@given(whole_names, instants, instants, amounts)
def test_due_of_a_later_start_in_working_days_at_the_same_hour_then_never_earlier(
    name: str, one: dt.datetime, other: dt.datetime, amount: int
) -> None:
    first, second = sorted((one, other))
    calendar, rule = CALENDARS[name], (amount, LimitUnit.WORKING_DAY, Basis.SAME_HOUR)

    assert due(calendar, first, *rule).at <= due(calendar, second, *rule).at


@patient
@given(names, minutes, amounts)
def test_due_in_working_hours_then_so_much_work_lies_between(name: str, start: dt.datetime, amount: int) -> None:
    calendar = CALENDARS[name]

    end = due(calendar, start, amount, LimitUnit.WORKING_HOUR).at

    assert working_minutes(calendar, start, end) == amount * 60
    assert working_minutes(calendar, end, start) == -amount * 60
    assert working_minutes(calendar, start, end - dt.timedelta(microseconds=1)) == amount * 60 - 1


@patient
@given(instants, amounts)
def test_due_in_days_of_eight_hours_at_the_same_hour_then_equal_to_the_hours(start: dt.datetime, amount: int) -> None:
    calendar = CALENDARS["settlement"]

    by_days = due(calendar, start, amount, LimitUnit.WORKING_DAY, Basis.SAME_HOUR)
    by_hours = due(calendar, start, amount * 8, LimitUnit.WORKING_HOUR)

    assert by_days.at == by_hours.at


@patient
@given(names, instants, amounts)
def test_due_in_working_days_then_the_same_hour_is_never_after_the_end_of_the_day(
    name: str, start: dt.datetime, amount: int
) -> None:
    early = due(CALENDARS[name], start, amount, LimitUnit.WORKING_DAY, Basis.SAME_HOUR).at
    late = due(CALENDARS[name], start, amount, LimitUnit.WORKING_DAY, Basis.END_OF_DAY).at

    assert early <= late


@patient
@given(names, instants, st.integers(0, 5000), st.integers(0, 5000))
def test_working_minutes_added_in_two_steps_then_as_in_one(
    name: str, start: dt.datetime, first: int, second: int
) -> None:
    calendar = CALENDARS[name]

    stepwise = add_working_minutes(calendar, add_working_minutes(calendar, start, first), second)

    assert stepwise == add_working_minutes(calendar, start, first + second)


@patient
@given(names, instants)
def test_next_working_instant_then_it_is_its_own_next_and_no_work_lies_between(name: str, start: dt.datetime) -> None:
    calendar = CALENDARS[name]

    begun = next_working_instant(calendar, start)

    assert begun >= start
    assert next_working_instant(calendar, begun) == begun
    assert working_minutes(calendar, start, begun) == 0


@patient
@given(names, instants, instants, st.integers(0, 20_000))
def test_due_shifted_by_a_pause_then_the_paused_work_is_given_back(
    name: str, start: dt.datetime, paused_from: dt.datetime, paused_minutes: int
) -> None:
    calendar = CALENDARS[name]
    paused_until = paused_from + paused_minutes * MINUTE

    moved = shift_by_pause(calendar, start, paused_from, paused_until)

    assert working_minutes(calendar, start, moved) == working_minutes(calendar, paused_from, paused_until)
