"""When to warn, as dated data (``data/warnings.toml``), and which of the many to warn of. Pure but for the file."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

FORMAT: Final = "motcua-lateness/1"
HIGH, WATCH, NONE = "high", "watch", ""
_FILE: Final = Path(__file__).parent / "data" / "warnings.toml"
_NUMBERS: Final = {
    "watch_percent": (1, 99),
    "high_percent": (1, 100),
    "alert_percent": (1, 100),
    "alerts_per_officer": (1, 200),
    "reasons": (1, 6),
}


@dataclass(frozen=True, slots=True)
class Edition:
    """In force from a day until the next one begins. Shares are whole per cent."""

    valid_from: dt.date
    watch_percent: int
    high_percent: int
    alert_percent: int
    alerts_per_officer: int
    reasons: int
    source: str

    def band(self, probability: float) -> str:
        percent = 100 * probability
        return HIGH if percent >= self.high_percent else WATCH if percent >= self.watch_percent else NONE


def read_editions(data: Mapping[str, Any]) -> tuple[Edition, ...]:
    """In order of their days. Raises ValueError for a number that is missing or out of its bounds, two editions from
    one day, or none."""
    if data.get("format") != FORMAT:
        raise ValueError("not a file of warnings that this version knows")
    found = sorted((_edition(one) for one in data.get("edition", [])), key=lambda one: one.valid_from)
    days = [one.valid_from for one in found]
    if not found or len(set(days)) != len(days):
        raise ValueError("warnings need editions, each from a day of its own")
    return tuple(found)


def _edition(row: Mapping[str, Any]) -> Edition:
    unknown = set(row) - {"valid_from", "source", *_NUMBERS}
    if unknown or not isinstance(row.get("valid_from"), dt.date) or not str(row.get("source", "")).strip():
        raise ValueError(f"an edition needs its day and its source, and no {sorted(unknown)}")
    numbers: dict[str, int] = {}
    for name, (least, most) in _NUMBERS.items():
        value = row.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"{name} must lie between {least} and {most}")
        numbers[name] = value
    if numbers["high_percent"] < numbers["watch_percent"]:
        raise ValueError("high_percent lies below watch_percent")
    return Edition(valid_from=row["valid_from"], source=str(row["source"]), **numbers)


@lru_cache(maxsize=1)
def editions() -> tuple[Edition, ...]:
    return read_editions(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def in_force(on: dt.date) -> Edition:
    """The edition of a day; before all of them the first."""
    return next((one for one in reversed(editions()) if one.valid_from <= on), editions()[0])


def chosen(score: np.ndarray, may: np.ndarray, holders: Sequence[Hashable], most: int) -> np.ndarray:
    """Which rows are warned of: of those that ``may`` be, for each holder the ``most`` highest."""
    found = np.zeros(len(score), bool)
    given: Counter[Hashable] = Counter()
    for row in np.argsort(-score, kind="stable").tolist():
        if may[row] and given[holders[row]] < most:
            given[holders[row]] += 1
            found[row] = True
    return found
