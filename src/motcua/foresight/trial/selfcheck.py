"""Would the dry run have foretold what happened? The last part of the period is played with nothing of its own but who
came when, who was there and what broke work off: every stay gets the work and ripening of a stay that had ended before.
What comes out is held against what was recorded; where it differs, every interval of the report is made wider by it.

That tests the queues and what was learnt of work, the parts that a change leans on. It cannot test how work goes with
the hours of a step, nor whether people will work otherwise under a new rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.foresight.trial.apart import Parts, Stays
from motcua.foresight.trial.history import History
from motcua.foresight.trial.measures import Compared, Estimate
from motcua.foresight.trial.queueing import Stages

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

LAST_PART: Final = 1 / 3
ENOUGH: Final = 50
"""Dossiers that it takes to check by."""
POOL: Final = 30
NEAR_LATE, NEAR_LENGTH = 20_000, 0.05
"""So near (millionths of all; part of the median) is good enough, whatever the interval says."""
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """``since``: microseconds; ``late`` (millionths), ``median`` and ``p90`` (minutes): foretold, with intervals;
    ``recorded`` the three as they were."""

    since: int
    dossiers: int
    late: Estimate
    median: Estimate
    p90: Estimate
    recorded: tuple[int, int, int]

    @property
    def holds(self) -> bool:
        """Whether late share and median came out as they were."""
        late, median = self.recorded[:2]
        return (_within(self.late, late) or abs(self.late.value - late) <= NEAR_LATE) and (
            _within(self.median, median) or abs(self.median.value - median) <= NEAR_LENGTH * median
        )


def _within(one: Estimate, value: int) -> bool:
    return one.low <= value <= one.high


def missed_by(check: SelfCheck, told: tuple[Compared, Compared, Compared], moved: float) -> tuple[int, int, int]:
    """What the self-check missed of late share, median and p90, carried over to what is told after a change that moves
    this part of the dossiers: a length by its size, a share by the spread of such a share."""
    off = abs(check.late.value - check.recorded[0])
    late = off * _spread_of(told[0].after.value) / max(_spread_of(check.recorded[0]), _spread_of(check.late.value))
    lengths = [
        abs(one.value - was) / max(was, 1) * side.after.value
        for one, was, side in zip((check.median, check.p90), check.recorded[1:], told[1:], strict=True)
    ]
    return round(late * moved), round(lengths[0] * moved), round(lengths[1] * moved)


def _spread_of(share: int) -> float:
    part = min(max(share / _MILLION, 0.005), 0.995)
    return float((part * (1 - part)) ** 0.5)


def last_part(history: History, scored: Flags) -> tuple[int, Flags] | None:
    """Since when is checked, and which dossiers; None where there are too few to check or to learn from."""
    dossiers = history.dossiers
    filed = dossiers.filed[dossiers.counted]
    if not len(filed):
        return None
    first, last = int(filed.min()), int(filed.max())
    since = last - round((last - first) * LAST_PART)
    checked = scored & dossiers.own & (dossiers.filed >= since)
    learnt = scored & dossiers.own & (dossiers.filed < since)
    return (since, checked) if min(checked.sum(), learnt.sum()) >= ENOUGH else None


class Foretold:
    """Stages of the year with those from ``since`` on foretold from what ended before."""

    def __init__(self, history: History, stays: Stays, since: int) -> None:
        self._history, self._stays = history, stays
        visits, dossiers = history.visits, history.dossiers
        self._new = (dossiers.filed[visits.dossier] >= since) & (stays.desk >= 0)
        known = (visits.left < since) & (stays.hours > 0) & (visits.person >= 0)
        again = visits.part > 0
        procedure = dossiers.procedure[visits.dossier]
        self._donors: list[tuple[Ints, Ints]] = []
        left = self._new.copy()
        for columns in ((procedure, visits.step, visits.role, again), (visits.role, again), (visits.role,), ()):
            left &= ~self._pooled(columns, left, known)

    def _pooled(self, columns: tuple[NDArray[np.generic], ...], wanted: Flags, known: Flags) -> Flags:
        """Which of those wanted found enough stays that are alike in the columns."""
        found = np.zeros(len(wanted), np.bool_)
        if not wanted.any():
            return found
        keys = np.stack([np.asarray(one, np.int64) for one in (*columns, np.zeros(len(wanted)))])
        _names, place = np.unique(keys, axis=1, return_inverse=True)
        place = place.ravel()
        for number in np.unique(place[wanted]).tolist():
            alike = place == number
            rows, donors = np.flatnonzero(alike & wanted), np.flatnonzero(alike & known)
            if len(donors) >= POOL:
                self._donors.append((rows, donors))
                found[rows] = True
        return found

    def stages(self, plain: Stages, parts: Parts, gap: Floats, chance: np.random.Generator) -> Stages:
        """Those of the year as it was, with what is foretold in their place."""
        delay, work = plain.delay.copy(), plain.work.copy()
        hours = np.maximum(self._stays.hours, 1.0)
        for rows, donors in self._donors:
            drawn = donors[chance.integers(0, len(donors), len(rows))]
            scale = hours[rows] / hours[drawn]
            work[rows] = parts.work[drawn] * scale
            delay[rows] = (parts.fixed + gap)[rows] + parts.ripening[drawn] * scale
        return Stages(plain.begin, plain.first, plain.desk, delay, work)


def wider(one: Compared, calibration: int, check: int, *, most: int | None = None) -> Compared:
    """The comparison with what the replay is known to miss: ``calibration``, by how much the year as it was came out
    otherwise, and ``check``, what the self-check missed in as far as the change touches dossiers."""
    return Compared(
        _spread(one.before, calibration, 0, most),
        _spread(one.after, calibration + check, 0, most),
        _spread(one.change, check, None, most),
    )


def _spread(one: Estimate, by: int, least: int | None, most: int | None) -> Estimate:
    low, high = one.low - by, one.high + by
    return Estimate(one.value, low if least is None else max(least, low), high if most is None else min(most, high))


SHARE_MOST: Final = _MILLION
