from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foresight.lateness.warnings import FORMAT, chosen, editions, in_force, read_editions

ROW = {
    "valid_from": dt.date(2026, 1, 1),
    "watch_percent": 30,
    "high_percent": 60,
    "alert_percent": 30,
    "alerts_per_officer": 2,
    "reasons": 3,
    "source": "own",
}


def test_shipped_editions_can_be_read() -> None:
    assert in_force(dt.date(2026, 11, 23)) == editions()[-1]
    assert in_force(dt.date(1999, 1, 1)) == editions()[0]


def test_band_by_whole_per_cent() -> None:
    edition = read_editions({"format": FORMAT, "edition": [ROW]})[0]

    assert [edition.band(one) for one in (0.29, 0.3, 0.59, 0.6, 1.0)] == ["", "watch", "watch", "high", "high"]


@pytest.mark.parametrize(
    "change",
    [
        {"watch_percent": 0},
        {"high_percent": 29},
        {"alerts_per_officer": "10"},
        {"alerts_per_officer": 0},
        {"alert_percent": True},
        {"source": " "},
        {"valid_from": "2026-01-01"},
        {"more": 1},
    ],
)
def test_edition_with_a_fault_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_editions({"format": FORMAT, "edition": [{**ROW, **change}]})


@pytest.mark.parametrize("data", [{}, {"format": FORMAT}, {"format": FORMAT, "edition": [ROW, ROW]}, {"format": "x"}])
def test_file_without_an_edition_or_with_two_of_one_day_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_editions(data)


@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans(), st.sampled_from("abc"))), st.integers(1, 4))
def test_nobody_gets_more_than_the_bound_and_the_likeliest_come_first(
    rows: list[tuple[float, bool, str]], most: int
) -> None:
    score = np.array([row[0] for row in rows])
    may = np.array([row[1] for row in rows], bool)
    holders = [row[2] for row in rows]

    found = chosen(score, may, holders, most)

    assert not found[~may].any() if len(rows) else True
    given_to = Counter(holder for holder, one in zip(holders, found, strict=True) if one)
    wanted = Counter(holder for holder, one in zip(holders, may, strict=True) if one)
    assert given_to == Counter({holder: min(most, count) for holder, count in wanted.items()})
    for holder in given_to:
        taken = [score[n] for n, one in enumerate(holders) if one == holder and found[n]]
        left = [score[n] for n, one in enumerate(holders) if one == holder and may[n] and not found[n]]
        assert min(taken) >= max(left, default=-9)
