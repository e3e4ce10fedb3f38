"""Late dossiers that have no record: those that ended late before records were kept, imported ones, and any whose news
were lost. A slow patrol from the newest to the oldest, by primary key, a bounded piece at a time, and round again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from motcua.dossiers.models import Dossier, LateSweep, ResponsibilityRecord
from motcua.dossiers.services.responsibility import keep_record

STRIDE = 20_000
"""So many dossiers are looked at in one piece."""
MOST = 200
"""So many records are opened in one piece."""
BACK = dt.timedelta(days=365)
"""What ended longer ago is left alone: nobody remembers, and it was reported."""


def sweep_late(*, now: dt.datetime) -> int:
    """Look at the next piece; returns how many records were opened. Safe to repeat, to kill and to run twice at once:
    the place is written after the work, and opening a record again changes nothing.

    Nobody gets a letter about such a record: it may be one of hundreds. It stands in the lists of what to explain.
    """
    place, _ = LateSweep.objects.get_or_create(only=True)
    rows = Dossier.objects.all() if place.below is None else Dossier.objects.filter(pk__lt=place.below)
    last = rows.order_by("-pk").values_list("pk", flat=True)[STRIDE - 1 : STRIDE].first()
    keys = list(_missing(rows if last is None else rows.filter(pk__gte=last), now)[:MOST])
    opened = sum(_open(key, now) for key in keys)
    below = keys[-1] if len(keys) == MOST else last
    LateSweep.objects.filter(only=True, below=place.below).update(
        below=below, lap_ended_at=now if below is None else F("lap_ended_at")
    )
    return opened


def _missing(rows: QuerySet[Dossier], now: dt.datetime) -> QuerySet[Dossier, int]:
    """The keys of those that ended late and have no record, the newest first."""
    late = rows.annotate(
        ended=Coalesce("finished_at", "closed_at"), due=Coalesce("committed_due_at", "statutory_due_at")
    ).filter(ended__gt=F("due"), ended__gte=now - BACK)
    known = ResponsibilityRecord.objects.filter(dossier=OuterRef("pk"))
    return late.exclude(Exists(known)).order_by("-pk").values_list("pk", flat=True)


@transaction.atomic
def _open(key: int, now: dt.datetime) -> bool:
    """One record; False where the log says that it was not late after all, or another opened it meanwhile."""
    if ResponsibilityRecord.objects.filter(dossier=key).exists():
        return False
    return keep_record(key, now=now, quiet=True) is not None
