"""How good warnings are: recall at a given number of alerts, precision, reliability. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

DECILES: Final = 10
DRAWS: Final = 400
"""Times that days are drawn again for an interval."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Model and age rule on the same days with the same number of alerts each day. ``gain``: difference of the
    recalls with the 95 % interval when the days are drawn again."""

    rows: int
    late: int
    alerts: int
    days: int
    model_found: int
    age_found: int
    gain: tuple[float, float]

    @property
    def model_recall(self) -> float:
        return self.model_found / self.late if self.late else 0.0

    @property
    def age_recall(self) -> float:
        return self.age_found / self.late if self.late else 0.0

    @property
    def model_precision(self) -> float:
        return self.model_found / self.alerts if self.alerts else 0.0

    @property
    def age_precision(self) -> float:
        return self.age_found / self.alerts if self.alerts else 0.0

    def to_json(self) -> dict[str, object]:
        return {
            "rows": self.rows,
            "late": self.late,
            "days": self.days,
            "alerts": self.alerts,
            "model": {"recall": round(self.model_recall, 4), "precision": round(self.model_precision, 4)},
            "age": {"recall": round(self.age_recall, 4), "precision": round(self.age_precision, 4)},
            "recall_gain_95": [round(one, 4) for one in self.gain],
        }


def beside(days: np.ndarray, late: np.ndarray, score: np.ndarray, age: np.ndarray, *, age_over: float) -> Beside:
    """``age``: share of the time that is used. The age rule alerts about those over ``age_over``; each day the model
    alerts about as many, the highest first. Rows are one dossier on one day."""
    found = []
    for day in np.unique(days):
        rows = np.flatnonzero(days == day)
        alerted = age[rows] > age_over
        count = int(alerted.sum())
        first = rows[np.argsort(-score[rows], kind="stable")[:count]]
        found.append((int(late[rows].sum()), count, int(late[first].sum()), int(late[rows][alerted].sum())))
    table = np.array(found, dtype=np.int64).reshape(-1, 4)
    total = table.sum(axis=0)
    return Beside(len(days), int(total[0]), int(total[1]), len(table), int(total[2]), int(total[3]), _gain(table))


def _gain(table: np.ndarray) -> tuple[float, float]:
    """95 % interval of the gain in recall, days drawn with replacement; the same numbers give the same interval."""
    if not len(table) or not table[:, 0].sum():
        return 0.0, 0.0
    draws = np.random.default_rng(20261123).integers(0, len(table), (DRAWS, len(table)))
    sums = table[draws].sum(axis=1)
    gains = (sums[:, 2] - sums[:, 3]) / np.maximum(sums[:, 0], 1)
    low, high = np.quantile(gains, [0.025, 0.975])
    return float(low), float(high)


def brier(late: np.ndarray, probability: np.ndarray) -> float:
    return float(np.mean((probability - late) ** 2)) if len(late) else 0.0


def reliability(late: np.ndarray, probability: np.ndarray) -> list[dict[str, float]]:
    """By tenth of the rows, the lowest first: what was said and what came."""
    parts = np.array_split(np.argsort(probability, kind="stable"), DECILES)
    return [
        {"n": len(part), "said": float(probability[part].mean()), "came": float(late[part].mean())}
        for part in parts
        if len(part)
    ]


def calibration_error(late: np.ndarray, probability: np.ndarray) -> float:
    """Expected calibration error over the tenths."""
    return sum(abs(one["said"] - one["came"]) * one["n"] for one in reliability(late, probability)) / max(1, len(late))


def summary(late: np.ndarray, probability: np.ndarray) -> Mapping[str, object]:
    base = float(late.mean()) if len(late) else 0.0
    return {
        "brier": round(brier(late, probability), 5),
        "brier_of_base_rate": round(base * (1 - base), 5),
        "calibration_error": round(calibration_error(late, probability), 4),
        "reliability": [
            {"n": int(one["n"]), "said": round(one["said"], 4), "came": round(one["came"], 4)}
            for one in reliability(late, probability)
        ],
    }
