"""Values that units report: kinds, bounds, comparison, rates that cannot be."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.figures.reported import Bound, Reported, ValueKind, check_rate, compare, read_reported


def growth(text: str, kind: ValueKind) -> Fraction | None:
    return read_reported(text, kind).reported.growth


def test_growth_when_said_in_three_ways_then_one_number() -> None:
    assert growth("bằng 100,21 %", ValueKind.OF_SAME_PERIOD) == Fraction(21, 10000)
    assert growth("tăng 174 %", ValueKind.GROWTH) == Fraction(174, 100)
    assert growth("giảm 3,5% so với cùng kỳ", ValueKind.GROWTH) == Fraction(-35, 1000)
    assert growth("gấp 3,3 lần", ValueKind.MULTIPLE) == Fraction(23, 10)
    assert growth("101,5%", ValueKind.OF_PLAN) is None


@pytest.mark.parametrize(
    ("text", "bound", "value"),
    [
        ("hơn 1.200 hồ sơ", Bound.ABOVE, 1200),
        ("trên 1.200", Bound.ABOVE, 1200),
        ("gần 1.200", Bound.BELOW, 1200),
        ("Dưới 1.200 hồ sơ", Bound.BELOW, 1200),
        ("đạt khoảng 1.200", Bound.ABOUT, 1200),
        ("1.200 hồ sơ", Bound.EXACT, 1200),
    ],
)
def test_bound_when_a_word_says_it_then_kept(text: str, bound: Bound, value: int) -> None:
    reported = read_reported(text, ValueKind.LEVEL, unit="hồ sơ", whole=True).reported

    assert (reported.bound, reported.value, reported.unit) == (bound, value, "hồ sơ")


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("tăng 174%", ValueKind.OF_SAME_PERIOD, "reported_kind_differs"),
        ("bằng 100,21%", ValueKind.GROWTH, "reported_kind_differs"),
        ("gấp 3 lần", ValueKind.GROWTH, "reported_kind_differs"),
        ("100,01%", ValueKind.SHARE, "reported_over_100"),
        ("-3%", ValueKind.SHARE, "reported_negative"),
        ("giảm 101%", ValueKind.GROWTH, "reported_falls_below_nothing"),
        ("12", ValueKind.LEVEL, "reported_unit_missing"),
        ("12 tấn", ValueKind.LEVEL, "reported_unit_missing"),
    ],
)
def test_report_when_it_contradicts_its_kind_then_refused(text: str, kind: ValueKind, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        read_reported(text, kind)


def test_report_when_in_another_unit_then_refused() -> None:
    with pytest.raises(Invalid, match="number_not_understood"):
        read_reported("12 tấn", ValueKind.LEVEL, unit="tỷ đồng")


def test_compare_when_kinds_or_units_differ_then_says_why() -> None:
    level = Reported(ValueKind.LEVEL, Fraction(10), "tấn")

    assert compare(level, Reported(ValueKind.OF_PLAN, Fraction(1))).why_not == "kinds_differ"
    assert compare(level, Reported(ValueKind.LEVEL, Fraction(10), "tỷ đồng")).why_not == "units_differ"
    assert compare(level, None).why_not == "no_before"
    assert compare(Reported(ValueKind.OF_SAME_PERIOD, Fraction(10021, 10000)), None).direction == 1


def test_compare_when_levels_then_difference_growth_direction() -> None:
    found = compare(Reported(ValueKind.LEVEL, Fraction(110), "tấn"), Reported(ValueKind.LEVEL, Fraction(100), "tấn"))

    assert (found.difference, found.growth, found.direction) == (10, Fraction(1, 10), 1)
    nothing = Reported(ValueKind.LEVEL, Fraction(0), "tấn")
    assert compare(Reported(ValueKind.LEVEL, Fraction(5), "tấn"), nothing).growth is None


def test_compare_when_a_bound_leaves_it_open_then_no_direction() -> None:
    def level(value: int, bound: Bound) -> Reported:
        return Reported(ValueKind.LEVEL, Fraction(value), "tấn", bound)

    assert compare(level(110, Bound.ABOVE), level(100, Bound.BELOW)).direction == 1
    assert compare(level(110, Bound.BELOW), level(100, Bound.EXACT)).direction is None
    assert compare(level(90, Bound.BELOW), level(100, Bound.ABOVE)).direction == -1
    assert compare(level(110, Bound.ABOUT), level(100, Bound.EXACT)).direction is None


@given(st.sampled_from(Bound), st.sampled_from(Bound), st.integers(1, 50), st.integers(1, 50))
def test_compare_when_a_direction_is_claimed_then_the_way_back_is_its_opposite(
    first: Bound, second: Bound, one: int, other: int
) -> None:
    now, before = (Reported(ValueKind.LEVEL, Fraction(v), "t", b) for v, b in ((one, first), (other, second)))

    there, back = compare(now, before).direction, compare(before, now).direction

    assert (there is None) == (back is None)
    assert there is None or back is None or there == -back


def test_rate_when_reported_and_impossible_then_said() -> None:
    reported = read_reported("74,26%", ValueKind.SHARE).reported
    found = check_rate(reported, 1392)

    assert found is not None
    assert not found.is_possible
    assert found.below == (1033, Decimal("74.21"))
    assert found.above == (1034, Decimal("74.28"))
    assert check_rate(read_reported("hơn 74%", ValueKind.SHARE).reported, 1392) is None
