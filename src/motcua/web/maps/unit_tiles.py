"""Vector tiles (MVT 2.1) of the areas of units: what MapLibre draws under the pins."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any, Final

import mapbox_vector_tile
import numpy as np
from shapely import STRtree, box, transform
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from motcua.core.mercator import Tile, to_metres
from motcua.organisation.places import revision, shapes_on

DEEPEST_DRAWN: Final = 12
"""Further in, a browser stretches these."""
EXTENT: Final = 4096
_MARGIN: Final = 0.03


def unit_tile(tile: Tile, on: dt.date) -> bytes:
    """Layers ``units`` (code, name) and ``names`` (a point with the name). An empty tile is a tile. Raises ValueError
    for one that does not exist or lies too deep."""
    if not tile.exists or tile.z > DEEPEST_DRAWN:
        raise ValueError(tile)
    return _tile(tile, on, revision())


@lru_cache(maxsize=512)
def _tile(tile: Tile, on: dt.date, revision: tuple[object, ...]) -> bytes:
    named, tree = _plane(on, revision)
    west, south, east, north = tile.box()
    margin = (east - west) * _MARGIN
    frame = box(west - margin, south - margin, east + margin, north + margin)
    fine = (east - west) / EXTENT
    units: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for index in tree.query(frame, predicate="intersects"):
        said, area, middle = named[index]
        seen = area.intersection(frame).simplify(fine)
        if not seen.is_empty:
            units.append({"geometry": on_grid(seen, tile), "properties": said})
        if west <= middle.x < east and south <= middle.y < north:
            names.append({"geometry": on_grid(middle, tile), "properties": said})
    layers = [{"name": "units", "features": units}, {"name": "names", "features": names}]
    made: bytes = mapbox_vector_tile.encode(layers, default_options={"extents": EXTENT})
    return made


def on_grid(shape: BaseGeometry, tile: Tile) -> BaseGeometry:
    """A shape in metres of the projection on the whole numbers of a tile, from its south-west corner."""
    west, south, east, north = tile.box()
    start, size = np.array([west, south]), np.array([east - west, north - south])
    return transform(shape, lambda points: np.rint((points - start) / size * EXTENT))


def _flat(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.array([to_metres(float(lng), float(lat)) for lng, lat in points])


@lru_cache(maxsize=4)
def _plane(
    on: dt.date, revision: tuple[object, ...]
) -> tuple[list[tuple[dict[str, str], BaseGeometry, Point]], STRtree]:
    """The areas of the day in metres of the projection."""
    del revision
    named = []
    for shape, area in shapes_on(on):
        flat = transform(area, _flat)
        middle = transform(area.representative_point(), _flat)
        named.append(({"code": shape.unit.code, "name": shape.unit.name}, flat, middle))
    return named, STRtree([area for _said, area, _middle in named])
