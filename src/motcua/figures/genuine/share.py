"""From bands of evidence to the share of a unit, with an interval.

The share is not the number of filings above a threshold: a threshold's mistakes do not cancel. For each possible share
the likelihood of the counted bands is taken (a mixture of people's own filings and others'), under weights that may be
wrong as a whole by a factor and a shift; what is uncertain about the single filings then is added. No random numbers:
the same counts give the same interval for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .score import MOST
from .weights import Edition

DECLARED: Final = -100
"""The band of what a desk declared as filed for the person: no question, and part of the whole."""
LEVEL: Final = 0.90
"""The interval's level: in one case of twenty the truth may lie below, in one above."""
_SHARES: Final = np.linspace(0.005, 0.995, 67)
_STEPS: Final = 401
_NODES: Final = np.array([-1.6, -0.8, 0.0, 0.8, 1.6])
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """Of ``filed`` online filings, ``own`` were filed by people themselves, at least ``low`` and at most ``high``
    (whole filings). ``declared`` of them the desk declared as its own help."""

    filed: int
    declared: int
    own: int
    low: int
    high: int


def share(bands: Mapping[int, int], edition: Edition) -> Share:
    """``bands``: how many filings in each band of evidence; :data:`DECLARED` for those declared."""
    counted = {band: number for band, number in bands.items() if number > 0}
    declared = counted.pop(DECLARED, 0)
    key = tuple(sorted(counted.items()))
    low, middle, high = _quantiles(key, edition.slope_error, edition.shift_error, edition.cluster)
    open_question = sum(counted.values())
    own = min(open_question, max(0, round(middle)))
    least, most = max(0, int(np.floor(low))), min(open_question, int(np.ceil(high)))
    return Share(open_question + declared, declared, own, min(least, own), max(most, own))


@lru_cache(maxsize=4096)
def _quantiles(
    bands: tuple[tuple[int, int], ...], slope_error: float, shift_error: float, cluster: float
) -> tuple[float, float, float]:
    if not bands:
        return 0.0, 0.0, 0.0
    evidence = np.array([max(-MOST, min(MOST, band)) for band, _ in bands], dtype=np.float64)
    numbers = np.array([number for _, number in bands], dtype=np.float64)
    total = float(numbers.sum())
    points = np.linspace(0.0, total, _STEPS)
    below = np.zeros(_STEPS)
    weights = np.exp(-0.5 * _NODES**2)
    for slope_node, slope_weight in zip(_NODES, weights, strict=True):
        for shift_node, shift_weight in zip(_NODES, weights, strict=True):
            odds = np.exp((1 + slope_error * slope_node) * evidence + shift_error * shift_node)
            below += slope_weight * shift_weight * _below(odds, numbers, points, cluster)
    below /= weights.sum() ** 2
    tail = (1 - LEVEL) / 2
    low, middle, high = np.interp([tail, 0.5, 1 - tail], below, points)
    return float(low), float(middle), float(high)


def _below(odds: Floats, numbers: Floats, points: Floats, cluster: float) -> Floats:
    """The probability that at most ``points`` filings are people's own, for one state of the weights."""
    shares = _SHARES[:, None]
    mixed = shares * odds + (1 - shares)
    likelihood = (np.log(mixed) @ numbers) / cluster
    posterior = np.exp(likelihood - likelihood.max())
    posterior /= posterior.sum()
    own = shares * odds / mixed
    mean = own @ numbers
    spread = np.sqrt(cluster * ((own * (1 - own)) @ numbers) + 0.08)
    return np.asarray(posterior @ _normal((points[None, :] + 0.5 - mean[:, None]) / spread[:, None]))


def _normal(z: Floats) -> Floats:
    """The normal distribution function, to seven places (Abramowitz and Stegun 7.1.26)."""
    x = np.abs(z) / np.sqrt(2.0)
    t = 1 / (1 + 0.3275911 * x)
    curve = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    half = 0.5 * (1 - curve * np.exp(-(x**2)))
    return np.asarray(0.5 + np.sign(z) * half)
