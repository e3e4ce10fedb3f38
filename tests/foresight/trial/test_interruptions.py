"""Stays that were broken off, as pieces."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from motcua.foresight.trial.interruptions import Break, _noted, in_pieces


def rows(*stays: tuple[int, int, int]) -> dict[str, NDArray[Any]]:
    """Dossier, entered, left; each by hand 9 with outcome 5."""
    dossier, entered, left = (np.array(column) for column in zip(*stays, strict=True))
    count = len(stays)
    return {
        "dossier": dossier.astype(np.int32),
        "entered": entered,
        "left": left,
        "person": np.full(count, 9, np.int32),
        "outcome": np.full(count, 5, np.int32),
    }


def test_in_pieces_when_a_stay_was_broken_off_then_each_piece_has_its_time_and_its_hand() -> None:
    cut = in_pieces(rows((0, 0, 10), (0, 10, 100), (1, 5, 7)), {0: [Break(1, 30, 60, "she")]}, {"she": 4})

    assert cut["entered"].tolist() == [0, 10, 60, 5]
    assert cut["left"].tolist() == [10, 30, 100, 7]
    assert cut["person"].tolist() == [9, 4, 9, 9]
    assert cut["part"].tolist() == [0, 0, 1, 0]
    assert cut["broken"].tolist() == [-1, 1, -1, -1]


@pytest.mark.parametrize("one", [Break(0, 90, 110, "x"), Break(0, 200, 210, "x")], ids=["across two stays", "in none"])
def test_in_pieces_when_a_break_lies_in_no_stay_then_stays_are_left_whole(one: Break) -> None:
    cut = in_pieces(rows((0, 0, 100), (0, 100, 150)), {0: [one]}, {})

    assert cut["entered"].tolist() == [0, 100]
    assert cut["broken"].tolist() == [-1, -1]


@given(st.lists(st.integers(1, 50), min_size=2, max_size=12), st.integers(0, 40))
def test_in_pieces_when_cut_then_work_and_breaks_together_are_the_stay(lengths: list[int], begin: int) -> None:
    """Pieces and breaks by turns, from ``begin`` on."""
    ends = (begin + np.cumsum(lengths)).tolist()
    breaks = [Break(0, ends[n], ends[n + 1], "x") for n in range(0, len(ends) - 1, 2)]

    cut = in_pieces(rows((0, begin, ends[-1])), {0: breaks}, {"x": 1})

    worked = int((cut["left"] - cut["entered"]).sum())
    assert worked + sum(one.until - one.since for one in breaks) == ends[-1] - begin
    assert (cut["left"] >= cut["entered"]).all()
    assert cut["part"].tolist() == list(range(len(cut["part"])))


def test_noted_when_two_overlap_then_the_first_counts_and_what_never_ended_does_not() -> None:
    found: dict[int, list[Break]] = {}
    begun: dict[int, tuple[int, int, str]] = {}
    events = [
        (10, "a", ("supplement_requested", None)),
        (20, "b", ("payment_requested", None)),
        (25, "b", ("payment_confirmed", None)),
        (30, "c", ("supplement_answered", None)),
        (40, "a", ("elsewhere_followed", False)),
        (50, "a", ("elsewhere_followed", True)),
        (60, "a", ("dossier_stopped", None)),
    ]

    for event in events:
        _noted(found, begun, 3, event)

    assert found == {3: [Break(0, 10, 30, "a"), Break(3, 40, 50, "a")]}
