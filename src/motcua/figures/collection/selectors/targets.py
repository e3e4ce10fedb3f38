"""Targets in force, as of any instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from motcua.figures.collection.models import Target


def targets(units: Iterable[int], *, as_of: dt.datetime | None = None) -> list[Target]:
    """The newest of each unit, indicator and period that was not withdrawn, the latest periods first."""
    rows = Target.objects.filter(unit__in=list(units)).select_related("unit")
    if as_of is not None:
        rows = rows.filter(recorded_at__lte=as_of)
    order = ("unit_id", "indicator", "period_code")
    newest = [row for row in rows.order_by(*order, "-recorded_at", "-pk").distinct(*order) if row.value is not None]
    return sorted(newest, key=lambda row: (-row.last.toordinal(), row.unit.code, row.indicator))


def target_of(indicator: str, unit: int, period_code: str, *, as_of: dt.datetime | None = None) -> Target | None:
    found = targets([unit], as_of=as_of)
    return next((row for row in found if (row.indicator, row.period_code) == (indicator, period_code)), None)
