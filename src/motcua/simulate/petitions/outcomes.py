"""How made-up reports end: some communes do well and some badly, which a fair comparison must find again. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from motcua.simulate.chance import Dice

from .happenings import Told

GOOD, USUAL, BAD = "good", "usual", "bad"
KEPT: Final = {GOOD: 0.97, USUAL: 0.86, BAD: 0.6}
"""Share answered in time."""
SCORES: Final = {GOOD: (1, 1, 3, 15, 40), USUAL: (5, 8, 20, 30, 20), BAD: (30, 25, 20, 10, 5)}
"""How often one to five is given."""
RATED: Final = 0.22
LIMIT: Final = dt.timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``answered_at`` is set also for what was late. ``score``: 1 to 5, 0 for none."""

    answered_at: dt.datetime
    due_at: dt.datetime
    score: int
    is_rejected: bool
    is_published: bool


def quality(seed: int, place: str) -> str:
    """What was planted for a commune: about one in six does well, one in six badly."""
    drawn = Dice(seed, "quality", place).share()
    return GOOD if drawn < 1 / 6 else BAD if drawn > 5 / 6 else USUAL


def outcome(seed: int, told: Told) -> Outcome:
    dice = Dice(seed, "outcome", told.number)
    kind = quality(seed, told.place)
    due = told.at + LIMIT
    is_kept = dice.happens(KEPT[kind])
    wait = LIMIT * (0.1 + 0.88 * dice.share()) if is_kept else LIMIT * (1.02 + dice.share())
    score = 0
    if dice.happens(RATED) and not told.track:
        drawn = dice.below(sum(SCORES[kind]))
        for number, weight in enumerate(SCORES[kind], 1):
            drawn -= weight
            if drawn < 0:
                score = number
                break
    return Outcome(told.at + wait, due, score, told.track == "spam", not told.track and dice.happens(0.7))
