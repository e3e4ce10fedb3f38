"""An index as a tree: groups of criteria with maxima, rules, sources and marks. Data; nothing is known to the code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from motcua.core.canonical import digest, encode
from motcua.figures.definitions.model import Mark, UnitLevel, ZeroPolicy
from motcua.figures.periods import PeriodKind

from .rules import Rule, RuleKind


class Origin(StrEnum):
    """Where a criterion's points come from."""

    COMPUTED = "computed"
    """From an indicator."""
    SELF = "self"
    """The unit assesses itself, others appraise."""
    SURVEY = "survey"
    IMPORTED = "imported"
    """Another index or a publisher gives them."""


@dataclass(frozen=True, slots=True)
class Working:
    """An assumption to go on with where no source gives the maximum or the rule. Used only when asked for, and said."""

    max_points: Fraction
    rule: Rule
    why: str


@dataclass(frozen=True)
class Criterion:
    """``max_points`` None: no source gives it. ``parent``: the criterion it is a part of; only leaves are scored.
    ``bonus``: added or taken off outside the maximum."""

    id: str
    group: str
    parent: str
    name_vi: str
    name_en: str
    max_points: Fraction | None
    rule: Rule
    working: Working | None
    zero: ZeroPolicy
    redistribute_to: tuple[str, ...]
    indicator: str
    origin: Origin
    bonus: bool
    levels: tuple[UnitLevel, ...]
    mark: Mark
    source: str
    note: str
    one_answer: bool = False
    """A question about the whole unit, answered once, not counted over dossiers or people."""

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    code: str
    """As the index's own publisher calls it; may be empty."""
    decision_group: str
    """The group of the decision it belongs to, where a portal shows another cut."""
    name_vi: str
    name_en: str
    max_points: Fraction | None
    mark: Mark
    assessed_by: str = ""
    """Who assesses it, in the words of the source."""

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True, slots=True)
class Band:
    least: Fraction
    """Per cent of the maximum."""
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Tree:
    """One index for one kind of unit, in force from ``valid_from`` to before ``valid_to``. ``max_points`` is what this
    kind of unit can reach. A ``frame`` lacks maxima that no source gives: it holds layers and imports, no total."""

    id: str
    version: int
    level: UnitLevel
    valid_from: dt.date
    valid_to: dt.date | None
    name_vi: str
    name_en: str
    max_points: Fraction
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    bands: tuple[Band, ...]
    bands_mark: Mark
    tie: Fraction
    decimals: int
    criterion_decimals: int | None
    """Places to which points of a criterion are rounded before they are added up; None: not at all, as is usual."""
    periods: tuple[PeriodKind, ...]
    frame: bool
    legal: str
    source: str
    mark: Mark
    level_mark: Mark
    level_note: str
    note: str

    def is_in_force(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        parents = {criterion.parent for criterion in self.criteria}
        return tuple(criterion for criterion in self.criteria if criterion.id not in parents)

    @cached_property
    def by_id(self) -> dict[str, Criterion]:
        return {criterion.id: criterion for criterion in self.criteria}

    @property
    def indicators(self) -> dict[str, str]:
        """Criterion -> indicator, of those that are computed or shown."""
        return {criterion.id: criterion.indicator for criterion in self.leaves if criterion.indicator}

    @cached_property
    def hash(self) -> str:
        """Of everything that decides a score."""
        return digest(
            encode(
                {
                    "id": self.id,
                    "version": self.version,
                    "level": self.level.value,
                    "max": str(self.max_points),
                    "criterion_decimals": self.criterion_decimals,
                    "groups": [[group.id, str(group.max_points)] for group in self.groups],
                    "criteria": [_deciding(criterion) for criterion in self.criteria],
                }
            )
        ).hex()


def _deciding(criterion: Criterion) -> list[str]:
    working = criterion.working
    return [
        criterion.id,
        criterion.group,
        criterion.parent,
        str(criterion.max_points),
        rule_text(criterion.rule),
        f"{working.max_points} {rule_text(working.rule)}" if working else "",
        criterion.zero.value,
        *criterion.redistribute_to,
        criterion.indicator,
        str(criterion.bonus),
    ]


def rule_text(rule: Rule) -> str:
    """The rule with the numbers its kind uses, for people and for hashes."""
    match rule.kind:
        case RuleKind.CAPPED:
            return f"capped {rule.cap}"
        case RuleKind.FLOOR_LINEAR:
            return f"floor_linear {rule.floor} {rule.full}"
        case RuleKind.BANDS:
            return "bands " + " ".join(f"{least}:{step}" for least, step in rule.steps)
        case RuleKind.PER_ITEM | RuleKind.DEDUCT:
            return f"{rule.kind.value} {rule.each}"
        case RuleKind.SURVEY:
            return "survey " + " ".join(f"{o}:{w}" for o, w in sorted((rule.weights or {}).items()))
        case RuleKind.IMPORTED:
            return f"imported {rule.factor}"
        case RuleKind.GIVEN:
            return f"given {rule.least}"
        case RuleKind.BOOLEAN:
            return f"boolean {rule.deadline}"
        case _:
            return rule.kind.value
