"""The days off that come with the program, against the law's table and against an independent library."""

from __future__ import annotations

import datetime as dt

import holidays
import pytest

from motcua.core.errors import Invalid
from motcua.worktime.calendar_file import SHIPPED, parse_calendar, shipped, shipped_calendar
from motcua.worktime.content import DayKind

from .calendars import shipped_content


def dates(first: str, last: str) -> list[dt.date]:
    begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return [begin + dt.timedelta(days=n) for n in range((end - begin).days + 1)]


# Blocks of days off as announced, weekends included.
BLOCKS = [
    ("2023-01-01", "2023-01-02"),
    ("2023-01-20", "2023-01-26"),
    ("2023-04-29", "2023-05-03"),
    ("2023-09-01", "2023-09-04"),
    ("2024-01-01", "2024-01-01"),
    ("2024-02-08", "2024-02-14"),
    ("2024-04-18", "2024-04-18"),
    ("2024-04-27", "2024-05-01"),
    ("2024-08-31", "2024-09-03"),
    ("2025-01-01", "2025-01-01"),
    ("2025-01-25", "2025-02-02"),
    ("2025-04-07", "2025-04-07"),
    ("2025-04-30", "2025-05-04"),
    ("2025-08-30", "2025-09-02"),
    ("2026-01-01", "2026-01-04"),
    ("2026-02-14", "2026-02-22"),
    ("2026-04-25", "2026-04-27"),
    ("2026-04-30", "2026-05-03"),
    ("2026-08-29", "2026-09-02"),
    ("2027-01-01", "2027-01-01"),
    ("2027-02-04", "2027-02-10"),
    ("2027-04-16", "2027-04-16"),
    ("2027-04-30", "2027-05-01"),
    ("2027-05-03", "2027-05-03"),
    ("2027-09-02", "2027-09-03"),
]
SWAPS = {"2024-04-29": "2024-05-04", "2025-05-02": "2025-04-26", "2026-01-02": "2026-01-10", "2026-08-31": "2026-08-22"}


def test_national_calendar_then_its_rows_are_exactly_the_announced_days() -> None:
    expected = {on for block in BLOCKS for on in dates(*block)}

    recorded = {row.on for row in shipped_content("vn-national").days if row.kind.is_off}

    assert recorded == expected


def test_national_calendar_then_every_swap_has_both_ends() -> None:
    rows = {row.on.isoformat(): row for row in shipped_content("vn-national").days}

    assert {on: str(row.swapped_with) for on, row in rows.items() if row.kind is DayKind.SWAP_OFF} == SWAPS
    assert {str(row.swapped_with): on for on, row in rows.items() if row.kind is DayKind.SWAP_ON} == SWAPS


def test_national_calendar_then_every_row_has_a_source_and_a_name() -> None:
    assert all(row.source and row.name for row in shipped_content("vn-national").days)


@pytest.mark.parametrize(("year", "days"), [(2023, 11), (2024, 11), (2025, 11), (2026, 11), (2027, 11)])
def test_national_calendar_then_eleven_statutory_holidays_a_year(year: int, days: int) -> None:
    """Labour Code 45/2019/QH14, article 112.1: 1 + 5 + 1 + 1 + 2 + 1. The 24th of November is not law yet."""
    rows = shipped_content("vn-national").days

    assert sum(row.kind is DayKind.HOLIDAY and row.on.year == year for row in rows) == days


def test_national_calendar_then_a_holiday_on_a_weekend_is_made_up() -> None:
    """Labour Code, article 111.3: as many days made up as holidays fell on the weekly rest."""
    rows = shipped_content("vn-national").days
    for year in range(2023, 2028):
        of_year = [row for row in rows if row.on.year == year]
        on_weekends = sum(row.kind is DayKind.HOLIDAY and row.on.isoweekday() > 5 for row in of_year)
        assert sum(row.kind is DayKind.COMPENSATION for row in of_year) == on_weekends


def test_national_calendar_against_the_holidays_library_then_exactly_the_known_differences() -> None:
    library = holidays.country_holidays("VN", years=range(2023, 2028))
    ours = shipped_calendar("vn-national")

    every_day = dates("2023-01-01", "2027-12-31")
    off_here = {on for on in every_day if not ours.fact(on).shifts}
    off_there = {on for on in every_day if not library.is_working_day(on)}

    # The exchange of January 2026 came after the library's table; 24 November is no law yet.
    assert off_here - off_there == {dt.date(2026, 1, 2)}
    assert off_there - off_here == {dt.date(2026, 1, 10), dt.date(2026, 11, 24), dt.date(2027, 11, 24)}


def test_national_calendar_then_exactly_2027_and_one_day_are_provisional() -> None:
    ours = shipped_calendar("vn-national")

    provisional = {on for on in dates("2023-01-01", "2027-12-31") if ours.fact(on).provisional}

    assert provisional == {dt.date(2026, 11, 24), *dates("2027-01-01", "2027-12-31")}


def test_settlement_calendar_then_a_day_is_eight_hours() -> None:
    ours = shipped_calendar("as-settlement")

    lengths = {sum(shift.closes - shift.opens for shift in fact.shifts) for fact in ours.facts}

    assert lengths == {0, 480}


@pytest.mark.parametrize("code", SHIPPED)
def test_shipped_file_then_it_names_itself_and_compiles(code: str) -> None:
    assert shipped(code).code == code
    assert shipped_calendar(code).revision == 1


HEAD = 'format = 1\ncode = "x"\nname = "X"\npurpose = "base"\nsource = "s"\n'


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("code = ", "Invalid value"),
        (HEAD.replace("format = 1", "format = 2"), "format = 1"),
        (HEAD.replace('"base"', '"other"'), "purpose"),
        (HEAD.replace('source = "s"', ""), "source"),
        (HEAD + 'colour = "red"', "colour"),
        (HEAD + "first_day = 2026-01-01T00:00:00", "first_day"),
        (HEAD + "hours = 3", "hours"),
        (HEAD + '[[hours]]\nweekdays = []\nvalid_from = 2026-01-01\nsource = "s"', "weekdays"),
        (HEAD + '[[hours]]\nweekdays = [1]\nsource = "s"', "valid_from"),
        (HEAD + '[[hours]]\nweekdays = [1]\nvalid_from = 2026-01-01\nshifts = "9-5"\nsource = "s"', "9-5"),
        (HEAD + '[[hours]]\nweekdays = [1]\nvalid_from = 2026-01-01\ncounts = true\nsource = "s"', "counts"),
        (HEAD + '[[days]]\non = ["2026-01-01"]\nkind = "holiday"\nsource = "s"', "days.on"),
        (HEAD + '[[days]]\non = [2026-01-01]\nkind = "party"\nsource = "s"', "party"),
        (HEAD + '[[days]]\non = [2026-01-01]\nkind = "holiday"', "source"),
        (HEAD + '[[swaps]]\noff = 2026-01-01\nsource = "s"', "worked"),
    ],
)
def test_calendar_file_with_a_fault_then_refused_with_what_is_wrong(text: str, detail: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_calendar(text)

    assert refused.value.code == "calendar_file_invalid"
    assert detail in str(refused.value.params["detail"])


def test_calendar_file_with_a_half_day_then_half_unless_it_says_otherwise() -> None:
    text = HEAD + '[[days]]\non = [2026-01-01]\nkind = "half_day"\nshifts = "07:00-11:00"\nsource = "s"\n'

    assert parse_calendar(text).content.days[0].counts == 500
    assert parse_calendar(text + "counts = 250").content.days[0].counts == 250


def test_shipped_calendar_of_an_unknown_code_then_refused() -> None:
    with pytest.raises(Invalid, match="calendar_unknown"):
        shipped_calendar("nowhere")
