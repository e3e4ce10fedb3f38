from __future__ import annotations

import numpy as np
import pytest

from motcua.core.errors import Conflict
from motcua.foresight.lateness import fitting
from motcua.foresight.lateness.features import FEATURES
from motcua.foresight.lateness.fitting import Sample, beats_age, fit, judged, split

CALIBRATE, HELD_OUT = 200, 260
USED, LOAD = FEATURES.index("used_share"), FEATURES.index("unit_load")


def sample(rows: int = 9000, seed: int = 5, *, shuffled: bool = False, leak: bool = False) -> Sample:
    """Late where the load is high, little by age: what a model can learn and the age rule cannot."""
    chance = np.random.default_rng(seed)
    data = chance.normal(size=(rows, len(FEATURES)))
    data[:, USED] = chance.random(rows)
    day = np.sort(chance.integers(0, 330, rows))
    odds = 2.5 * data[:, LOAD] + 1.5 * data[:, USED] - 2.5
    late = (chance.random(rows) < 1 / (1 + np.exp(-odds))).astype(float)
    if shuffled:
        late = chance.permutation(late)
    if leak:
        data[:, FEATURES.index("papers")] = late
    return Sample(data, late, day, np.arange(rows), data[:, USED])


def parts(found: Sample) -> fitting.Parts:
    return split(found, calibrate_from=CALIBRATE, held_out_from=HELD_OUT)


def test_parts_lie_apart_in_time_and_share_no_dossier() -> None:
    found = sample()
    found = Sample(found.matrix, found.late, found.day, found.dossier % 700, found.age)

    learn, middle, held = (one for one in (parts(found).learn, parts(found).calibrate, parts(found).held_out))

    assert learn.day.max() < CALIBRATE - fitting.GAP_DAYS if len(learn.day) else True
    assert set(learn.dossier) & set(middle.dossier) == set()
    assert set(middle.dossier) & set(held.dossier) == set()
    assert held.day.min() >= HELD_OUT


def test_gap_and_unknown_fates_are_left_out() -> None:
    found = sample()
    found.late[::10] = np.nan

    made = parts(found)

    assert made.learn.day.max() < CALIBRATE - fitting.GAP_DAYS
    assert made.calibrate.day.min() >= CALIBRATE
    assert made.calibrate.day.max() < HELD_OUT - fitting.GAP_DAYS
    assert not any(np.isnan(one.late).any() for one in (made.learn, made.calibrate, made.held_out))


def test_model_that_learns_beats_the_age_rule_and_is_calibrated() -> None:
    made = parts(sample())

    said = judged(fit(made), made.held_out)

    assert beats_age(said)
    assert said["model"]["recall"] > said["age"]["recall"]  # type: ignore[index]
    assert float(str(said["calibration_error"])) < 0.06
    assert float(str(said["brier"])) < float(str(said["brier_of_base_rate"]))


def test_model_of_shuffled_fates_beats_nothing() -> None:
    made = parts(sample(shuffled=True))

    said = judged(fit(made), made.held_out)

    assert not beats_age(said)
    assert abs(said["model"]["precision"] - made.held_out.late.mean()) < 0.06  # type: ignore[index]


def test_leaked_fate_would_be_seen_as_a_recall_that_cannot_be() -> None:
    honest, leaking = (parts(sample(leak=leak)) for leak in (False, True))

    said, seen = (judged(fit(one), one.held_out) for one in (honest, leaking))

    assert float(str(seen["brier"])) < 0.02 < 0.08 < float(str(said["brier"]))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_history_with_one_kind_of_fate_teaches_nothing(share: float) -> None:
    found = sample()
    found.late[:] = share
    with pytest.raises(Conflict, match="lateness_little_data"):
        fit(parts(found))


def test_little_history_teaches_nothing() -> None:
    with pytest.raises(Conflict, match="lateness_little_data"):
        fit(parts(sample(rows=300)))


def test_same_history_gives_the_same_bytes() -> None:
    assert fit(parts(sample())).encoded() == fit(parts(sample())).encoded()
