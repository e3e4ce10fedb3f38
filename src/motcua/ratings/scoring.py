"""Points, scores and grades of ratings (Circular 01/2018/TT-VPCP art. 13-15, as dated data). Pure, exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from .editions import Answer, Grade, Questions

CONDUCT: Final = "7"
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Rated:
    """Answers of one rating by item, and how its dossier kept its day: ``early``, ``on_time``, ``late`` or unknown."""

    answers: Mapping[str, str]
    timeliness: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """``points`` over ``of`` ratings; ``printed`` with one decimal, half up."""

    points: int
    of: int

    @property
    def exact(self) -> Fraction:
        return Fraction(self.points, self.of)

    @property
    def printed(self) -> Decimal:
        return (Decimal(self.points) / self.of).quantize(_TENTH, ROUND_HALF_UP)


def indicator_values(rated: Rated, questions: Questions) -> Mapping[str, str]:
    """Indicator -> value. Conduct is read with the time: a complaint is a complaint; without one an early result gives
    the best, one on its day the middle; without one and late, or with the time unknown, the circular says nothing and
    the rating is left out of that indicator."""
    found: dict[str, str] = {}
    for item in questions.items:
        answer = item.answer(rated.answers.get(item.key, ""))
        if answer is None or not item.indicator or not answer.value:
            continue
        value = answer.value
        if item.indicator == CONDUCT and value == "no_complaint":
            value = f"{rated.timeliness}_no_complaint"
        if value in questions.points[item.indicator]:
            found[item.indicator] = value
    return found


def counted(ratings: Iterable[Rated], questions: Questions) -> Mapping[str, Mapping[str, int]]:
    """Indicator -> value -> ratings; indicators without data are left out."""
    tallies: dict[str, Counter[str]] = {}
    for one in ratings:
        for indicator, value in indicator_values(one, questions).items():
            tallies.setdefault(indicator, Counter())[value] += 1
    return {indicator: dict(tally) for indicator, tally in sorted(tallies.items())}


def scores(tallies: Mapping[str, Mapping[str, int]], questions: Questions) -> Mapping[str, Score]:
    """Sum of points over number of dossiers, for each indicator that has data."""
    found: dict[str, Score] = {}
    for indicator, tally in tallies.items():
        worth = questions.points[indicator]
        number = sum(tally.values())
        if number:
            found[indicator] = Score(sum(worth[value] * count for value, count in tally.items()), number)
    return found


def grade(total: Decimal, of: str, questions: Questions) -> Grade:
    """The grade for the sum of printed scores. Raises LookupError for what has no grades."""
    return next(one for one in questions.grades[of] if total >= one.least)


def is_bad(answers: Mapping[str, str], questions: Questions) -> bool:
    """Whether somebody has to look after it."""
    return any(answer.bad for answer in _given(answers, questions))


def is_dissatisfied(answers: Mapping[str, str], questions: Questions) -> bool:
    return any(answer.dissatisfied for answer in _given(answers, questions))


def is_top(answers: Mapping[str, str], questions: Questions) -> bool:
    """The best answer to the first question."""
    return answers.get(questions.first.key) == questions.first.answers[0].code


def _given(answers: Mapping[str, str], questions: Questions) -> list[Answer]:
    pairs = ((item, item.answer(answers.get(item.key, ""))) for item in questions.items)
    return [answer for _, answer in pairs if answer is not None]
