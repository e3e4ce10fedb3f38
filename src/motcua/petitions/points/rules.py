"""Rounding a pin and numbering cells. Pure.

A cell number is the tile's ``x`` and ``y`` at zoom 24 with their bits interleaved (a Z-order curve): every tile of
every zoom is one unbroken range of them, so an index on one integer column finds what lies in a tile, and the numbers
shifted right are the cells of a coarser grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from motcua.core.mercator import DEEPEST, Tile, tile_at

METRES_A_DEGREE: Final = 111_195.0
GRID: Final = 3
"""Each tile is divided into 2^3 by 2^3 cells."""


def rounded(lat: float, lng: float, metres: int) -> tuple[float, float]:
    """The middle of the square of ``metres`` in which the point lies: at most 0.71 × ``metres`` away. All points of a
    square give the same. Raises ValueError for less than a metre."""
    if metres < 1:
        raise ValueError("a square has a side")
    step = metres / METRES_A_DEGREE
    row = math.floor(lat / step)
    middle = (row + 0.5) * step
    wide = step / max(math.cos(math.radians(middle)), 0.01)
    return round(middle, 6), round((math.floor(lng / wide) + 0.5) * wide, 6)


def metres_of(way_up: Iterable[str], rules: Mapping[str, int]) -> int:
    """How coarse the pins of a category are: by its own rule, else that of the nearest branch above it. ``way_up`` is
    the category, its parents and at last the empty name, which every set of rules has."""
    return next(rules[one] for one in way_up if one in rules)


def cell_of(lat: float, lng: float) -> int:
    tile = tile_at(lng, lat, DEEPEST)
    return interleaved(tile.x, tile.y)


def interleaved(x: int, y: int) -> int:
    """``x`` in the even bits, ``y`` in the odd ones."""
    return _spread(x) | _spread(y) << 1


def _spread(value: int) -> int:
    value &= 0xFFFFFFFF
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        value = (value | value << shift) & mask
    return value


def cells_of(tile: Tile) -> tuple[int, int]:
    """The half-open range of cell numbers that lie in the tile."""
    shift = 2 * (DEEPEST - tile.z)
    first = interleaved(tile.x, tile.y) << shift
    return first, first + (1 << shift)


def grid_shift(z: int) -> int:
    """By how many bits a cell number is shifted right to be the number of its group in tiles of this zoom."""
    return 2 * max(DEEPEST - z - GRID, 0)
