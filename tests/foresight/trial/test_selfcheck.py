"""Held against the past: what is said when it comes out otherwise, and by how much intervals widen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foresight.trial.measures import Compared, Estimate
from motcua.foresight.trial.selfcheck import SelfCheck, missed_by, wider


def check(late: int, median: int) -> SelfCheck:
    """Foretold 20 % (15 to 25) and a median of 1,000 (900 to 1,100); it was this."""
    said = Estimate(200_000, 150_000, 250_000), Estimate(1000, 900, 1100), Estimate(2000, 1900, 2100)
    return SelfCheck(0, 80, *said, (late, median, 2000))


@pytest.mark.parametrize(
    ("late", "median", "holds"),
    [
        (240_000, 1000, True),
        (260_000, 1000, False),
        (215_000, 1049, True),
        (200_000, 1120, False),
        (200_000, 880, False),
    ],
)
def test_holds_when_the_past_lies_within_or_near_then_it_does(late: int, median: int, holds: bool) -> None:
    assert check(late, median).holds is holds


def both(value: int) -> Compared:
    one = Estimate(value, value, value)
    return Compared(one, one, Estimate(0, 0, 0))


def test_missed_by_when_half_of_the_dossiers_move_then_half_of_what_was_missed_is_carried_over() -> None:
    late, median, p90 = missed_by(check(300_000, 800), (both(300_000), both(800), both(2000)), 0.5)

    assert late == 50_000
    assert median == 100
    assert p90 == 0


def test_missed_by_when_hardly_anything_is_late_after_the_change_then_less_is_carried_over() -> None:
    few = missed_by(check(300_000, 1000), (both(10_000), both(500), both(900)), 1.0)
    many = missed_by(check(300_000, 1000), (both(500_000), both(5000), both(9000)), 1.0)

    assert few[0] < 40_000 < 100_000 < many[0]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_wider_when_something_was_missed_then_both_ends_move_and_a_share_stays_one(
    value: int, calibration: int, missed: int
) -> None:
    said = wider(both(value), calibration, missed, most=1_000_000)

    assert 0 <= said.before.low <= value <= said.before.high <= 1_000_000
    assert said.after.low <= said.before.low
    assert said.after.high >= said.before.high
    assert (said.change.low, said.change.high) == (-missed, missed)
