"""Rounding, printing, and which whole numbers a printed rate can come from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.figures.numbers import exact, half_up, percent, print_decimal, print_number, print_percent
from motcua.figures.numbers import whole_numbers_behind as behind


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        (Fraction(18, 64), "28,13%"),
        (Fraction(31, 75), "41,33%"),
        (Fraction(1), "100,00%"),
        (Fraction(0), "0,00%"),
        (Fraction(99995, 100000), "100,00%"),
        (Fraction(-1, 800), "-0,13%"),
        (Fraction(-1, 10**6), "0,00%"),
        (Fraction(33, 10), "330,00%"),
    ],
)
def test_percent_when_printed_then_halves_go_up(share: Fraction, printed: str) -> None:
    assert print_percent(share) == printed


def test_number_when_printed_then_grouped_by_language() -> None:
    assert print_number(1835) == "1.835"
    assert print_number(257190) == "257.190"
    assert print_number(1835, language="en") == "1,835"
    assert print_decimal(Decimal("-1234567.50")) == "-1.234.567,50"
    assert print_decimal(Decimal("452.606"), "en") == "452.606"


def test_exact_when_given_a_float_or_a_flag_then_refused() -> None:
    for wrong in (0.28125, True, "1"):
        with pytest.raises(TypeError):
            exact(wrong)  # type: ignore[arg-type]


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6), st.integers(0, 6))
def test_half_up_when_compared_with_decimal_then_the_same(numerator: int, denominator: int, decimals: int) -> None:
    rounded = half_up(Fraction(numerator, denominator), decimals)

    assert abs(exact(rounded) - Fraction(numerator, denominator)) <= Fraction(1, 2 * 10**decimals)
    assert -int(rounded.as_tuple().exponent) == decimals
    if (denominator & (denominator - 1)) == 0 and denominator < 2**10:
        oracle = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        assert rounded == oracle


def test_rate_when_no_whole_number_gives_it_then_said_with_the_nearest() -> None:
    found = behind(Decimal("74.26"), 1392)

    assert not found.is_possible
    assert found.below == (1033, Decimal("74.21"))
    assert found.above == (1034, Decimal("74.28"))


def test_rate_when_many_whole_numbers_give_it_then_first_and_last() -> None:
    found = behind(Decimal("97.78"), 257190)

    assert found.first is not None
    assert found.last is not None
    assert percent(Fraction(found.first - 1, 257190)) == Decimal("97.77")
    assert percent(Fraction(found.last + 1, 257190)) == Decimal("97.79")


@given(st.integers(1, 5000), st.data(), st.integers(0, 3))
def test_rate_when_it_comes_from_a_count_then_the_count_is_found(
    total: int, data: st.DataObject, decimals: int
) -> None:
    count = data.draw(st.integers(0, total))

    found = behind(percent(Fraction(count, total), decimals), total)

    assert found.first is not None
    assert found.last is not None
    assert found.first <= count <= found.last


@given(st.integers(1, 400), st.integers(0, 10000))
def test_rate_when_compared_with_trying_all_counts_then_the_same(total: int, hundredths: int) -> None:
    rate = Decimal(hundredths).scaleb(-2)
    tried = [count for count in range(total + 1) if percent(Fraction(count, total)) == rate]

    found = behind(rate, total)

    assert (found.first, found.last) == ((tried[0], tried[-1]) if tried else (None, None))


@pytest.mark.parametrize(("rate", "total"), [("50", 0), ("100.01", 10), ("-1", 10)])
def test_rate_when_outside_its_range_then_refused(rate: str, total: int) -> None:
    with pytest.raises(ValueError, match="a rate of 0 to 100"):
        behind(Decimal(rate), total)
