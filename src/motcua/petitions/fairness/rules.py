"""Whether a unit does well or badly, or whether nobody can say. Pure.

Two intervals that lie apart tell a difference; two that touch tell none, however far apart the shares look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from motcua.core.intervals import Interval, wilson


@dataclass(frozen=True, slots=True)
class Few:
    """From how many on something is shown (``shown``) and compared (``compared``); how sure an interval is, in percent;
    from which score on a rating is good."""

    shown: int
    compared: int
    confidence: int
    good_score: int
    months: int

    @property
    def z(self) -> float:
        return NormalDist().inv_cdf(0.5 + self.confidence / 200)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a unit had to answer in a period. ``due``: answers that were due; ``on_time`` of them in time. ``rated``:
    verdicts of senders; ``content`` of them good. ``hours``: the median from receipt to answer; None without one."""

    due: int = 0
    on_time: int = 0
    rated: int = 0
    content: int = 0
    hours: float | None = None
    open: int = 0

    def plus(self, other: Counts) -> Counts:
        """The sums; a median of two medians is none."""
        return Counts(
            self.due + other.due,
            self.on_time + other.on_time,
            self.rated + other.rated,
            self.content + other.content,
            None,
            self.open + other.open,
        )


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Share:
    """A share with how sure it is; ``interval`` None where there are too few to show."""

    hits: int
    of: int
    interval: Interval | None

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0


def share(hits: int, of: int, few: Few) -> Share:
    """Under the minimum neither the share nor the count of hits is told: who knows one case would know the others."""
    if of < few.shown:
        return Share(0, of, None)
    return Share(hits, of, wilson(hits, of, few.z))


def verdict(hits: int, of: int, others: tuple[int, int], few: Few) -> Verdict:
    """How a unit's share stands to that of all others together (``others``: hits, of)."""
    if of < few.compared or others[1] < few.compared:
        return Verdict.TOO_FEW
    own, rest = wilson(hits, of, few.z), wilson(*others, few.z)
    if own.low > rest.high:
        return Verdict.BETTER
    return Verdict.WORSE if own.high < rest.low else Verdict.SAME


@dataclass(frozen=True, slots=True)
class Standing:
    on_time: Share
    content: Share
    by_time: Verdict
    by_content: Verdict
    counts: Counts


def standings(units: Mapping[int, Counts], few: Few) -> dict[int, Standing]:
    """Every unit against the rest of the province without it."""
    whole = total(units.values())
    found = {}
    for unit, counts in units.items():
        time_rest = whole.on_time - counts.on_time, whole.due - counts.due
        rated_rest = whole.content - counts.content, whole.rated - counts.rated
        found[unit] = Standing(
            on_time=share(counts.on_time, counts.due, few),
            content=share(counts.content, counts.rated, few),
            by_time=verdict(counts.on_time, counts.due, time_rest, few),
            by_content=verdict(counts.content, counts.rated, rated_rest, few),
            counts=counts,
        )
    return found


def total(counts: Iterable[Counts]) -> Counts:
    whole = Counts()
    for one in counts:
        whole = whole.plus(one)
    return whole
