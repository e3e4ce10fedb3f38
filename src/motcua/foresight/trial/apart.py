"""Work and waiting taken apart: what of a stay somebody worked, what it lay before a busy desk, what it lay ripening.

Observed is when a stay began and ended and, by a number, whose hand ended it. Between two ends of one hand lies at most
the work on the second: ``gap = end - max(begin of the stay, end before)``. Where the hand always had more to do the gap
*is* the work, so the work on a stay is learnt from the gaps of stays that had been lying there for longer than such a
stay usually takes: a mixture of two lognormals, the lower one work, the upper one work with a pause before it. Each
stay is then drawn: was the hand still busy when it could begin (the gap is all work), or idle (it began when it was
ripe)? What is neither work nor queue is *ripening*: whatever it waited for that no desk could hurry, absences of
people included. See ADR 0045 for what this cannot know. Pure; times are working minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]

ENOUGH: Final = 60
"""Stays with a certain queue that it takes to learn the work of a role by itself."""
SHARE: Final = 0.10
"""Work as a share of the step's hours where history shows no queue at all: an assumption, and reported as one."""
_ROUNDS: Final = 40
_LEAST: Final = 0.5


@dataclass(frozen=True, slots=True)
class Work:
    """Work on a stay as a share of the step's hours: lognormal. ``seen``: from how many gaps; 0: assumed."""

    mu: float
    sigma: float
    seen: int

    @property
    def mean(self) -> float:
        return float(np.exp(self.mu + self.sigma**2 / 2))


@dataclass(frozen=True, eq=False)
class Stays:
    """What is observed, a row a stay. ``hand`` -1: unknown. ``hours``: the step's limit in working minutes (0: none);
    ``used``: how long its clock ran (pauses left out); ``kind``: role, by which work is learnt."""

    begin: Floats
    end: Floats
    hours: Floats
    used: Floats
    hand: Codes
    desk: Codes
    kind: Codes


@dataclass(frozen=True, eq=False)
class Parts:
    """``work``, ``ripening`` and ``fixed`` (before its clock began, and pauses) of each stay; ``queued``: it lay before
    a busy hand for the rest."""

    work: Floats
    ripening: Floats
    fixed: Floats
    queued: Flags


class Apart:
    """What a history teaches; :meth:`drawn` then draws the parts of its stays, again for each replication."""

    def __init__(self, stays: Stays) -> None:
        self.stays = stays
        self._timed = (stays.hours > 0) & (stays.hand >= 0)
        self._order = np.lexsort((stays.end, stays.desk, stays.hand))
        self._before = self._ends_before()
        self.gap = np.maximum(stays.end - np.maximum(stays.begin, self._before), _LEAST)
        self.works = self._learnt()
        self.usual = self._usual()

    def _ends_before(self) -> Floats:
        stays, order = self.stays, self._order
        before = np.full(len(stays.end), -np.inf)
        same = (stays.hand[order][1:] == stays.hand[order][:-1]) & (stays.desk[order][1:] == stays.desk[order][:-1])
        before[order[1:][same]] = stays.end[order[:-1][same]]
        return before

    def _learnt(self) -> dict[int, Work]:
        """By kind; -1 for all together."""
        stays = self.stays
        lain = np.where(stays.hours > 0, (self._before - stays.begin) / np.maximum(stays.hours, 1), -np.inf)
        alone = self._timed & (self._before <= stays.begin)
        usual = np.median((stays.used / np.maximum(stays.hours, 1))[alone]) if alone.any() else 0.5
        certain = self._timed & (lain > usual)
        share = self.gap / np.maximum(stays.hours, 1)
        found = {-1: _fitted(share[certain])}
        for kind in np.unique(stays.kind[certain]).tolist():
            mask = certain & (stays.kind == kind)
            if mask.sum() >= ENOUGH:
                found[kind] = _fitted(share[mask])
        return found

    def work_of(self, kind: int) -> Work:
        return self.works.get(kind, self.works[-1])

    def _usual(self) -> Floats:
        """Sorted ripening as a share of the hours, of stays that certainly began when they were ripe."""
        stays = self.stays
        mean = self._column("mean")
        slow = np.exp(self._column("mu") + 2.3 * self._column("sigma"))
        share = self.gap / np.maximum(stays.hours, 1)
        idle = self._timed & (share > slow)
        if not idle.any():
            return np.array([0.0, 0.5])
        found = (np.maximum(stays.used, 0) / np.maximum(stays.hours, 1) - mean)[idle]
        return np.sort(np.maximum(found, 0.0))

    def _column(self, name: str) -> Floats:
        column = np.full(len(self.stays.kind), getattr(self.works[-1], name))
        for kind, work in self.works.items():
            if kind >= 0:
                column[self.stays.kind == kind] = getattr(work, name)
        return column

    def drawn(self, chance: np.random.Generator) -> Parts:
        """One way in which it may have been."""
        stays, count = self.stays, len(self.stays.end)
        hours = np.maximum(stays.hours, 1.0)
        mu, sigma = self._column("mu"), self._column("sigma")
        top = _normal((np.log(self.gap / hours) - mu) / sigma)
        drawn = np.exp(mu + sigma * _quantile(np.maximum(chance.random(count) * top, 1e-9))) * hours
        waited = self._before - stays.begin
        queued = self._timed & (waited > 0) & (chance.random(count) < self._busy(top, mu, sigma, hours, waited))
        work = np.where(queued, self.gap, np.minimum(drawn, self.gap))
        work = np.where(self._timed, work, np.minimum(drawn, np.maximum(stays.used, 0.0)))
        work = np.where(stays.hours > 0, work, 0.0)
        begun = stays.end - work
        length = stays.end - stays.begin
        fixed = np.where(stays.used >= 0, np.maximum(length - np.maximum(stays.used, 0), 0.0), length)
        room = np.maximum(length - fixed - work, 0.0)
        opened = np.maximum(self._opened(begun, queued) - stays.begin - fixed, 0.0)
        ripening = np.where(queued, self._ripened(chance, hours, np.minimum(opened, room), room), room)
        return Parts(work, ripening, fixed, queued)

    def _busy(self, top: Floats, mu: Floats, sigma: Floats, hours: Floats, waited: Floats) -> Floats:
        """How likely the hand was busy until it began: the gap is a usual piece of work and the stay was ripe by the
        end before, against a hand that lay idle for a while."""
        stays = self.stays
        standard = (np.log(self.gap / hours) - mu) / sigma
        density = np.exp(-0.5 * standard**2) / (self.gap * sigma * np.sqrt(2 * np.pi))
        ripe = np.searchsorted(self.usual, waited / hours) / len(self.usual)
        load = np.zeros(int(stays.hand.max(initial=-1)) + 2)
        work = np.where(self._timed, np.exp(mu + sigma**2 / 2) * hours, 0.0)
        np.add.at(load, stays.hand, work)
        span = max(float(stays.end.max() - stays.begin.min()), 1.0)
        load = np.clip(load / span, 0.02, 0.95)[stays.hand]
        idle = (1 - load) * top * (1 - ripe + 0.02) / np.maximum(hours * 0.3, 1.0)
        busy = load * density * ripe
        return busy / np.maximum(busy + idle, 1e-12)

    def _opened(self, begun: Floats, queued: Flags) -> Floats:
        """When the stretch of work without a break began in which each stay was worked on: it was not ripe before, or
        somebody would have begun it."""
        order = self._order
        heads = np.where(queued[order], 0, np.arange(len(order)))
        head = np.maximum.accumulate(heads)
        opened = np.empty(len(order))
        opened[order] = begun[order][head]
        return opened

    def _ripened(self, chance: np.random.Generator, hours: Floats, least: Floats, most: Floats) -> Floats:
        """Ripening between two bounds, spread as it usually is."""
        usual = self.usual
        low = np.searchsorted(usual, least / hours) / len(usual)
        high = np.searchsorted(usual, most / hours, side="right") / len(usual)
        point = low + chance.random(len(hours)) * (high - low)
        value = usual[np.minimum((point * len(usual)).astype(np.int64), len(usual) - 1)] * hours
        evenly = least + chance.random(len(hours)) * (most - least)
        return np.clip(np.where(high - low < 1e-6, evenly, value), least, np.maximum(least, most))


def _fitted(share: Floats) -> Work:
    """The lower of two lognormals by expectation and maximisation."""
    share = share[share > 0]
    if len(share) < ENOUGH // 2:
        return Work(float(np.log(SHARE)) - 0.125, 0.5, 0)
    logs = np.sort(np.log(share))
    low, high = float(np.quantile(logs, 0.3)), float(np.quantile(logs, 0.85))
    narrow = wide = max(float(logs.std()) / 2, 0.2)
    mixed = 0.6
    for _round in range(_ROUNDS):
        first = mixed * np.exp(-0.5 * ((logs - low) / narrow) ** 2) / narrow
        second = (1 - mixed) * np.exp(-0.5 * ((logs - high) / wide) ** 2) / wide
        weight = first / np.maximum(first + second, 1e-300)
        mixed = float(np.clip(weight.mean(), 0.05, 0.98))
        low = float((weight * logs).sum() / weight.sum())
        narrow = float(np.clip(np.sqrt((weight * (logs - low) ** 2).sum() / weight.sum()), 0.15, 1.0))
        other = 1 - weight
        if other.sum() > 1e-6:
            high = max(float((other * logs).sum() / other.sum()), low + 0.3)
            wide = float(np.clip(np.sqrt((other * (logs - high) ** 2).sum() / other.sum()), 0.3, 2.5))
    return Work(low, narrow, len(share))


_GRID: Final = np.linspace(-6, 6, 4001)
_CUMULATED: Final = np.cumsum(np.exp(-0.5 * _GRID**2)) / np.exp(-0.5 * _GRID**2).sum()


def _normal(value: Floats) -> Floats:
    return np.interp(value, _GRID, _CUMULATED)


def _quantile(share: Floats) -> Floats:
    return np.interp(share, _CUMULATED, _GRID)


def elasticity(stays: Stays) -> float:
    """How the length of a stay goes with the hours of its step, over steps of one role: 1 when twice the hours take
    twice as long, 0 when hours make no difference. Of medians by role and hours, weighted by count."""
    mask = (stays.hours > 0) & (stays.used > 0)
    tops, belows = 0.0, 0.0
    for kind in np.unique(stays.kind[mask]).tolist():
        own = mask & (stays.kind == kind)
        groups = [(hours, own & (stays.hours == hours)) for hours in np.unique(stays.hours[own]).tolist()]
        kept = [(np.log(h), np.log(np.median(stays.used[g])), float(g.sum())) for h, g in groups if g.sum() >= 20]
        if len(kept) < 2:
            continue
        x, y, w = (np.array(column) for column in zip(*kept, strict=True))
        centre_x, centre_y = (w * x).sum() / w.sum(), (w * y).sum() / w.sum()
        tops += float((w * (x - centre_x) * (y - centre_y)).sum())
        belows += float((w * (x - centre_x) ** 2).sum())
    return float(np.clip(tops / belows, 0.0, 1.2)) if belows > 0 else 1.0
