"""Dossiers moving from desk to desk: a small simulation whose answers can be worked out by hand, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foresight.trial.queueing import CHECK_EVERY, Stages, run


def stages(begins: list[float], lengths: list[list[tuple[int, float, float]]]) -> Stages:
    """A list of (desk, delay, work) for each dossier."""
    first = np.cumsum([0, *(len(one) for one in lengths)])
    flat = [stage for one in lengths for stage in one]
    columns = list(zip(*flat, strict=True)) if flat else [(), (), ()]
    return Stages(
        np.array(begins, float),
        first.astype(np.int64),
        np.array(columns[0], np.int32),
        np.array(columns[1], float),
        np.array(columns[2], float),
    )


def test_run_when_two_come_to_one_hand_then_the_second_waits_for_the_first() -> None:
    found = run(stages([0.0, 1.0], [[(0, 0.0, 10.0)], [(0, 0.0, 5.0)]]), {0: 1})

    assert found.done.tolist() == [10.0, 15.0]
    assert found.waited.tolist() == [0.0, 9.0]


def test_run_when_there_are_two_hands_then_nobody_waits() -> None:
    found = run(stages([0.0, 1.0], [[(0, 0.0, 10.0)], [(0, 0.0, 5.0)]]), {0: 2})

    assert found.done.tolist() == [10.0, 6.0]
    assert found.waited.tolist() == [0.0, 0.0]


def test_run_when_what_came_later_is_ripe_first_then_it_is_worked_on_first() -> None:
    found = run(stages([0.0, 0.0], [[(0, 8.0, 2.0)], [(0, 1.0, 2.0)]]), {0: 1})

    assert found.done.tolist() == [10.0, 3.0]


def test_run_when_a_stage_has_no_desk_then_it_takes_as_long_as_it_took() -> None:
    found = run(stages([5.0], [[(-1, 2.0, 3.0), (0, 1.0, 1.0)]]), {0: 1})

    assert found.end.tolist() == [12.0]


def test_run_when_a_dossier_has_no_stage_then_it_ends_where_it_begins() -> None:
    found = run(stages([5.0, 7.0], [[], [(0, 0.0, 1.0)]]), {0: 1})

    assert found.end.tolist() == [5.0, 8.0]


def test_run_when_the_pulse_raises_then_it_stops_at_once() -> None:
    many = [[(0, 0.0, 1.0)] for _number in range(CHECK_EVERY + 5)]
    told: list[int] = []

    def pulse(done: int) -> None:
        told.append(done)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        run(stages([float(number) for number in range(len(many))], many), {0: 1}, pulse=pulse)
    assert told == [CHECK_EVERY]


dossiers = st.lists(
    st.tuples(
        st.floats(0, 100),
        st.lists(st.tuples(st.integers(-1, 2), st.floats(0, 20), st.floats(0.1, 20)), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=12,
)


@given(dossiers)
def test_run_when_any_dossiers_come_then_each_takes_at_least_its_own_time_and_work_is_kept(
    given: list[tuple[float, list[tuple[int, float, float]]]],
) -> None:
    played = stages([begin for begin, _own in given], [own for _begin, own in given])

    found = run(played, {0: 1, 1: 2, 2: 1})

    for number, (begin, own) in enumerate(given):
        least = begin + sum(delay + work for _desk, delay, work in own)
        assert found.end[number] >= least - 1e-6
        waited = found.waited[played.first[number] : played.first[number + 1]].sum()
        assert found.end[number] == pytest.approx(least + waited)


@given(dossiers)
def test_run_when_there_are_hands_for_all_then_nobody_waits_and_the_same_comes_out_again(
    given: list[tuple[float, list[tuple[int, float, float]]]],
) -> None:
    played = stages([begin for begin, _own in given], [own for _begin, own in given])

    found, again = (run(played, {0: 100, 1: 100, 2: 100}) for _time in range(2))

    assert not found.waited.any()
    assert found.done.tolist() == again.done.tolist()


@given(dossiers)
def test_run_when_a_desk_has_one_hand_then_its_pieces_of_work_never_overlap(
    given: list[tuple[float, list[tuple[int, float, float]]]],
) -> None:
    played = stages([begin for begin, _own in given], [own for _begin, own in given])

    found = run(played, {0: 1, 1: 1, 2: 1})

    for desk in range(3):
        mask = played.desk == desk
        spans = sorted(zip(found.done[mask] - played.work[mask], found.done[mask], strict=True))
        assert all(spans[n][1] <= spans[n + 1][0] + 1e-6 for n in range(len(spans) - 1))


def test_run_when_the_only_hand_is_away_then_what_is_ripe_waits_until_it_is_back() -> None:
    stages = Stages(
        np.array([0.0, 10.0, 300.0]), np.arange(4), np.zeros(3, np.int32), np.zeros(3), np.array([20.0, 5.0, 5.0])
    )

    played = run(stages, {0: 1}, absences={0: [[(15.0, 100.0)]]})

    assert played.done.tolist() == [20.0, 105.0, 305.0]
    assert played.waited.tolist() == [0.0, 90.0, 0.0]


def test_run_when_one_of_two_is_away_then_the_other_does_it_all() -> None:
    stages = Stages(np.zeros(3), np.arange(4), np.zeros(3, np.int32), np.zeros(3), np.full(3, 10.0))

    played = run(stages, {0: 2}, absences={0: [[], [(0.0, 1000.0)]]})

    assert sorted(played.done.tolist()) == [10.0, 20.0, 30.0]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(1, 40)), min_size=1, max_size=30), st.integers(1, 3))
def test_run_when_nobody_is_ever_away_then_it_is_as_without_absences(
    those: list[tuple[float, float]], people: int
) -> None:
    begin, work = (np.array(column) for column in zip(*those, strict=True))
    count = len(those)
    stages = Stages(begin, np.arange(count + 1), np.zeros(count, np.int32), np.zeros(count), work)

    plain = run(stages, {0: people})
    told = run(stages, {0: people}, absences={0: [[] for _one in range(people)]})

    assert plain.done.tolist() == told.done.tolist()
