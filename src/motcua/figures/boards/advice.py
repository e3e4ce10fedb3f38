"""What would raise a unit's score: for each criterion how many more, which can still be mended, what that gives; the
score if a criterion were reached; the place it would take. The lists themselves come from counting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from motcua.core.errors import Invalid
from motcua.figures.trees.advice import Advice, next_points, plan_for, simulate
from motcua.figures.trees.ranking import Rank, rank_scores
from motcua.figures.trees.rules import Found, Rate
from motcua.figures.trees.score import Score, Standing


class Mend(StrEnum):
    """What can be done about what does not count yet."""

    NOW = "now"
    """Each of them can still be made to count."""
    SOME = "some"
    """Those that are still open can; the finished ones stay as they are."""
    NEXT = "next"
    """What happened stays; only what comes next can be done better."""


MENDS: Final[Mapping[str, Mend]] = {
    "q766_1_1": Mend.NEXT,
    "q766_1_2": Mend.NEXT,
    "q766_1_3": Mend.NOW,
    "q766_1_4": Mend.NOW,
    "on_time_rate_766": Mend.NEXT,
    "q766_3_0": Mend.SOME,
    "q766_3_1": Mend.NOW,
    "q766_3_2": Mend.NOW,
    "q766_3_3": Mend.SOME,
    "q766_3_5a": Mend.NOW,
    "q766_3_5b": Mend.NOW,
    "q766_3_6": Mend.SOME,
    "q766_4_1": Mend.NOW,
    "q766_4_2": Mend.NOW,
    "q766_4_3": Mend.SOME,
    "q766_4_4": Mend.NOW,
    "q766_4_5a": Mend.NOW,
    "q766_4_5b": Mend.SOME,
    "q766_4_6": Mend.NOW,
    "q766_5_2": Mend.NEXT,
    "q766_5_3": Mend.NEXT,
    "q766_5_4": Mend.NEXT,
}
"""By indicator; our own reading of each rule, no law."""


@dataclass(frozen=True, slots=True)
class Chance:
    advice: Advice
    mend: Mend


@dataclass(frozen=True, slots=True)
class Simulated:
    """``rank``: among the others as they are; None where units cannot be compared."""

    before: Score
    after: Score
    rank_before: Rank
    rank_after: Rank

    @property
    def gain(self) -> Fraction:
        return self.after.points - self.before.points


def chances(found: Score, want: Fraction = Fraction(1)) -> list[Chance]:
    """The cheapest next points. What can still be mended comes before what cannot."""
    listed = [Chance(one, MENDS.get(one.indicator, Mend.SOME)) for one in next_points(found, want)]
    return sorted(listed, key=lambda chance: chance.mend is Mend.NEXT)


def reached(found: Score, criterion: str, share: Fraction) -> Found:
    """What the criterion would find at this share of its denominator. Raises Invalid ``board_not_a_rate`` for one that
    is not scored by a rate now, ``board_share_out_of_range``."""
    one = found.criteria.get(criterion)
    if one is None or one.standing is not Standing.SCORED or not isinstance(one.found, Rate) or one.by_zero_rule:
        raise Invalid("board_not_a_rate", params={"criterion": criterion[:20]})
    if not 0 <= share <= 1:
        raise Invalid("board_share_out_of_range", params={"criterion": criterion})
    return Rate(share * one.found.denominator, one.found.denominator)


def what_if(unit: str, scores: Mapping[str, Score], changes: Mapping[str, Found]) -> Simulated:
    """The unit's score and rank if these criteria were found so, all other units as they are."""
    after = simulate(scores[unit], changes)
    before_ranks, after_ranks = rank_scores(scores), rank_scores({**scores, unit: after})
    return Simulated(scores[unit], after, before_ranks[unit], after_ranks[unit])


def changes_to(found: Score, target: Fraction) -> tuple[dict[str, Found], bool]:
    """What the cheapest plan to ``target`` points changes, and whether it is enough."""
    plan = plan_for(found, target)
    changes: dict[str, Found] = {}
    for move in plan.moves:
        now = found.criteria[move.criterion].found
        if isinstance(now, Rate):
            changes[move.criterion] = Rate(now.numerator + move.items, now.denominator)
    return changes, plan.reached


def shares(found: Score) -> Iterable[tuple[str, Fraction]]:
    """The criteria a simulation can change, with their share now."""
    for name, one in found.criteria.items():
        if one.standing is Standing.SCORED and isinstance(one.found, Rate) and one.found.denominator:
            yield name, min(Fraction(1), one.found.numerator / one.found.denominator)
