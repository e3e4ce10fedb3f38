"""How the answers of a questionnaire are read: which choice is which level, which questions make a criterion, which
criteria a factor, and by which method. A plain value and its JSON; a published one never changes.

The Ministry's own formula for SIPAS was not found (Decision 1001/QD-BNV of 2023 is known from summaries), so the
method is the author's choice and counts of each level are always kept: any method can be computed again from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from motcua.core.canonical import Json

SCHEMA_VERSION = 1


class Method(StrEnum):
    """``top_two``: the share of the two upper levels. ``mean``: the mean level over the highest."""

    TOP_TWO = "top_two"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Level:
    """``value`` is the key of an option of a question; ``place`` its place from 1, the worst."""

    value: str
    place: int
    name: str


@dataclass(frozen=True, slots=True)
class Factor:
    """``weight`` is a share in the index beside the other factors' (they need not sum to 1)."""

    key: str
    name: str
    criteria: tuple[str, ...]
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class TraitSteps:
    """A question a neighbour may know the answer of, with coarser names for each answer; what published data sets are
    made safe by (:mod:`motcua.surveys.estimation.anonymity`)."""

    field: str
    steps: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Definition:
    """``shown``: questions that are counted and enter no index. ``decimals`` of printed percents. ``fewest``: figures
    of fewer answers are not told. ``k`` of published data sets."""

    title: str
    levels: tuple[Level, ...]
    factors: tuple[Factor, ...]
    method: Method = Method.TOP_TWO
    shown: tuple[str, ...] = ()
    traits: tuple[TraitSteps, ...] = ()
    decimals: int = 2
    fewest: int = 20
    k: int = 5
    about: str = ""
    source: str = ""

    @property
    def highest(self) -> int:
        return max(level.place for level in self.levels)

    def place_of(self, value: object) -> int | None:
        """The level of an answer; None where it says nothing ("not concerned")."""
        return next((level.place for level in self.levels if level.value == value), None)

    def worth(self, place: int) -> Fraction:
        """What a level counts in this method: 0 or 1 for the two upper levels, else its part of the highest."""
        if self.method is Method.TOP_TWO:
            return Fraction(int(place > self.highest - 2))
        return Fraction(place, self.highest)


class UnreadableError(ValueError):
    """The JSON is no definition that this program knows."""


def to_json(definition: Definition) -> dict[str, Json]:
    """Plain JSON; :func:`from_json` gives the same value back."""
    return {
        "schema_version": SCHEMA_VERSION,
        "title": definition.title,
        "about": definition.about,
        "source": definition.source,
        "method": definition.method.value,
        "decimals": definition.decimals,
        "fewest": definition.fewest,
        "k": definition.k,
        "levels": [{"value": one.value, "place": one.place, "name": one.name} for one in definition.levels],
        "factors": [
            {"key": one.key, "name": one.name, "criteria": list(one.criteria), "weight": str(one.weight)}
            for one in definition.factors
        ],
        "shown": list(definition.shown),
        "traits": [
            {"field": one.field, "steps": {value: list(names) for value, names in one.steps.items()}}
            for one in definition.traits
        ],
    }


def from_json(data: object) -> Definition:
    """The definition in ``data``. Raises :class:`UnreadableError`."""
    row = _mapping(data)
    if row.get("schema_version") != SCHEMA_VERSION:
        raise UnreadableError("unknown schema_version")
    try:
        return Definition(
            title=_text(row, "title"),
            levels=tuple(
                Level(_text(one, "value"), _whole(one, "place"), _text(one, "name")) for one in _rows(row, "levels")
            ),
            factors=tuple(map(_factor, _rows(row, "factors"))),
            method=Method(_text(row, "method")),
            shown=_texts(row, "shown"),
            traits=tuple(map(_trait, _rows(row, "traits"))),
            decimals=_whole(row, "decimals"),
            fewest=_whole(row, "fewest"),
            k=_whole(row, "k"),
            about=_text(row, "about"),
            source=_text(row, "source"),
        )
    except (ValueError, ZeroDivisionError) as error:
        raise UnreadableError(str(error)) from error


def _factor(row: Mapping[str, object]) -> Factor:
    weight = _text(row, "weight") or "1"
    if len(weight) > 20:
        raise UnreadableError("a weight is too long")
    return Factor(_text(row, "key"), _text(row, "name"), _texts(row, "criteria"), Fraction(weight))


def _trait(row: Mapping[str, object]) -> TraitSteps:
    steps = _mapping(row.get("steps"))
    return TraitSteps(_text(row, "field"), {value: _texts(steps, value) for value in steps})


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise UnreadableError("an object was expected")
    return data


def _rows(row: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    rows = row.get(name, [])
    if not isinstance(rows, list):
        raise UnreadableError(f"{name} is no list")
    return [_mapping(one) for one in rows]


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise UnreadableError(f"{name} is no text")
    return value


def _texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    values = row.get(name, [])
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise UnreadableError(f"{name} is no list of texts")
    return tuple(values)


def _whole(row: Mapping[str, object], name: str) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnreadableError(f"{name} is no whole number")
    return value
