"""Rows with what pages show of them, and pages of them by keyset."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from motcua.petitions.models import Petition

PAGE = 50
MOST = 200


def whole_rows() -> QuerySet[Petition]:
    rows = Petition.objects.select_related("words", "place", "reception_unit", "owner_unit", "holder_unit")
    return rows.defer("snapshot")


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is the cursor of the page after, empty at the end."""

    items: list[Petition] = field(default_factory=list)
    next: str = ""


def keyset(rows: QuerySet[Petition], after: str, limit: int) -> Page:
    """Keyset by time and key: steady while new ones come in."""
    limit = max(1, min(limit, MOST))
    place = cursor_of(after)
    if place is not None:
        at, key = place
        rows = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=key))
    found = list(rows[: limit + 1])
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return Page(found[:limit], f"{last.submitted_at.timestamp():.6f}_{last.pk}" if last else "")


def cursor_of(text: str) -> tuple[dt.datetime, int] | None:
    at, _, key = text.partition("_")
    try:
        return dt.datetime.fromtimestamp(float(at), dt.UTC), int(key)
    except (ValueError, OverflowError, OSError):
        return None
