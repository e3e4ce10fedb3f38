"""What a tile of the public map holds. Written by hand in SQL: it is asked by every map that anybody moves."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, QuerySet

from motcua.core.mercator import DEEPEST, Tile
from motcua.petitions.points.models import PetitionPoint
from motcua.petitions.points.rules import cells_of, grid_shift


@dataclass(frozen=True, slots=True)
class Group:
    """``n`` petitions around a point, ``open`` of them not settled; ``receipt_no`` when it is one."""

    n: int
    open: int
    lat: float
    lng: float
    receipt_no: str | None


@dataclass(frozen=True, slots=True)
class PointFilter:
    """Empty says nothing. ``categories`` are codes, ``units`` keys of owners, ``months`` a span of yyyymm."""

    categories: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    open: bool | None = None
    first_month: int | None = None
    last_month: int | None = None


NO_FILTER = PointFilter()

_GROUPS = """
SELECT cell >> %(shift)s, count(*), count(*) FILTER (WHERE is_open), avg(lat), avg(lng), min(cell)
FROM petition_point
WHERE shown AND cell >= %(first)s AND cell < %(last)s
  AND (%(categories)s::text[] IS NULL OR category = ANY(%(categories)s::text[]))
  AND (%(units)s::bigint[] IS NULL OR unit_id = ANY(%(units)s::bigint[]))
  AND (%(open)s::boolean IS NULL OR is_open = %(open)s::boolean)
  AND (%(first_month)s::integer IS NULL OR month >= %(first_month)s::integer)
  AND (%(last_month)s::integer IS NULL OR month <= %(last_month)s::integer)
GROUP BY 1 ORDER BY 1
"""


def revision() -> int:
    """Grows with every change of the public map. One look into an index."""
    return int(PetitionPoint.objects.aggregate(last=Max("changed"))["last"] or 0)


def groups(tile: Tile, wanted: PointFilter = NO_FILTER) -> list[Group]:
    """At most 64 groups of the tile, however many petitions lie in it. Two statements. Raises ValueError for a tile
    that does not exist."""
    if not tile.exists or tile.z > DEEPEST:
        raise ValueError(tile)
    first, last = cells_of(tile)
    values = {
        "shift": grid_shift(tile.z),
        "first": first,
        "last": last,
        "categories": list(wanted.categories) or None,
        "units": list(wanted.units) or None,
        "open": wanted.open,
        "first_month": wanted.first_month,
        "last_month": wanted.last_month,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, values)
        rows = cursor.fetchall()
    alone = [int(row[5]) for row in rows if row[1] == 1]
    named = _receipts(alone, wanted)
    return [
        Group(int(n), int(open_), float(lat), float(lng), named.get(int(cell)) if n == 1 else None)
        for _group, n, open_, lat, lng, cell in rows
    ]


def _receipts(cells: list[int], wanted: PointFilter) -> dict[int, str]:
    """Who lies alone in these cells, among those that the filter lets through."""
    if not cells:
        return {}
    rows = filtered(wanted).filter(cell__in=cells)
    return dict(rows.values_list("cell", "receipt_no"))


def filtered(wanted: PointFilter = NO_FILTER) -> QuerySet[PetitionPoint]:
    """The points on the map that the filter lets through."""
    rows = PetitionPoint.objects.filter(shown=True)
    if wanted.categories:
        rows = rows.filter(category__in=wanted.categories)
    if wanted.units:
        rows = rows.filter(unit__in=wanted.units)
    if wanted.open is not None:
        rows = rows.filter(is_open=wanted.open)
    if wanted.first_month:
        rows = rows.filter(month__gte=wanted.first_month)
    if wanted.last_month:
        rows = rows.filter(month__lte=wanted.last_month)
    return rows
