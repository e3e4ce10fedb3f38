"""Work and waiting taken apart, on days whose truth is known because they were made here."""

from __future__ import annotations

import numpy as np
import pytest

from motcua.foresight.trial.apart import SHARE, Apart, Stays
from motcua.foresight.trial.queueing import Stages, run
from motcua.foresight.trial.stretch import elasticity


def made(seed: int, *, work: float, count: int = 3000, every: float = 45.0, hours: float = 480.0) -> Stays:
    """One hand to whom stays come; ripening evenly up to 0.4 of the hours, work lognormal with this mean share."""
    chance = np.random.default_rng(seed)
    begin = np.sort(chance.random(count) * count * every)
    delay = chance.random(count) * 0.4 * hours
    minutes = np.exp(chance.normal(np.log(work) - 0.08, 0.4, count)) * hours
    first = np.arange(count + 1)
    played = run(Stages(begin, first, np.zeros(count, np.int32), delay, minutes), {0: 1})
    zeros = np.zeros(count, np.int32)
    return Stays(begin, played.done, np.full(count, hours), played.done - begin, zeros, zeros, zeros)


@pytest.mark.parametrize("share", [0.05, 0.08])
def test_apart_when_one_hand_is_often_busy_then_its_work_is_learnt_from_when_it_ended_what(share: float) -> None:
    learnt = Apart(made(1, work=share)).work_of(0)

    assert learnt.seen > 100
    assert learnt.mean == pytest.approx(share, rel=0.35)


def test_apart_when_parts_are_drawn_then_they_never_exceed_what_was_observed() -> None:
    stays = made(2, work=0.07)

    parts = Apart(stays).drawn(np.random.default_rng(1))

    length = stays.end - stays.begin
    assert (parts.work >= 0).all()
    assert (parts.ripening >= 0).all()
    assert (parts.work + parts.ripening + parts.fixed <= length + 1e-6).all()


def test_apart_when_what_was_drawn_is_played_again_then_the_year_comes_out_nearly_as_it_was() -> None:
    stays = made(3, work=0.08)
    parts = Apart(stays).drawn(np.random.default_rng(1))
    count = len(stays.end)

    played = run(
        Stages(stays.begin, np.arange(count + 1), np.zeros(count, np.int32), parts.fixed + parts.ripening, parts.work),
        {0: 1},
    )

    was, is_ = stays.end - stays.begin, played.done - stays.begin
    assert np.median(is_) == pytest.approx(np.median(was), rel=0.03)
    assert np.quantile(is_, 0.9) == pytest.approx(np.quantile(was, 0.9), rel=0.05)


def test_apart_when_there_is_no_queue_to_learn_from_then_a_stated_share_stands_for_work() -> None:
    few = made(4, work=0.05, count=20, every=5000.0)

    learnt = Apart(few).work_of(0)

    assert learnt.seen == 0
    assert learnt.mean == pytest.approx(SHARE, rel=0.05)


def test_apart_when_a_step_has_no_limit_then_all_of_it_is_left_as_it_was() -> None:
    one = Stays(
        np.array([0.0]), np.array([100.0]), np.array([0.0]), np.array([-1.0]),
        np.array([-1], np.int32), np.array([-1], np.int32), np.array([0], np.int32),
    )  # fmt: skip

    parts = Apart(one).drawn(np.random.default_rng(1))

    assert parts.work.tolist() == [0.0]
    assert parts.fixed.tolist() == [100.0]


@pytest.mark.parametrize(("power", "expected"), [(1.0, 1.0), (0.0, 0.0), (0.5, 0.5)])
def test_elasticity_when_stays_go_with_a_power_of_their_hours_then_the_power_is_found(
    power: float, expected: float
) -> None:
    chance = np.random.default_rng(1)
    hours = np.repeat([120.0, 480.0, 960.0], 200)
    used = hours**power * 50 * np.exp(chance.normal(0, 0.1, 600))
    zeros = np.zeros(600, np.int32)

    found = elasticity(Stays(np.zeros(600), used, hours, used, zeros, zeros, zeros))

    assert found == pytest.approx(expected, abs=0.03)


def test_elasticity_when_all_steps_have_the_same_hours_then_it_is_taken_for_one() -> None:
    same = np.full(50, 480.0)
    zeros = np.zeros(50, np.int32)

    assert elasticity(Stays(np.zeros(50), same, same, same, zeros, zeros, zeros)) == 1.0


def test_apart_when_a_hand_was_away_while_work_lay_ripe_then_an_absence_is_seen_and_not_ripening() -> None:
    calm = made(5, work=0.06, every=400.0)
    gone = int(np.argmax(calm.begin > 300_000))
    late = calm.end.copy()
    late[gone] += 2_000.0
    stays = Stays(calm.begin, late, calm.hours, late - calm.begin, calm.hand, calm.desk, calm.kind)

    parts = Apart(stays).drawn(np.random.default_rng(1))

    away = (parts.away.since < late[gone] - 500) & (parts.away.until > late[gone] - 500)
    assert away.any()
    assert parts.ripening[gone] < 0.7 * 480


def test_elasticity_when_desks_are_busy_then_it_is_learnt_from_those_that_are_not() -> None:
    chance = np.random.default_rng(1)
    hours = np.tile(np.repeat([120.0, 480.0, 960.0], 200), 2)
    calm = np.repeat([True, False], 600)
    used = hours * 0.3 * np.exp(chance.normal(0, 0.1, 1200)) + np.where(calm, 0.0, 5_000.0)
    zeros = np.zeros(1200, np.int32)

    stays = Stays(np.zeros(1200), used, hours, used, zeros, zeros, zeros)

    assert elasticity(stays, calm) == pytest.approx(1.0, abs=0.05)
    assert elasticity(stays) < 0.7
