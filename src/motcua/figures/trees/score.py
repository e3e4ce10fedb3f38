"""A score that is right, or says what it lacks. What has no source is never scored by a zero rule: its points stay
open, and the total is stated as what was reached of what could be scored, with what it can be at least and at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from motcua.core.errors import NotFound
from motcua.figures.definitions.evaluation import Outcome
from motcua.figures.definitions.model import Form, ZeroPolicy
from motcua.figures.numbers import half_up

from .model import Band, Criterion, Group, Tree
from .rules import Amount, Found, Lacking, Mismatch, NotApplicable, Rate, Rule, RuleKind, is_empty, points

NOTHING = Fraction(0)


class Standing(StrEnum):
    SCORED = "scored"
    NOT_APPLICABLE = "not_applicable"
    """Left out of the maximum."""
    MISSING = "missing"
    """Points are open: no source, no data, or no rule."""
    SHOWN = "shown"
    """Displayed, never scored."""


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """``most``: what could be reached; None where no source gives it. ``reason``: why it is missing or not applicable,
    a code. ``by_zero_rule``: nothing to divide by, the zero policy gave the points. ``assumed``: rests on a working
    assumption."""

    criterion: Criterion
    standing: Standing
    most: Fraction | None
    points: Fraction | None = None
    reason: str = ""
    about: str = ""
    found: Found | None = None
    by_zero_rule: bool = False
    assumed: bool = False


@dataclass(frozen=True)
class GroupScore:
    """``most`` is what applies; ``scored_most`` the part of it that could be scored. ``open`` = most - scored_most."""

    group: Group
    criteria: tuple[CriterionScore, ...]
    points: Fraction
    most: Fraction
    scored_most: Fraction

    @property
    def open(self) -> Fraction:
        return self.most - self.scored_most


@dataclass(frozen=True)
class Score:
    tree: Tree
    groups: tuple[GroupScore, ...]

    @cached_property
    def criteria(self) -> dict[str, CriterionScore]:
        return {score.criterion.id: score for group in self.groups for score in group.criteria}

    @property
    def most(self) -> Fraction:
        """The maximum that applies to this unit."""
        return sum((group.most for group in self.groups), NOTHING)

    @property
    def scored_most(self) -> Fraction:
        return sum((group.scored_most for group in self.groups), NOTHING)

    @property
    def open(self) -> Fraction:
        """Points nobody can say anything about."""
        return self.most - self.scored_most

    @property
    def points(self) -> Fraction:
        """Reached among what could be scored; bonus and penalties cannot leave 0 to the maximum."""
        return max(NOTHING, min(self.scored_most, sum((group.points for group in self.groups), NOTHING)))

    @property
    def assumed(self) -> Fraction:
        """Of the maximum, what rests on working assumptions."""
        return sum((c.most or NOTHING for c in self.criteria.values() if c.assumed and c.most), NOTHING)

    @property
    def is_complete(self) -> bool:
        return not self.open and not self.tree.frame

    @property
    def missing(self) -> tuple[str, ...]:
        """Criteria whose points are open, in order."""
        return tuple(c.criterion.id for c in self.criteria.values() if c.standing is Standing.MISSING)

    @property
    def least_percent(self) -> Fraction | None:
        return self.points / self.most * 100 if self.most else None

    @property
    def most_percent(self) -> Fraction | None:
        return min(self.points + self.open, self.most) / self.most * 100 if self.most else None

    @property
    def percent(self) -> Fraction | None:
        """Of the maximum that applies; None while points are open."""
        return self.least_percent if self.is_complete else None

    @property
    def band(self) -> Band | None:
        """Only when the open points could not change it."""
        ends = {self._band(end) for end in (self.least_percent, self.most_percent)}
        return next(iter(ends)) if len(ends) == 1 and not self.tree.frame else None

    def _band(self, share: Fraction | None) -> Band | None:
        if share is None:
            return None
        return next((band for band in self.tree.bands if share >= band.least), None)

    def rounded(self, value: Fraction) -> Decimal:
        return half_up(value, self.tree.decimals)


def found_in(outcome: Outcome) -> Found:
    """What an indicator's figure gives its criterion."""
    if outcome.is_empty and outcome.numerator is not None:
        return Rate(outcome.numerator, NOTHING)
    if outcome.missing or outcome.value is None:
        return Lacking(outcome.missing or "no_data", outcome.about or outcome.indicator.id)
    if outcome.denominator is None or outcome.indicator.form is not Form.RATE:
        return Amount(outcome.value)
    if outcome.is_capped:
        return Rate(outcome.value * outcome.denominator, outcome.denominator)
    return Rate(outcome.numerator or NOTHING, outcome.denominator)


def score(tree: Tree, found: Mapping[str, Found], *, assume: bool = False) -> Score:
    """``found``: leaf criterion -> what was found; what is left out counts as ``not_given``. ``assume``: working
    assumptions of the tree fill what no source says, and are said. Raises NotFound ``criterion_unknown``."""
    leaves = {criterion.id: criterion for criterion in tree.leaves}
    for criterion in found:
        if criterion not in leaves:
            raise NotFound("criterion_unknown", params={"criterion": criterion})
    ways = {name: _way(criterion, assume=assume) for name, criterion in leaves.items()}
    extra = _redistributed(leaves.values(), ways, found)
    scores = [
        _rounded(
            _criterion(criterion, ways[name], extra.get(name, NOTHING), found.get(name, Lacking("not_given"))),
            tree.criterion_decimals,
        )
        for name, criterion in leaves.items()
    ]
    return Score(
        tree, tuple(_group(group, [s for s in scores if s.criterion.group == group.id]) for group in tree.groups)
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """The rule and maximum that a criterion is scored by."""

    rule: Rule
    most: Fraction | None
    assumed: bool


def _way(criterion: Criterion, *, assume: bool) -> _Way:
    unresolved = criterion.rule.kind is RuleKind.UNRESOLVED or criterion.max_points is None
    if assume and unresolved and criterion.working is not None:
        return _Way(criterion.working.rule, criterion.working.max_points, assumed=True)
    return _Way(criterion.rule, criterion.max_points, assumed=False)


def _redistributed(
    leaves: Iterable[Criterion], ways: Mapping[str, _Way], found: Mapping[str, Found]
) -> dict[str, Fraction]:
    """Points that criteria with nothing to divide by give to their siblings, in proportion to their maxima."""
    extra: dict[str, Fraction] = {}
    for criterion in leaves:
        there = found.get(criterion.id)
        most = ways[criterion.id].most
        if criterion.zero is not ZeroPolicy.REDISTRIBUTE or there is None or most is None or not is_empty(there):
            continue
        shares = {name: ways[name].most or NOTHING for name in criterion.redistribute_to}
        whole = sum(shares.values(), NOTHING)
        for name, share in shares.items():
            extra[name] = extra.get(name, NOTHING) + (most * share / whole if whole else NOTHING)
    return extra


def _criterion(criterion: Criterion, way: _Way, extra: Fraction, found: Found) -> CriterionScore:
    most = None if way.most is None else way.most + extra
    blank = CriterionScore(criterion, Standing.MISSING, most, found=found, assumed=way.assumed)
    if way.rule.kind is RuleKind.DISPLAY:
        return replace(blank, standing=Standing.SHOWN)
    if isinstance(found, NotApplicable):
        return replace(blank, standing=Standing.NOT_APPLICABLE, reason=found.reason)
    if way.rule.kind is RuleKind.UNRESOLVED:
        return replace(blank, reason="rule_unknown")
    if most is None:
        return replace(blank, reason="max_unknown")
    if isinstance(found, Lacking):
        return replace(blank, reason=found.code, about=found.about)
    if is_empty(found):
        return _by_zero_rule(blank, most)
    try:
        reached = points(way.rule, most, found)
    except Mismatch as mismatch:
        return replace(blank, reason=mismatch.code)
    return replace(blank, standing=Standing.SCORED, points=reached)


def _rounded(scored: CriterionScore, places: int | None) -> CriterionScore:
    if places is None or scored.points is None:
        return scored
    return replace(scored, points=Fraction(half_up(scored.points, places)))


def _by_zero_rule(blank: CriterionScore, most: Fraction) -> CriterionScore:
    match blank.criterion.zero:
        case ZeroPolicy.FULL:
            return replace(blank, standing=Standing.SCORED, points=most, by_zero_rule=True)
        case ZeroPolicy.ZERO:
            return replace(blank, standing=Standing.SCORED, points=NOTHING, by_zero_rule=True)
        case ZeroPolicy.UNKNOWN:
            return replace(blank, reason="zero_rule_unknown")
        case _:
            return replace(blank, standing=Standing.NOT_APPLICABLE, reason="nothing_to_divide_by", by_zero_rule=True)


def _group(group: Group, scores: list[CriterionScore]) -> GroupScore:
    """Points of a group that no criterion's maximum accounts for are open too, except when the known ones fill it."""
    inside = [s for s in scores if not s.criterion.bonus]
    known = sum((s.most or NOTHING for s in inside), NOTHING)
    out = sum((s.most or NOTHING for s in inside if s.standing is Standing.NOT_APPLICABLE), NOTHING)
    declared = known if group.max_points is None else max(known, group.max_points + _moved(inside))
    scored = sum((s.most or NOTHING for s in inside if s.standing is Standing.SCORED), NOTHING)
    reached = sum((s.points or NOTHING for s in scores), NOTHING)
    if known == declared:
        scores = [_shown_beside(s) for s in scores]
    return GroupScore(group, tuple(scores), reached, declared - out, scored)


def _moved(inside: list[CriterionScore]) -> Fraction:
    """Points that came from other groups by redistribution."""
    return sum(
        ((s.most or NOTHING) - s.criterion.max_points for s in inside if s.criterion.max_points is not None), NOTHING
    )


def _shown_beside(score_: CriterionScore) -> CriterionScore:
    """In a group that is filled without it, a criterion whose maximum no source gives is only shown."""
    if score_.most is None and score_.standing is Standing.MISSING:
        return replace(score_, standing=Standing.SHOWN)
    return score_
