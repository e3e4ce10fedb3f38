"""Figures of a wave in words and rows, the same for the desk and the portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from motcua.core.canonical import Json
from motcua.surveys.definition import Definition


@dataclass(frozen=True, slots=True)
class Figure:
    """``percent`` and ``reach`` (plus or minus, percent points) as printed numbers with a point; empty = not told."""

    name: str
    answers: int
    percent: str
    reach: str
    counts: tuple[tuple[str, int], ...] = ()
    is_factor: bool = False


def index_of(part: Mapping[str, Json]) -> Figure | None:
    """The index of a part of the figures; None where too few answered."""
    told = part.get("index")
    return _figure("", told) if isinstance(told, dict) and told else None


def rows_of(definition: Definition, part: Mapping[str, Json], labels: Mapping[str, str]) -> list[Figure]:
    """Factors, each followed by its criteria with counts of every level."""
    factors, criteria = part.get("factors"), part.get("criteria")
    rows: list[Figure] = []
    if not isinstance(factors, dict) or not isinstance(criteria, dict):
        return rows
    for factor in definition.factors:
        rows.append(_figure(factor.name, factors.get(factor.key), is_factor=True))
        for key in factor.criteria:
            told = criteria.get(key)
            rows.append(_figure(labels.get(key, key), told, counts=_counts(definition, told)))
    return rows


def _counts(definition: Definition, told: Json) -> tuple[tuple[str, int], ...]:
    counts = told.get("counts") if isinstance(told, dict) else None
    if not isinstance(counts, dict):
        return ()
    found = []
    for level in sorted(definition.levels, key=lambda one: -one.place):
        one = counts.get(level.value)
        found.append((level.name, _whole(one.get("answers")) if isinstance(one, dict) else 0))
    return tuple(found)


def _figure(name: str, told: Json, *, counts: tuple[tuple[str, int], ...] = (), is_factor: bool = False) -> Figure:
    if not isinstance(told, dict):
        return Figure(name, 0, "", "", counts, is_factor)
    reach = _points(told.get("margin"))
    return Figure(name, _whole(told.get("answers")), str(told.get("percent", "")), reach, counts, is_factor)


def _points(value: Json) -> str:
    """A share of 1 as percent points with one decimal."""
    try:
        return str((100 * Decimal(str(value))).quantize(Decimal("0.1"), ROUND_HALF_UP)) if value else ""
    except InvalidOperation:
        return ""


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0
