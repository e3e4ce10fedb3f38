"""What ``decide`` is told of the law of the day: limits by category, units by code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from .states import Step


class Stamp(NamedTuple):
    """A computed date: ``amount`` ``unit`` by revision ``revision`` of ``calendar``."""

    at: dt.datetime
    calendar: str
    revision: int
    amount: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CategoryTerms:
    """What a category says of the petitions in it."""

    code: str
    kind: str
    urgent: bool
    anonymous: bool
    most_extension_days: int
    most_reopenings: int


class Context(Protocol):
    by_sender: bool
    """Whether the sender acts, and not somebody at the desk."""

    def category(self, code: str) -> CategoryTerms | None:
        """``None`` when no category of the day has the code. The empty code is known: nothing was chosen yet."""

    def unit(self, code: str) -> str | None:
        """The public id of the unit that answers for the code on the day."""

    def due(self, category: str, step: Step, start: dt.datetime) -> Stamp | None:
        """When the limit of a step that starts at ``start`` ends; ``None``: the category has none for it."""

    def shifted(self, due_at: dt.datetime, unit: str, since: dt.datetime, until: dt.datetime) -> Stamp:
        """``due_at`` of a limit in ``unit`` moved by the time between that did not count."""

    def later(self, due_at: dt.datetime, working_days: int) -> Stamp:
        """``working_days`` working days after ``due_at``."""

    def soon(self, due_at: dt.datetime, now: dt.datetime) -> bool:
        """Whether less than a working day is left."""
