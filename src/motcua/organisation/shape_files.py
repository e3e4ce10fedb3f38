"""A GeoJSON file of areas of units, read and judged. Pure: what is wrong comes back as codes, with the place of it.

Longitude comes before latitude (RFC 7946, section 3.1.1). Files of offices are often the other way round or in metres
of VN-2000: both are named as what they are, instead of a shape somewhere in the ocean.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from shapely import STRtree, from_geojson, to_geojson
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

MOST_BYTES: Final = 64 * 2**20
MOST_SHAPES: Final = 20_000
MOST_POINTS: Final = 200_000
DIGITS: Final = 6
"""Degrees are kept to a millionth: eleven centimetres."""


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """Feature ``number`` (from 1; 0 is the file) cannot be taken. ``code`` has its words in the room's texts."""

    number: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class ShapeError(Exception):
    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class ReadShape:
    """One area as the file says it; ``valid_from`` is None where the file leaves it to the unit."""

    number: int
    code: str
    kind: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: str
    is_fictitious: bool
    area: MultiPolygon


def read_shapes(raw: bytes) -> tuple[list[ReadShape], list[ShapeFault]]:
    """The good shapes of a FeatureCollection and what is wrong with the others."""
    try:
        features = _features(raw)
    except ShapeError as error:
        return [], [ShapeFault(0, error.code, error.params)]
    good: list[ReadShape] = []
    faults: list[ShapeFault] = []
    for number, feature in enumerate(features, start=1):
        try:
            good.append(_shape(number, feature))
        except ShapeError as error:
            faults.append(ShapeFault(number, error.code, error.params))
    return good, faults


def _features(raw: bytes) -> Sequence[object]:
    if len(raw) > MOST_BYTES:
        raise ShapeError("file_too_large", most=MOST_BYTES // 2**20)
    try:
        body = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise ShapeError("not_utf8") from error
    except (ValueError, RecursionError) as error:
        raise ShapeError("not_json") from error
    kind = body.get("type") if isinstance(body, dict) else None
    features = body.get("features") if kind == "FeatureCollection" else None
    if kind == "Topology":
        raise ShapeError("topojson")
    if not isinstance(features, list):
        raise ShapeError("not_a_collection")
    if len(features) > MOST_SHAPES:
        raise ShapeError("too_many_shapes", most=MOST_SHAPES)
    return features


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _shape(number: int, feature: object) -> ReadShape:
    said = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(said, dict):
        raise ShapeError("not_a_feature")
    code = said.get("code")
    if not isinstance(code, str) or not code.strip() or len(code) > 40:
        raise ShapeError("code_missing")
    kind = said.get("kind") or "land"
    if kind not in {"land", "sea"}:
        raise ShapeError("unknown_kind", kind=str(kind)[:20])
    begins, ends = _day(said.get("valid_from")), _day(said.get("valid_to"))
    if begins and ends and ends <= begins:
        raise ShapeError("dates_reversed")
    return ReadShape(
        number=number,
        code=code.strip(),
        kind=kind,
        valid_from=begins,
        valid_to=ends,
        source=str(said.get("source") or "")[:300],
        is_fictitious=said.get("fictitious") is True,
        area=area_of(feature.get("geometry")),
    )


def _day(value: object) -> dt.date | None:
    if value is None or value == "":
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise ShapeError("bad_date", value=str(value)[:20]) from error


def area_of(geometry: object) -> MultiPolygon:
    """The area of a GeoJSON Polygon or MultiPolygon, rounded and rings turned as the standard wants. Raises ShapeError:
    nothing is mended silently, for a boundary that was mended is a boundary nobody decided."""
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise ShapeError("not_an_area", kind=str(geometry.get("type"))[:30] if isinstance(geometry, dict) else "")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise ShapeError("no_rings")
    points = 0
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise ShapeError("no_rings")
        for ring in polygon:
            points += _checked_ring(ring)
            if points > MOST_POINTS:
                raise ShapeError("too_many_points", most=MOST_POINTS)
    return _whole([Polygon(_rounded(shell), [_rounded(hole) for hole in holes]) for shell, *holes in polygons])


def _rounded(ring: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    return [(round(point[0], DIGITS), round(point[1], DIGITS)) for point in ring]


def _checked_ring(ring: object) -> int:
    if not isinstance(ring, list) or len(ring) < 4:
        raise ShapeError("ring_too_short")
    for point in ring:
        if not isinstance(point, list) or len(point) < 2 or not all(_is_number(one) for one in point[:2]):
            raise ShapeError("bad_point", point=str(point)[:40])
        _within_the_world(point[0], point[1])
    if ring[0][:2] != ring[-1][:2]:
        raise ShapeError("ring_open", lng=ring[0][0], lat=ring[0][1])
    return len(ring)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _within_the_world(lng: float, lat: float) -> None:
    if abs(lng) <= 180 and abs(lat) <= 90:
        return
    if abs(lng) <= 90 and abs(lat) <= 180:
        raise ShapeError("swapped", lng=lng, lat=lat)
    raise ShapeError("not_degrees", lng=lng, lat=lat)


def _whole(polygons: Sequence[Polygon]) -> MultiPolygon:
    area = MultiPolygon(polygons)
    if not area.is_valid:
        raise ShapeError("crosses_itself", why=explain_validity(area)[:80])
    if area.is_empty or area.area <= 0:
        raise ShapeError("no_area")
    turned: BaseGeometry = area.normalize()
    return turned if isinstance(turned, MultiPolygon) else area


def overlaps(shapes: Sequence[tuple[str, BaseGeometry]], *, above: float = 1e-6) -> list[tuple[str, str]]:
    """Pairs of names whose areas share more than ``above`` of the smaller one. A common border is no overlap."""
    tree = STRtree([area for _name, area in shapes])
    found = []
    for first, (name, area) in enumerate(shapes):
        for second in tree.query(area, predicate="intersects"):
            if second > first:
                other = shapes[second][1]
                if area.intersection(other).area > above * min(area.area, other.area):
                    found.append((name, shapes[second][0]))
    return found


def to_json(area: BaseGeometry) -> dict[str, object]:
    """As GeoJSON geometry."""
    body: dict[str, object] = json.loads(to_geojson(area))
    return body


def from_json(geometry: Mapping[str, object]) -> BaseGeometry:
    """A stored geometry. Raises ShapeError (``no_area``) for what is none."""
    try:
        return from_geojson(json.dumps(geometry))
    except GEOSException as error:
        raise ShapeError("no_area") from error
