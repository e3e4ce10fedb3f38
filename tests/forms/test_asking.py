"""Checking forms of version 2: rows, conditions, computed values, rules and eligibility."""

# ruff: noqa: E501  (tables are read by their lines)

from __future__ import annotations

import copy
import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.canonical import encode
from motcua.core.texts import say
from motcua.forms.formula import parse
from motcua.forms.schema import Eligibility, Field, FieldKind, FormSchema, Group, Option, Page, Repeat, Rule
from motcua.forms.validation import Around, Validated, validate
from motcua.forms.values import scope_fields
from tests.forms.samples import FAMILY, SCHEMAS

K = FieldKind
TODAY = dt.date(2026, 11, 23)
POOR: dict[str, object] = {
    "poor": "yes",
    "poor_paper": "HN-12",
    "members": [
        {"member_name": "Hoa", "member_born": "5/4/1990", "member_pay": "3.000.000"},
        {"member_name": "Nam", "member_born": "1/9/2018", "member_school": "yes"},
    ],
}
RICHER: dict[str, object] = {
    **POOR,
    "poor": "no",
    "moved_on": "1/1/2020",
    "home_place": "00001",
    "home_area": "50,5",
    "uses": ["rent", "live"],
    "rent_income": "1.000.000 đ",
    "signed": "Nguyễn Thị Hoa",
    "agreed": "on",
}


def check(answers: dict[str, object], schema: FormSchema = FAMILY, **more: object) -> Validated:
    return validate(schema, answers, on=TODAY, **more)  # type: ignore[arg-type]


def codes(found: Validated) -> set[tuple[str, str]]:
    return {(error.field, error.code) for error in found.errors}


def form(*items: Field | Group, **more: object) -> FormSchema:
    return FormSchema("Mẫu", (Page("p", "Trang", items),), **more)  # type: ignore[arg-type]


def test_validate_when_a_whole_page_is_hidden_then_its_questions_are_not_asked() -> None:
    found = check(POOR)

    assert found.errors == ()
    assert found.answers["income"] == 3_000_000
    assert found.answers["share"] == "1500000"
    assert found.answers["members"] == [
        {"member_name": "Hoa", "member_born": "1990-04-05", "member_years": 36, "member_pay": 3_000_000},
        {"member_name": "Nam", "member_born": "2018-09-01", "member_years": 8, "member_school": True},
    ]


def test_validate_when_hidden_questions_were_answered_then_their_answers_are_dropped() -> None:
    found = check({**RICHER, "poor": "yes"})

    assert found.errors == ()
    assert not {"signed", "uses", "agreed", "rent_income"} & found.answers.keys()


def test_validate_when_everything_is_shown_then_kept_clean_and_canonical() -> None:
    found = check(RICHER)

    assert found.errors == ()
    assert found.answers["poor"] is False
    assert found.answers["home_area"] == "50.5"
    assert found.answers["uses"] == ["live", "rent"]
    assert "poor_paper" not in found.answers
    encode(dict(found.answers))


def test_validate_when_kept_answers_are_checked_again_then_they_stay() -> None:
    kept = dict(check(RICHER).answers)

    again = validate(FAMILY, kept, on=TODAY)

    assert again.errors == ()
    assert again.answers == kept


def test_validate_when_a_row_is_wrong_then_the_place_says_which() -> None:
    answers = copy.deepcopy(POOR)
    answers["members"][1]["member_born"] = "31/2/2018"  # type: ignore[index]
    answers["members"].insert(1, {"member_name": "", "member_born": ""})  # type: ignore[attr-defined]
    answers["members"].append({"member_pay": "5"})  # type: ignore[attr-defined]
    answers["members"].append({"member_name": "X", "member_born": "1/1/1990", "evil": "1"})  # type: ignore[attr-defined]

    assert codes(check(answers)) == {
        ("members.2.member_born", "date_impossible"),
        ("members.3.member_name", "field_required"),
        ("members.3.member_born", "field_required"),
        ("members.4.evil", "field_unknown"),
        ("", "not_eligible"),
    }


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"member_name": "x"}] * 1000, "rows_too_many"),
        ([{}] * 1000, "rows_too_many"),
        ("many", "rows_malformed"),
        ([1, 2], "rows_malformed"),
        ({"0": {}}, "rows_malformed"),
        ([], "rows_too_few"),
        (None, "rows_too_few"),
        ([{"member_name": " "}], None),
    ],
)
def test_validate_when_rows_are_too_many_or_none_then_one_clear_fault(rows: object, code: str | None) -> None:
    found = [error for error in check({**POOR, "members": rows}).errors if error.field == "members"]

    assert [error.code for error in found] == ([code] if code else [])
    assert all("{" not in say(error.code, error.params) for error in found)


def test_validate_when_many_rows_are_wrong_then_the_faults_are_bounded() -> None:
    schema = form(Group("g", "G", (Field("a", "A", K.NUMBER),), repeat=Repeat(0, 200)))

    found = check({"g": [{"a": "x"}] * 200}, schema)

    assert len(found.errors) == 51
    assert found.errors[-1].code == "rows_more_faults"


def test_validate_when_required_by_a_condition_then_asked_for() -> None:
    schema = form(
        Field("has", "Có?", K.YES_NO),
        Field("which", "Cái nào?", K.TEXT, require_if=parse("has")),
    )

    assert codes(check({"has": "yes"}, schema)) == {("which", "field_required")}
    assert codes(check({"has": "no"}, schema)) == set()
    assert codes(check({}, schema)) == set()


def test_validate_when_a_rule_is_broken_then_its_own_words_at_its_place() -> None:
    found = check({**RICHER, "moved_on": "1/1/1980"})

    assert codes(found) == {("moved_on", "rule_broken")}
    assert say(found.errors[0].code, found.errors[0].params) == "Chuyển đến trước khi ai đó sinh ra."


def test_validate_when_a_rule_of_rows_is_broken_then_at_the_row_as_typed() -> None:
    answers = copy.deepcopy(POOR)
    answers["members"].insert(0, {})  # type: ignore[attr-defined]
    answers["members"][1]["member_pay"] = "2.000.000.000"  # type: ignore[index]

    assert codes(check(answers)) == {("members.1.member_pay", "rule_broken")}


def test_validate_when_an_answer_is_missing_then_rules_and_eligibility_stay_open() -> None:
    found = check({"poor": "no"})

    assert ("moved_on", "rule_broken") not in codes(found)
    assert {one.key: one.met for one in found.eligibility} == {"low_income": None, "children": False}


def test_validate_when_not_eligible_then_told_and_refused_only_where_it_blocks() -> None:
    answers = copy.deepcopy(POOR)
    answers["members"][0]["member_pay"] = "9.000.000"  # type: ignore[index]

    found = check(answers)

    assert found.errors == ()
    assert [(one.key, one.met, one.blocks) for one in found.eligibility] == [
        ("low_income", False, False),
        ("children", True, True),
    ]

    answers["members"].pop()  # type: ignore[attr-defined]
    assert codes(check(answers)) == {("", "not_eligible")}


def test_validate_when_conditions_name_the_applicant_and_the_case_then_they_see_them() -> None:
    schema = form(
        Field("guardian", "Người giám hộ", K.TEXT, required=True, show_if=parse("age(birth_date) < 18")),
        Field("why", "Lý do", K.TEXT, required=True, show_if=parse('@case = "late" and @fee > 10')),
    )
    around = Around({"birth_date": "2010-01-01"}, {"case": "late", "fee": 11})

    assert codes(check({}, schema)) == set()
    assert codes(check({}, schema, around=around)) == {("guardian", "field_required"), ("why", "field_required")}


def test_validate_when_a_later_answer_decides_then_it_is_looked_at_first() -> None:
    schema = form(
        Field("first", "Một", K.TEXT, required=True, show_if=parse("last")),
        Field("last", "Hai", K.YES_NO),
    )

    assert codes(check({"last": "yes"}, schema)) == {("first", "field_required")}
    assert check({"last": "no", "first": "x"}, schema).answers == {"last": False}


def test_validate_when_what_decides_is_hidden_itself_then_hidden_too() -> None:
    schema = form(
        Field("a", "A", K.YES_NO),
        Field("b", "B", K.YES_NO, show_if=parse("a")),
        Field("c", "C", K.TEXT, show_if=parse("b")),
    )

    assert check({"a": "no", "b": "yes", "c": "x"}, schema).answers == {"a": False}


def test_validate_when_conditions_go_in_a_circle_then_hidden_and_no_error() -> None:
    schema = form(
        Field("a", "A", K.TEXT, show_if=parse("filled(b)")), Field("b", "B", K.TEXT, show_if=parse("filled(a)"))
    )

    assert check({"a": "1", "b": "2"}, schema).answers == {}


def test_validate_when_a_computed_value_is_sent_then_ours_is_kept() -> None:
    assert check({**POOR, "income": 5}).answers["income"] == 3_000_000


def test_validate_when_a_place_is_not_on_the_map_of_its_day_then_refused() -> None:
    seen: list[tuple[str, str, dt.date]] = []

    def is_place(code: str, level: str, on: dt.date) -> bool:
        seen.append((code, level, on))
        return False

    assert codes(check(RICHER, around=Around(is_place=is_place))) == {("home_place", "place_not_on_map")}
    assert seen == [("00001", "commune", dt.date(2020, 1, 1))]


@pytest.mark.parametrize(
    ("given", "kept", "code"),
    [
        ("1,5", "1.5", None),
        ("1.5", "1.5", None),
        ("1.234,5", "1234.5", None),
        ("1.234", "1234", None),
        ("1 234", "1234", None),
        ("-2,50", "-2.5", None),
        ("12", "12", None),
        (12, "12", None),
        ("0,125", "0.1250", None),
        ("0.1250", "0.1250", None),
        ("1,23456", None, "decimals_too_many"),
        ("1,2,3", None, "decimal_malformed"),
        ("1e5", None, "decimal_malformed"),
        ("٣", None, "decimal_malformed"),
        (1.5, None, "answer_malformed"),
        ("9" * 17, None, "decimal_malformed"),
        ("9999999999999999", None, "number_too_large"),
        ("-1000", None, "number_too_small"),
    ],
)
def test_validate_when_a_decimal_then_read_as_written(given: object, kept: str | None, code: str | None) -> None:
    schema = form(Field("a", "A", K.NUMBER, decimals=4, minimum=-999))

    found = check({"a": given}, schema)

    assert found.answers.get("a") == kept
    assert codes(found) == ({("a", code)} if code else set())


@pytest.mark.parametrize(
    ("given", "kept", "code"),
    [
        ([], None, "field_required"),
        ("", None, "field_required"),
        ("x", ["x"], None),
        (["y", "x"], ["x", "y"], None),
        (["x", "x"], ["x"], None),
        (["x", "evil"], None, "choice_unknown"),
        (["x"] * 50, None, "choice_unknown"),
        ([1], None, "choice_unknown"),
        ({"x": 1}, None, "choice_unknown"),
        (["x", "y", "z"], None, "choices_too_many"),
    ],
)
def test_validate_when_several_choices_then_known_ones_in_order(given: object, kept: object, code: str | None) -> None:
    options = tuple(Option(key, key.upper()) for key in "xyz")
    schema = form(Field("a", "A", K.CHOICES, options=options, required=True, maximum=2))

    found = check({"a": given}, schema)

    assert found.answers.get("a") == kept
    assert codes(found) == ({("a", code)} if code else set())


def test_scope_fields_when_kept_answers_then_values_of_expressions() -> None:
    found = scope_fields(FAMILY, {**check(RICHER).answers, "old": ["a"], "bad": {"x": 1}, "moved_on": "never"})

    assert found["moved_on"] is None
    assert found["members"][0]["member_born"] == dt.date(1990, 4, 5)  # type: ignore[index]
    assert found["uses"] == ("live", "rent")
    assert str(found["home_area"]) == "50.5"


# ---- properties

_SENT: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["on", "no", "1/1/2000"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcdegh"), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(SCHEMAS, st.dictionaries(st.sampled_from("abcdeghz"), _SENT, max_size=7), st.none() | st.dates())
@settings(max_examples=200)
def test_validate_when_anything_is_sent_then_clean_answers_and_told_faults(
    schema: FormSchema, answers: dict[str, object], on: dt.date | None
) -> None:
    found = validate(schema, answers, on=on)

    encode(dict(found.answers))
    json.dumps(dict(found.answers), allow_nan=False)
    assert set(found.answers) <= {field.key for field in schema.fields()} | {group.key for group in schema.groups()}
    for error in found.errors:
        assert "{" not in say(error.code, error.params).replace(str(error.params.get("text", "")), "")


@given(st.dictionaries(st.sampled_from(sorted(RICHER)), _SENT, max_size=7))
@settings(max_examples=200)
def test_validate_when_kept_once_then_kept_the_same_again(more: dict[str, object]) -> None:
    first = validate(FAMILY, {**RICHER, **more}, on=TODAY)

    if first.is_valid:
        assert validate(FAMILY, dict(first.answers), on=TODAY).answers == first.answers


def test_validate_when_rules_and_conditions_are_many_then_all_are_told() -> None:
    schema = form(
        Field("a", "A", K.NUMBER),
        rules=tuple(Rule(f"r{n}", parse("a > 5"), f"Sai {n}", at="a") for n in range(3)),
        eligibility=(Eligibility("e", parse("a > 5"), "Nhỏ"),),
    )

    found = check({"a": "1"}, schema)

    assert [say(error.code, error.params) for error in found.errors] == ["Sai 0", "Sai 1", "Sai 2"]
    assert found.eligibility[0].met is False
