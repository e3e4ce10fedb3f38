"""Which agency a unit belongs to: what people mean by "the commune" or "the department"."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from motcua.organisation.models import UnitClosure, in_force


@dataclass(frozen=True, slots=True)
class _Above:
    depth: int
    unit: int
    level: str


def agencies(units: Iterable[int], on: dt.date) -> dict[int, int]:
    """Unit -> the agency it belongs to: the commune or district, else what stands directly under the province. One
    statement. A unit that has ended: the agency of whoever answers for it."""
    wanted = set(units)
    lines: dict[int, list[_Above]] = defaultdict(list)
    rows = UnitClosure.objects.filter(in_force(on), descendant__in=wanted).select_related("ancestor")
    for row in rows:
        lines[row.descendant_id].append(_Above(row.depth, row.ancestor_id, row.ancestor.level))
    return {unit: min(lines[unit], key=_nearness).unit if lines[unit] else unit for unit in wanted}


def _nearness(above: _Above) -> int:
    if above.level in {"commune", "district"}:
        return above.depth
    return 1000 - above.depth if above.level == "unit" else 2000 + above.depth
