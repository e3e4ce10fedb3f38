"""Who does well or badly, and when nobody can say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.petitions.fairness.rules import Counts, Few, Verdict, share, standings, total, verdict

FEW = Few(shown=5, compared=20, confidence=95, good_score=4, months=12)


@pytest.mark.parametrize(
    ("hits", "of", "others", "expected"),
    [
        (0, 0, (80, 100), Verdict.TOO_FEW),
        (19, 19, (0, 100), Verdict.TOO_FEW),
        (20, 20, (5, 19), Verdict.TOO_FEW),
        (20, 20, (500, 1000), Verdict.BETTER),
        (5, 50, (900, 1000), Verdict.WORSE),
        # Wilson, 95 %: 16 of 20 = 0.584 to 0.919; 800 of 1000 = 0.774 to 0.824: they touch.
        (16, 20, (800, 1000), Verdict.SAME),
        # 10 of 20 = 0.299 to 0.701, below 0.774.
        (10, 20, (800, 1000), Verdict.WORSE),
    ],
)
def test_verdict_when_intervals_lie_apart_then_a_difference_else_none(
    hits: int, of: int, others: tuple[int, int], expected: Verdict
) -> None:
    assert verdict(hits, of, others, FEW) is expected


@pytest.mark.parametrize("of", range(5))
def test_share_when_under_the_minimum_then_neither_share_nor_hits(of: int) -> None:
    found = share(of, of, FEW)

    assert (found.hits, found.interval) == (0, None)


@given(st.dictionaries(st.integers(1, 30), st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=12))
def test_standings_when_any_units_then_each_against_the_rest_and_sums_agree(given: dict[int, tuple[int, int]]) -> None:
    units = {unit: Counts(due=max(pair), on_time=min(pair)) for unit, pair in given.items()}

    found = standings(units, FEW)

    assert set(found) == set(units)
    assert total(units.values()).due == sum(one.due for one in units.values())
    for unit, one in found.items():
        if units[unit].due < FEW.compared:
            assert one.by_time is Verdict.TOO_FEW
    if len(units) == 1:
        assert all(one.by_time is Verdict.TOO_FEW for one in found.values())
