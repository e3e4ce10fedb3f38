"""Numbers as people type them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.figures.numbers import percent, print_number, print_percent
from motcua.figures.typed_numbers import Expected, Remark, read_number

COUNT, AMOUNT, PERCENT, MULTIPLE = Expected


@pytest.mark.parametrize(
    ("text", "expected", "value", "remarks"),
    [
        ("93.86%", PERCENT, Fraction(9386, 10000), {Remark.DOT_AS_DECIMAL}),
        ("93,86 %", PERCENT, Fraction(9386, 10000), {Remark.SPACES}),
        ("29%%", PERCENT, Fraction(29, 100), {Remark.PERCENT_TWICE}),
        ("28,13", PERCENT, Fraction(2813, 10000), {Remark.PERCENT_ASSUMED}),
        ("0,9386", PERCENT, Fraction(9386, 1000000), {Remark.PERCENT_MAYBE_SHARE}),
        ("1.835", COUNT, Fraction(1835), {Remark.AMBIGUOUS_AS_THOUSAND}),
        ("1,835", COUNT, Fraction(1835), {Remark.AMBIGUOUS_AS_THOUSAND, Remark.COMMA_AS_THOUSAND}),
        ("1 835", COUNT, Fraction(1835), {Remark.SPACES}),
        ("1\u00a0835", COUNT, Fraction(1835), {Remark.SPACES}),
        ("1\u202f835", COUNT, Fraction(1835), {Remark.SPACES}),
        ("１．８３５", COUNT, Fraction(1835), {Remark.WIDE, Remark.AMBIGUOUS_AS_THOUSAND}),
        ("９３，８６％", PERCENT, Fraction(9386, 10000), {Remark.WIDE}),
        ("257.190", COUNT, Fraction(257190), {Remark.AMBIGUOUS_AS_THOUSAND}),
        ("1.257.190", COUNT, Fraction(1257190), set()),
        ("1.835", AMOUNT, Fraction(1835), {Remark.AMBIGUOUS_AS_THOUSAND}),
        ("452,606", AMOUNT, Fraction(452606, 1000), {Remark.AMBIGUOUS_AS_DECIMAL}),
        ("1.234,5", AMOUNT, Fraction(12345, 10), set()),
        ("1,234.5", AMOUNT, Fraction(12345, 10), {Remark.DOT_AS_DECIMAL, Remark.COMMA_AS_THOUSAND}),
        ("1.835", PERCENT, Fraction(1835, 100000), {Remark.AMBIGUOUS_AS_DECIMAL, Remark.DOT_AS_DECIMAL}),
        ("3,3", MULTIPLE, Fraction(33, 10), set()),
        ("\u22125", AMOUNT, Fraction(-5), set()),
        ("0.500", COUNT, None, set()),
        ("1022", COUNT, Fraction(1022), set()),
    ],
)
def test_number_when_typed_then_understood_and_said(
    text: str, expected: Expected, value: Fraction | None, remarks: set[Remark]
) -> None:
    if value is None:
        with pytest.raises(Invalid, match="number_not_whole"):
            read_number(text, expected)
        return

    typed = read_number(text, expected)

    assert typed.value == value
    assert set(typed.remarks) >= remarks
    assert {Remark.AMBIGUOUS_AS_THOUSAND, Remark.AMBIGUOUS_AS_DECIMAL} & set(typed.remarks) == remarks & {
        Remark.AMBIGUOUS_AS_THOUSAND,
        Remark.AMBIGUOUS_AS_DECIMAL,
    }


@pytest.mark.parametrize(
    ("text", "expected", "code"),
    [
        ("", COUNT, "number_not_understood"),
        ("%", PERCENT, "number_not_understood"),
        ("12a", COUNT, "number_not_understood"),
        ("1e9", AMOUNT, "number_not_understood"),
        ("١٢", COUNT, "number_not_understood"),
        ("9" * 41, COUNT, "number_not_understood"),
        ("17/63", COUNT, "number_is_a_rank"),
        ("12,5", COUNT, "number_not_whole"),
        ("12%", COUNT, "number_percent_unexpected"),
        ("1.83.5", COUNT, "number_groups_wrong"),
        ("1,2.3,4", AMOUNT, "number_groups_wrong"),
        ("1.234 567", AMOUNT, "number_groups_wrong"),
        ("18 35", COUNT, "number_groups_wrong"),
    ],
)
def test_number_when_nobody_can_read_it_then_refused(text: str, expected: Expected, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        read_number(text, expected)


@given(st.integers(0, 10**12), st.sampled_from(["vi", "en"]))
def test_count_when_printed_and_read_then_the_same(count: int, language: str) -> None:
    assert read_number(print_number(count, language=language), COUNT).value == count


@given(st.fractions(0, 1), st.sampled_from(["vi", "en"]))
def test_percent_when_printed_and_read_then_the_printed_value(share: Fraction, language: str) -> None:
    typed = read_number(print_percent(share, language=language), PERCENT)

    assert typed.written == percent(share)
    assert typed.decimals == 2


@given(st.text(max_size=60), st.sampled_from(Expected))
def test_number_when_any_text_then_read_or_refused(text: str, expected: Expected) -> None:
    codes = {"number_not_understood", "number_is_a_rank", "number_not_whole", "number_percent_unexpected"}
    try:
        said = read_number(text, expected).text
    except Invalid as refusal:
        said = text if refusal.code in codes | {"number_groups_wrong"} else ""

    assert said == text
