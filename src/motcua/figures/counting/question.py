"""What is asked of facts at once: one unit with all under it, or every member of a dimension, in some periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from .cuts import Cut, cuts_of
from .dimensions import Dimension
from .maps import WHOLES, Maps, UnitRow, maps_of
from .reach import Reach

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

BY_UNITS = frozenset({Dimension.UNIT, Dimension.COMMUNE})
SCOPE = {"s_period": "int64", "s_uid": "string", "s_member": "string", "s_whole": "boolean"}
"""Columns of the units in scope."""


@dataclass(frozen=True, slots=True)
class _OnMap:
    """``counts``: a unit, the code of a member that it counts for, and whether that counts applications."""

    members: Sequence[UnitRow]
    counts: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True)
class Question:
    """``on``: the day whose map is read; None: the last of each period. ``only``: codes of the units that have a row of
    their own; None: all."""

    facts: Facts
    maps: Maps
    unit: str
    cuts: Sequence[Cut]
    by: Dimension | None = None
    on: dt.date | None = None
    only: frozenset[str] | None = None
    _known: dict[dt.date, _OnMap] = field(default_factory=dict, compare=False)
    _said: dict[Hashable, bool] = field(default_factory=dict, compare=False)

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.facts)

    @cached_property
    def scope(self) -> ir.Table | None:
        """:attr:`scoped` as a table to be joined."""
        import ibis

        return None if self.scoped is None else ibis.memtable(self.scoped)

    @cached_property
    def scoped(self) -> pa.Table | None:
        """(period, uid, member, whole): which units count for which member. None when there is nobody."""
        import pyarrow as pa

        rows = [(cut.number, *one) for cut in self.cuts for one in self._on_map(self._map(cut)).counts]
        if not rows:
            return None
        types = (pa.int64(), pa.string(), pa.string(), pa.bool_())
        columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]
        return pa.table(columns, names=[*SCOPE])

    def remembered(self, what: Hashable, say: Callable[[], bool]) -> bool:
        """What is asked for each of many units and is the same for all of them."""
        if what not in self._said:
            self._said[what] = say()
        return self._said[what]

    def day(self, cut: Cut) -> dt.date:
        return self.on or cut.period.last

    def _map(self, cut: Cut) -> dt.date:
        return self.maps.same_as(self.day(cut))

    def found(self, cut: Cut) -> UnitRow | None:
        return self.maps.find(self.unit, self._map(cut))

    def members(self, cut: Cut) -> Sequence[UnitRow]:
        """Units that have a row of their own."""
        return self._on_map(self._map(cut)).members

    def _on_map(self, day: dt.date) -> _OnMap:
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._read(day)
        return known

    def _read(self, day: dt.date) -> _OnMap:
        unit = self.maps.find(self.unit, day)
        if unit is None:
            return _OnMap((), ())
        under = [*self.maps.under(unit, day)]
        members: Sequence[UnitRow] = (unit,)
        if self.by in BY_UNITS:
            below = {row.uid: row for _, line in under for row in line}
            named = (row for row in below.values() if self.only is None or row.code in self.only)
            members = [row for row in named if self.by is Dimension.UNIT or row.level == "commune"]
        own = {row.uid for row in members}
        return _OnMap(
            members, [(uid, row.code, row.level in WHOLES) for uid, line in under for row in line if row.uid in own]
        )


def known_until(facts: Facts) -> dt.datetime:
    return facts.as_of or facts.settled_at


def asked(
    facts: Facts,
    unit: str,
    periods: Sequence[Period],
    by: Dimension | None,
    on: dt.date | None,
    only: Collection[str] | None = None,
) -> Question:
    """Raises NotFound ``figure_unit_unknown``."""
    maps = maps_of(facts)
    maps.find(unit, on or periods[-1].last)
    named = frozenset(only) if only is not None else None
    return Question(facts, maps, unit, cuts_of(periods, known_until(facts)), by, on, named)
