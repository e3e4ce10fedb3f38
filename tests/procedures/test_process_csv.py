"""Internal processes written as tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.texts import known_codes
from motcua.procedures.process import END, Outcome, StepKind, UnitRule, check
from motcua.procedures.process_csv import LineFault, read_process
from motcua.worktime.rules import LimitUnit

HEADER = "step,name,kind,role,unit_rule,amount,unit,actions,outcomes\n"
GOOD = HEADER + (
    'receive,"Tiếp nhận, kiểm tra",reception,reception_officer,reception,4,working_hour,,done>work\n'
    "work,Thẩm định,work,settling_officer,settling,2,working_day,request_supplement|consult,"
    "agree (Đồng ý)>sign|back (Trả lại)>receive\n"
    "\n"
    "sign,Ký duyệt,sign,unit_head,named:AS.S01,4,working_hour,,done>END|redo>work\n"
)


def test_read_when_well_formed_then_the_process() -> None:
    read = read_process(GOOD.encode())

    assert read.faults == ()
    assert check(read.process, None) == []
    work, sign = read.process.step("work"), read.process.step("sign")
    assert (work.kind, work.amount, work.unit, work.actions) == (
        StepKind.WORK,
        2,
        LimitUnit.WORKING_DAY,
        ("request_supplement", "consult"),
    )
    assert work.outcomes == (Outcome("agree", "Đồng ý", "sign"), Outcome("back", "Trả lại", "receive"))
    assert (sign.unit_rule, sign.named_unit, sign.outcomes[0].to) == (UnitRule.NAMED, "AS.S01", END)


def test_read_when_saved_by_a_spreadsheet_then_mark_and_semicolons_are_understood() -> None:
    table = (
        "\ufeff" + "STEP;Name;Kind;Role;Unit_rule;Amount;Unit;Actions;Outcomes\na;A;work;clerk;settling;1;day;;x>end\n"
    )

    read = read_process(table.encode())

    assert read.faults == ()
    assert read.process.first.outcomes[0].to == END


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("step,name\na,b\n", LineFault(1, "csv_column_missing", "kind")),
        ("", LineFault(1, "csv_column_missing", "step")),
        (HEADER + "a,A,fly,clerk,settling,1,day,,x>END\n", LineFault(2, "csv_value_unknown", "kind")),
        (HEADER + "a,A,work,clerk,moon,1,day,,x>END\n", LineFault(2, "csv_value_unknown", "unit_rule")),
        (HEADER + "a,A,work,clerk,settling,1,year,,x>END\n", LineFault(2, "csv_value_unknown", "unit")),
        (HEADER + "a,A,work,clerk,settling,0.5,day,,x>END\n", LineFault(2, "csv_not_a_number", "amount")),
        (HEADER + "a,A,work,clerk,settling,-1,day,,x>END\n", LineFault(2, "csv_not_a_number", "amount")),
        (HEADER + "a,A,work,clerk,settling,1,day,,x\n", LineFault(2, "csv_outcome_malformed", "outcomes")),
        (HEADER + "a,A,work,clerk,settling,1,day,,x>END,more\n", LineFault(2, "csv_too_many_cells", "")),
        (HEADER + "a,A\x00,work,clerk,settling,1,day,,x>END\n", LineFault(0, "text_nul", "")),
    ],
)
def test_read_when_a_line_is_broken_then_it_is_named(table: str, fault: LineFault) -> None:
    faults = read_process(table.encode()).faults

    assert fault in faults
    assert fault.code in known_codes()


def test_read_when_one_line_is_broken_then_the_others_are_still_read() -> None:
    table = HEADER + "a,A,work,clerk,settling,x,day,,x>b\nb,B,work,clerk,settling,1,day,,x>END\n"

    read = read_process(table.encode())

    assert [one.line for one in read.faults] == [2]
    assert [one.key for one in read.process.steps] == ["b"]


@pytest.mark.parametrize(("data", "code"), [(b"\xff\xfe\x00", "csv_not_utf8"), (b"x" * 1_100_000, "csv_too_long")])
def test_read_when_the_file_is_no_table_then_told(data: bytes, code: str) -> None:
    assert [fault.code for fault in read_process(data).faults] == [code]


@given(st.binary(max_size=300))
def test_read_when_anything_comes_then_never_an_exception(data: bytes) -> None:
    read_process(data)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_read_when_anything_stands_under_the_header_then_never_an_exception(text: str) -> None:
    assert {fault.code for fault in read_process((HEADER + text).encode()).faults} <= known_codes()


HEADER = "step,name,kind,role,unit_rule,amount,unit,actions,outcomes,conditions,letter,timers\n"


def test_read_process_when_it_has_conditions_timers_and_a_letter_then_they_are_read() -> None:
    table = HEADER + (
        "sort,Phân loại,automatic,settling_officer,settling,0,working_hour,,big>work|rest>work,"
        "big: @fee > 1000000 | rest: otherwise,notice,\n"
        "work,Thụ lý,work,settling_officer,settling,8,working_hour,,done>END,,,"
        '"silent (Không bổ sung): supplement stop start 10 working_day ; NĐ 301, điều 6 | '
        'agreed (Im lặng): consultation proceed due 1 working_day > done ; Đ 19"\n'
    )

    read = read_process(table.encode())

    assert read.faults == ()
    sort, work = read.process.steps
    assert [(one.key, one.when is not None, one.otherwise) for one in sort.outcomes] == [
        ("big", True, False),
        ("rest", False, True),
    ]
    assert sort.letter == "notice"
    assert [(one.key, one.name, one.amount, one.outcome, one.ground) for one in work.timers] == [
        ("silent", "Không bổ sung", 10, "", "NĐ 301, điều 6"),
        ("agreed", "Im lặng", 1, "done", "Đ 19"),
    ]
    assert check(read.process, None) == []


@pytest.mark.parametrize(
    ("conditions", "timers", "code"),
    [
        ("gone: @fee > 1", "", "csv_condition_malformed"),
        ("done @fee", "", "csv_condition_malformed"),
        ("done: open('x')", "", "csv_condition_malformed"),
        ("", "x: step remind due 1 day", "csv_timer_malformed"),
        ("", "x (y): step dance due 1 day", "csv_value_unknown"),
    ],
)
def test_read_process_when_a_condition_or_a_timer_is_malformed_then_its_line_is_named(
    conditions: str, timers: str, code: str
) -> None:
    table = HEADER + f'a,A,work,settling_officer,settling,8,working_hour,,done>END,"{conditions}",,{timers}\n'

    assert [(fault.line, fault.code) for fault in read_process(table.encode()).faults] == [(2, code)]
