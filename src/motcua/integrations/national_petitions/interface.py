"""What is exchanged with the national system. Pure.

No wire format of it was seen. The acts (assign, answer, return, publish, rate, and reading what came in) are what this
province needs of it; names of fields are our own and are to be mapped in one place when the real ones are known.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

SYSTEM = "national"


class NationalAway(Exception):
    """Not reached, or told to come again. Whether the last call was carried out is not known."""


class NationalRefused(Exception):
    """``code`` says why; the same call will be refused again."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ItemKind(StrEnum):
    """``report``: a new petition for the province. ``supplement``: what its sender added there. ``rating``: how the
    sender found the answer. ``recall``: taken back there."""

    REPORT = "report"
    SUPPLEMENT = "supplement"
    RATING = "rating"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened there. ``item_id`` is its own; ``number`` the petition's; ``version`` grows with each
    thing that happens to one petition, so that order is known whatever order things arrive in."""

    item_id: str
    number: str
    kind: ItemKind
    version: int
    at: dt.datetime
    text: str = ""
    title: str = ""
    sender_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    place: str = ""
    score: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    items: tuple[Item, ...]
    cursor: str
    more: bool


class NationalPetitions(Protocol):
    """Every act carries ``key``: the same key again is the same act, and is answered as the first time. All raise
    NationalAway and NationalRefused."""

    def pull(self, cursor: str, *, limit: int) -> Page:
        """What happened since ``cursor`` (empty: since ever). An item may come again."""
        ...

    def assign(self, number: str, *, unit: str, due_at: dt.datetime | None, key: str) -> None: ...

    def answer(self, number: str, *, text: str, key: str) -> None: ...

    def send_back(self, number: str, *, reason: str, key: str) -> None:
        """It is not for this province, or cannot be received."""
        ...

    def publish(self, number: str, *, question: str, answer: str, key: str) -> None: ...

    def rate(self, number: str, *, score: int, key: str) -> None: ...
