"""The domains of series, as dated data."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from motcua.core.errors import NotFound
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.periods import PeriodKind
from motcua.figures.reported import ValueKind

_FILE: Final = Path(__file__).parent / "data" / "domains.toml"


@dataclass(frozen=True, slots=True)
class Listed:
    """A series and the kind of period it is reported for. ``says``: what its numbers are, where that does not follow
    from its measure."""

    indicator: str
    kind: PeriodKind
    says: ValueKind | None = None


@dataclass(frozen=True, slots=True)
class Domain:
    id: str
    name_vi: str
    name_en: str
    series: tuple[Listed, ...]

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True, slots=True)
class Edition:
    """In force from a day until the next one begins."""

    valid_from: dt.date
    source: str
    domains: tuple[Domain, ...]


def read_editions(data: Mapping[str, Any]) -> tuple[Edition, ...]:
    """In order of their days. Raises ValueError for an indicator nobody defined, one that stands twice, two editions
    from one day, or none."""
    found = tuple(sorted((_edition(one) for one in data.get("edition", [])), key=lambda one: one.valid_from))
    days = [one.valid_from for one in found]
    if not found or len(set(days)) != len(days):
        raise ValueError("domains of series need editions, each from a day of its own")
    for edition in found:
        names = [one.indicator for domain in edition.domains for one in domain.series]
        unknown = [name for name in names if name not in shipped().indicators]
        if unknown or len(set(names)) != len(names):
            raise ValueError(f"series unknown or twice: {unknown or sorted(names)}")
    return found


def _edition(one: Mapping[str, Any]) -> Edition:
    domains = tuple(
        Domain(
            str(row["id"]),
            str(row["name_vi"]),
            str(row["name_en"]),
            tuple(_listed(item) for item in row["series"]),
        )
        for row in one["domain"]
    )
    return Edition(one["valid_from"], str(one["source"]), domains)


def _listed(item: Mapping[str, Any]) -> Listed:
    says = ValueKind(item["says"]) if "says" in item else None
    return Listed(str(item["indicator"]), PeriodKind(item["period"]), says)


@lru_cache(maxsize=1)
def editions() -> tuple[Edition, ...]:
    return read_editions(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def in_force(on: dt.date) -> Edition:
    """Raises NotFound ``series_none``."""
    found = [one for one in editions() if one.valid_from <= on]
    if not found:
        raise NotFound("series_none")
    return found[-1]
