"""The questions, their points and the rules of this room as dated data (``data/*.toml``), read and checked once."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar

from django.utils.translation import get_language

ITEMS_FORMAT: Final = "motcua-rating-items/1"
POLICY_FORMAT: Final = "motcua-rating-policy/1"
MARKS: Final = frozenset({"verified", "own", "memory"})
ASKED: Final = frozenset({"dossier", "place", "online"})


@dataclass(frozen=True, slots=True)
class Answer:
    """``value``: what it is in the indicator it feeds. ``points``: of a scale, for means; None: no scale."""

    code: str
    vi: str
    en: str
    points: int | None = None
    value: str = ""
    bad: bool = False
    dissatisfied: bool = False

    @property
    def words(self) -> str:
        return self.en if get_language() == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    asked: frozenset[str]
    vi: str
    en: str
    answers: tuple[Answer, ...]
    indicator: str
    source: str
    mark: str

    @property
    def words(self) -> str:
        return self.en if get_language() == "en" else self.vi

    def answer(self, code: str) -> Answer | None:
        return next((one for one in self.answers if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Grade:
    least: Decimal
    vi: str
    en: str

    @property
    def words(self) -> str:
        return self.en if get_language() == "en" else self.vi


@dataclass(frozen=True)
class Questions:
    """``points``: indicator -> value -> points. ``grades``: of what -> from the highest."""

    version: int
    valid_from: dt.date
    source: str
    items: tuple[Item, ...]
    points: Mapping[str, Mapping[str, int]]
    grades: Mapping[str, tuple[Grade, ...]]

    def asked(self, *, dossier: bool, online: bool = False) -> tuple[Item, ...]:
        wanted = {"dossier" if dossier else "place"} | ({"online"} if online else set())
        return tuple(one for one in self.items if one.asked & wanted)

    @property
    def first(self) -> Item:
        """The one question that must be answered."""
        return self.items[0]

    def item(self, key: str) -> Item | None:
        return next((one for one in self.items if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Integrity:
    """How suspect ratings are told; each number's meaning stands beside it in ``data/policy.toml``."""

    threshold: float
    fast_seconds: int
    burst_seconds: int
    burst_most: int
    tablet_seconds: int
    tablet_run: int
    device_few: int
    device_many: int
    top_share: float
    text_letters: int
    text_times: int
    served_share: float
    served_least: int
    shared_share: float
    closed_minutes: int
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Policy:
    version: int
    valid_from: dt.date
    source: str
    mark: str
    token_days: int
    open_days: int
    poster_days: int
    least_shown: int
    words_most: int
    follow_up_days: int
    left_alone_days: int
    contact_days: int
    carried_months: int
    callback_share: int
    callback_least: int
    callback_days: int
    callback_tries: int
    integrity: Integrity


T = TypeVar("T", Questions, Policy)


def read_questions(text: str) -> tuple[Questions, ...]:
    """Raises ValueError, KeyError or TypeError for a file that is not what it should be."""
    table = _table(text, ITEMS_FORMAT)
    return _ordered([_questions(row) for row in table["edition"]])


def read_policies(text: str) -> tuple[Policy, ...]:
    """Raises as :func:`read_questions`."""
    table = _table(text, POLICY_FORMAT)
    return _ordered([_policy(dict(row)) for row in table["edition"]])


def questions_on(day: dt.date) -> Questions:
    """The edition in force; before the first, the first."""
    return _on(day, _shipped_questions())


def policy_on(day: dt.date) -> Policy:
    return _on(day, _shipped_policies())


@cache
def _shipped_questions() -> tuple[Questions, ...]:
    return read_questions(_file("items.toml"))


@cache
def _shipped_policies() -> tuple[Policy, ...]:
    return read_policies(_file("policy.toml"))


def _file(name: str) -> str:
    return (resources.files("motcua.ratings") / "data" / name).read_text("utf-8")


def _on(day: dt.date, editions: Sequence[T]) -> T:
    return [one for one in editions if one.valid_from <= day][-1] if editions[0].valid_from <= day else editions[0]


def _table(text: str, form: str) -> Mapping[str, Any]:
    table = tomllib.loads(text, parse_float=Decimal)
    if table.get("format") != form:
        raise ValueError(f"not a file of the format {form}")
    return table


def _ordered(found: list[T]) -> tuple[T, ...]:
    ordered = sorted(found, key=lambda one: one.valid_from)
    days, versions = [one.valid_from for one in ordered], [one.version for one in ordered]
    if not ordered or len(set(days)) < len(days) or versions != sorted(set(versions)):
        raise ValueError("editions need different days and rising versions")
    return tuple(ordered)


def _questions(row: Mapping[str, Any]) -> Questions:
    items = tuple(_item(one) for one in row["item"])
    points = {str(one["id"]): {str(k): int(v) for k, v in one["points"].items()} for one in row["indicator"]}
    grades: dict[str, list[Grade]] = {}
    for one in row["grade"]:
        grades.setdefault(one["of"], []).append(Grade(Decimal(one["least"]), one["vi"], one["en"]))
    if len({one.key for one in items}) < len(items) or not items[0].asked >= {"dossier", "place"}:
        raise ValueError("keys of items differ, and the first is asked of everything")
    if any(one.indicator and one.indicator not in points for one in items):
        raise ValueError("an item names an indicator without points")
    ordered = {of: tuple(sorted(rows, key=lambda one: -one.least)) for of, rows in grades.items()}
    return Questions(row["version"], row["valid_from"], row["source"], items, points, ordered)


def _item(row: Mapping[str, Any]) -> Item:
    answers = tuple(Answer(**one) for one in row["answers"])
    if row["mark"] not in MARKS or not set(row["asked"]) <= ASKED or len({a.code for a in answers}) < len(answers):
        raise ValueError(f"the item {row['key']} is not well formed")
    return Item(
        key=row["key"],
        asked=frozenset(row["asked"]),
        vi=row["vi"],
        en=row["en"],
        answers=answers,
        indicator=row.get("indicator", ""),
        source=row["source"],
        mark=row["mark"],
    )


def _policy(row: dict[str, Any]) -> Policy:
    rules = dict(row.pop("integrity"))
    weights = {str(name): float(value) for name, value in rules.pop("weights").items()}
    policy = Policy(**row, integrity=_integrity(rules, weights))
    if policy.mark not in MARKS or policy.least_shown < 3 or policy.open_days < 1:
        raise ValueError("a policy out of range: at least three ratings before anything is shown")
    return policy


def _integrity(rules: Mapping[str, Any], weights: Mapping[str, float]) -> Integrity:
    numbers: dict[str, Any] = {
        name: float(value) if isinstance(value, Decimal) else int(value) for name, value in rules.items()
    }
    return Integrity(**numbers, weights=weights)
