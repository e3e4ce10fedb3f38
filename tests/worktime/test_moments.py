"""The smaller questions: the 15:00 rule, pauses, openings, days before and after."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Invalid
from motcua.worktime.calendar_file import shipped_calendar
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.content import DayKind
from motcua.worktime.rules import (
    add_working_days,
    add_working_minutes,
    close_of,
    is_working_day,
    next_working_instant,
    opening_of,
    same_day_or_next,
    shift_by_pause,
    transfer_due,
    working_minutes,
)

from .calendars import at, content, day, made

# Decree 61/2018/ND-CP, article 18.2: the same working day, or its next one's start when received after 15:00.
TRANSFERS = [
    ("2026-03-09 08:00", "2026-03-09 17:00"),
    ("2026-03-09 05:00", "2026-03-09 17:00"),
    ("2026-03-09 15:00", "2026-03-09 17:00"),
    ("2026-03-09 15:00:01", "2026-03-10 08:00"),
    ("2026-03-09 15:01", "2026-03-10 08:00"),
    ("2026-03-06 16:00", "2026-03-09 08:00"),
    ("2026-03-06 23:59", "2026-03-09 08:00"),
    ("2026-03-07 09:00", "2026-03-09 08:00"),
    # Friday 9 January after 15:00: the next working day is the worked Saturday.
    ("2026-01-09 15:30", "2026-01-10 08:00"),
]


@pytest.mark.parametrize(("received", "expected"), TRANSFERS)
def test_transfer_due_then_same_day_or_start_of_the_next(
    settlement: CompiledCalendar, received: str, expected: str
) -> None:
    assert transfer_due(settlement, at(received)).at == at(expected)


def test_transfer_due_with_other_terms_then_they_count(settlement: CompiledCalendar) -> None:
    received = at("2026-03-09 14:30")

    assert transfer_due(settlement, received, dt.time(14, 0), grace_minutes=30).at == at("2026-03-10 07:30")
    assert transfer_due(settlement, received, dt.time(14, 0), grace_minutes=100_000).at == at("2026-03-10 17:00")
    with pytest.raises(Invalid, match="worktime_minutes_invalid"):
        transfer_due(settlement, received, grace_minutes=0)


def test_transfer_due_before_the_cutoff_but_after_the_close_then_next_day() -> None:
    calendar = made(content(days=[day("2026-03-10", DayKind.WORKING, shifts="07:00-11:30")]))

    assert same_day_or_next(calendar, at("2026-03-10 11:29")) == (dt.date(2026, 3, 10), True)
    assert same_day_or_next(calendar, at("2026-03-10 11:30")) == (dt.date(2026, 3, 11), False)
    assert transfer_due(calendar, at("2026-03-10 14:00")).at == at("2026-03-11 08:00")


def test_transfer_due_across_a_day_in_doubt_then_flagged(settlement: CompiledCalendar) -> None:
    assert transfer_due(settlement, at("2026-11-23 16:00")).provisional
    assert not transfer_due(settlement, at("2026-11-23 09:00")).provisional


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-09 06:00", "2026-03-09 07:00"),
        ("2026-03-09 07:00", "2026-03-09 07:00"),
        ("2026-03-09 10:30", "2026-03-09 10:30"),
        ("2026-03-09 11:30", "2026-03-09 13:30"),
        ("2026-03-09 12:00", "2026-03-09 13:30"),
        ("2026-03-09 17:00", "2026-03-10 07:00"),
        ("2026-03-06 20:00", "2026-03-09 07:00"),
        ("2026-01-01 10:00", "2026-01-05 07:00"),
        ("2026-01-09 17:00", "2026-01-10 07:00"),
    ],
)
def test_next_working_instant_then_the_opening_that_follows(
    settlement: CompiledCalendar, moment: str, expected: str
) -> None:
    assert next_working_instant(settlement, at(moment)) == at(expected)


def test_next_working_instant_on_the_reception_calendar_then_saturday_morning_is_open() -> None:
    reception = shipped_calendar("as-reception")

    assert next_working_instant(reception, at("2026-03-06 18:00")) == at("2026-03-07 07:30")
    assert next_working_instant(reception, at("2026-03-07 11:30")) == at("2026-03-09 07:00")
    # Worked in exchange for Friday 2 January: with the hours of a Friday, not of a Saturday.
    assert close_of(reception, dt.date(2026, 1, 10)) == at("2026-01-10 17:00")
    # A Saturday inside an announced block of days off.
    assert not is_working_day(reception, dt.date(2026, 2, 14))


def test_working_minutes_backwards_then_negative_and_rounded_towards_zero(settlement: CompiledCalendar) -> None:
    early, late = at("2026-03-09 10:00:00"), at("2026-03-09 10:01:59")

    assert working_minutes(settlement, early, late) == 1
    assert working_minutes(settlement, late, early) == -1
    assert working_minutes(settlement, early, early) == 0


def test_working_minutes_outside_the_calendar_then_refused(settlement: CompiledCalendar) -> None:
    with pytest.raises(Invalid, match="worktime_before_calendar"):
        working_minutes(settlement, at("2022-06-01 00:00"), at("2026-03-09 10:00"))
    with pytest.raises(Invalid, match="worktime_out_of_range"):
        working_minutes(settlement, at("2026-03-09 10:00"), at("2099-06-01 00:00"))


def test_add_working_minutes_then_an_opening_rolls_back(settlement: CompiledCalendar) -> None:
    assert add_working_minutes(settlement, at("2026-03-09 10:30"), 60) == at("2026-03-09 11:30")
    assert add_working_minutes(settlement, at("2026-03-09 10:30"), 61) == at("2026-03-09 13:31")
    assert add_working_minutes(settlement, at("2026-03-07 10:30"), 0) == at("2026-03-07 10:30")
    with pytest.raises(Invalid, match="worktime_minutes_invalid"):
        add_working_minutes(settlement, at("2026-03-09 10:30"), -1)


def test_shift_by_pause_then_the_working_time_of_the_pause_is_added(settlement: CompiledCalendar) -> None:
    due_at = at("2026-03-12 17:00")

    # Paused from Monday 16:00 to Tuesday 08:00: two working hours.
    assert shift_by_pause(settlement, due_at, at("2026-03-09 16:00"), at("2026-03-10 08:00")) == at("2026-03-13 09:00")
    # A whole day moves the close to the next close.
    assert shift_by_pause(settlement, due_at, at("2026-03-09 10:00"), at("2026-03-10 10:00")) == at("2026-03-13 17:00")
    # A weekend moves nothing.
    assert shift_by_pause(settlement, due_at, at("2026-03-06 17:00"), at("2026-03-09 07:00")) == due_at
    with pytest.raises(Invalid, match="worktime_pause_reversed"):
        shift_by_pause(settlement, due_at, at("2026-03-10 10:00"), at("2026-03-09 10:00"))


@pytest.mark.parametrize(
    ("on", "days", "expected"),
    [
        ("2026-03-09", 0, "2026-03-09"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-09"),
        ("2026-03-09", -1, "2026-03-06"),
        ("2026-03-08", -1, "2026-03-06"),
        ("2026-01-05", -1, "2025-12-31"),
        ("2026-01-09", 2, "2026-01-12"),
    ],
)
def test_add_working_days_then_open_days_are_counted(
    settlement: CompiledCalendar, on: str, days: int, expected: str
) -> None:
    assert add_working_days(settlement, dt.date.fromisoformat(on), days) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize("days", [-1, 100_000])
def test_add_working_days_beyond_the_tables_then_refused(settlement: CompiledCalendar, days: int) -> None:
    with pytest.raises(Invalid, match="worktime_out_of_range"):
        add_working_days(settlement, dt.date(2023, 1, 1), days)


def test_opening_and_close_of_a_day_off_then_none(settlement: CompiledCalendar) -> None:
    assert opening_of(settlement, dt.date(2026, 3, 8)) is None
    assert close_of(settlement, dt.date(2026, 3, 8)) is None
    assert opening_of(settlement, dt.date(2026, 3, 9)) == at("2026-03-09 07:00")
    assert close_of(settlement, dt.date(2026, 3, 9)) == at("2026-03-09 17:00")
