"""How a criterion turns what was found into points. Everything exact; printing rounds.

``linear``      max * min(1, rate)
``capped``      max once the rate reaches ``cap``, in proportion below
``floor_linear`` nothing below ``floor``, max from ``full`` on, max * rate between
``bands``       the first step whose ``min`` the value reaches gives its points
``boolean``     max for yes (and in time, where ``deadline`` asks for it), else nothing
``per_item``    ``each`` for every one, at most max
``deduct``      max less ``each`` for every one, at least nothing
``survey``      max * weighted share of the answers, ``weights`` by option
``imported``    value * ``factor``, within 0 and max: points that another index gives
``given``       the value itself, within ``least`` and max: scores that others publish
``display``     shown, never scored
``unresolved``  no source says how: never scored, unless a working assumption is asked for
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class RuleKind(StrEnum):
    LINEAR = "linear"
    CAPPED = "capped"
    FLOOR_LINEAR = "floor_linear"
    BANDS = "bands"
    BOOLEAN = "boolean"
    PER_ITEM = "per_item"
    DEDUCT = "deduct"
    SURVEY = "survey"
    IMPORTED = "imported"
    GIVEN = "given"
    DISPLAY = "display"
    UNRESOLVED = "unresolved"


RATE_RULES = frozenset({RuleKind.LINEAR, RuleKind.CAPPED, RuleKind.FLOOR_LINEAR})


@dataclass(frozen=True, slots=True)
class Rule:
    """Only the fields that its kind names are set."""

    kind: RuleKind
    cap: Fraction = Fraction(1)
    floor: Fraction = Fraction(0)
    full: Fraction = Fraction(1)
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    """(least value, points), the highest first."""
    each: Fraction = Fraction(0)
    deadline: bool = False
    weights: Mapping[str, Fraction] | None = None
    factor: Fraction = Fraction(1)
    least: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Rate:
    numerator: Fraction
    denominator: Fraction


@dataclass(frozen=True, slots=True)
class Amount:
    value: Fraction


@dataclass(frozen=True, slots=True)
class YesNo:
    yes: bool
    in_time: bool = True


@dataclass(frozen=True, slots=True)
class Answers:
    """How many chose each option of a survey question."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NotApplicable:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """Nothing was found, and why: a code of :class:`motcua.figures.definitions.evaluation.Absent` or of a figure."""

    code: str
    about: str = ""


Found = Rate | Amount | YesNo | Answers | NotApplicable | Lacking


class Mismatch(ValueError):
    """What was found is not what the rule scores, or lies outside what can be; ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_empty(found: Found) -> bool:
    """Nothing to divide by: the zero policy of the criterion decides, no rule."""
    match found:
        case Rate(denominator=below):
            return below == 0
        case Answers(counts=counts):
            return not any(counts.values())
        case _:
            return False


def points(rule: Rule, most: Fraction, found: Found) -> Fraction:
    """Raises :class:`Mismatch`. Not for ``display`` and ``unresolved``, and not for what :func:`is_empty`."""
    match found:
        case Rate(above, below):
            if below <= 0 or not above >= 0:
                raise Mismatch("rate_negative")
            return _of_value(rule, most, above / below, is_rate=True)
        case Amount(value):
            return _of_value(rule, most, value, is_rate=False)
        case YesNo(yes, in_time) if rule.kind is RuleKind.BOOLEAN:
            return most if yes and (in_time or not rule.deadline) else Fraction(0)
        case Answers(counts) if rule.kind is RuleKind.SURVEY and rule.weights is not None:
            if set(counts) - set(rule.weights) or min(counts.values()) < 0:
                raise Mismatch("answers_unknown")
            weighed = sum(rule.weights[option] * count for option, count in counts.items())
            return most * weighed / sum(counts.values())
        case _:
            raise Mismatch("kind_of_finding_differs")


def _of_value(rule: Rule, most: Fraction, value: Fraction, *, is_rate: bool) -> Fraction:
    match rule.kind:
        case RuleKind.LINEAR:
            return most * max(Fraction(0), min(Fraction(1), value))
        case RuleKind.CAPPED:
            return most * max(Fraction(0), min(Fraction(1), value / rule.cap))
        case RuleKind.FLOOR_LINEAR:
            if value < rule.floor:
                return Fraction(0)
            return most if value >= rule.full else most * value
        case RuleKind.BANDS:
            return next((step for least, step in rule.steps if value >= least), Fraction(0))
    if is_rate or value < 0:
        raise Mismatch("kind_of_finding_differs" if is_rate else "amount_negative")
    match rule.kind:
        case RuleKind.PER_ITEM:
            return min(most, value * rule.each)
        case RuleKind.DEDUCT:
            return max(Fraction(0), most - value * rule.each)
        case RuleKind.IMPORTED:
            return min(most, value * rule.factor)
        case RuleKind.GIVEN:
            if not rule.least <= value <= most:
                raise Mismatch("given_out_of_range")
            return value
        case _:
            raise Mismatch("kind_of_finding_differs")
