"""Due dates derived by hand from the law and the calendar of the years 2023 to 2027.

Hours 07:00-11:30 and 13:30-17:00, Monday to Friday; eight working hours are a working day.
CC = Civil Code 91/2015/QH13, LC = Labour Code 45/2019/QH14.
"""

from __future__ import annotations

import pytest

from motcua.core.errors import Invalid
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.content import DayKind
from motcua.worktime.rules import Basis, LimitUnit, due

from .calendars import OFFICE_HOURS, at, content, day, made, week

END_OF_DAY = [
    # Thursday 1 January is the event (a holiday, not counted, CC 147.2); Friday 2 is off, worked on Saturday 10
    # (12729/VPCP-KGVX); Monday 5 is 1, Tuesday 6 is 2, Wednesday 7 is 3.
    ("2026-01-01 10:30", 3, "working_day", "2026-01-07 17:00"),
    # Wednesday 7 January: Thursday 8 is 1, Friday 9 is 2, Saturday 10 is worked and is 3.
    ("2026-01-07 09:00", 3, "working_day", "2026-01-10 17:00"),
    # Received after the close on Friday: the event is still Friday; Monday is day 1 (CC 147.2).
    ("2026-03-06 19:00", 1, "working_day", "2026-03-09 17:00"),
    # Received on a Saturday off: its actual date is the event day; Monday is day 1.
    ("2026-03-07 09:00", 1, "working_day", "2026-03-09 17:00"),
    # Received at 00:01 of a Monday: Monday is the event, Tuesday day 1.
    ("2026-03-09 00:01", 1, "working_day", "2026-03-10 17:00"),
    # Tet 2026: Friday 13 February, then 14-22 off; Monday 23 is 1 (9441/TB-BNV).
    ("2026-02-13 10:00", 1, "working_day", "2026-02-23 17:00"),
    # National Day 2026: Friday 21 August; Saturday 22 is worked for Monday 31 and is day 1 (9441/TB-BNV).
    ("2026-08-21 08:00", 1, "working_day", "2026-08-22 17:00"),
    # Friday 28 August: 29-30 weekend, 31 off by the swap, 1-2 September holidays; Thursday 3 is day 1.
    ("2026-08-28 08:00", 1, "working_day", "2026-09-03 17:00"),
    # 2025: Friday 25 April; Saturday 26 is worked for Friday 2 May (6150/TB-BLDTBXH).
    ("2025-04-25 08:00", 1, "working_day", "2025-04-26 17:00"),
    # 2025: Tuesday 29 April; 30 April, 1 May holidays, 2 May off, weekend; Monday 5 May is 1.
    ("2025-04-29 08:00", 1, "working_day", "2025-05-05 17:00"),
    # 2024: Friday 26 April; 27-28 weekend, 29 off by the swap, 30 April, 1 May; 2 May is 1, 3 May 2, Saturday 4 is 3.
    ("2024-04-26 08:00", 3, "working_day", "2024-05-04 17:00"),
    # 2023: 29 and 30 April fell on a weekend and are made up on 2 and 3 May (LC 111.3); Thursday 4 May is day 1.
    ("2023-04-28 08:00", 1, "working_day", "2023-05-04 17:00"),
    # Calendar days: the last day is Sunday 8 March, so Monday 9 (CC 148.5).
    ("2026-03-03 10:00", 5, "day", "2026-03-09 17:00"),
    # Calendar days count days off on the way: Friday 13 February + 10 = Monday 23, which is worked.
    ("2026-02-13 10:00", 10, "day", "2026-02-23 17:00"),
    # The last day is Friday 2 January, off by the swap: Monday 5 (CC 148.5).
    ("2025-12-31 16:00", 2, "day", "2026-01-05 17:00"),
    # The last day is a Saturday that is worked: it stays.
    ("2026-01-08 10:00", 2, "day", "2026-01-10 17:00"),
    # A month ends with the same day number (CC 148.3).
    ("2026-03-10 10:00", 1, "month", "2026-04-10 17:00"),
    # No 31 February: the last day of the month, Saturday 28; Monday 2 March (CC 148.3 and 148.5).
    ("2026-01-31 10:00", 1, "month", "2026-03-02 17:00"),
    # 29 February exists in 2024.
    ("2024-01-31 10:00", 1, "month", "2024-02-29 17:00"),
    # Over the year's end: 15 November 2025 + 3 months = Sunday 15 February 2026, in Tet; Monday 23 February.
    ("2025-11-15 10:00", 3, "month", "2026-02-23 17:00"),
]

SAME_HOUR = [
    # Received 10:30, three days: 10:30 on the third working day (practice of the deployed systems).
    ("2026-03-09 10:30", 3, "working_day", "2026-03-12 10:30"),
    # Received on a holiday: counted from the opening of Monday 5; an opening rolls back, so the close of day 3.
    ("2026-01-01 10:30", 3, "working_day", "2026-01-07 17:00"),
    # Before opening: from 07:00; one day later 07:00 is the close of the same day.
    ("2026-03-09 06:00", 1, "working_day", "2026-03-09 17:00"),
    # In the lunch break: from 13:30, which one day later is the close of the morning, 11:30.
    ("2026-03-09 12:00", 1, "working_day", "2026-03-10 11:30"),
    # After the close on Friday: from Monday's opening, so Monday's close.
    ("2026-03-06 18:00", 1, "working_day", "2026-03-09 17:00"),
    # Over the worked Saturday: Friday 9 January 15:00, one day on, is Saturday 10 January 15:00.
    ("2026-01-09 15:00", 1, "working_day", "2026-01-10 15:00"),
    # Calendar days keep the hour too: Tuesday + 5 = Sunday, moved to Monday.
    ("2026-03-03 10:30", 5, "day", "2026-03-09 10:30"),
    ("2026-03-10 10:30", 1, "month", "2026-04-10 10:30"),
]

HOURS = [
    # The answer to an online application: eight working hours, here until the same hour of the next working day.
    ("2026-03-06 10:30", 8, "working_hour", "2026-03-09 10:30"),
    # Two hours over lunch: 10:30-11:30 and 13:30-14:30.
    ("2026-03-09 10:30", 2, "working_hour", "2026-03-09 14:30"),
    # One hour from 10:30 ends at 11:30, not at 13:30: an opening rolls back.
    ("2026-03-09 10:30", 1, "working_hour", "2026-03-09 11:30"),
    # Received on Sunday: from Monday 07:00; eight hours end at Monday's close.
    ("2026-03-08 22:00", 8, "working_hour", "2026-03-09 17:00"),
    # Received in the first days of 2026: hours begin on Monday 5.
    ("2026-01-01 10:30", 1, "working_hour", "2026-01-05 08:00"),
    # Clock hours run through night and weekend (CC 147.1).
    ("2026-03-06 16:45", 24, "hour", "2026-03-07 16:45"),
]


@pytest.mark.parametrize(("start", "amount", "unit", "expected"), END_OF_DAY)
def test_due_to_the_end_of_a_day_then_close_of_the_last_counted_day(
    settlement: CompiledCalendar, start: str, amount: int, unit: str, expected: str
) -> None:
    assert due(settlement, at(start), amount, LimitUnit(unit), Basis.END_OF_DAY).at == at(expected)


@pytest.mark.parametrize(("start", "amount", "unit", "expected"), SAME_HOUR)
def test_due_at_the_same_hour_then_offset_into_the_day_is_kept(
    settlement: CompiledCalendar, start: str, amount: int, unit: str, expected: str
) -> None:
    assert due(settlement, at(start), amount, LimitUnit(unit), Basis.SAME_HOUR).at == at(expected)


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize(("start", "amount", "unit", "expected"), HOURS)
def test_due_in_hours_then_basis_does_not_matter(
    settlement: CompiledCalendar, start: str, amount: int, unit: str, expected: str, basis: Basis
) -> None:
    assert due(settlement, at(start), amount, LimitUnit(unit), basis).at == at(expected)


def test_due_with_minutes_then_they_are_added_to_the_hours(settlement: CompiledCalendar) -> None:
    assert due(settlement, at("2026-03-09 10:30"), 2, LimitUnit.WORKING_HOUR, minutes=30).at == at("2026-03-09 15:00")
    assert due(settlement, at("2026-03-09 10:30"), 0, LimitUnit.HOUR, minutes=30).at == at("2026-03-09 11:00")


def test_due_from_an_instant_with_seconds_then_hours_keep_them_and_days_do_not(settlement: CompiledCalendar) -> None:
    start = at("2026-03-09 10:30:15.000250")

    assert due(settlement, start, 8, LimitUnit.WORKING_HOUR).at == at("2026-03-10 10:30:15.000250")
    assert due(settlement, start, 1, LimitUnit.WORKING_DAY).at == at("2026-03-10 17:00")


def test_due_on_a_shorter_day_then_capped_at_its_close() -> None:
    calendar = made(content(days=[day("2026-03-10", DayKind.WORKING, shifts="07:00-11:30")]))

    answer = due(calendar, at("2026-03-09 16:00"), 1, LimitUnit.WORKING_DAY, Basis.SAME_HOUR)

    assert answer.at == at("2026-03-10 11:30")


# Saturday mornings count half: from Friday, Saturday is 0.5 and Monday 1.5, so one day needs Monday.
HALVES = [
    ("2026-03-06 10:00", 1, Basis.END_OF_DAY, "2026-03-09 17:00"),
    # Friday is the event, Saturday 0.5, Monday 1.5, Tuesday 2.5: two days need Tuesday.
    ("2026-03-06 10:00", 2, Basis.END_OF_DAY, "2026-03-10 17:00"),
    # From Saturday's opening at the same hour: half of the day is Saturday's, the other half Monday's morning
    # (four of its eight hours).
    ("2026-03-07 07:30", 1, Basis.SAME_HOUR, "2026-03-09 11:00"),
    # Friday 14:00: three of eight hours, then Saturday's four count half a day, then one hour of Monday.
    ("2026-03-06 14:00", 1, Basis.SAME_HOUR, "2026-03-09 08:00"),
]


@pytest.mark.parametrize(("start", "amount", "basis", "expected"), HALVES)
def test_due_over_a_half_day_then_it_counts_its_share(start: str, amount: int, basis: Basis, expected: str) -> None:
    calendar = made(content([*week(OFFICE_HOURS), *week("07:30-11:30", (6,), 500)]))

    assert due(calendar, at(start), amount, LimitUnit.WORKING_DAY, basis).at == at(expected)


PROVISIONAL = [
    # Over 24 November 2026, in doubt until it is confirmed; counted as worked meanwhile.
    ("2026-11-23 10:00", 1, "working_day", "2026-11-24 17:00", True, False),
    ("2026-11-20 10:00", 1, "working_day", "2026-11-23 17:00", False, False),
    ("2026-11-24 10:00", 1, "working_day", "2026-11-25 17:00", False, False),
    # All of 2027.
    ("2026-12-31 10:00", 1, "working_day", "2027-01-04 17:00", True, False),
    # Past the last day: the weekly pattern with the holidays of fixed date; 1 January 2028 is a Saturday.
    ("2027-12-31 10:00", 1, "working_day", "2028-01-03 17:00", True, True),
    # 1 May 2028 is a Monday and a holiday of fixed date.
    ("2027-12-31 10:00", 122, "day", "2028-05-02 17:00", True, True),
    # Clock hours depend on no calendar.
    ("2027-12-31 10:00", 48, "hour", "2028-01-02 10:00", False, False),
]


@pytest.mark.parametrize(("start", "amount", "unit", "expected", "provisional", "beyond"), PROVISIONAL)
def test_due_across_days_in_doubt_then_flagged(
    settlement: CompiledCalendar, start: str, amount: int, unit: str, expected: str, provisional: bool, beyond: bool
) -> None:
    answer = due(settlement, at(start), amount, LimitUnit(unit))

    assert (answer.at, answer.provisional, answer.beyond_end) == (at(expected), provisional, beyond)


def test_due_in_hours_on_a_day_in_doubt_then_flagged(settlement: CompiledCalendar) -> None:
    assert due(settlement, at("2026-11-24 10:00"), 1, LimitUnit.WORKING_HOUR).provisional
    assert due(settlement, at("2026-11-24 10:00"), 1, LimitUnit.WORKING_DAY, Basis.SAME_HOUR).provisional


@pytest.mark.parametrize(
    ("amount", "unit", "minutes", "code"),
    [
        (0, "working_day", 0, "worktime_amount_invalid"),
        (-3, "working_day", 0, "worktime_amount_invalid"),
        (10_001, "day", 0, "worktime_amount_invalid"),
        (0, "hour", 0, "worktime_amount_invalid"),
        (1, "working_day", 30, "worktime_minutes_invalid"),
        (1, "hour", 60, "worktime_minutes_invalid"),
        (1, "hour", -1, "worktime_minutes_invalid"),
        (10_000, "working_day", 0, "worktime_out_of_range"),
        (10_000, "working_hour", 0, None),
        (10_000, "day", 0, "worktime_out_of_range"),
        (10_000, "month", 0, "worktime_out_of_range"),
    ],
)
def test_due_with_an_impossible_amount_then_refused_by_code(
    settlement: CompiledCalendar, amount: int, unit: str, minutes: int, code: str | None
) -> None:
    if code is None:
        assert due(settlement, at("2026-03-09 10:00"), amount, LimitUnit(unit)).beyond_end
        return
    with pytest.raises(Invalid) as refused:
        due(settlement, at("2026-03-09 10:00"), amount, LimitUnit(unit), minutes=minutes)
    assert refused.value.code == code


def test_due_from_a_naive_instant_then_refused(settlement: CompiledCalendar) -> None:
    with pytest.raises(Invalid, match="worktime_instant_naive"):
        due(settlement, at("2026-03-09 10:00").replace(tzinfo=None), 1, LimitUnit.DAY)


def test_due_before_the_calendar_begins_then_refused(settlement: CompiledCalendar) -> None:
    with pytest.raises(Invalid, match="worktime_before_calendar"):
        due(settlement, at("2022-12-31 10:00"), 1, LimitUnit.WORKING_DAY)


def test_due_from_another_time_zone_then_the_legal_day_counts(settlement: CompiledCalendar) -> None:
    late_evening_utc = at("2026-03-10 00:30").astimezone(tz=None)

    assert due(settlement, late_evening_utc, 1, LimitUnit.WORKING_DAY).at == at("2026-03-11 17:00")
