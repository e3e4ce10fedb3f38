"""What would raise the score: for each criterion how many more successes give the next point, what the score would be,
and the cheapest way to a target. Only rates are advised on: a success more is a dossier or procedure that counts in the
numerator, the denominator stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from .model import Criterion
from .rules import Found, Rate, Rule, RuleKind, points
from .score import CriterionScore, Score, Standing, score

MOST_MOVES: Final = 200


@dataclass(frozen=True, slots=True)
class Advice:
    """``items`` more in the numerator of the criterion's indicator give ``gain`` points. ``room``: what all that
    are left would give."""

    criterion: str
    indicator: str
    items: int
    gain: Fraction
    room: Fraction
    left: int
    """How many are not counted in the numerator yet: the list to work on."""

    @property
    def each(self) -> Fraction:
        return self.gain / self.items


@dataclass(frozen=True, slots=True)
class Plan:
    """Moves in the order of their worth, one for each criterion. ``reached``: whether they are enough."""

    moves: tuple[Advice, ...]
    before: Fraction
    after: Fraction
    target: Fraction

    @property
    def reached(self) -> bool:
        return self.after >= self.target


@dataclass(frozen=True, slots=True)
class _Lever:
    """A criterion whose points grow with its numerator."""

    criterion: Criterion
    rule: Rule
    most: Fraction
    above: Fraction
    below: Fraction

    @property
    def left(self) -> int:
        return max(0, (self.below - self.above).__floor__())

    def gain(self, items: int) -> Fraction:
        here = points(self.rule, self.most, Rate(self.above, self.below))
        return points(self.rule, self.most, Rate(self.above + items, self.below)) - here

    def fewest(self, gain: Fraction) -> int | None:
        """The smallest number of items that gives at least ``gain``; None when all that are left do not."""
        low, high = 0, self.left
        if gain <= 0 or self.gain(high) < gain:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.gain(middle) >= gain else (middle, high)
        return high

    def advice(self, items: int, moved: int = 0) -> Advice:
        return Advice(
            self.criterion.id,
            self.criterion.indicator,
            items,
            self.gain(items),
            self.gain(self.left),
            self.left - moved,
        )

    def moved(self, items: int) -> _Lever:
        return _Lever(self.criterion, self.rule, self.most, self.above + items, self.below)


_GROWING: Final = frozenset({RuleKind.LINEAR, RuleKind.CAPPED, RuleKind.FLOOR_LINEAR, RuleKind.BANDS})


def next_points(before: Score, want: Fraction = Fraction(1)) -> list[Advice]:
    """For each criterion that can still grow, the fewest items for ``want`` points more, or for all it has left when
    that is less. The cheapest first: those that reach ``want``, by items, then the others by what an item is worth."""
    found = []
    for lever in _levers(before):
        whole = lever.gain(lever.left)
        items = lever.fewest(min(want, whole))
        if items is not None:
            found.append(lever.advice(items))
    return sorted(found, key=lambda a: (a.gain < want, a.items if a.gain >= want else -a.each, a.criterion))


def simulate(before: Score, changes: Mapping[str, Found]) -> Score:
    """The score if these criteria were found so, everything else as it is. Raises NotFound ``criterion_unknown``."""
    found = {name: c.found for name, c in before.criteria.items() if c.found is not None}
    assume = any(c.assumed for c in before.criteria.values())
    return score(before.tree, {**found, **changes}, assume=assume)


def plan_for(before: Score, target: Fraction) -> Plan:
    """The cheapest items to reach ``target`` points, taking each time the move that gives most for an item. For linear
    rules nothing is cheaper; steps and floors may hide a better mix, so it is a proposal and no proof."""
    levers = {lever.criterion.id: lever for lever in _levers(before)}
    started = dict(levers)
    taken: dict[str, int] = {}
    reached = before.points
    for _ in range(MOST_MOVES):
        moves = [(lever.gain(k) / k, name, k) for name, lever in levers.items() for k in _jumps(lever)]
        if reached >= target or not moves:
            break
        _, name, items = max(moves, key=lambda move: (move[0], -move[2], move[1]))
        items = min(items, levers[name].fewest(target - reached) or items)
        reached += levers[name].gain(items)
        levers[name] = levers[name].moved(items)
        taken[name] = taken.get(name, 0) + items
    moves_taken = [started[name].advice(items) for name, items in taken.items()]
    return Plan(tuple(sorted(moves_taken, key=lambda a: (-a.each, a.criterion))), before.points, reached, target)


def _jumps(lever: _Lever) -> Iterator[int]:
    """Numbers of items worth thinking of: to the cap, to each step or floor, and all that are left."""
    rates = {
        RuleKind.CAPPED: (lever.rule.cap,),
        RuleKind.FLOOR_LINEAR: (lever.rule.floor, lever.rule.full),
        RuleKind.BANDS: tuple(least for least, _ in lever.rule.steps),
    }.get(lever.rule.kind, ())
    wanted = {-((lever.above - rate * lever.below).__floor__()) for rate in rates} | {lever.left}
    for items in sorted(wanted):
        if 0 < items <= lever.left and lever.gain(items) > 0:
            yield items


def _levers(before: Score) -> Iterator[_Lever]:
    for found in before.criteria.values():
        lever = _lever(found)
        if lever is not None and lever.left and lever.gain(lever.left) > 0:
            yield lever


def _lever(found: CriterionScore) -> _Lever | None:
    if found.standing is not Standing.SCORED or found.by_zero_rule or found.most is None:
        return None
    working = found.criterion.working
    rule = working.rule if found.assumed and working is not None else found.criterion.rule
    if rule.kind not in _GROWING or not isinstance(found.found, Rate):
        return None
    return _Lever(found.criterion, rule, found.most, found.found.numerator, found.found.denominator)
