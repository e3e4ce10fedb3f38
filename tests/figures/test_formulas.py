"""Formulas reach named measures and arithmetic, nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.figures.definitions.formulas import FormulaFault, parse_formula
from motcua.figures.definitions.units import parse_unit, unit_of, unit_text

VALUES = {"a": Fraction(7), "b": Fraction(2), "c": Fraction(1, 3)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b * 3", 13),
        ("(a - b) / 2", Fraction(5, 2)),
        ("-a + 8", 1),
        ("max(a, b, 9)", 9),
        ("min(a, b) * c", Fraction(2, 3)),
        (" a ", 7),
    ],
)
def test_formula_when_evaluated_then_exact(text: str, value: Fraction) -> None:
    assert parse_formula(text).value(VALUES.__getitem__) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("open('/etc/passwd').read()", "formula_reaches_out"),
        ("read_parquet('other.parquet')", "formula_reaches_out"),
        ("__import__('os')", "formula_reaches_out"),
        ("a.numerator", "formula_reaches_out"),
        ("a[0]", "formula_reaches_out"),
        ("a ** 9", "formula_reaches_out"),
        ("a // b", "formula_reaches_out"),
        ("a if b else c", "formula_reaches_out"),
        ("[a for a in b]", "formula_reaches_out"),
        ("lambda: a", "formula_reaches_out"),
        ("(a := 3)", "formula_reaches_out"),
        ("a < b", "formula_reaches_out"),
        ("f'{a}'", "formula_reaches_out"),
        ("'a'", "formula_reaches_out"),
        ("True", "formula_reaches_out"),
        ("max(a)", "formula_reaches_out"),
        ("max(*a, b)", "formula_reaches_out"),
        ("max(a, b, key=c)", "formula_reaches_out"),
        ("sum(a, b)", "formula_reaches_out"),
        ("0.8 * a", "formula_constant_not_whole"),
        ("3j", "formula_constant_not_whole"),
        ("9" * 20, "formula_constant_not_whole"),
        ("a +", "formula_malformed"),
        ("a; b", "formula_malformed"),
        ("a\x00", "formula_malformed"),
        ("", "formula_malformed"),
        ("(" * 240 + "a" + ")" * 240, "formula_malformed"),
        ("a" * 501, "formula_too_long"),
        ("+".join("a" * 100), "formula_too_long"),
    ],
)
def test_formula_when_it_reaches_for_more_then_refused(text: str, code: str) -> None:
    with pytest.raises(FormulaFault, match=code):
        parse_formula(text)


@given(st.text(alphabet="ab+-*/(),. 01[]'_max", max_size=60))
def test_formula_when_any_text_then_refused_or_a_number(text: str) -> None:
    try:
        formula = parse_formula(text)
    except FormulaFault:
        return
    try:
        value = formula.value(lambda _name: Fraction(2))
    except ZeroDivisionError:
        return
    assert isinstance(value, Fraction)


def test_unit_when_things_are_multiplied_and_divided_then_follows() -> None:
    units = {"minutes": parse_unit("minute"), "dossiers": parse_unit("dossier"), "rate": parse_unit("1")}

    assert unit_text(unit_of(parse_formula("minutes / dossiers * rate"), units.__getitem__)) == "minute/dossier"
    assert unit_of(parse_formula("0 * dossiers + dossiers"), units.__getitem__) == parse_unit("dossier")
    assert unit_text(unit_of(parse_formula("max(0, dossiers) - 0"), units.__getitem__)) == "dossier"
    assert unit_text(parse_unit("1/dossier")) == "1/dossier"


@pytest.mark.parametrize("text", ["minutes + dossiers", "max(minutes, dossiers)", "1 + dossiers", "rate - dossiers"])
def test_unit_when_unlike_things_are_added_then_refused(text: str) -> None:
    units = {"minutes": parse_unit("minute"), "dossiers": parse_unit("dossier"), "rate": parse_unit("1")}

    with pytest.raises(FormulaFault, match="units_differ"):
        unit_of(parse_formula(text), units.__getitem__)


@pytest.mark.parametrize("text", ["", "Hồ sơ", "a b", "dossier/"])
def test_unit_when_malformed_then_refused(text: str) -> None:
    with pytest.raises(FormulaFault, match="unit_malformed"):
        parse_unit(text)
