"""How long stays ripen, as it usually is. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]

ENOUGH: Final = 200
"""Stays of a kind that it takes to learn from them alone."""


class Usual:
    """How long stays ripen, as shares of their hours: by kind where there are enough of it, else of all together. What
    lies beyond Tukey's fence (the upper quartile and one and a half times the quartiles' distance) is left out: it is
    somebody's absence."""

    def __init__(self, shares: Floats, kinds: Codes) -> None:
        self._fences: dict[int, float] = {}
        self._sorted: dict[int, Floats] = {}
        self._learn(-1, shares if len(shares) else np.array([0.0, 0.5]))
        for kind in np.unique(kinds).tolist():
            if (kinds == kind).sum() >= ENOUGH:
                self._learn(kind, shares[kinds == kind])

    def _learn(self, kind: int, shares: Floats) -> None:
        low, high = np.quantile(shares, [0.25, 0.75])
        self._fences[kind] = float(high + 1.5 * (high - low))
        self._sorted[kind] = np.sort(shares[shares <= self._fences[kind]])

    def fences(self, kinds: Codes) -> Floats:
        found = np.full(len(kinds), self._fences[-1])
        for kind, fence in self._fences.items():
            found[kinds == kind] = fence
        return found

    def below(self, shares: Floats, kinds: Codes) -> Floats:
        """What part of all lies at or below."""
        return self._by_kind(shares, kinds, lambda known, own: np.searchsorted(known, own, side="right") / len(known))

    def at(self, parts: Floats, kinds: Codes) -> Floats:
        """The share below which such a part lies."""
        return self._by_kind(
            parts, kinds, lambda known, own: known[np.minimum((own * len(known)).astype(np.int64), len(known) - 1)]
        )

    def _by_kind(self, values: Floats, kinds: Codes, told: Callable[[Floats, Floats], Floats]) -> Floats:
        found = told(self._sorted[-1], values)
        for kind, known in self._sorted.items():
            mask = kinds == kind
            if kind >= 0 and mask.any():
                found[mask] = told(known, values[mask])
        return found
