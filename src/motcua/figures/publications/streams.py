"""Two long lists beside each other, page by page: what entered, what left, what counts for another amount."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from motcua.figures.counting import Behind, Row

Page = Callable[[str], Behind]
"""A page of a list in ascending order of id, after an id."""


class Change(StrEnum):
    ENTERED = "entered"
    LEFT = "left"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Moved:
    """``before`` and ``after``: how much of the number it was and is."""

    id: str
    change: Change
    before: int | Fraction
    after: int | Fraction


def rows_of(page: Page) -> Iterator[Row]:
    """Every row of a list, one page in memory at a time."""
    after = ""
    while True:
        found = page(after)
        yield from found.rows
        if not found.next:
            return
        after = found.next


def moved(then: Iterator[Row], now: Iterator[Row]) -> Iterator[Moved]:
    """What differs between two lists, both in ascending order of id, in that order."""
    old, new = next(then, None), next(now, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.id < new.id):
            if old is not None:
                yield Moved(old.id, Change.LEFT, old.amount, 0)
            old = next(then, None)
        elif old is None or new.id < old.id:
            yield Moved(new.id, Change.ENTERED, 0, new.amount)
            new = next(now, None)
        else:
            if old.amount != new.amount:
                yield Moved(new.id, Change.AMOUNT, old.amount, new.amount)
            old, new = next(then, None), next(now, None)
