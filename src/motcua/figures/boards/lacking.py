"""The things that a criterion's denominator counts and its numerator does not: the list to work on.

Pages through the two lists of counting side by side; both come in ascending order of id. A page reads so many rows as
it needs to find what it shows, and at most :data:`MOST_READ`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from motcua.figures import counting
from motcua.figures.counting import Row, Thing
from motcua.figures.definitions.catalogue import Catalogue
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

MOST_READ: Final = 50_000
_STEP: Final = 1_000


@dataclass(frozen=True, slots=True)
class Lacking:
    """``next``: given as ``after`` for the next page; empty at the end. ``thing``: what a row names."""

    thing: Thing
    rows: tuple[str, ...]
    next: str


def lists_of(catalogue: Catalogue, indicator: str, period: Period) -> tuple[list[MeasureKey], list[MeasureKey]]:
    """The measures whose things make the whole, and those that make the part."""
    definition = catalogue.for_period(indicator, period)
    below = definition.denominator.names if definition.denominator else ()
    return (
        [catalogue.key(definition, name) for name in below if name in catalogue.measures],
        [catalogue.key(definition, name) for name in definition.numerator.names if name in catalogue.measures],
    )


def lacking(
    facts: Facts,
    catalogue: Catalogue,
    indicator: str,
    unit: str,
    period: Period,
    *,
    after: str = "",
    limit: int = 50,
) -> Lacking:
    """One page. Raises as :func:`motcua.figures.counting.behind`."""
    whole, part = lists_of(catalogue, indicator, period)
    thing = Thing.DOSSIER
    found: list[str] = []
    counted = _Merged([_Rows(facts, key, unit, period, after) for key in part])
    all_ = _Merged([_Rows(facts, key, unit, period, after) for key in whole])
    for read, name in enumerate(all_):
        thing = all_.thing
        if not counted.holds(name):
            found.append(name)
        if len(found) > limit or read >= MOST_READ:
            break
    more = found[limit - 1] if len(found) > limit else ""
    return Lacking(thing, tuple(found[:limit]), more)


class _Rows:
    """The rows of one key, page after page."""

    def __init__(self, facts: Facts, key: MeasureKey, unit: str, period: Period, after: str) -> None:
        self._asked = (facts, key, unit, period)
        self._after = after
        self.thing = Thing.DOSSIER

    def __iter__(self) -> Iterator[str]:
        facts, key, unit, period = self._asked
        after = self._after
        while True:
            page = counting.behind(facts, key, unit, period, after=after, limit=_STEP)
            self.thing = page.thing
            yield from (row.id for row in _plain(page.rows))
            if not page.next:
                return
            after = page.next


def _plain(rows: Sequence[Row]) -> Sequence[Row]:
    return rows


class _Merged:
    """Several ascending lists as one, each id once."""

    def __init__(self, lists: Sequence[_Rows]) -> None:
        self._lists = lists
        self._reading = self._merge()
        self._ahead: str | None = None
        self._ended = False

    @property
    def thing(self) -> Thing:
        return self._lists[0].thing if self._lists else Thing.DOSSIER

    def __iter__(self) -> Iterator[str]:
        return self._reading

    def _merge(self) -> Iterator[str]:
        from heapq import merge

        last = ""
        for name in merge(*self._lists):
            if name != last:
                last = name
                yield name

    def holds(self, name: str) -> bool:
        """Whether ``name`` is in it; ask in ascending order."""
        while not self._ended and (self._ahead is None or self._ahead < name):
            try:
                self._ahead = next(self._reading)
            except StopIteration:
                self._ended = True
        return not self._ended and self._ahead == name
