"""Declaring how far procedures can be done online."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from motcua.procedures.models import Decision, ServiceLevel
from motcua.procedures.rules import SCALE_CHANGE
from motcua.procedures.source_rows import DeclaredLevel


def declare_levels(
    wanted: Mapping[int, DeclaredLevel], on: dt.date, *, decision: Callable[[], Decision], now: dt.datetime
) -> set[int]:
    """Give procedures (by id) their level from ``on``; the ids of those whose level is new. What is in force ends then.
    ``decision`` is only asked for when something changes."""
    start = max(on, SCALE_CHANGE)
    held = {row.procedure_id: row for row in ServiceLevel.objects.filter(procedure__in=wanted, valid_to=None)}
    changed = {
        procedure_id: level
        for procedure_id, level in wanted.items()
        if procedure_id not in held or DeclaredLevel(*_words(held[procedure_id])) != level
    }
    if not changed:
        return set()
    ending = [held[procedure_id].pk for procedure_id in changed if procedure_id in held]
    if ending:
        ServiceLevel.objects.filter(pk__in=ending).update(valid_to=start)
    under = decision()
    ServiceLevel.objects.bulk_create(
        ServiceLevel(
            procedure_id=procedure_id,
            decision=under,
            level=level.level,
            reason=level.reason,
            ground=level.ground,
            valid_from=start,
            recorded_at=now,
        )
        for procedure_id, level in changed.items()
    )
    return set(changed)


def _words(row: ServiceLevel) -> tuple[str, str, str]:
    return row.level, row.reason, row.ground
