"""What a look at an installation says: one finding for each thing looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from .texts import TEXTS


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    SKIPPED = "skipped"
    """It cannot be looked at from here; the remedy says what to do instead."""


Facts = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Finding:
    """``facts`` are figures and names of settings, never a secret."""

    key: str
    level: Level
    facts: Facts = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong; empty when nothing is."""
        return "" if self.level is Level.OK else str(TEXTS[self.key][0]) % self.facts

    @property
    def remedy(self) -> str:
        return "" if self.level is Level.OK else str(TEXTS[self.key][1]) % self.facts


Check = Callable[[], Iterator[Finding]]


def judged(key: str, good: object, level: Level = Level.ERROR, **facts: str | int | float) -> Finding:
    """OK when ``good``, else ``level``."""
    return Finding(key, Level.OK if good else level, facts)
