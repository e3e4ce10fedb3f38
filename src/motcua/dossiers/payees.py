"""Whose account a fee goes to: the competent agency's, wherever it was received (Decree 309/2026/ND-CP art. 8)."""

from __future__ import annotations

import datetime as dt

from motcua.core.remember import remembered
from motcua.organisation.models import UnitClosure, in_force


@remembered(seconds=60)
def competent_agency(unit: int, on: dt.date) -> int:
    """The agency a settling unit belongs to: the nearest unit above it (or itself) with an agency code; the unit
    itself where there is none."""
    line = UnitClosure.objects.filter(in_force(on), descendant_id=unit).exclude(ancestor__agency_code="")
    return line.order_by("depth").values_list("ancestor_id", flat=True).first() or unit
