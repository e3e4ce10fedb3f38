"""All units of a level scored in one go: points, ranks, and the change since the period before and the year before.

Pure: figures come in, a board comes out. Those of the earlier periods are laid on the same map of units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from motcua.figures.definitions.evaluation import Outcome
from motcua.figures.periods import Period, previous, same_of_last_year
from motcua.figures.trees.model import Tree
from motcua.figures.trees.ranking import Change, Rank, change, rank_scores
from motcua.figures.trees.score import Score, found_in, score

INDEX: Final = "qd766"
_UNRANKED: Final = 1_000_000

Figures = Mapping[str, Mapping[Period, Mapping[str, Outcome]]]
"""Member (code of a unit or key of a procedure) -> period -> indicator -> its figure."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One member of a board. ``group_ranks``: by the points of one group alone."""

    member: str
    score: Score
    rank: Rank
    group_ranks: Mapping[str, Rank]
    since_last: Change
    since_last_year: Change


@dataclass(frozen=True)
class Board:
    """``standings``: the best first, those without a rank last, then by code."""

    tree: Tree
    period: Period
    standings: Sequence[Standing]


def periods_of(tree: Tree, period: Period) -> tuple[Period, ...]:
    """What a board needs figures of: the period, the one before it and the same one of last year, those two only when
    the tree was in force then."""
    earlier = (previous(period), same_of_last_year(period))
    return (period, *dict.fromkeys(then for then in earlier if tree.is_in_force(then.last)))


def score_of(tree: Tree, figures: Mapping[str, Outcome], *, assume: bool = False) -> Score:
    """``figures``: indicator -> figure. One that is left out counts as not given."""
    found = {
        criterion: found_in(figures[indicator])
        for criterion, indicator in tree.indicators.items()
        if indicator in figures
    }
    return score(tree, found, assume=assume)


def board(tree: Tree, period: Period, figures: Figures, *, assume: bool = False) -> Board:
    """Score and rank all members. A member without figures of an earlier period has no change and says so."""
    scores = {member: score_of(tree, by_period.get(period, {}), assume=assume) for member, by_period in figures.items()}
    earlier = {
        then: {
            member: score_of(tree, by_period[then], assume=assume)
            for member, by_period in figures.items()
            if then in by_period
        }
        for then in (previous(period), same_of_last_year(period))
    }
    ranks = rank_scores(scores)
    group_ranks = {group.id: rank_scores(scores, group.id) for group in tree.groups}
    earlier_ranks = {then: rank_scores(found) for then, found in earlier.items()}

    def since(member: str, then: Period) -> Change:
        old, old_rank = earlier[then].get(member), earlier_ranks[then].get(member)
        return change(scores[member], old, (ranks[member], old_rank) if old_rank else None)

    standings = [
        Standing(
            member,
            scores[member],
            ranks[member],
            {group: found[member] for group, found in group_ranks.items()},
            since(member, previous(period)),
            since(member, same_of_last_year(period)),
        )
        for member in figures
    ]
    return Board(tree, period, sorted(standings, key=_order))


def _order(standing: Standing) -> tuple[int, Fraction, str]:
    return standing.rank.rank or _UNRANKED, -standing.score.points, standing.member
