"""The working of a due date: a row per date that anybody can check by hand."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given

from motcua.core.clock import LEGAL_ZONE
from motcua.worktime.answers import due_answer
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.content import DayKind
from motcua.worktime.rules import Basis, LimitUnit, due, working_minutes
from motcua.worktime.texts import REASONS

from .calendars import OFFICE_HOURS, at, content, day, made, patient, week
from .test_due_properties import CALENDARS, amounts, bases, instants, names, units, whole_names

Row = tuple[str, int | float, str, int]


def rows(calendar: CompiledCalendar, start: str, amount: int, unit: str, basis: Basis = Basis.END_OF_DAY) -> list[Row]:
    answer = due(calendar, at(start), amount, LimitUnit(unit), basis, explain=True)
    return [(row.date.isoformat()[5:], row.counted, row.reason, row.minutes) for row in answer.working]


def test_working_of_the_new_year_of_2026_then_each_day_off_has_its_reason(settlement: CompiledCalendar) -> None:
    assert rows(settlement, "2026-01-01 10:30", 3, "working_day") == [
        ("01-01", 0, "event_day", 0),
        ("01-02", 0, "swap_off", 0),
        ("01-03", 0, "rest", 0),
        ("01-04", 0, "rest", 0),
        ("01-05", 1, "working_day", 480),
        ("01-06", 1, "working_day", 480),
        ("01-07", 1, "working_day", 480),
    ]


def test_working_over_a_worked_saturday_then_it_counts(settlement: CompiledCalendar) -> None:
    assert rows(settlement, "2026-01-09 10:00", 2, "working_day") == [
        ("01-09", 0, "event_day", 0),
        ("01-10", 1, "swap_on", 480),
        ("01-11", 0, "weekly_rest", 0),
        ("01-12", 1, "working_day", 480),
    ]


def test_working_at_the_same_hour_then_minutes_run_from_the_start_to_the_end(settlement: CompiledCalendar) -> None:
    assert rows(settlement, "2026-03-09 10:30", 2, "working_day", Basis.SAME_HOUR) == [
        ("03-09", 0, "event_day", 270),
        ("03-10", 1, "working_day", 480),
        ("03-11", 1, "working_day", 210),
    ]


def test_working_at_the_same_hour_from_an_opening_then_the_first_day_counts(settlement: CompiledCalendar) -> None:
    assert rows(settlement, "2026-03-07 08:00", 2, "working_day", Basis.SAME_HOUR) == [
        ("03-07", 0, "event_day", 0),
        ("03-08", 0, "weekly_rest", 0),
        ("03-09", 1, "working_day", 480),
        ("03-10", 1, "working_day", 480),
    ]


def test_working_of_hours_then_minutes_of_each_day(settlement: CompiledCalendar) -> None:
    assert rows(settlement, "2026-03-06 16:00", 3, "working_hour") == [
        ("03-06", 1, "working_day", 60),
        ("03-07", 0, "weekly_rest", 0),
        ("03-08", 0, "weekly_rest", 0),
        ("03-09", 1, "working_day", 120),
    ]


def test_working_of_calendar_days_that_end_on_a_day_off_then_the_move_is_shown(settlement: CompiledCalendar) -> None:
    assert rows(settlement, "2026-03-05 10:00", 2, "day") == [
        ("03-05", 0, "event_day", 0),
        ("03-06", 1, "working_day", 480),
        ("03-07", 1, "weekly_rest", 0),
        ("03-08", 0, "weekly_rest", 0),
        ("03-09", 0, "moved", 480),
    ]


def test_working_of_clock_hours_then_every_hour_of_the_dates(settlement: CompiledCalendar) -> None:
    assert rows(settlement, "2026-03-06 22:00", 3, "hour") == [
        ("03-06", 1, "clock_hours", 120),
        ("03-07", 1, "clock_hours", 60),
    ]


def test_working_over_half_days_then_their_share() -> None:
    calendar = made(content([*week(OFFICE_HOURS), *week("07:30-11:30", (6,), 500)]))

    assert rows(calendar, "2026-03-06 10:00", 1, "working_day") == [
        ("03-06", 0, "event_day", 0),
        ("03-07", 0.5, "working_day", 240),
        ("03-08", 0, "weekly_rest", 0),
        ("03-09", 1, "working_day", 480),
    ]


def test_working_over_the_day_in_doubt_then_it_counts_as_worked(settlement: CompiledCalendar) -> None:
    assert ("11-24", 1, "unconfirmed", 480) in rows(settlement, "2026-11-23 10:00", 2, "working_day")


def test_due_without_explain_then_no_working(settlement: CompiledCalendar) -> None:
    assert due(settlement, at("2026-03-05 10:00"), 2, LimitUnit.DAY).working == ()


@patient
@given(whole_names, instants, amounts, bases)
def test_working_of_working_days_then_counts_add_up_to_the_amount(
    name: str, start: dt.datetime, amount: int, basis: Basis
) -> None:
    answer = due(CALENDARS[name], start, amount, LimitUnit.WORKING_DAY, basis, explain=True)

    assert sum(row.thousandths for row in answer.working) == amount * 1000


@patient
@given(names, instants, amounts, bases)
def test_working_of_calendar_days_then_counts_add_up_to_the_amount(
    name: str, start: dt.datetime, amount: int, basis: Basis
) -> None:
    answer = due(CALENDARS[name], start, amount, LimitUnit.DAY, basis, explain=True)
    off_at_the_end = sum(row.thousandths for row in answer.working) // 1000

    assert off_at_the_end == amount if basis is Basis.END_OF_DAY else off_at_the_end <= amount


@patient
@given(names, instants, amounts, units, bases)
def test_working_then_every_date_once_with_a_reason_in_words(
    name: str, start: dt.datetime, amount: int, unit: LimitUnit, basis: Basis
) -> None:
    answer = due(CALENDARS[name], start, amount, unit, basis, explain=True)

    dates = [row.date for row in answer.working]
    assert dates[0] == start.astimezone(LEGAL_ZONE).date()
    assert all(after - before == dt.timedelta(days=1) for before, after in pairwise(dates))
    assert dates[-1] == (answer.at - dt.timedelta(microseconds=1)).astimezone(LEGAL_ZONE).date()
    assert {row.reason for row in answer.working} <= set(REASONS)


@patient
@given(names, instants, amounts)
def test_working_of_hours_then_minutes_add_up_to_the_limit(name: str, start: dt.datetime, amount: int) -> None:
    for unit in (LimitUnit.WORKING_HOUR, LimitUnit.HOUR):
        answer = due(CALENDARS[name], start, amount, unit, explain=True)

        assert sum(row.minutes for row in answer.working) == amount * 60


@patient
@given(names, instants, amounts)
def test_working_at_the_same_hour_then_minutes_add_up_to_the_time_between(
    name: str, start: dt.datetime, amount: int
) -> None:
    calendar = CALENDARS[name]

    answer = due(calendar, start, amount, LimitUnit.WORKING_DAY, Basis.SAME_HOUR, explain=True)

    assert sum(row.minutes for row in answer.working) == working_minutes(calendar, start, answer.at)


def test_due_answer_then_the_public_shape(settlement: CompiledCalendar) -> None:
    start = at("2026-01-09 10:00")
    answer = due(settlement, start, 1, LimitUnit.WORKING_DAY, explain=True)

    shown = due_answer(answer, start=start, amount=1, unit=LimitUnit.WORKING_DAY, basis=Basis.END_OF_DAY)

    assert shown == {
        "start": "2026-01-09T10:00:00+07:00",
        "amount": 1,
        "unit": "working_day",
        "basis": "end_of_day",
        "calendar": "as-settlement",
        "calendar_revision": 1,
        "due": "2026-01-10T17:00:00+07:00",
        "provisional": False,
        "beyond_end": False,
        "working": [
            {"date": "2026-01-09", "counted": 0, "reason": "event_day", "minutes": 0},
            {"date": "2026-01-10", "counted": 1, "reason": "swap_on", "minutes": 480},
        ],
    }


@pytest.mark.parametrize("kind", list(DayKind))
def test_reasons_then_every_kind_of_day_has_words(kind: DayKind) -> None:
    assert str(REASONS[kind])


def test_working_with_an_own_day_off_then_its_kind() -> None:
    calendar = made(content(days=[day("2026-03-10", DayKind.CLOSED)]))

    assert ("03-10", 0, "closed", 0) in rows(calendar, "2026-03-09 10:00", 1, "working_day")
