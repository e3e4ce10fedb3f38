"""Whole numbers shared out by the largest remainder."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.organisation.sharing import share_out, share_out_among

weights = st.lists(st.fractions(min_value=0, max_value=1, max_denominator=1000), min_size=1, max_size=8).filter(
    lambda found: sum(found) > 0
)


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        (10, ("1/2", "1/2"), [5, 5]),
        (11, ("1/2", "1/2"), [6, 5]),
        (1, ("1/3", "1/3", "1/3"), [1, 0, 0]),
        (100, ("333/1000", "333/1000", "334/1000"), [33, 33, 34]),
        (0, ("1/4", "3/4"), [0, 0]),
        (7, ("6/10", "3/10", "1/10"), [4, 2, 1]),
    ],
)
def test_share_out_when_a_table_says_then_these_are_the_parts(
    total: int, shares: tuple[str, ...], parts: list[int]
) -> None:
    assert share_out(total, [Fraction(one) for one in shares]) == parts


@given(st.integers(0, 10_000_000), weights)
def test_share_out_when_anything_is_shared_then_nothing_is_lost_and_no_part_is_off_by_one(
    total: int, shares: list[Fraction]
) -> None:
    parts = share_out(total, shares)

    whole = sum(shares)
    assert sum(parts) == total
    assert all(abs(part - total * share / whole) < 1 for part, share in zip(parts, shares, strict=True))


@given(st.integers(0, 1000), weights)
def test_share_out_when_more_is_shared_then_it_is_told_by_key(total: int, shares: list[Fraction]) -> None:
    by_key = share_out_among(total, dict(enumerate(shares)))

    assert list(by_key.values()) == share_out(total, shares)


@pytest.mark.parametrize(("total", "shares"), [(1, []), (-1, [Fraction(1)]), (1, [Fraction(0)]), (1, [Fraction(-1)])])
def test_share_out_when_there_is_no_positive_whole_then_it_is_refused(total: int, shares: list[Fraction]) -> None:
    with pytest.raises(ValueError, match="positive whole"):
        share_out(total, shares)
