"""The weights, fitted on the conducts of ``TUNING`` alone: a ridge regression of the logistic kind over all levels.

Prints what ``figures/genuine/data/weights.toml`` holds rounded to a tenth; where the file differs by hand its reason
says so. Run: ``python -m benchmarks.genuine_fit``.
"""

from __future__ import annotations

import numpy as np
from benchmarks.genuine_conduct import TUNING
from benchmarks.genuine_world import Town

from motcua.figures.genuine.signals import LEVELS, Signal, observe

SEED = 20261123
TOWNS = 160
RIDGE = 12.0
COLUMNS = [(signal, level) for signal, levels in LEVELS.items() for level in levels]


def training() -> tuple[np.ndarray, np.ndarray]:
    """Rows of zeros and ones, and what is true, over towns of every mixture."""
    place = {column: at for at, column in enumerate(COLUMNS)}
    rows: list[np.ndarray] = []
    truth: list[float] = []
    for unit in range(TOWNS):
        town = Town(np.random.default_rng([SEED, unit]), unit, one_address=unit % 9 == 0)
        town.over_the_counter(120)
        weights = town.rng.dirichlet([0.5] * len(TUNING))
        for (conduct, _), share in zip(TUNING.values(), weights, strict=True):
            conduct(town, round(float(share) * 160))
        own = {filing.number: is_own for filing, _, is_own in town.filings}
        for number, signals in observe([filing for filing, _, _ in town.filings]).items():
            row = np.zeros(len(COLUMNS))
            for signal, level in signals.items():
                row[place[signal, level]] = 1
            rows.append(row)
            truth.append(float(own[number]))
    return np.array(rows), np.array(truth)


def fit() -> dict[tuple[Signal, str], float]:
    """Weights without a constant: a level that nobody knows says nothing. Both kinds count the same."""
    rows, truth = training()
    sides = np.where(truth == 1, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    weights = np.zeros(rows.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (sides * (truth - chance)) - RIDGE * weights
        curve = rows.T @ (rows * (sides * chance * (1 - chance))[:, None]) + RIDGE * np.eye(rows.shape[1])
        weights = weights + np.linalg.solve(curve, slope)
    return dict(zip(COLUMNS, weights.tolist(), strict=True))


if __name__ == "__main__":
    import sys

    for (signal, level), weight in fit().items():
        sys.stdout.write(f"{signal.value:16} {level:12} {weight:+.2f}\n")
