"""Letters that a higher room writes: the room names a kind and gives the letter when it leaves, so that what is no
longer so is not sent. Address and text are looked up then, never kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class News:
    """A letter as it leaves. ``html`` may be empty; ``addresses`` empty: nobody can be reached."""

    subject: str
    body: str
    html: str
    addresses: tuple[str, ...]
    language: str


Source = Callable[[UUID, dt.datetime], News | None]
"""What the letter is about, and now; None when there is nothing left to tell."""

_sources: dict[str, Source] = {}


def register(letter: str, source: Source) -> None:
    """Name who writes letters of this kind; once for each, in ``apps.ready()``. Raises ValueError for another."""
    if _sources.get(letter, source) is not source:
        raise ValueError(f"letters {letter!r} have a writer already")
    _sources[letter] = source


def news_of(letter: str, about: UUID, now: dt.datetime) -> News | None:
    """Raises LookupError for a kind that nobody writes."""
    if letter not in _sources:
        raise LookupError(f"nobody writes letters {letter!r}")
    return _sources[letter](about, now)
