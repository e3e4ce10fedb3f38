from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foresight.lateness import measures
from motcua.foresight.lateness.measures import beside

SHARES = st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.floats(0, 1), st.floats(0, 1)), min_size=1)


def test_both_alert_about_as_many_each_day() -> None:
    days = np.array([1, 1, 1, 2, 2, 2])
    late = np.array([1, 0, 1, 0, 1, 0.0])
    score = np.array([0.9, 0.1, 0.8, 0.2, 0.7, 0.1])
    age = np.array([0.9, 0.9, 0.1, 0.2, 0.3, 0.85])

    found = beside(days, late, score, age, age_over=0.8)

    assert (found.alerts, found.late, found.model_found, found.age_found) == (3, 3, 3, 1)
    assert found.model_recall == 1
    assert found.age_recall == pytest.approx(1 / 3)
    assert found.gain[0] > 0


@given(SHARES)
def test_age_itself_as_score_finds_at_least_what_the_rule_finds_of_its_own_order(rows: list[tuple]) -> None:  # type: ignore[type-arg]
    days, late, age, _other = (np.array(column, float) for column in zip(*rows, strict=True))
    found = beside(days, late, age, age, age_over=0.8)

    assert found.model_found == found.age_found
    assert found.gain == (0.0, 0.0)


@given(SHARES)
def test_shares_stay_shares(rows: list[tuple]) -> None:  # type: ignore[type-arg]
    days, late, age, score = (np.array(column, float) for column in zip(*rows, strict=True))
    found = beside(days, late, score, age, age_over=0.8)

    assert 0 <= found.model_recall <= 1
    assert 0 <= found.age_precision <= 1
    assert found.model_found <= min(found.alerts, found.late)
    assert sum(int(one["n"]) for one in measures.reliability(late, score)) == len(rows)


def test_calibration_error_is_nothing_for_the_truth_and_all_for_its_opposite() -> None:
    late = np.array([0.0] * 50 + [1.0] * 50)

    assert measures.calibration_error(late, late) == 0
    assert measures.calibration_error(late, 1 - late) == 1
    assert measures.brier(late, 1 - late) == 1
