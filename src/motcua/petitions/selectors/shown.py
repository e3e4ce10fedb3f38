"""What the public may see."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from motcua.petitions.categories import tree
from motcua.petitions.lifecycle import Point, State
from motcua.petitions.models import Petition

from .pages import MOST, PAGE, Page, keyset


@dataclass(frozen=True, slots=True)
class Published:
    """A filter of published petitions. ``categories`` include what lies below them. ``since`` and ``until`` are about
    the day of sending. ``bbox`` is west, south, east, north. ``words`` are looked for in the masked text."""

    categories: Sequence[str] = ()
    place: str = ""
    unit: str = ""
    is_open: bool | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    words: str = ""
    bbox: tuple[float, float, float, float] | None = None
    receipts: Sequence[str] = ()


def published() -> QuerySet[Petition]:
    """What the public may see: approved by a person, not hidden since, never one that was led away."""
    rows = Petition.objects.filter(publication__isnull=False, publication__hidden_at=None, published_at__isnull=False)
    return rows.exclude(state=State.LED_AWAY.value)


def public(wanted: Published, *, on: dt.date, after: str = "", limit: int = PAGE) -> Page:
    """Published petitions, the latest sent first. Show only ``publication`` and codes, never ``words``."""
    rows = published().filter(_filter(wanted, on)).select_related("publication", "place", "owner_unit")
    rows = rows.defer("snapshot", "secret").order_by("-submitted_at", "-id")
    return keyset(rows, after, limit)


def public_one(receipt_no: str) -> Petition | None:
    rows = published().select_related("publication", "place", "owner_unit").defer("snapshot", "secret")
    return rows.filter(receipt_no=receipt_no.strip().upper()).first()


def _filter(wanted: Published, on: dt.date) -> Q:
    found = Q()
    if wanted.categories:
        codes = frozenset[str]().union(*(tree(on).within(code) for code in wanted.categories))
        found &= Q(category__in=sorted(codes))
    if wanted.place:
        found &= Q(place__code=wanted.place)
    if wanted.unit:
        found &= Q(owner_unit__code=wanted.unit)
    if wanted.is_open is not None:
        found &= Q(closed=not wanted.is_open)
    if wanted.since is not None:
        found &= Q(submitted_at__gte=wanted.since)
    if wanted.until is not None:
        found &= Q(submitted_at__lt=wanted.until)
    if wanted.words.strip():
        words = wanted.words.strip()
        found &= Q(publication__title__icontains=words) | Q(publication__question__icontains=words)
    if wanted.receipts:
        found &= Q(receipt_no__in=list(wanted.receipts))
    if wanted.bbox is not None:
        west, south, east, north = wanted.bbox
        found &= Q(lng__gte=west, lng__lte=east, lat__gte=south, lat__lte=north)
    return found


_METRES_A_DEGREE = 111_320.0


def near(
    point: Point, *, category: str = "", on: dt.date, now: dt.datetime, days: int = 30, metres: int = 300
) -> list[tuple[Petition, int]]:
    """Published petitions of the last days around a pin with their distance in metres, the nearest first: "the same
    thing?". At most 20."""
    height = metres / _METRES_A_DEGREE
    width = height / max(0.01, math.cos(math.radians(point.lat)))
    box = (point.lng - width, point.lat - height, point.lng + width, point.lat + height)
    wanted = Published(categories=(category,) if category else (), since=now - dt.timedelta(days=days), bbox=box)
    rows = published().filter(_filter(wanted, on)).select_related("publication").defer("snapshot", "secret")
    measured = [(row, _distance(point, row.lat or 0.0, row.lng or 0.0)) for row in rows.order_by("-id")[:MOST]]
    return sorted((pair for pair in measured if pair[1] <= metres), key=lambda pair: pair[1])[:20]


def _distance(point: Point, lat: float, lng: float) -> int:
    north = (lat - point.lat) * _METRES_A_DEGREE
    east = (lng - point.lng) * _METRES_A_DEGREE * math.cos(math.radians(point.lat))
    return round(math.hypot(north, east))
