"""What people type for a criterion, by the rule that scores it, and the points that follow. Pure.

Nobody works out points by hand where a rule says how: a yes, a number of things, a share or counts of answers are
declared, and the tree's own rule turns them into points. Where no rule is known, points are typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Final

from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.figures.trees.model import Criterion, Tree
from motcua.figures.trees.rules import Amount, Answers, Found, NotApplicable, Rate, RuleKind, YesNo
from motcua.figures.trees.score import Standing, score
from motcua.figures.typed_numbers import Expected, read_number


class Asks(StrEnum):
    """What the form of a criterion asks for."""

    YES_NO = "yes_no"
    COUNT = "count"
    SHARE = "share"
    COUNTS = "counts"
    ANSWER = "answer"
    AMOUNT = "amount"
    POINTS = "points"
    NOTHING = "nothing"


APPLIES_NOT: Final = "not_applicable"
MOST_COUNT: Final = 10**9
_PART: Final = re.compile(r"\s*([0-9][0-9. ]*)\s*/\s*([0-9][0-9. ]*)\s*")
_KINDS: Final = {
    RuleKind.BOOLEAN: Asks.YES_NO,
    RuleKind.PER_ITEM: Asks.COUNT,
    RuleKind.DEDUCT: Asks.COUNT,
    RuleKind.LINEAR: Asks.SHARE,
    RuleKind.CAPPED: Asks.SHARE,
    RuleKind.FLOOR_LINEAR: Asks.SHARE,
    RuleKind.BANDS: Asks.SHARE,
    RuleKind.IMPORTED: Asks.AMOUNT,
    RuleKind.DISPLAY: Asks.NOTHING,
}


def asks(criterion: Criterion) -> Asks:
    if criterion.rule.kind is RuleKind.SURVEY:
        return Asks.ANSWER if criterion.one_answer else Asks.COUNTS
    return _KINDS.get(criterion.rule.kind, Asks.POINTS)


def options(criterion: Criterion) -> tuple[str, ...]:
    """The answers of a survey rule, the best first."""
    weights = criterion.rule.weights or {}
    return tuple(sorted(weights, key=lambda option: (-weights[option], option)))


def read_points(text: str, criterion: Criterion) -> Fraction:
    """Points as typed, with comma or dot. Raises Invalid ``number_not_understood`` ..., ``score_out_of_range``,
    ``score_max_unknown``."""
    value = read_number(text, Expected.MULTIPLE).value
    most = criterion.max_points
    if most is None:
        raise Invalid("score_max_unknown", params={"criterion": criterion.id})
    if not 0 <= value <= most:
        raise Invalid("score_out_of_range", params={"criterion": criterion.id, "most": str(most)})
    return value


def read_found(criterion: Criterion, typed: Mapping[str, str]) -> Found:
    """``typed``: ``value``, and for counts ``option_<code>``. A criterion that does not apply is ``value`` =
    ``not_applicable``. Raises Invalid ``assessment_value_missing``, ``assessment_answers_missing``,
    ``assessment_count_too_large``, ``reported_over_100``, ``score_out_of_range`` and what reading a number refuses."""
    value = str(typed.get("value", "")).strip()
    if value == APPLIES_NOT:
        return NotApplicable("declared")
    kind = asks(criterion)
    if kind is Asks.COUNTS:
        return _counts(criterion, typed)
    if not value:
        raise Invalid("assessment_value_missing", params={"criterion": criterion.id})
    match kind:
        case Asks.YES_NO:
            return YesNo(value in {"yes", "late"}, in_time=value == "yes")
        case Asks.COUNT:
            return Amount(_whole(value))
        case Asks.ANSWER:
            if value not in (criterion.rule.weights or {}):
                raise Invalid("assessment_answers_missing", params={"criterion": criterion.id})
            return Answers({value: 1})
        case Asks.SHARE:
            return _share(value)
        case Asks.AMOUNT:
            return Amount(read_number(value, Expected.MULTIPLE).value)
        case _:
            return Amount(read_points(value, criterion))


def _counts(criterion: Criterion, typed: Mapping[str, str]) -> Answers:
    counts = {}
    for option in options(criterion):
        text = str(typed.get(f"option_{option}", "")).strip()
        counts[option] = int(_whole(text)) if text else 0
    if not any(counts.values()):
        raise Invalid("assessment_answers_missing", params={"criterion": criterion.id})
    return Answers(counts)


def _whole(text: str) -> Fraction:
    value = read_number(text, Expected.COUNT).value
    if value < 0:
        raise Invalid("reported_negative", params={"text": text[:40]})
    if value > MOST_COUNT:
        raise Invalid("assessment_count_too_large", params={"text": text[:40]})
    return value


def _share(text: str) -> Found:
    """``18/64`` or ``28,13%``. Nothing of nothing leaves the zero rule of the criterion to decide."""
    parts = _PART.fullmatch(text)
    if parts is None:
        share = read_number(text, Expected.PERCENT).value
        part, whole = share, Fraction(1)
    else:
        part, whole = (_whole(one.strip()) for one in parts.groups())
    if part > whole:
        raise Invalid("reported_over_100", params={"text": text[:40]})
    if part < 0:
        raise Invalid("reported_negative", params={"text": text[:40]})
    return Rate(part, whole)


def points_for(tree: Tree, criterion: Criterion, found: Found) -> Fraction | None:
    """By the tree's rule, rounded as the tree says; None: does not apply. Raises Invalid ``assessment_not_scored`` with
    the reason where the rule cannot score it."""
    if asks(criterion) is Asks.POINTS and isinstance(found, Amount):
        return found.value
    scored = score(tree, {criterion.id: found}).criteria[criterion.id]
    if scored.standing is Standing.NOT_APPLICABLE:
        return None
    if scored.points is None:
        raise Invalid("assessment_not_scored", params={"criterion": criterion.id, "why": scored.reason})
    return min(scored.points, criterion.max_points) if criterion.max_points is not None else scored.points


def found_json(found: Found) -> dict[str, Json]:
    """As kept beside the points. :func:`found_of` reads it."""
    match found:
        case NotApplicable():
            return {"kind": "not_applicable"}
        case YesNo(yes, in_time):
            return {"kind": "yes_no", "yes": yes, "in_time": in_time}
        case Answers(counts):
            return {"kind": "answers", "counts": dict(counts)}
        case Rate(above, below):
            return {"kind": "rate", "numerator": str(above), "denominator": str(below)}
        case Amount(value):
            return {"kind": "amount", "value": str(value)}
        case _:
            return {"kind": "lacking"}
