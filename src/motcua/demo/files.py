"""The province's files, read once in a process. They are ours and tested (tests/demo), so nothing is refused here."""

from __future__ import annotations

import datetime as dt
import json
import random
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from motcua.core.clock import LEGAL_ZONE
from motcua.simulate import rates

DATA: Final = Path(__file__).parent / "data"
SEED: Final = 20250701
SOURCE: Final = "Tỉnh minh hoạ (hư cấu)"
BEGINNING: Final = dt.date(2025, 7, 1)
"""The province works with the system from the day of the two-level map."""

Row = Mapping[str, Any]


@cache
def table(name: str) -> Row:
    """A TOML file of the province; how often what happens is the simulator's."""
    path = DATA / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else rates.table(name)


@cache
def rows(name: str) -> tuple[Row, ...]:
    """A JSON Lines file."""
    return tuple(json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip())


def draw(*parts: object) -> random.Random:
    """The same numbers for the same parts, on every machine."""
    return random.Random("/".join(str(part) for part in (SEED, *parts)))  # noqa: S311 (nothing secret is drawn)


def at(day: dt.date, hour: int = 8, minute: int = 0) -> dt.datetime:
    """An instant of a legal day."""
    return dt.datetime.combine(day, dt.time(hour, minute), LEGAL_ZONE).astimezone(dt.UTC)
