"""Drawing, scoring and comparing answers."""

from __future__ import annotations

import random
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.petitions.quality.rules import (
    Answered,
    Criterion,
    Score,
    Scored,
    by_unit,
    draw,
    faults,
    frame_hash,
    score,
)

ANSWERS = st.lists(st.builds(Answered, st.uuids(), st.integers(1, 6)), max_size=60, unique_by=lambda one: one.petition)
CRITERIA = (Criterion("answered", 2, is_fatal=True), Criterion("done", 2), Criterion("plain", 1))


@given(ANSWERS, st.integers(1, 9), st.text(max_size=20), st.randoms())
def test_draw_with_the_same_seed_is_the_same_in_any_order(
    frame: list[Answered], per_unit: int, seed: str, chance: random.Random
) -> None:
    shuffled = list(frame)
    chance.shuffle(shuffled)

    assert draw(frame, per_unit=per_unit, seed=seed) == draw(shuffled, per_unit=per_unit, seed=seed)
    assert frame_hash(frame) == frame_hash(shuffled)


@given(ANSWERS, st.integers(1, 9))
def test_draw_takes_of_each_unit_what_it_has_up_to_the_number(frame: list[Answered], per_unit: int) -> None:
    drawn = draw(frame, per_unit=per_unit, seed="1")

    for unit in {one.unit for one in frame}:
        of_unit = sum(one.unit == unit for one in frame)
        assert sum(one.unit == unit for one in drawn) == min(of_unit, per_unit)
    assert set(drawn) <= set(frame)
    assert len(set(drawn)) == len(drawn)


def test_draw_with_another_seed_draws_others() -> None:
    frame = [Answered(UUID(int=number), 1) for number in range(200)]

    assert draw(frame, per_unit=20, seed="một") != draw(frame, per_unit=20, seed="hai")


def test_draw_gives_every_answer_about_the_same_chance() -> None:
    frame = [Answered(UUID(int=number), 1) for number in range(10)]

    times = dict.fromkeys(frame, 0)
    for seed in range(2000):
        for one in draw(frame, per_unit=3, seed=str(seed)):
            times[one] += 1

    assert all(500 < count < 700 for count in times.values()), times


def test_draw_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="one at least"):
        draw([], per_unit=0, seed="1")


@pytest.mark.parametrize(
    ("marks", "points", "is_good"),
    [
        ({"answered": 2, "done": 2, "plain": 1}, 5, True),
        ({"answered": 2, "done": 1, "plain": 1}, 4, True),
        ({"answered": 1, "done": 2, "plain": 0}, 3, False),
        ({"answered": 0, "done": 2, "plain": 1}, 3, False),
    ],
)
def test_score_adds_up_and_fails_what_only_noted(marks: dict[str, int], points: int, is_good: bool) -> None:
    found = score(CRITERIA, marks, good_from_percent=70)

    assert (found.points, found.most, found.is_good) == (points, 5, is_good)


def test_score_fails_an_answer_that_only_noted_whatever_the_bar() -> None:
    assert not score(CRITERIA, {"answered": 0, "done": 2, "plain": 1}, good_from_percent=0).is_good


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ({"answered": 2, "done": 2}, {"plain": "mark_missing"}),
        ({"answered": 3, "done": 2, "plain": 1}, {"answered": "mark_out_of_range"}),
        ({"answered": -1, "done": 2, "plain": 1}, {"answered": "mark_out_of_range"}),
        ({"answered": 2, "done": 2, "plain": 1, "polite": 1}, {"polite": "quality_criterion_unknown"}),
    ],
)
def test_faults_name_the_criterion(marks: dict[str, int], found: dict[str, str]) -> None:
    assert faults(CRITERIA, marks) == found
    with pytest.raises(ValueError, match="its mark"):
        score(CRITERIA, marks, good_from_percent=70)


def test_by_unit_judges_only_where_the_interval_leaves_the_whole_out() -> None:
    good, bad = Score(5, 5, is_good=True), Score(1, 5, is_good=False)
    rows = [*[Scored(1, good)] * 40, *[Scored(2, bad)] * 40, *[Scored(3, good)] * 4, *[Scored(4, good)] * 3]
    rows += [Scored(4, bad)] * 3

    found = {one.unit: one for one in by_unit(rows)}

    assert (found[1].verdict, found[2].verdict) == ("above", "below")
    assert (found[3].verdict, found[3].is_shown) == ("", False)
    assert (found[4].verdict, found[4].scored, found[4].good) == ("", 6, 3)
    assert found[4].mean == Fraction(3, 5)
    assert found[4].interval.low < 0.5 < found[4].interval.high


def test_by_unit_of_nothing_is_nothing() -> None:
    assert by_unit([]) == []
