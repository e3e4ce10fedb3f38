"""How likely two traces tell of the same matter. Pure.

The numbers were fitted on the made-up history of the simulator (``motcua bench petition_duplicates --fit``), and stand
as data with their source; a province with merges of its own fits them again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from .traces import Trace, metres_apart

HERE: Final = Path(__file__).parent / "data"
SIGNS: Final = (
    *("one", "near", "far", "no_pin", "same_place", "days", "same_category", "among_three", "no_category"),
    *("overlap", "alike", "overlap_near", "overlap_no_pin"),
    *("same_category_near", "same_category_no_pin", "copied"),
)
NEAR_METRES: Final = 40.0
LONGEST_DAYS: Final = 45


@dataclass(frozen=True, slots=True)
class Matcher:
    """``shown``: from what probability on somebody is asked; ``likely``: from where it is called likely."""

    weights: Sequence[float]
    shown: float
    likely: float

    def probability(self, new: Trace, old: Trace) -> float:
        total = sum(weight * sign for weight, sign in zip(self.weights, signs(new, old), strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def shipped() -> Matcher:
    told = json.loads((HERE / "matching.json").read_text("utf-8"))
    return Matcher([float(told["weights"][name]) for name in SIGNS], float(told["shown"]), float(told["likely"]))


def signs(new: Trace, old: Trace) -> list[float]:
    """Numbers about 0 to 1, in the order of :data:`SIGNS`."""
    metres = metres_apart(new, old)
    reach = NEAR_METRES + (new.accuracy_metres + old.accuracy_metres) / 2
    near = math.exp(-((metres / reach) ** 2) / 2) if metres is not None else 0.0
    far = min(4.0, metres / 150) if metres is not None else 0.0
    no_pin = float(metres is None)
    days = min(1.0, abs((new.at - old.at).total_seconds()) / 86_400 / LONGEST_DAYS)
    overlap, alike = _shared(new.words, old.words)
    same, among = _categories(new.categories, old.categories)
    return [
        *(1.0, near, far, no_pin, float(bool(new.place) and new.place == old.place), days, same, among),
        float(not new.categories or not old.categories),
        *(overlap, alike, overlap * near, overlap * no_pin, same * near, same * no_pin, float(alike > 0.9)),
    ]


def _shared(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Of the smaller, and of both together."""
    if not len(a) or not len(b):
        return 0.0, 0.0
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / min(len(a), len(b)), both / (len(a) + len(b) - both)


def _categories(a: Sequence[str], b: Sequence[str]) -> tuple[float, float]:
    if not a or not b:
        return 0.0, 0.0
    return float(a[0] == b[0]), float(a[0] in b[:3] or b[0] in a[:3])
