"""What is asked of facts at once: one unit with all under it, or every member of a dimension, in some periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
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

BY_UNITS = frozenset({Dimension.UNIT, Dimension.COMMUNE})


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
    _members: dict[int, Sequence[UnitRow]] = field(default_factory=dict, compare=False)

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.facts)

    @cached_property
    def scope(self) -> ir.Table | None:
        """(period, uid, member, whole): which units count for which member. None when there is nobody."""
        import ibis
        import pyarrow as pa

        rows: list[tuple[int, str, str, bool]] = []
        for cut in self.cuts:
            unit = self.found(cut)
            if unit is None:
                continue
            named = {row.uid for row in self.members(cut)}
            rows += [
                (cut.number, uid, row.code, row.level in WHOLES)
                for uid, line in self.maps.under(unit, self.day(cut))
                for row in line
                if row.uid in named
            ]
        if not rows:
            return None
        names = ("s_period", "s_uid", "s_member", "s_whole")
        types = (pa.int64(), pa.string(), pa.string(), pa.bool_())
        columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]
        return ibis.memtable(pa.table(columns, names=names))

    def day(self, cut: Cut) -> dt.date:
        return self.on or cut.period.last

    def found(self, cut: Cut) -> UnitRow | None:
        return self.maps.find(self.unit, self.day(cut))

    def members(self, cut: Cut) -> Sequence[UnitRow]:
        """Units that have a row of their own."""
        known = self._members.get(cut.number)
        if known is None:
            known = self._members[cut.number] = self._found_members(cut)
        return known

    def _found_members(self, cut: Cut) -> Sequence[UnitRow]:
        unit = self.found(cut)
        if unit is None:
            return ()
        if self.by not in BY_UNITS:
            return (unit,)
        below = {row.uid: row for _, line in self.maps.under(unit, self.day(cut)) for row in line}
        named = (row for row in below.values() if self.only is None or row.code in self.only)
        return [row for row in named if self.by is Dimension.UNIT or row.level == "commune"]


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
