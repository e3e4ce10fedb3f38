"""What came of a replay: late share, lengths, load; before and after, with intervals. Pure.

Intervals are of 95 %: weeks of filing are drawn again with the replications (both sides of a comparison the same
weeks), so that they tell how far another year like this one may lie, dossiers of one week going together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.core import intervals

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

DRAWS: Final = 200
LOW, HIGH = 2.5, 97.5
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval: shares in millionths, lengths in whole minutes."""

    value: int
    low: int
    high: int

    def to_json(self) -> list[int]:
        return [self.value, self.low, self.high]


@dataclass(frozen=True, eq=False)
class Sample:
    """One replication, a row a counted dossier: working minutes until its result, whether that was late, and how its
    row is grouped."""

    minutes: Floats
    late: Flags


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure before and after, and the difference, each with its own interval."""

    before: Estimate
    after: Estimate
    change: Estimate

    def to_json(self) -> dict[str, list[int]]:
        return {"before": self.before.to_json(), "after": self.after.to_json(), "change": self.change.to_json()}


class Measured:
    """Measures of dossiers that are counted, over replications."""

    def __init__(self, weeks: Ints, before: Sequence[Sample], after: Sequence[Sample], *, seed: int) -> None:
        self.before, self.after = before, after
        chance = np.random.default_rng([seed, 11])
        _names, self._week = np.unique(weeks, return_inverse=True)
        self._weeks = int(self._week.max(initial=-1)) + 1
        even = np.full(max(1, self._weeks), 1 / max(1, self._weeks))
        self._drawn = chance.multinomial(self._weeks, even, DRAWS)
        self._which = chance.integers(0, max(1, len(before)), DRAWS)

    def late(self, mask: Flags | None = None) -> Compared:
        """Share of late results, in millionths."""
        chosen = np.ones(len(self._week), np.bool_) if mask is None else mask
        counts = np.bincount(self._week[chosen], minlength=self._weeks)
        sides = []
        for samples in (self.before, self.after):
            late = np.stack([np.bincount(self._week[chosen & one.late], minlength=self._weeks) for one in samples])
            point = late.sum(axis=1).mean() / max(1, counts.sum())
            many = (self._drawn * late[self._which]).sum(axis=1) / np.maximum((self._drawn * counts).sum(axis=1), 1)
            sides.append((point, many))
        return _of_shares(_compared(sides, _MILLION), int(counts.sum()))

    def quantile(self, share: float, mask: Flags | None = None) -> Compared:
        """A quantile of the lengths, in minutes."""
        chosen = np.ones(len(self._week), np.bool_) if mask is None else mask
        week = self._week[chosen]
        sides = []
        for samples in (self.before, self.after):
            lengths = [one.minutes[chosen] for one in samples]
            orders = [np.argsort(one, kind="stable") for one in lengths]
            point = float(np.mean([np.quantile(one, share) for one in lengths])) if len(week) else 0.0
            many = np.array(
                [
                    _weighted(lengths[which], orders[which], drawn[week], share)
                    for which, drawn in zip(self._which.tolist(), self._drawn, strict=True)
                ]
            )
            sides.append((point, many))
        return _compared(sides, 1)


def figures_of(real: Sample, own: Flags) -> tuple[int, int, int]:
    """Late share in millionths, median and nine of ten in minutes, of the dossiers chosen."""
    late, minutes = real.late[own], real.minutes[own]
    if not len(late):
        return 0, 0, 0
    return (
        round(float(late.mean()) * 1_000_000),
        round(float(np.quantile(minutes, 0.5))),
        round(float(np.quantile(minutes, 0.9))),
    )


def _weighted(values: Floats, order: Ints, weights: Ints, share: float) -> float:
    if not len(values):
        return 0.0
    summed = np.cumsum(weights[order])
    place = int(np.searchsorted(summed, share * summed[-1]))
    return float(values[order[min(place, len(order) - 1)]])


def _compared(sides: Sequence[tuple[float, Floats]], scale: int) -> Compared:
    (first, firsts), (second, seconds) = sides
    return Compared(
        _estimate(first, firsts, scale),
        _estimate(second, seconds, scale),
        _estimate(second - first, seconds - firsts, scale),
    )


def _of_shares(found: Compared, count: int) -> Compared:
    """Few late dossiers say less than weeks drawn again can tell: the wider of both intervals."""
    before, after = (
        _wider(one, wilson(round(one.value * count / _MILLION), count)) for one in (found.before, found.after)
    )
    return Compared(before, after, found.change)


def _wider(one: Estimate, other: Estimate) -> Estimate:
    return Estimate(one.value, min(one.low, other.low), max(one.high, other.high))


def _estimate(value: float, many: Floats, scale: int) -> Estimate:
    low, high = (float(one) for one in np.percentile(many, [LOW, HIGH])) if len(many) else (value, value)
    low, high = min(low, value), max(high, value)
    return Estimate(round(value * scale), round(low * scale), round(high * scale))


def wilson(part: int, whole: int) -> Estimate:
    """A share in millionths with Wilson's interval of 95 %."""
    if not whole:
        return Estimate(0, 0, _MILLION)
    interval = intervals.wilson(part, whole)
    return Estimate(*(round(one * _MILLION) for one in (part / whole, interval.low, interval.high)))
