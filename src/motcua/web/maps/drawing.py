"""The plain map: communes as SVG paths, written into the page by the server. It is there before any script."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shapely import coverage_simplify, unary_union
from shapely.geometry import LinearRing, Polygon
from shapely.geometry.base import BaseGeometry

from motcua.organisation.places import revision, shapes_on

WIDTH: Final = 1000
TOLERANCE: Final = 0.004
"""Degrees: what is smaller than half a stroke of the plain map is not drawn."""


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """``x`` and ``y`` are where a number or a name may stand."""

    code: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The land of a day on a plane of ``WIDTH`` by ``height``."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    height: int
    units: tuple[DrawnUnit, ...]
    is_fictitious: bool
    bounds: tuple[float, float, float, float]

    def at(self, lat: float, lng: float) -> tuple[float, float]:
        """Where a point stands in the drawing, whether inside it or not."""
        return round((lng - self.west) * self.scale_x, 1), round((self.north - lat) * self.scale_y, 1)


def plan(on: dt.date) -> Plan | None:
    """The plain map of the day; None where no shapes are known. One short statement when nothing changed."""
    return _plan(on, revision())


@lru_cache(maxsize=8)
def _plan(on: dt.date, revision: tuple[object, ...]) -> Plan | None:
    del revision  # a new one makes the map anew
    found = shapes_on(on)
    if not found:
        return None
    areas: list[BaseGeometry] = list(coverage_simplify([area for _shape, area in found], TOLERANCE))
    west, south, east, north = unary_union(areas).bounds
    margin = (east - west) * 0.01
    west, east, south, north = west - margin, east + margin, south - margin, north + margin
    scale_x = WIDTH / (east - west)
    scale_y = scale_x / math.cos(math.radians((south + north) / 2))
    bare = Plan(west, north, scale_x, scale_y, round((north - south) * scale_y), (), False, (west, south, east, north))
    units = []
    for (shape, _whole), area in zip(found, areas, strict=True):
        middle = area.representative_point()
        x, y = bare.at(middle.y, middle.x)
        units.append(DrawnUnit(shape.unit.code, shape.unit.name, _path(area, bare), x, y))
    is_fictitious = any(shape.is_fictitious for shape, _whole in found)
    return Plan(west, north, scale_x, scale_y, bare.height, tuple(units), is_fictitious, bare.bounds)


def _path(area: BaseGeometry, plan: Plan) -> str:
    return "".join(_ring(ring, plan) for polygon in _polygons(area) for ring in (polygon.exterior, *polygon.interiors))


def _polygons(area: BaseGeometry) -> Iterator[Polygon]:
    for one in getattr(area, "geoms", [area]):
        if isinstance(one, Polygon):
            yield one


def _ring(ring: LinearRing, plan: Plan) -> str:
    points: Sequence[tuple[float, ...]] = list(ring.coords)[:-1]
    drawn = [plan.at(point[1], point[0]) for point in points]
    return "M" + "L".join(f"{round(x)} {round(y)}" for x, y in drawn) + "Z"
