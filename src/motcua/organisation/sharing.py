"""Whole numbers shared out: the largest remainder, so that the parts always add up to the whole. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K")


def share_out(total: int, weights: Sequence[Fraction]) -> list[int]:
    """``total`` in whole parts, as near to the weights as can be (Hare quota, largest remainder; of equal remainders
    the first). Guarantees: the parts add up to ``total``; each differs from its exact part by less than one.

    Raises ValueError for no weight, a negative one, or a negative total."""
    whole = sum(weights, Fraction(0))
    if total < 0 or whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("shares are of a positive whole")
    exact = [total * weight / whole for weight in weights]
    parts = [int(one) for one in exact]
    left = total - sum(parts)
    nearest = sorted(range(len(exact)), key=lambda place: (parts[place] - exact[place], place))
    for place in nearest[:left]:
        parts[place] += 1
    return parts


def share_out_among(total: int, weights: Mapping[K, Fraction]) -> dict[K, int]:
    """As :func:`share_out`, by key."""
    return dict(zip(weights, share_out(total, list(weights.values())), strict=True))
