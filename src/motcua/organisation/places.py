"""Which unit a point lies in, on a day. For pins of people: nothing they send raises; what is wrong has a word."""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from django.db.models import Count, Max, Sum
from shapely import STRtree, distance, points, prepare
from shapely.affinity import scale
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from motcua.organisation.models import ShapeKind, Unit, UnitLevel, UnitShape
from motcua.organisation.selectors import answers_for
from motcua.organisation.shape_files import from_json

METRES_A_DEGREE: Final = 111_195.0
"""Of a great circle on the sphere of mean radius 6,371.0 km."""
_DEPTH: Final = {UnitLevel.COMMUNE: 0, UnitLevel.UNIT: 1, UnitLevel.DISTRICT: 2, UnitLevel.PROVINCE: 3}


class Where(StrEnum):
    """Why a point has a unit or none."""

    INSIDE = "inside"
    AT_SEA = "at_sea"
    OUTSIDE = "outside"
    SWAPPED = "swapped"
    """Latitude and longitude changed places: the other way round it lies in the province."""
    NOT_A_POINT = "not_a_point"
    """Not a place on earth, or the 0, 0 that devices send when they know nothing."""
    NO_MAP = "no_map"
    """Nobody has imported shapes; the place must be said in words."""


@dataclass(frozen=True, slots=True)
class Place:
    """``unit`` is set only when ``where`` is ``inside``. ``nearest`` is the unit at least ``metres`` away that a person
    may have meant; None where no map is known or the point is none."""

    where: Where
    unit: Unit | None = None
    nearest: Unit | None = None
    metres: int | None = None


@dataclass(frozen=True)
class _Map:
    """The shapes of one revision, and a tree over their boxes. Never changed after it is made: threads share it."""

    revision: tuple[object, ...]
    shapes: tuple[UnitShape, ...]
    areas: tuple[BaseGeometry, ...]
    tree: STRtree


_lock = threading.Lock()
_kept: _Map | None = None


def revision() -> tuple[object, ...]:
    """Changes whenever a shape does. One short statement."""
    found = UnitShape.objects.aggregate(n=Count("pk"), last=Max("recorded_at"), newest=Max("pk"), units=Sum("unit"))
    return found["n"], found["last"], found["newest"], found["units"]


def _map() -> _Map:
    global _kept
    now = revision()
    kept = _kept
    if kept is not None and kept.revision == now:
        return kept
    with _lock:
        kept = _kept
        if kept is None or kept.revision != now:
            kept = _kept = _drawn(now)
        return kept


def _drawn(now: tuple[object, ...]) -> _Map:
    shapes = tuple(UnitShape.objects.select_related("unit").order_by("pk"))
    areas = tuple(from_json(one.geometry) for one in shapes)
    prepare(list(areas))
    return _Map(now, shapes, areas, STRtree(areas))


def is_point(lat: float, lng: float) -> bool:
    """A place on earth that is not 0, 0."""
    if not (math.isfinite(lat) and math.isfinite(lng)):
        return False
    return abs(lat) <= 90 and abs(lng) <= 180 and (abs(lat) > 1e-6 or abs(lng) > 1e-6)


def unit_of_point(lat: float, lng: float, on: dt.date) -> Unit | None:
    """The unit (the lowest level that has shapes) in whose area the point lies on the day. Where the area of the day
    is not known, the one before; a unit that has ended gives the one that answers for it. None outside the province,
    at sea, and for what is no point. On a border the lower code wins, always the same."""
    if not is_point(lat, lng):
        return None
    return _unit_at(_map(), lat, lng, on)


def place_of_point(lat: float, lng: float, on: dt.date) -> Place:
    """As :func:`unit_of_point`, with the reason and the nearest unit, for telling the sender."""
    if not is_point(lat, lng):
        swapped = _swapped(lng, lat, on)
        return swapped or Place(Where.NOT_A_POINT)
    known = _map()
    if not any(one.kind == ShapeKind.LAND for one in known.shapes):
        return Place(Where.NO_MAP)
    unit = _unit_at(known, lat, lng, on)
    if unit is not None:
        return Place(Where.INSIDE, unit=unit)
    if _holding(known, lat, lng, on, ShapeKind.SEA):
        return _beside(known, Where.AT_SEA, lat, lng, on)
    return _swapped(lng, lat, on) or _beside(known, Where.OUTSIDE, lat, lng, on)


def _swapped(lat: float, lng: float, on: dt.date) -> Place | None:
    unit = unit_of_point(lat, lng, on)
    return None if unit is None else Place(Where.SWAPPED, nearest=unit, metres=0)


def point_in(unit: Unit, on: dt.date) -> tuple[float, float] | None:
    """``(lat, lng)`` of a point surely inside the unit's area on the day; None when it has none."""
    area = area_on(unit, on)
    if area is None:
        return None
    inner = area.representative_point()
    return round(inner.y, 6), round(inner.x, 6)


def area_on(unit: Unit, on: dt.date) -> BaseGeometry | None:
    known = _map()
    for shape, area in zip(known.shapes, known.areas, strict=True):
        if shape.unit_id == unit.pk and shape.kind == ShapeKind.LAND and shape.is_in_force(on):
            return area
    return None


def shapes_on(on: dt.date, *, level: UnitLevel = UnitLevel.COMMUNE) -> list[tuple[UnitShape, BaseGeometry]]:
    """The areas of a level in force on the day, by code: what a map draws."""
    known = _map()
    found = [
        (shape, area)
        for shape, area in zip(known.shapes, known.areas, strict=True)
        if shape.kind == ShapeKind.LAND and shape.unit.level == level and shape.is_in_force(on)
    ]
    return sorted(found, key=lambda one: one[0].unit.code)


def _holding(known: _Map, lat: float, lng: float, on: dt.date, kind: ShapeKind) -> list[UnitShape]:
    """Shapes begun by the day whose area covers the point, those of the day first."""
    indices: Sequence[int] = known.tree.query(Point(lng, lat), predicate="intersects").tolist()
    found = [known.shapes[index] for index in indices]
    begun = [one for one in found if one.kind == kind and one.valid_from <= on]
    if kind is ShapeKind.SEA:
        return [one for one in begun if one.is_in_force(on)]
    return sorted(begun, key=lambda one: _rank(one, on))


def _rank(shape: UnitShape, on: dt.date) -> tuple[bool, int, int, str]:
    is_past = not shape.is_in_force(on)
    age = (on - shape.valid_to).days if is_past and shape.valid_to is not None else 0
    return is_past, _DEPTH.get(UnitLevel(shape.unit.level), 9), age, shape.unit.code


def _unit_at(known: _Map, lat: float, lng: float, on: dt.date) -> Unit | None:
    holding = [one for one in _holding(known, lat, lng, on, ShapeKind.LAND) if one.unit.level != UnitLevel.PROVINCE]
    if not holding:
        return None
    unit = holding[0].unit
    return unit if unit.is_in_force(on) else answers_for(unit.pk, on)


def _beside(known: _Map, where: Where, lat: float, lng: float, on: dt.date) -> Place:
    """The nearest area in force, measured on a plane that is true around the point."""
    near = [
        (shape, area)
        for shape, area in zip(known.shapes, known.areas, strict=True)
        if shape.kind == ShapeKind.LAND and shape.unit.level == UnitLevel.COMMUNE and shape.is_in_force(on)
    ]
    if not near:
        return Place(where)
    narrow = max(math.cos(math.radians(lat)), 0.01)
    flat = [scale(area, xfact=narrow, yfact=1.0, origin=(0, 0)) for _shape, area in near]
    away = distance(np.array(flat, dtype=object), points(lng * narrow, lat))
    best = min(range(len(near)), key=lambda index: (float(away[index]), near[index][0].unit.code))
    unit = near[best][0].unit
    return Place(where, nearest=unit, metres=round(float(away[best]) * METRES_A_DEGREE))
