from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.foresight.lateness.features import FEATURES
from motcua.foresight.lateness.fitting import curve
from motcua.foresight.lateness.trees import MAGIC, Model, digest, from_grown, read

from .given import by_one_split, matrix

BODY = by_one_split("used_share", 0.5).encoded()


def grown(rows: int = 3000) -> tuple[object, np.ndarray]:
    from sklearn.ensemble import HistGradientBoostingClassifier

    chance = np.random.default_rng(3)
    data = chance.normal(size=(rows, len(FEATURES)))
    data[chance.random(data.shape) < 0.1] = np.nan
    late = (np.nan_to_num(data[:, 0]) + np.nan_to_num(data[:, 3]) ** 2 > 1).astype(int)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = HistGradientBoostingClassifier(max_iter=30, random_state=1).fit(data, late)
    return model, data


def test_our_arrays_give_the_answers_of_the_library_missing_values_included() -> None:
    model, data = grown()
    ours = from_grown(model, FEATURES, 1, np.zeros(len(FEATURES)), (np.array([-9.0, 9.0]), np.array([0.0, 1.0])))

    assert np.allclose(ours.score(data), model.decision_function(data), atol=1e-9)  # type: ignore[attr-defined]
    again = read(ours.encoded(), digest(ours.encoded()))
    assert np.array_equal(again.score(data), ours.score(data))
    assert again.encoded() == ours.encoded()


def test_one_split_goes_by_the_threshold_and_unknown_goes_where_it_says() -> None:
    model = by_one_split("used_share", 0.5)

    assert model.score(matrix([{"used_share": 0.5}, {"used_share": 0.51}, {}])).tolist() == [-3.0, 3.0, -3.0]
    assert model.probability(matrix([{"used_share": 0.9}])).tolist() == [0.75]


def test_curve_rises_and_stays_a_probability() -> None:
    chance = np.random.default_rng(1)
    score = chance.normal(size=4000)
    late = (chance.random(4000) < 1 / (1 + np.exp(-score))).astype(float)
    for x, y in (curve(score, late), curve(score[:400], late[:400])):
        assert (np.diff(x) > 0).all()
        assert (np.diff(y) >= 0).all()
        assert y.min() >= 0
        assert y.max() <= 1
        assert abs(np.interp(score, x, y).mean() - late.mean()) < 0.05


@given(place=st.integers(0, len(BODY) - 1), bit=st.integers(0, 7))
@settings(max_examples=200)
def test_any_changed_bit_is_refused_by_its_digest(place: int, bit: int) -> None:
    changed = bytearray(BODY)
    changed[place] ^= 1 << bit
    with pytest.raises(Invalid, match="lateness_model_digest"):
        read(bytes(changed), digest(BODY))


@given(length=st.integers(0, len(BODY) - 1))
@settings(max_examples=100)
def test_model_that_was_cut_off_is_refused_even_with_a_digest_of_what_is_left(length: int) -> None:
    with pytest.raises(Invalid, match="lateness_model_damaged"):
        read(BODY[:length], digest(BODY[:length]))


@given(place=st.integers(0, len(BODY) - 1), value=st.integers(0, 255))
@settings(max_examples=400)
def test_forged_model_with_a_right_digest_is_refused_or_ends(place: int, value: int) -> None:
    forged = bytearray(BODY)
    forged[place] = value
    try:
        model = read(bytes(forged), digest(bytes(forged)))
    except Invalid:
        return
    assert model.probability(np.zeros((3, len(model.features)))).shape == (3,)


FORGERIES = {
    "a child before its parent": ("left", [0, 0, 0]),
    "a child outside": ("right", [9, 0, 0]),
    "a feature that is not there": ("feature", [len(FEATURES), -1, -1]),
    "a value that is no number": ("value", [0, np.nan, 1]),
    "a falling curve": ("curve_y", [1.0, 0.0]),
    "a probability above one": ("curve_y", [0.0, 1.5]),
    "a curve that stands still": ("curve_x", [1.0, 1.0]),
    "no nodes": ("first", [0, 0]),
    "a tree that ends before it begins": ("first", [0, 5, 3]),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forged_arrays_are_refused(forgery: str) -> None:
    name, values = FORGERIES[forgery]
    model = by_one_split("used_share", 0.5)
    arrays = {**model.arrays, name: np.array(values, model.arrays[name].dtype)}
    body = Model(model.features, 1, 0.0, arrays).encoded()
    with pytest.raises(Invalid, match="lateness_model_damaged"):
        read(body, digest(body))


def test_pickle_is_no_model() -> None:
    import pickle

    body = pickle.dumps({"a": 1})
    with pytest.raises(Invalid, match="lateness_model_damaged"):
        read(body, digest(body))
    assert BODY.startswith(MAGIC)


def test_library_that_keeps_its_trees_otherwise_is_refused() -> None:
    with pytest.raises(Invalid, match="lateness_model_foreign"):
        from_grown(object(), FEATURES, 1, np.zeros(len(FEATURES)), (np.zeros(2), np.zeros(2)))
