"""Interval of a share by Wilson's score (E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", JASA 22 (1927) 209-212):

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)

It never leaves 0..1 and does not shrink to a point where nothing or everything was late, as the textbook interval does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

Z95: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def wilson(hits: float, of: float, z: float = Z95) -> Interval:
    """Of ``hits`` among ``of`` (no whole numbers where a sample's effective size is meant); everything where there is
    nothing. Raises ValueError unless 0 <= hits <= of."""
    if not 0 <= hits <= of:
        raise ValueError("a share lies between nothing and the whole")
    if of == 0:
        return Interval(0.0, 1.0)
    share, square = hits / of, z * z
    middle = share + square / (2 * of)
    reach = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    low = 0.0 if hits == 0 else max(0.0, (middle - reach) / whole)
    high = 1.0 if hits == of else min(1.0, (middle + reach) / whole)
    return Interval(low, high)
