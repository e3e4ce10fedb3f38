"""Lots that anybody can draw again.

The lot of a thing is SHA-256 of ``seed:stage:key`` in hexadecimal; the smallest lots win. It depends on nothing but
the three, so neither the order of the frame nor the program that reads it can change a draw, and SQL gives the same
(``encode(sha256(...), 'hex')`` in PostgreSQL, ``sha256(...)`` in DuckDB).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import accumulate


def lot(seed: str, stage: str, key: str) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{stage}:{key}".encode()).hexdigest()


def ranked(keys: Iterable[str], *, seed: str, stage: str) -> list[str]:
    """All of them, the smallest lot first."""
    return sorted(keys, key=lambda key: (lot(seed, stage, key), key))


def simple(keys: Iterable[str], take: int, *, seed: str, stage: str) -> dict[str, Fraction]:
    """``take`` of them with equal chances and without putting back, each with its chance; all where there are no
    more. Raises ValueError unless ``take`` is at least 1."""
    if take < 1:
        raise ValueError("a draw takes at least one")
    order = ranked(keys, seed=seed, stage=stage)
    chance = Fraction(min(take, len(order)), len(order)) if order else Fraction(0)
    return dict.fromkeys(order[:take], chance)


def by_size(sizes: Mapping[str, int], take: int, *, seed: str, stage: str) -> dict[str, Fraction]:
    """``take`` of them with chances in proportion to size, each with its exact chance (1 for those so large that they
    are certain): systematic, from a drawn start, over a drawn order. Nothing of size 0 is drawn; all where there are
    no more than ``take``. Raises ValueError unless ``take`` is at least 1 and sizes are not negative."""
    if take < 1:
        raise ValueError("a draw takes at least one")
    if min(sizes.values(), default=0) < 0:
        raise ValueError("a size is not negative")
    left = {key: size for key, size in sizes.items() if size}
    if len(left) <= take:
        return dict.fromkeys(ranked(left, seed=seed, stage=stage), Fraction(1))
    certain = _certain(left, take)
    drawn = dict.fromkeys(ranked(certain, seed=seed, stage=stage), Fraction(1))
    rest = {key: size for key, size in left.items() if key not in certain}
    return drawn | _systematic(rest, take - len(certain), seed=seed, stage=stage)


def _certain(sizes: Mapping[str, int], take: int) -> set[str]:
    """Those whose chance would reach 1, and again among the others once they are out."""
    certain: set[str] = set()
    while take > len(certain):
        total = sum(size for key, size in sizes.items() if key not in certain)
        more = {key for key, size in sizes.items() if key not in certain and size * (take - len(certain)) >= total}
        if not more:
            break
        certain |= more
    return certain


def _systematic(sizes: Mapping[str, int], take: int, *, seed: str, stage: str) -> dict[str, Fraction]:
    if take < 1 or not sizes:
        return {}
    order = ranked(sizes, seed=seed, stage=stage)
    step = Fraction(sum(sizes.values()), take)
    start = step * Fraction(int(lot(seed, stage, "/start")[:16], 16), 16**16)
    drawn: dict[str, Fraction] = {}
    ends = accumulate(sizes[key] for key in order)
    place = 0
    for key, end in zip(order, ends, strict=True):
        if place < take and start + place * step < end:
            drawn[key] = sizes[key] / step
            place += 1
    return drawn
