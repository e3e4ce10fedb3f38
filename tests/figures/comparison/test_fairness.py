"""Intervals, standardisation and limits: tables worked by hand, published values, and what must always hold."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.intervals import wilson
from motcua.figures.comparison.funnel import ACTION, WARNING, Verdict, limits, verdict
from motcua.figures.comparison.standardised import Cell, standardised


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_when_published_then_the_same_to_four_places(hits: int, of: int, low: float, high: float) -> None:
    found = wilson(hits, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilson_when_any_share_then_within_its_bounds_and_mirrored(share: tuple[int, int]) -> None:
    hits, of = share
    found, other = wilson(hits, of), wilson(of - hits, of)
    assert 0 <= found.low <= hits / of + 1e-12
    assert hits / of - 1e-12 <= found.high <= 1
    assert math.isclose(found.low, 1 - other.high, abs_tol=1e-9)
    assert wilson(hits * 2, of * 2).high - wilson(hits * 2, of * 2).low < found.high - found.low


def test_wilson_when_impossible_then_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        wilson(3, 2)


def test_standardised_when_worked_by_hand_then_a_hard_mix_is_no_fault() -> None:
    # Procedure x is late once in ten everywhere, y half the time. A has mostly y and works as its peers do.
    cells = {
        "A": {"x": Cell(10, 1), "y": Cell(90, 45)},
        "B": {"x": Cell(90, 9), "y": Cell(10, 5)},
        "C": {"x": Cell(0, 0)},
    }
    found = standardised(cells)

    assert (found["A"].late, found["A"].expected, found["A"].ratio) == (46, 46, 1)
    assert (found["B"].late, found["B"].expected, found["B"].ratio) == (14, 14, 1)
    assert (found["C"].expected, found["C"].ratio) == (0, None)


def test_standardised_when_a_unit_is_worse_in_the_same_mix_then_its_ratio_says_how_much() -> None:
    found = standardised({"A": {"x": Cell(100, 30)}, "B": {"x": Cell(100, 10)}})

    # peers: 40 of 200
    assert (found["A"].expected, found["A"].ratio, found["B"].ratio) == (20, Fraction(3, 2), Fraction(1, 2))


cells_ = st.dictionaries(
    st.sampled_from("ABCD"),
    st.dictionaries(
        st.sampled_from("xyz"),
        st.integers(0, 60).flatmap(lambda of: st.builds(Cell, st.just(of), st.integers(0, of))),
    ),
)


@given(cells_)
def test_standardised_when_any_then_what_is_expected_adds_up_to_what_was_late(
    cells: dict[str, dict[str, Cell]],
) -> None:
    found = standardised(cells).values()
    assert sum((one.expected for one in found), Fraction(0)) == sum(one.late for one in found)
    assert all(0 <= one.expected <= one.settled for one in found)


@pytest.mark.parametrize(
    ("expected", "each_side", "low", "high"),
    [
        # P(R ≤ 0) = e^-1 > 0.025: the lower limit is 0. P(R ≤ 2) = 0.919699, P(R ≤ 3) = 0.981012:
        # 3 - (0.981012 - 0.975) / 0.061313
        (1.0, WARNING, 0.0, 2.9019),
        # P(R ≤ 3) = 0.010336, P(R ≤ 4) = 0.029253: (4 - 0.004253 / 0.018917) / 10;
        # P(R ≤ 16) = 0.972958, P(R ≤ 17) = 0.985722: (17 - 0.010722 / 0.012764) / 10
        (10.0, WARNING, 0.3775, 1.6160),
    ],
)
def test_limits_when_worked_by_hand_then_interpolated(
    expected: float, each_side: float, low: float, high: float
) -> None:
    found = limits(expected, each_side)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.floats(0.05, 20_000), st.sampled_from([WARNING, ACTION]))
def test_limits_when_any_then_around_one_wider_outside_and_narrower_with_more(mean: float, side: float) -> None:
    found, more = limits(mean, side), limits(mean * 4, side)
    assert 0 <= found.low < 1 + 1 / mean
    assert found.high > 1 - 1 / mean
    assert more.high - more.low <= found.high - found.low + 1e-6
    assert limits(mean, ACTION).high >= limits(mean, WARNING).high
    if mean > 400:
        z = 1.959964 if side == WARNING else 3.090232
        assert math.isclose(found.high, 1 + z / math.sqrt(mean), rel_tol=0.02)


@pytest.mark.parametrize(
    ("late", "settled", "said"),
    [
        (0, 29, Verdict.TOO_FEW),
        (10, 100, Verdict.WITHIN),
        (17, 100, Verdict.WATCH_HIGH),
        (22, 100, Verdict.HIGH),
        (3, 100, Verdict.WATCH_LOW),
        (1, 100, Verdict.LOW),
    ],
)
def test_verdict_when_ten_are_expected_then_only_what_chance_does_not_do_is_named(
    late: int, settled: int, said: Verdict
) -> None:
    assert verdict(late, Fraction(10), settled, least=30) is said


def test_verdict_when_nothing_is_expected_then_too_few() -> None:
    assert verdict(0, Fraction(0), 1000, least=30) is Verdict.TOO_FEW
