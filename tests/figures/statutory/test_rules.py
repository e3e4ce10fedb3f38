"""Roll-ups, deadlines and what a correction changed: rules without a database."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.figures.periods import parse_code
from motcua.figures.statutory.changes import changes
from motcua.figures.statutory.deadlines import due
from motcua.figures.statutory.layout import printed_rows
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.models import StatutoryDeadline
from motcua.figures.statutory.rolling import Source, roll
from motcua.figures.statutory.table import Row, Table, total_of
from motcua.worktime.calendar_file import shipped_calendar
from motcua.worktime.rules import add_working_days

PERIOD = parse_code("R2026-Q3")
AS_OF = dt.datetime(2026, 9, 16, 1, tzinfo=dt.UTC)
FIRST = (120, 70, 40, 10, 100, 60, 35, 5, 20, 18, 2)
OTHER = (30, 20, 10, 0, 30, 30, 0, 0, 0, 0, 0)


def sent(unit: str, values: tuple[int, ...]) -> Source:
    form = shipped().in_force("ii06a", PERIOD)
    rows = (Row("Hộ tịch", "Hộ tịch", values),)
    return Source(unit, 1, Table(form, unit, unit, "", PERIOD, AS_OF, "", rows, total_of(form, rows, "Tổng cộng")))


def counted(*units: str) -> dict[str, Row]:
    return {unit: Row(unit, unit, FIRST, {}, "departments") for unit in units}


def test_roll_up_when_all_sent_and_agree_then_nothing_is_missing_or_unlike() -> None:
    form = shipped().in_force("ii06b", PERIOD)

    found = roll(form, counted("A", "B"), [], {"A": sent("A", FIRST), "B": sent("B", FIRST)}, {"A", "B"})

    assert (found.missing, found.unlike) == ((), ())
    assert [row.values for row in found.rows] == [FIRST, FIRST]


def test_roll_up_when_one_lacks_and_one_differs_then_both_are_named_with_their_numbers() -> None:
    form = shipped().in_force("ii06b", PERIOD)

    found = roll(form, counted("A", "B", "C"), [], {"A": sent("A", OTHER)}, {"A", "B"})

    rows = {row.key: row for row in found.rows}
    assert found.missing == ("B",)
    assert {(one.unit, one.column, one.reported, one.counted) for one in found.unlike} >= {("A", "c3", 30, 120)}
    assert (rows["A"].values, rows["B"].values, rows["C"].values) == (OTHER, FIRST, FIRST)
    assert (rows["A"].source, rows["B"].source) == (sent("A", OTHER).table.sha256, "")


def test_roll_up_when_a_unit_stands_inside_another_then_it_is_counted_once() -> None:
    form = shipped().in_force("ii06b", PERIOD)
    rows = {**counted("A"), "A.1": Row("A.1", "A.1", OTHER, {}, "land_branches")}

    found = roll(form, rows, [("A", "A.1")], {"A": sent("A", FIRST)}, {"A"})

    assert total_of(form, found.rows, "").values == FIRST


def test_changes_when_a_row_is_new_and_one_number_differs_then_each_cell_is_named() -> None:
    before, after = sent("A", FIRST).table, sent("A", (121, *FIRST[1:])).table

    assert [(one.row, one.column, one.before, one.after) for one in changes(before, after)] == [
        ("total", "c3", 120, 121),
        ("Hộ tịch", "c3", 120, 121),
    ]
    assert changes(before, before) == []


def row(**fields: object) -> StatutoryDeadline:
    given = {"form": "ii06a", "level": "commune", "period": "", "valid_from": dt.date(2026, 1, 1), **fields}
    return StatutoryDeadline(recorded_at=AS_OF, source="QĐ 1/QĐ-UBND", **given)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([], "2026-09-16"),
        ([row(days=6)], "2026-09-20"),
        ([row(days=6), row(period="R2026-Q3", due_on=dt.date(2026, 9, 30))], "2026-09-30"),
        ([row(days=6, valid_from=dt.date(2027, 1, 1))], "2026-09-16"),
        ([row(days=6, valid_to=dt.date(2026, 9, 1))], "2026-09-16"),
        ([row(days=6, level="department")], "2026-09-16"),
        ([row(days=6, period_kind="report_year")], "2026-09-16"),
    ],
)
def test_deadline_when_rows_of_the_province_fit_then_the_nearest_one_counts(
    rows: list[StatutoryDeadline], day: str
) -> None:
    form = shipped().in_force("ii06a", PERIOD)

    assert due(form, "commune", PERIOD, rows).on == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("days", "counted", "day"),
    [(5, "day", "2026-09-19"), (5, "working_day", "2026-09-21"), (0, "working_day", "2026-09-14")],
)
def test_deadline_when_a_text_says_working_days_then_days_off_do_not_count(days: int, counted: str, day: str) -> None:
    form, calendar = shipped().in_force("ii06a", PERIOD), shipped_calendar()

    found = due(
        form, "commune", PERIOD, [row(days=days, counted=counted)], lambda on, n: add_working_days(calendar, on, n)
    )

    assert found.on == dt.date.fromisoformat(day)
    assert {one.counted for form in shipped().on(PERIOD.last) for one in form.deadlines} == {"day"}


def test_blocks_when_one_has_no_rows_then_the_others_are_numbered_on() -> None:
    form = shipped().in_force("ii06d", PERIOD)
    rows = (Row("A", "A", FIRST, {}, "departments"), Row("C", "C", FIRST, {}, "communes"))
    table = Table(form, "AS", "Tỉnh", "", PERIOD, AS_OF, "", rows, total_of(form, rows, "Tổng cộng"))

    assert [one.cells[0].text for one in printed_rows(table) if one.kind == "block"] == ["I", "II"]
