"""The map of a day: to which units of that day the work of any unit belongs, and in what parts.

Forward in time a unit goes to its successors by their shares; backward, a unit that did not exist yet comes from those
it took over, in the parts it took. One unit alone is exact; several are an estimate and must be shown as one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from motcua.organisation.models import Unit, UnitSuccession
from motcua.organisation.selectors import answers_on

_DEEPEST = 64

Weights = Mapping[int, Fraction]


class MapOf:
    """All units laid on the map of one day; three statements, and then none."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self._spans = {pk: (begins, ends) for pk, begins, ends in _spans()}
        self._heirs: defaultdict[int, dict[int, Fraction]] = defaultdict(dict)
        self._origins: defaultdict[int, dict[int, Fraction]] = defaultdict(dict)
        for old, new, share in UnitSuccession.objects.order_by("pk").values_list("old_id", "new_id", "share"):
            self._heirs[old][new] = Fraction(share)
            self._origins[new][old] = Fraction(share)
        self._answers = answers_on(on)
        self._known: dict[int, Weights] = {}

    def weights(self, unit: int) -> Weights:
        """The units of the day that the work of ``unit`` belongs to, with their parts; the parts add up to 1. A unit
        that stands on no map of the day keeps its work itself."""
        if unit not in self._known:
            self._known[unit] = self._weights(unit, 0)
        return self._known[unit]

    def stands(self, unit: int) -> bool:
        begins, ends = self._spans[unit]
        return begins <= self.on and (ends is None or self.on < ends)

    def _weights(self, unit: int, depth: int) -> Weights:
        if self.stands(unit) or depth > _DEEPEST:
            return {unit: Fraction(1)}
        ahead = self._origins if self._spans[unit][0] > self.on else self._heirs
        parts = ahead.get(unit)
        if not parts:
            return {self._answers.get(unit, unit): Fraction(1)}
        whole = sum(parts.values(), Fraction(0))
        found: defaultdict[int, Fraction] = defaultdict(Fraction)
        for other, part in parts.items():
            for final, weight in self._weights(other, depth + 1).items():
                found[final] += weight * part / whole
        return dict(found)


def _spans() -> list[tuple[int, dt.date, dt.date | None]]:
    return list(Unit.objects.order_by("pk").values_list("pk", "valid_from", "valid_to"))
