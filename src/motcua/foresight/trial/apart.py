"""Work and waiting taken apart: what of a stay somebody worked, what it lay before a busy desk, what it lay ripening.

Observed is when a stay began and ended and, by a number, whose hand ended it. Between two ends of one hand lies at most
the work on the second: ``gap = end - max(begin of the stay, end before)``. Where the hand always had more to do the gap
*is* the work, so the work on a stay is learnt from the gaps of stays that had been lying there for longer than such a
stay usually takes: a mixture of two lognormals, the lower one work, the upper one work with a pause before it. Each
stay is then drawn: was the hand still busy when it could begin (the gap is all work), idle (it began when it was
ripe), or away (it was ripe, and yet nobody began it)? What is neither work, queue nor absence is *ripening*: whatever
it waited for that no desk could hurry. How long that usually is, is seen at hands that are seldom busy. See ADR 0045
for what this cannot know. Pure; times are working minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.foresight.trial.usual import ENOUGH as CALM_ENOUGH
from motcua.foresight.trial.usual import Usual

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]

ENOUGH: Final = 60
"""Stays with a certain queue that it takes to learn the work of a role by itself."""
SHARE: Final = 0.10
"""Work as a share of the step's hours where history shows no queue at all: an assumption, and reported as one."""
CALM: Final = 0.3
"""Hands that work less than this share of the time: what lies with them lies for other reasons than a queue."""
AWAY: Final = 0.05
AWAY_MINUTES: Final = 1440.0
"""How likely somebody who could begin does not, before anything is seen, and for how long: a rough prior, which long
gaps outweigh."""
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
class Away:
    """A row an absence: ``hand`` of ``desk`` began nothing from ``since`` to ``until`` though something was ripe."""

    desk: Codes
    hand: Codes
    since: Floats
    until: Floats


@dataclass(frozen=True, eq=False)
class Parts:
    """``work``, ``ripening`` and ``fixed`` (before its clock began, and pauses) of each stay; ``queued``: it lay before
    a busy hand for the rest; ``away``: when hands were not there."""

    work: Floats
    ripening: Floats
    fixed: Floats
    queued: Flags
    away: Away


class Apart:
    """What a history teaches; :meth:`drawn` then draws the parts of its stays, again for each replication."""

    def __init__(self, stays: Stays) -> None:
        self.stays = stays
        self._timed = (stays.hours > 0) & (stays.hand >= 0)
        self._order = np.lexsort((stays.end, stays.desk, stays.hand))
        self._before = self._ends_before()
        self.gap = np.maximum(stays.end - np.maximum(stays.begin, self._before), _LEAST)
        self.works = self._learnt()
        self.load = self._loads()
        self.calm = self._timed & (self.load < CALM)
        self.usual = Usual(*self._ripened_usually())

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

    def _loads(self) -> Floats:
        """Of each stay's hand: the share of the time in which it worked."""
        stays = self.stays
        if not len(stays.hand):
            return np.zeros(0)
        load = np.zeros(int(stays.hand.max(initial=-1)) + 2)
        mean = np.where(self._timed, self._column("mean") * stays.hours, 0.0)
        np.add.at(load, stays.hand, mean)
        span = max(float(stays.end.max() - stays.begin.min()), 1.0)
        return np.clip(load / span, 0.02, 0.95)[stays.hand]

    def _ripened_usually(self) -> tuple[Floats, Codes]:
        """Ripening as a share of the hours, with the kinds of its stays: of hands that are seldom busy, or else of
        stays that certainly began when they were ripe."""
        stays = self.stays
        chosen = self.calm
        if chosen.sum() < CALM_ENOUGH:
            slow = np.exp(self._column("mu") + 2.3 * self._column("sigma"))
            chosen = self._timed & (self.gap / np.maximum(stays.hours, 1) > slow)
        found = (np.maximum(stays.used, 0) / np.maximum(stays.hours, 1) - self._column("mean"))[chosen]
        return np.maximum(found, 0.0), stays.kind[chosen]

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
        busy, away = self._likely(top, mu, sigma, hours, waited)
        point, lay = chance.random(count), self._timed & (waited > 0)
        queued = lay & (point < busy)
        ripe = lay & ~queued & (point < busy + away)
        work = np.where(queued, self.gap, np.minimum(drawn, self.gap))
        work = np.where(self._timed, work, np.minimum(drawn, np.maximum(stays.used, 0.0)))
        work = np.where(stays.hours > 0, work, 0.0)
        length = stays.end - stays.begin
        fixed = np.where(stays.used >= 0, np.maximum(length - np.maximum(stays.used, 0), 0.0), length)
        room = np.maximum(length - fixed - work, 0.0)
        fence = self.usual.fences(stays.kind) * hours
        unusual = self._timed & ~queued & ~ripe & (room > fence)
        most = np.where(ripe, np.minimum(room, np.maximum(waited - fixed, 0.0)), np.minimum(room, fence))
        zero = np.zeros(count)
        ripening = np.where(ripe | unusual, self._ripened(chance, hours, zero, most), room)
        since = np.where(ripe, self._before, stays.begin + fixed + ripening)
        opened = self._opened(np.where(unusual, since, stays.end - work), queued | ripe)
        least = np.maximum(opened - stays.begin - fixed, 0.0)
        ripening = np.where(queued, self._ripened(chance, hours, np.minimum(least, room), room), ripening)
        gone = (ripe | unusual) & (stays.end - work > since)
        absences = self._away(chance, since, stays.end - work, gone)
        return Parts(work, ripening, fixed, queued, absences)

    def _away(self, chance: np.random.Generator, since: Floats, until: Floats, gone: Flags) -> Away:
        """Absences that were seen from ``since`` on. They began earlier: on average as long before somebody waited as
        they went on after it, and not before the last sign of the hand."""
        stays = self.stays
        earlier = chance.random(len(since)) * 2 * np.maximum(until - since, 0.0)
        begun = np.maximum(np.minimum(self._before, since), since - earlier)
        return Away(stays.desk[gone], stays.hand[gone], begun[gone], until[gone])

    def _likely(self, top: Floats, mu: Floats, sigma: Floats, hours: Floats, waited: Floats) -> tuple[Floats, Floats]:
        """How likely the hand was busy until it began (the gap is a usual piece of work and the stay was ripe by the
        end before), and how likely the stay was ripe and the hand away; else it was not ripe."""
        standard = (np.log(self.gap / hours) - mu) / sigma
        density = np.exp(-0.5 * standard**2) / (self.gap * sigma * np.sqrt(2 * np.pi))
        ripe = self.usual.below(waited / hours, self.stays.kind)
        idle = (1 - self.load) * top
        unripe = idle * (1 - ripe) / np.maximum(hours * 0.3, 1.0)
        busy, away = self.load * density * ripe, idle * ripe * AWAY / AWAY_MINUTES
        whole = np.maximum(busy + away + unripe, 1e-12)
        return busy / whole, away / whole

    def _opened(self, begun: Floats, goes_on: Flags) -> Floats:
        """When the stretch without a break began in which each stay was worked on: it was not ripe before, or somebody
        would have begun it."""
        order = self._order
        heads = np.where(goes_on[order], 0, np.arange(len(order)))
        head = np.maximum.accumulate(heads)
        opened = np.empty(len(order))
        opened[order] = begun[order][head]
        return opened

    def _ripened(self, chance: np.random.Generator, hours: Floats, least: Floats, most: Floats) -> Floats:
        """Ripening between two bounds, spread as it usually is."""
        kinds = self.stays.kind
        low, high = (self.usual.below(bound / hours, kinds) for bound in (least, most))
        value = self.usual.at(low + chance.random(len(hours)) * (high - low), kinds) * hours
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
