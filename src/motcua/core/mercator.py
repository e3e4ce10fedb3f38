"""The arithmetic of web map tiles (spherical Mercator, the tile at 0/0/0 is the whole world). Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

DEEPEST: Final = 24
HIGHEST_LATITUDE: Final = 85.0511287798066
_EARTH: Final = 6_378_137.0


@dataclass(frozen=True, slots=True)
class Tile:
    """``x`` to the east, ``y`` to the south."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return (
            _lng(self.x, self.z),
            _lat(self.y + 1, self.z),
            _lng(self.x + 1, self.z),
            _lat(self.y, self.z),
        )

    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres of the projection."""
        west, south, east, north = self.bounds()
        return (*to_metres(west, south), *to_metres(east, north))


def to_metres(lng: float, lat: float) -> tuple[float, float]:
    """In the plane of EPSG:3857."""
    kept = max(-HIGHEST_LATITUDE, min(HIGHEST_LATITUDE, lat))
    return (
        math.radians(lng) * _EARTH,
        math.log(math.tan(math.pi / 4 + math.radians(kept) / 2)) * _EARTH,
    )


def tile_at(lng: float, lat: float, z: int) -> Tile:
    """The tile of a zoom in which a point lies; at the edge of the world the last one."""
    many = 1 << z
    kept = max(-HIGHEST_LATITUDE, min(HIGHEST_LATITUDE, lat))
    x = (lng + 180.0) / 360.0
    y = (1.0 - math.asinh(math.tan(math.radians(kept))) / math.pi) / 2.0
    return Tile(z, _at_most(int(x * many), many), _at_most(int(y * many), many))


def _at_most(value: int, many: int) -> int:
    return max(0, min(many - 1, value))


def _lng(x: int, z: int) -> float:
    return x / (1 << z) * 360.0 - 180.0


def _lat(y: int, z: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / (1 << z)))))
