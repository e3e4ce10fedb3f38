"""Tiles of published petitions for the map."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import mapbox_vector_tile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from motcua.core.clock import legal_date, now
from motcua.core.etags import etag, matches
from motcua.core.mercator import Tile, to_metres
from motcua.petitions.points.rules import GRID
from motcua.petitions.points.selectors import PointFilter, groups, revision
from motcua.portal.voices_map.wanted import read_wanted
from motcua.web.access import public
from motcua.web.maps.unit_tiles import EXTENT, on_grid
from motcua.web.maps.views import MVT
from motcua.web.words import number

DEEPEST_SERVED: Final = 18


@public
@require_safe
@cache_control(public=True, max_age=60)
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """``/phan-anh/tiles/z/x/y.mvt``: at most 64 groups (``n``, ``shown``, ``state``; ``receipt`` of one alone)."""
    at = Tile(z, x, y)
    if not at.exists or z > DEEPEST_SERVED:
        raise Http404
    wanted = read_wanted(request.GET, legal_date(now()))
    language = get_language() or "vi"
    version = revision()
    tag = etag("petitions", version, z, x, y, wanted.query(), language)
    if matches(tag, request.headers.get("If-None-Match")):
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(_drawn(at, wanted.points(), version, language), content_type=MVT, headers={"ETag": tag})


@lru_cache(maxsize=1024)
def _drawn(at: Tile, wanted: PointFilter, version: int, language: str) -> bytes:
    """Kept by the version of the map: the next question of anyone costs nothing until something changes."""
    del version, language
    features: list[dict[str, Any]] = []
    for one in groups(at, wanted):
        said: dict[str, object] = {
            "n": one.n,
            "shown": number(one.n) if one.n < 10_000 else f"{number(one.n // 1000)}k",
            "state": "open" if one.open else "done",
        }
        if one.receipt_no:
            said["receipt"] = one.receipt_no
        place = on_grid(Point(*to_metres(one.lng, one.lat)), at)
        features.append({"geometry": _apart(place) if one.n > 1 else place, "properties": said})
    layers = [{"name": "petitions", "features": features}]
    made: bytes = mapbox_vector_tile.encode(layers, default_options={"extents": EXTENT})
    return made


def _apart(place: BaseGeometry) -> Point:
    """A circle of many stands in the middle half of its cell, so that it does not lie on that of the next cell."""
    side = EXTENT >> GRID
    x, y = (_inner(value, side) for value in (place.centroid.x, place.centroid.y))
    return Point(x, y)


def _inner(value: float, side: int) -> float:
    start = min(max(int(value // side), 0), (1 << GRID) - 1) * side
    return min(max(value, start + side / 4), start + side * 3 / 4)
