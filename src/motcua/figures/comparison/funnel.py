"""Limits of chance around the ratio 1 by how much is expected: a funnel plot (D. J. Spiegelhalter, "Funnel plots for
comparing institutional performance", Statistics in Medicine 24 (2005) 1185-1202).

Late dossiers of a unit that works as its peers vary as a Poisson count with mean E. The limit at p is the interpolated
quantile of its appendix A.1.1, divided by E:
    r = the smallest r with P(R ≤ r) ≥ p;  α = (P(R ≤ r) - p) / (P(R ≤ r) - P(R ≤ r-1));  limit = (r - α) / E
Poisson is a little wide here (a dossier is late once at most), so a unit is named too seldom rather than too often.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

WARNING: Final = 0.025
"""Each side of the inner limits: 95 of 100 units that work alike lie within."""
ACTION: Final = 0.001
"""Each side of the outer limits: 998 of 1,000."""


class Verdict(StrEnum):
    TOO_FEW = "too_few"
    WITHIN = "within"
    """What chance alone does."""
    WATCH_HIGH = "watch_high"
    WATCH_LOW = "watch_low"
    """Beyond the inner limit: of many units, some are there by chance."""
    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the ratio."""

    low: float
    high: float


def limits(expected: float, each_side: float) -> Limits:
    """For a ratio of which ``expected`` is the denominator. Raises ValueError unless it is positive."""
    if expected <= 0:
        raise ValueError("limits need something to be expected")
    low, high = (_quantile(expected, p) / expected for p in (each_side, 1 - each_side))
    return Limits(max(0.0, low), high)


def _quantile(mean: float, p: float) -> float:
    """The interpolated quantile of a Poisson count, not below 0."""
    below, at = 0.0, 0
    start = max(0, int(mean - 40 * math.sqrt(mean) - 40))
    at = start
    total = 0.0
    while True:
        mass = math.exp(at * math.log(mean) - mean - math.lgamma(at + 1))
        below, total = total, total + mass
        if total >= p or (mass < 1e-18 and at > mean):
            break
        at += 1
    if total <= below:
        return float(at)
    return max(0.0, at - (total - p) / (total - below))


def verdict(late: int, expected: Fraction, settled: int, *, least: int) -> Verdict:
    """What may be said of a unit. Nothing below ``least`` settled dossiers, nor where nothing is expected."""
    if settled < least or expected <= 0:
        return Verdict.TOO_FEW
    ratio, mean = float(late / expected), float(expected)
    outer, inner = limits(mean, ACTION), limits(mean, WARNING)
    if ratio > outer.high:
        return Verdict.HIGH
    if ratio < outer.low:
        return Verdict.LOW
    if ratio > inner.high:
        return Verdict.WATCH_HIGH
    return Verdict.WATCH_LOW if ratio < inner.low else Verdict.WITHIN
