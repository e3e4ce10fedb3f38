"""Ranks with ties (1, 2, 2, 4), changes between periods, and min-max scaling over the units compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .score import Score


@dataclass(frozen=True, slots=True)
class Rank:
    """``rank`` of ``total`` units, 1 the best. None when the unit cannot be compared, ``why`` says why."""

    rank: int | None
    total: int
    tied: bool = False
    why: str = ""


def rank(values: Mapping[str, Fraction], tie: Fraction = Fraction(0)) -> dict[str, Rank]:
    """Competition ranking, more is better. Values within ``tie`` of the first of their place share it; a chain of small
    differences is not one tie."""
    ordered = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    places: dict[str, int] = {}
    place, first = 0, Fraction(0)
    for at, (unit, value) in enumerate(ordered, start=1):
        if at == 1 or first - value > tie:
            place, first = at, value
        places[unit] = place
    shared = Counter(places.values())
    return {unit: Rank(place, len(values), shared[place] > 1) for unit, place in places.items()}


def rank_scores(scores: Mapping[str, Score], group: str = "") -> dict[str, Rank]:
    """Units are ranked only with those that lack the same criteria and are scored by the same tree: among what most of
    them share. The others have no rank, code ``not_comparable``. ``group``: by the points of that group alone."""
    basis = {unit: (score.tree.hash, _lacks(score, group)) for unit, score in scores.items()}
    if not basis:
        return {}
    common = min(Counter(basis.values()).items(), key=lambda item: (-item[1], len(item[0][1]), item[0]))[0]
    compared = {unit: scores[unit] for unit in scores if basis[unit] == common}
    tie = next(iter(compared.values())).tree.tie
    ranks = rank({unit: _points(score, group) for unit, score in compared.items()}, tie)
    return {unit: ranks.get(unit, Rank(None, len(compared), why="not_comparable")) for unit in scores}


def _lacks(score: Score, group: str) -> tuple[str, ...]:
    return tuple(name for name in score.missing if not group or score.criteria[name].criterion.group == group)


def _points(score: Score, group: str) -> Fraction:
    if not group:
        return score.points
    return next((found.points for found in score.groups if found.group.id == group), Fraction(0))


@dataclass(frozen=True, slots=True)
class Change:
    """Since the earlier period: ``points`` more, ``places`` climbed (previous - current rank). None with ``why`` where
    the two cannot be compared."""

    points: Fraction | None = None
    groups: Mapping[str, Fraction] | None = None
    criteria: Mapping[str, Fraction] | None = None
    places: int | None = None
    why: str = ""


def change(now: Score, before: Score | None, ranks: tuple[Rank, Rank] | None = None) -> Change:
    """``ranks``: now and before. Points are compared where both lack the same criteria of the same tree; single
    criteria wherever both were scored."""
    if before is None:
        return Change(why="no_before")
    if now.tree.hash != before.tree.hash:
        return Change(why="definition_changed")
    places = None
    if ranks is not None and ranks[0].rank is not None and ranks[1].rank is not None:
        places = ranks[1].rank - ranks[0].rank
    criteria = {
        name: score.points - earlier.points
        for name, score in now.criteria.items()
        if score.points is not None and (earlier := before.criteria[name]).points is not None
    }
    if now.missing != before.missing:
        return Change(criteria=criteria, places=places, why="missing_differs")
    groups = {one.group.id: one.points - other.points for one, other in zip(now.groups, before.groups, strict=True)}
    return Change(now.points - before.points, groups, criteria, places)


def minmax(values: Mapping[str, Fraction], *, inverse: bool = False) -> dict[str, Fraction | None]:
    """Each value on 1 to 10 over the units compared; ``inverse``: less is better, 11 less that. All equal: None, the
    province decides what that means."""
    low, high = (min(values.values()), max(values.values())) if values else (Fraction(0), Fraction(0))
    if low == high:
        return dict.fromkeys(values)
    scaled = {unit: 1 + 9 * (value - low) / (high - low) for unit, value in values.items()}
    return {unit: 11 - value if inverse else value for unit, value in scaled.items()}
