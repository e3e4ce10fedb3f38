"""Conditions as rows and a formula: there and back means the same, and faults name their row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.condition_rows import ANY, ConditionRow, Conditions, joined, split
from motcua.forms.evaluation import Scope, evaluate
from motcua.forms.expression import Call, Expression, ExpressionError, Literal, Name
from motcua.forms.formula import parse, say
from motcua.forms.schema import Field, FieldKind, Option

FIELDS = {
    "tuoi": Field("tuoi", "Tuổi", FieldKind.NUMBER),
    "ngay": Field("ngay", "Ngày", FieldKind.DATE),
    "muc": Field("muc", "Mức", FieldKind.CHOICE, options=(Option("a", "Loại A"), Option("b", "Loại B, C"))),
    "co": Field("co", "Có", FieldKind.YES_NO),
    "ten": Field("ten", "Tên", FieldKind.TEXT),
}


@pytest.mark.parametrize(
    ("formula", "mode", "rows", "rest"),
    [
        ("tuoi >= 18", "all", [("tuoi", ">=", "18")], ""),
        ('tuoi >= 18 and muc = "a"', "all", [("tuoi", ">=", "18"), ("muc", "=", "Loại A")], ""),
        ('muc = "b"', "all", [("muc", "=", "b")], ""),
        ("tuoi < 6 or tuoi > 60", "any", [("tuoi", "<", "6"), ("tuoi", ">", "60")], ""),
        ("ngay < date(2020, 9, 5)", "all", [("ngay", "<", "05/09/2020")], ""),
        ("co = true", "all", [("co", "=", "có")], ""),
        ("filled(ten)", "all", [("ten", "filled", "")], ""),
        ("age(ngay) >= 18 and tuoi > 3", "all", [("tuoi", ">", "3")], "age(ngay) >= 18"),
        ("tuoi = 1.5", "all", [("tuoi", "=", "1.5")], ""),
        ("@fee > 0", "all", [], "@fee > 0"),
        ("tuoi > ten", "all", [], "tuoi > ten"),
    ],
)
def test_condition_shows_as_rows_and_the_rest_as_formula(
    formula: str, mode: str, rows: list[tuple[str, str, str]], rest: str
) -> None:
    found = split(parse(formula), FIELDS)

    assert (found.mode, [(one.field, one.comparison, one.value) for one in found.rows], found.formula) == (
        mode,
        rows,
        rest,
    )


SIMPLE = st.one_of(
    st.builds(
        lambda op, n: Call(op, (Name("tuoi"), Literal(n))), st.sampled_from(["<", ">=", "=", "!="]), st.integers(-9, 9)
    ),
    st.builds(lambda key: Call("=", (Name("muc"), Literal(key))), st.sampled_from(["a", "b", "x, y"])),
    st.builds(lambda word: Call("=", (Name("ten"), Literal(word))), st.text(alphabet='ab ,ạ"\\', max_size=6)),
    st.builds(lambda truth: Call("=", (Name("co"), Literal(truth))), st.booleans()),
    st.just(Call("filled", (Name("ten"),))),
)
CONDITIONS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(lambda parts: Call("and", tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: Call("or", tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda one: Call("not", (one,)), inner),
    ),
    max_leaves=6,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "tuoi": st.integers(-10, 10),
        "muc": st.sampled_from(["a", "b"]),
        "ten": st.text(alphabet="ab ,ạ", max_size=6),
        "co": st.booleans(),
    },
)


@given(CONDITIONS, ANSWERS)
def test_there_and_back_means_the_same(condition: Expression, answers: dict[str, object]) -> None:
    again = joined(split(condition, FIELDS), FIELDS)

    assert again is not None
    scope = Scope(answers)
    assert evaluate(again, scope) == evaluate(condition, scope), say(again)


def test_any_of_rows_and_a_formula_are_both_asked() -> None:
    given_ = Conditions(ANY, (ConditionRow("tuoi", "<", "6"), ConditionRow("tuoi", ">", "60")), "filled(ten)")

    assert joined(given_, FIELDS) == parse("(tuoi < 6 or tuoi > 60) and filled(ten)")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ConditionRow("tuoi", ">", "mười"), "formula_number_wrong"),
        (ConditionRow("tuoi", ">", "--1"), "formula_number_wrong"),
        (ConditionRow("ngay", ">", "31/2/2020"), "formula_date_wrong"),
        (ConditionRow("co", "=", "có lẽ"), "condition_truth_wrong"),
        (ConditionRow("ten", "=", " "), "condition_value_missing"),
        (ConditionRow("ten", "drop", "x"), "function_unknown"),
        (ConditionRow("../etc/passwd", "=", "x"), "formula_name_wrong"),
        (ConditionRow("ten", "=", "x" * 301), "formula_text_wrong"),
    ],
)
def test_row_at_fault_is_named(row: ConditionRow, code: str) -> None:
    good = ConditionRow("ten", "filled")

    with pytest.raises(ExpressionError) as refused:
        joined(Conditions("all", (good, row)), FIELDS)

    assert (refused.value.code, refused.value.params["row"]) == (code, 2)
