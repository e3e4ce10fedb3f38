"""Growing and calibrating a model from pictures of past days. The only module that needs scikit-learn; it is imported
by the training job alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from motcua.core.errors import Conflict

from . import measures
from .features import FEATURES, FEATURES_VERSION
from .trees import Model, from_grown

LEAST_LATE: Final = 150
"""Rows of dossiers that missed their date, in the part that is learnt from; with fewer nothing is learnt."""
LEAST_LATE_LATER: Final = 40
"""The same in the part for calibration and in the part held out."""
GAP_DAYS: Final = 14
"""Days between one part and the next that belong to none, so that no day of one is told by the fates of the other."""
ISOTONIC_FROM: Final = 1000
"""Late rows from which the curve is free (isotonic); with fewer it is a sigmoid of two numbers."""
AGE_OVER: Final = 0.8
_SEED: Final = 20261123


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows in the order of days. ``day``: days since some beginning; ``late``: 1, 0 or NaN while nobody knows;
    ``age``: share of the working time that is used."""

    matrix: np.ndarray
    late: np.ndarray
    day: np.ndarray
    dossier: np.ndarray
    age: np.ndarray

    def of(self, rows: np.ndarray) -> Sample:
        return Sample(self.matrix[rows], self.late[rows], self.day[rows], self.dossier[rows], self.age[rows])


@dataclass(frozen=True, eq=False)
class Parts:
    learn: Sample
    calibrate: Sample
    held_out: Sample


def split(sample: Sample, *, calibrate_from: int, held_out_from: int, gap: int = GAP_DAYS) -> Parts:
    """By time: what is learnt from lies before what it is calibrated on, and that before what is held out, with a gap
    between them; a dossier is in one part only, the latest. Rows whose fate nobody knows are left out."""
    known = ~np.isnan(sample.late)
    held = known & (sample.day >= held_out_from)
    middle = known & (sample.day >= calibrate_from) & (sample.day < held_out_from - gap)
    middle &= ~np.isin(sample.dossier, sample.dossier[sample.day >= held_out_from])
    early = known & (sample.day < calibrate_from - gap)
    early &= ~np.isin(sample.dossier, sample.dossier[sample.day >= calibrate_from])
    return Parts(*(sample.of(np.flatnonzero(rows)) for rows in (early, middle, held)))


def require_enough(parts: Parts) -> None:
    """Raises Conflict ``lateness_little_data`` where there is too little, or only one kind of fate."""
    for part, least in (
        (parts.learn, LEAST_LATE),
        (parts.calibrate, LEAST_LATE_LATER),
        (parts.held_out, LEAST_LATE_LATER),
    ):
        late = int(part.late.sum())
        if late < least or len(part.late) - late < least:
            raise Conflict("lateness_little_data", params={"late": late, "kept": len(part.late) - late, "least": least})


def fit(parts: Parts) -> Model:
    """Raises Conflict ``lateness_little_data``."""
    require_enough(parts)
    grown = _grown(parts.learn)
    scores, fates = [np.asarray(grown.decision_function(parts.calibrate.matrix), float)], [parts.calibrate.late]
    for before, then in _forecasts(parts.learn):
        scores.append(np.asarray(_grown(before).decision_function(then.matrix), float))
        fates.append(then.late)
    kept = parts.learn.matrix[parts.learn.late == 0]
    return from_grown(grown, FEATURES, FEATURES_VERSION, _medians(kept), curve(*map(np.concatenate, (scores, fates))))


def _forecasts(learn: Sample) -> Iterator[tuple[Sample, Sample]]:
    """The second and the last third of the days, each with what lies before it: forecasts of other seasons than that of
    the part for calibration, so that the curve is not that of one season."""
    if len(learn.day) < 3:
        return
    first, second = np.quantile(learn.day, [1 / 3, 2 / 3])
    for since, until in ((first, second), (second, np.inf)):
        then = (learn.day >= since) & (learn.day < until)
        before = (learn.day < since - GAP_DAYS) & ~np.isin(learn.dossier, learn.dossier[then])
        told = learn.of(np.flatnonzero(before)), learn.of(np.flatnonzero(then))
        if all(LEAST_LATE_LATER <= part.late.sum() <= len(part.late) - LEAST_LATE_LATER for part in told):
            yield told


def _grown(learn: Sample) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    model = HistGradientBoostingClassifier(
        learning_rate=0.06,
        max_iter=180,
        max_leaf_nodes=24,
        min_samples_leaf=60,
        l2_regularization=2.0,
        max_bins=128,
        max_features=0.5,
        early_stopping=False,
        random_state=_SEED,
    )
    # One thread: the worker shares its machine, and sums in another order would give other bytes.
    with threadpool_limits(limits=1):
        return model.fit(learn.matrix, learn.late.astype(int))


def _medians(matrix: np.ndarray) -> np.ndarray:
    """Of each column without what is not known; 0 where nothing is."""
    found = np.zeros(matrix.shape[1])
    for column in range(matrix.shape[1]):
        values = matrix[:, column]
        values = values[~np.isnan(values)]
        found[column] = float(np.median(values)) if len(values) else 0.0
    return found


def curve(score: np.ndarray, late: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """From log odds to probability, rising, on a slice later than what was learnt from."""
    if late.sum() >= ISOTONIC_FROM:
        return _isotonic(score, late)
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e3).fit(score.reshape(-1, 1), late.astype(int))
    slope, constant = max(float(fitted.coef_[0][0]), 1e-3), float(fitted.intercept_[0])
    x = np.linspace(-12.0, 12.0, 241)
    return x, 1 / (1 + np.exp(-(slope * x + constant)))


def _isotonic(score: np.ndarray, late: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(score, late)
    x, first = np.unique(np.asarray(fitted.X_thresholds_, float), return_index=True)
    y = np.clip(np.asarray(fitted.y_thresholds_, float)[first], 0.001, 0.999)
    if len(x) < 2:
        x, y = np.array([-12.0, 12.0]), np.repeat(y[:1], 2)
    return x, np.maximum.accumulate(y)


def judged(model: Model, held_out: Sample) -> dict[str, object]:
    """What the part held out says of a model, beside the age rule."""
    score = model.score(held_out.matrix)
    probability = model.calibrated(score)
    side = measures.beside(held_out.day, held_out.late, score, held_out.age, age_over=AGE_OVER)
    return {**side.to_json(), **measures.summary(held_out.late, probability)}


def beats_age(metrics: dict[str, object]) -> bool:
    """More of the late found at the same number of alerts, and not by chance: the whole interval lies above nothing."""
    gain = metrics["recall_gain_95"]
    return isinstance(gain, list) and float(gain[0]) > 0
