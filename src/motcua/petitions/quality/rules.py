"""Drawing answers, adding up their marks, comparing units. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from motcua.core.intervals import Interval, wilson

FEWEST_SHOWN = 5
"""A unit with fewer scored answers is counted, not judged."""


# ---- drawing


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer that may be drawn: its petition and the unit that answered."""

    petition: UUID
    unit: int


def frame_hash(frame: Iterable[Answered]) -> str:
    """What the draw was made from, in one number: the same answers give the same, in whatever order they come."""
    digest = hashlib.sha256()
    for line in sorted(f"{one.petition}:{one.unit}" for one in frame):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def draw(frame: Iterable[Answered], *, per_unit: int, seed: str) -> list[Answered]:
    """``per_unit`` answers of every unit (all where it has fewer), by chance: each answer's place in the queue is the
    hash of the seed and its petition. The same seed over the same answers draws the same ones, whatever their order;
    one more answer in the frame moves no other. Raises ValueError for a number under one."""
    if per_unit < 1:
        raise ValueError("draw one at least")
    by_unit: dict[int, list[Answered]] = {}
    for one in set(frame):
        by_unit.setdefault(one.unit, []).append(one)
    drawn: list[Answered] = []
    for unit in sorted(by_unit):
        drawn += sorted(by_unit[unit], key=lambda one: (_chance(seed, one.petition), one.petition))[:per_unit]
    return drawn


def _chance(seed: str, petition: UUID) -> bytes:
    return hashlib.sha256(f"{seed}\n{petition}".encode()).digest()


# ---- scoring


@dataclass(frozen=True, slots=True)
class Criterion:
    """``most``: the points of a full yes. ``is_fatal``: an answer without a point here is no answer ("noted")."""

    code: str
    most: int
    is_fatal: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    points: int
    most: int
    is_good: bool

    @property
    def share(self) -> Fraction:
        return Fraction(self.points, self.most)


def faults(criteria: Sequence[Criterion], marks: Mapping[str, int]) -> dict[str, str]:
    """What is wrong with the marks, by criterion: ``mark_missing``, ``mark_out_of_range`` or one that is unknown."""
    known = {one.code: one for one in criteria}
    found = {code: "quality_criterion_unknown" for code in marks if code not in known}
    for one in criteria:
        if one.code not in marks:
            found[one.code] = "mark_missing"
        elif not 0 <= marks[one.code] <= one.most:
            found[one.code] = "mark_out_of_range"
    return found


def score(criteria: Sequence[Criterion], marks: Mapping[str, int], *, good_from_percent: int) -> Score:
    """Good: ``good_from_percent`` of the points or more, and a point at least on every fatal criterion. Raises
    ValueError where :func:`faults` finds any, or without criteria."""
    if not criteria or faults(criteria, marks):
        raise ValueError("every criterion needs its mark")
    points = sum(marks[one.code] for one in criteria)
    most = sum(one.most for one in criteria)
    alive = all(marks[one.code] > 0 for one in criteria if one.is_fatal)
    return Score(points, most, alive and points * 100 >= good_from_percent * most)


# ---- comparing


@dataclass(frozen=True, slots=True)
class Scored:
    unit: int
    score: Score


@dataclass(frozen=True, slots=True)
class UnitQuality:
    """``good`` of ``scored`` answers were good; the true share lies in ``interval`` (95 %). ``mean``: of the shares of
    points. ``is_shown``: enough were scored to say so in public. ``verdict``: ``above`` or ``below`` the whole where
    the interval leaves its share out, ``""`` otherwise and where too few were scored."""

    unit: int
    scored: int
    good: int
    interval: Interval
    mean: Fraction
    is_shown: bool
    verdict: str


def by_unit(scored: Iterable[Scored], *, fewest: int = FEWEST_SHOWN) -> list[UnitQuality]:
    """One line a unit, in the order of their numbers."""
    groups: dict[int, list[Score]] = {}
    for one in scored:
        groups.setdefault(one.unit, []).append(one.score)
    every = [one for group in groups.values() for one in group]
    whole = sum(one.is_good for one in every) / len(every) if every else 0.0
    found = []
    for unit, group in sorted(groups.items()):
        good = sum(one.is_good for one in group)
        interval = wilson(good, len(group))
        shown = len(group) >= fewest
        mean = sum((one.share for one in group), Fraction(0)) / len(group)
        verdict = _verdict(interval, whole) if shown else ""
        found.append(UnitQuality(unit, len(group), good, interval, mean, shown, verdict))
    return found


def _verdict(interval: Interval, whole: float) -> str:
    if interval.low > whole:
        return "above"
    return "below" if interval.high < whole else ""
