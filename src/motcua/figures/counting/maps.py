"""Maps: which unit stood under which on a day, from the facts of units."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from motcua.core.errors import NotFound
from motcua.figures.facts.reader import Facts

WHOLES = frozenset({"national", "province"})
"""Levels whose figures of settlement count applications; below them the work of agencies is counted."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    uid: str
    code: str
    name: str
    level: str
    kind: str
    valid_from: dt.date
    valid_to: dt.date | None

    def lives(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


Stretch = tuple[str, dt.date, dt.date | None]
"""Unit above, from, to before."""


@dataclass(frozen=True)
class Maps:
    """Units through time, as far as was known."""

    units: Mapping[str, UnitRow]
    above: Mapping[str, Sequence[Stretch]]
    heirs: Mapping[str, Sequence[str]]
    by_code: Mapping[str, Sequence[UnitRow]]
    _lines: dict[tuple[str, dt.date], tuple[str, ...]] = field(default_factory=dict)
    _below: dict[dt.date, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    def same_as(self, day: dt.date) -> dt.date:
        """The first day of the map that is in force on ``day``: all days of one map are read alike."""
        place = bisect_right(self._changes, day)
        return self._changes[place - 1] if place else day

    @cached_property
    def _changes(self) -> Sequence[dt.date]:
        """Every day on which something about units begins or ends."""
        lives = [(row.valid_from, row.valid_to) for row in self.units.values()]
        stretches = [(since, until) for rows in self.above.values() for _, since, until in rows]
        return sorted({day for span in (*lives, *stretches) for day in span if day is not None})

    def find(self, code: str, day: dt.date) -> UnitRow | None:
        """The unit of this code on that day; None when it has ended or not begun. Raises NotFound
        ``figure_unit_unknown`` for a code that no unit ever had."""
        rows = self.by_code.get(code)
        if not rows:
            raise NotFound("figure_unit_unknown", params={"unit": code})
        return next((row for row in rows if row.lives(day)), None)

    def successors(self, code: str, day: dt.date) -> list[UnitRow]:
        """Who answers on that day for the newest unit of this code that had ended; empty when none had."""
        ended = [row for row in self.by_code.get(code, ()) if row.valid_to is not None and row.valid_to <= day]
        return self._alive(ended[-1].uid, day, set()) if ended else []

    def _alive(self, uid: str, day: dt.date, seen: set[str]) -> list[UnitRow]:
        found: list[UnitRow] = []
        for heir in self.heirs.get(uid, ()):
            row = self.units.get(heir)
            if row is None or heir in seen:
                continue
            seen.add(heir)
            found += [row] if row.lives(day) else self._alive(heir, day, seen)
        return found

    def line(self, uid: str, day: dt.date) -> tuple[str, ...]:
        """The units that answer for ``uid`` on the map of ``day``, itself among them while it lives. One that began
        later is read where it would have stood: under those above it that were there already."""
        known = self._lines.get((uid, day))
        if known is None:
            known = self._lines[uid, day] = tuple(self._line(uid, day))
        return known

    def _line(self, uid: str, day: dt.date) -> Iterator[str]:
        row = self.units.get(uid)
        at = max(day, row.valid_from) if row else day
        for above, since, until in self.above.get(uid, ()):
            if since <= at and (until is None or at < until) and (at == day or self.units[above].lives(day)):
                yield above

    def under(self, unit: UnitRow, day: dt.date) -> Iterator[tuple[str, tuple[UnitRow, ...]]]:
        """Every unit, ended ones too, that is read under ``unit`` on the map of ``day``, with those at and above it up
        to ``unit``."""
        below = self._below.get(day)
        if below is None:
            below = self._below[day] = self._all_below(day)
        for uid in below.get(unit.uid, ()):
            within = [self.units[one] for one in dict.fromkeys(self.line(uid, day))]
            yield uid, tuple(one for one in within if unit.uid in self.line(one.uid, day))

    def _all_below(self, day: dt.date) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for uid in self.above:
            for above in dict.fromkeys(self.line(uid, day)):
                found.setdefault(above, []).append(uid)
        return found


def maps_of(facts: Facts) -> Maps:
    """The maps as of these facts, read once."""
    kept = _kept.get(facts)
    if kept is None:
        kept = _kept[facts] = _read(facts)
    return kept


_kept: WeakKeyDictionary[Facts, Maps] = WeakKeyDictionary()


def _read(facts: Facts) -> Maps:
    columns = "uid, code, name, level, kind, valid_from, valid_to"
    units: dict[str, UnitRow] = {}
    by_code: dict[str, list[UnitRow]] = {}
    for values in _asked(facts, f"SELECT {columns} FROM units ORDER BY code, valid_from"):  # noqa: S608
        row = units[values[0]] = UnitRow(*values)
        by_code.setdefault(row.code, []).append(row)
    above: dict[str, list[Stretch]] = {uid: [] for uid in units}
    rows = _asked(facts, "SELECT descendant, ancestor, valid_from, valid_to FROM unit_above ORDER BY depth, valid_from")
    for descendant, ancestor, since, until in rows:
        if ancestor in units and descendant in above:
            above[descendant].append((ancestor, since, until))
    heirs: dict[str, list[str]] = {}
    for old, new in _asked(facts, "SELECT old, new FROM successions ORDER BY is_default DESC, new"):
        heirs.setdefault(old, []).append(new)
    for rows_of_code in by_code.values():
        for row in rows_of_code:
            if row.valid_to is not None and row.uid not in heirs:
                heirs[row.uid] = [other.uid for other in rows_of_code if other.valid_from == row.valid_to]
    return Maps(units, above, heirs, by_code)


def _asked(facts: Facts, sql: str) -> list[tuple[Any, ...]]:
    return facts.connection.execute(sql).fetchall()
