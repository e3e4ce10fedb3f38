"""Rows of a process being written, times as officials write them, and what a draft's content is made into. Pure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.core.texts import known_codes
from motcua.procedures.process import END, Process, check
from motcua.procedures.process_content import (
    MOST_ROWS,
    clean_content,
    content_of,
    read_content,
    steps_of,
    with_steps,
)
from motcua.procedures.process_csv import read_process
from motcua.procedures.process_csv_writing import write_process
from motcua.procedures.process_patterns import usual_process
from motcua.procedures.process_rows import Rows, added, doubled, moved, new_row, removed, renamed
from motcua.procedures.step_time import StepTime, TimeMalformedError, read_time, typed_time
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

from .given import step

LINE = Process((step("a", "b"), step("b", "c"), step("c", END)))


def rows(process: Process = LINE) -> Rows:
    return steps_of(content_of(process))


def way(rows: Rows) -> list[tuple[Any, list[Any]]]:
    return [(row["key"], [one["to"] for one in row["outcomes"]]) for row in rows]  # type: ignore[index,union-attr]


# ---- rows


def test_added_between_two_then_the_way_goes_through_it() -> None:
    made = added(rows(), 1, new_row(rows()))

    assert way(made) == [("a", ["buoc-4"]), ("buoc-4", ["b"]), ("b", ["c"]), ("c", [END])]


def test_added_at_the_end_then_it_ends_the_process() -> None:
    assert way(added(rows(), 3, new_row(rows())))[2:] == [("c", ["buoc-4"]), ("buoc-4", [END])]


def test_added_to_nothing_then_one_step_that_ends() -> None:
    assert way(added([], 0, new_row([]))) == [("buoc-1", [END])]


def test_removed_in_the_middle_then_the_rest_closes_up() -> None:
    assert way(removed(rows(), 1)) == [("a", ["c"]), ("c", [END])]


def test_removed_the_target_of_a_return_then_it_leads_to_the_row_in_its_place() -> None:
    looped = Process((step("a", "b"), step("b", "c"), step("c", (END, "b"))))

    assert way(removed(rows(looped), 1)) == [("a", ["c"]), ("c", [END, "c"])]


def test_moved_up_then_the_sequence_follows_the_table() -> None:
    assert way(moved(rows(), 2, 0)) == [("c", ["a"]), ("a", ["b"]), ("b", [END])]


def test_moved_when_an_outcome_names_another_step_then_it_keeps_it() -> None:
    looped = Process((step("a", "b"), step("b", ("c", "a")), step("c", END)))

    assert way(moved(rows(looped), 2, 1)) == [("a", ["c"]), ("c", ["b"]), ("b", [END, "a"])]


def test_doubled_then_both_stand_in_the_way() -> None:
    assert way(doubled(rows(), 1)) == [("a", ["b"]), ("b", ["buoc-4"]), ("buoc-4", ["c"]), ("c", [END])]


def test_renamed_then_what_led_to_it_leads_to_it() -> None:
    assert way(renamed(rows(), 1, "moi")) == [("a", ["moi"]), ("moi", ["c"]), ("c", [END])]


@pytest.mark.parametrize("act", [lambda r: doubled(r, 9), lambda r: removed(r, -1), lambda r: moved(r, 0, 9)])
def test_a_row_that_is_not_there_changes_nothing(act: Any) -> None:
    assert act(rows()) == rows()


@st.composite
def acts(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    place = st.integers(-1, 8)
    return draw(st.lists(st.tuples(st.sampled_from(["add", "double", "drop", "move"]), place, place), max_size=12))


@given(acts())
def test_a_sequence_stays_a_sequence_whatever_is_done(done: list[tuple[str, int, int]]) -> None:
    made = rows()
    for name, first, second in done:
        if name == "add":
            made = added(made, first, new_row(made))
        elif name == "double":
            made = doubled(made, first)
        elif name == "drop":
            made = removed(made, first)
        else:
            made = moved(made, first, second)

    keys = [row["key"] for row in made]
    assert len(set(keys)) == len(keys)
    assert way(made) == [(key, [following]) for key, following in zip(keys, [*keys[1:], END], strict=False)]


# ---- times


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("0,5 ngày", 4, LimitUnit.WORKING_HOUR),
        ("0.5", 4, LimitUnit.WORKING_HOUR),
        ("1,5 ngày", 12, LimitUnit.WORKING_HOUR),
        ("2 ngày", 2, LimitUnit.WORKING_DAY),
        ("2", 2, LimitUnit.WORKING_DAY),
        ("  3   GIỜ ", 3, LimitUnit.WORKING_HOUR),
        ("7 ngày lịch", 7, LimitUnit.DAY),
        ("24 giờ đồng hồ", 24, LimitUnit.HOUR),
        ("2,0 ngay", 2, LimitUnit.WORKING_DAY),
    ],
)
def test_times_are_read_as_officials_write_them(text: str, amount: int, unit: LimitUnit) -> None:
    assert read_time(text) == StepTime(amount, unit)


@pytest.mark.parametrize(
    "text", ["", "nhanh", "0,3 ngày", "0,5 giờ", "-1", "1 tuần", "99999", "٣ ngày", "1,55", "1 ngày 2"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(TimeMalformedError):
        read_time(text)


@given(
    st.integers(0, 10_000),
    st.sampled_from([LimitUnit.WORKING_HOUR, LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.HOUR]),
)
def test_what_is_shown_is_read_back(amount: int, unit: LimitUnit) -> None:
    assert read_time(typed_time(StepTime(amount, unit))) == StepTime(amount, unit)


# ---- content


def test_usual_process_is_sound_and_fits_five_days() -> None:
    assert check(usual_process(), Limit(5, LimitUnit.WORKING_DAY)) == []


def test_content_when_sound_then_no_fault_and_the_same_process() -> None:
    read = read_content(content_of(LINE, name="x"), None)

    assert (read.process, read.faults) == (LINE, ())


def test_content_when_a_time_is_no_time_then_told_at_its_row() -> None:
    made = rows()
    made[1] = {**made[1], "time": "mai"}

    (fault,) = read_content(with_steps(content_of(LINE), made), None).faults

    assert (fault.row, fault.column, fault.code) == (1, "time", "step_time_malformed")


@pytest.mark.parametrize("member", ["kind", "outcomes", "amount", "unit_rule"])
def test_content_when_a_row_cannot_be_read_then_the_rest_is(member: str) -> None:
    made = rows()
    made[1] = {**made[1], member: {"khong": "doc"}}

    read = read_content(with_steps(content_of(LINE), made), None)

    assert "step_unreadable" in [fault.code for fault in read.of_row(1)]
    assert len(read.process.steps) == 3


def test_content_when_steps_repeat_a_key_then_the_later_row_is_told_by_its_number() -> None:
    made = [*rows(), {**rows()[0]}]

    faults = read_content(with_steps(content_of(LINE), made), None).faults

    assert [(one.row, one.code) for one in faults if one.code == "step_key_repeated"] == [(3, "step_key_repeated")]


def test_content_when_it_goes_round_for_ever_then_the_loop_is_told_by_numbers() -> None:
    round_ = Process((step("a", "b"), step("b", "a")))

    faults = read_content(content_of(round_), None).faults

    assert {fault.params["loop"] for fault in faults} == {"1 → 2 → 1", "2 → 1 → 2"}
    assert all(fault.code in known_codes() for fault in faults)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["key", "name", "kind", "role", "unit_rule", "amount", "unit", "outcomes", "timers", "time"]),
        _JSON,
    )
)
def test_content_when_a_row_is_anything_then_it_is_read_with_faults_or_without(row: dict[str, Any]) -> None:
    read = read_content({"name": "x", "steps": [row]}, None)

    assert len(read.process.steps) == 1
    assert read.faults


def test_clean_content_keeps_one_line_of_every_text() -> None:
    made = clean_content({"name": " a \n b ", "steps": [{"key": "k", "name": "x\u202ey"}]})

    assert (made["name"], steps_of(made)[0]["name"]) == ("a b", "xy")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"steps": "x"}, "draft_malformed"),
        ({"steps": [1]}, "draft_malformed"),
        ({"steps": [{}] * (MOST_ROWS + 1)}, "process_too_long"),
        ({"name": "n" * 301, "steps": []}, "text_too_long"),
        ({"steps": [{"name": "n" * 2001}]}, "text_too_long"),
        ({"steps": [{"name": "\x00"}]}, "text_nul"),
        ({"steps": [{f"k{n}": "x" * 1900 for n in range(300)}]}, "draft_too_large"),
    ],
)
def test_clean_content_refuses_what_cannot_be_kept(content: Any, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        clean_content(content)

    assert caught.value.code == code


# ---- CSV


def test_csv_that_is_written_is_read_back() -> None:
    process = usual_process()

    read = read_process(write_process(process))

    assert (read.faults, read.process) == ((), process)


def test_csv_when_a_name_looks_like_a_formula_then_a_spreadsheet_takes_it_for_text() -> None:
    sheet = write_process(Process((step("a", END, name="=HYPERLINK(1)"),))).decode("utf-8-sig")

    assert "'=HYPERLINK(1)" in sheet
