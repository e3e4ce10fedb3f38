"""The trace of a report by which others of the same matter are found: where, when, about what, and hashes of its words.
Pure. A trace holds no text, and none can be made of it again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np

from .features import words_of

CELL_METRES: Final = 150.0
METRES: Final = 111_320.0
"""Of a degree of latitude."""
_ROWS_TURN: Final = 200_000
"""More columns than a turn around the earth has at the equator."""
BANDS, BAND_ROWS = 10, 2
MOST_WORDS: Final = 64
COPY_WORDS: Final = 8
"""From how many words on two equal texts are one that was copied."""

_COMMON: Final = frozenset((Path(__file__).parent / "data" / "common.txt").read_text("utf-8").split())
"""Words that nearly every report has."""
_FACTORS: Final = np.random.default_rng(1022).integers(1, 2**31 - 1, (BANDS * BAND_ROWS, 2), dtype=np.int64)
_PRIME: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Trace:
    """``words``: sorted hashes of the words that say something. ``categories``: the likeliest first."""

    at: dt.datetime
    categories: Sequence[str]
    words: np.ndarray
    place: str = ""
    lat: float | None = None
    lng: float | None = None
    accuracy_metres: float = 0.0


def hashed_words(text: str) -> np.ndarray:
    """Of a text: its words without diacritics and pairs of neighbours, common ones left out; at most
    :data:`MOST_WORDS`."""
    bare = [one.bare for one in words_of(text)]
    found = [crc32(one.encode()) for one in bare if one not in _COMMON and (len(one) > 1 or one.isdecimal())]
    pairs = [crc32(f"{a} {b}".encode()) for a, b in pairwise(bare) if not {a, b} <= _COMMON]
    return np.unique(np.array([*found, *pairs][:MOST_WORDS], dtype=np.uint32))


def cell_of(lat: float, lng: float) -> int:
    """Number of the square of about :data:`CELL_METRES` that a point lies in."""
    row, column = _square(lat, lng)
    return row * _ROWS_TURN + column


def cells_around(lat: float, lng: float) -> list[int]:
    """Its square and the eight beside it: whatever is nearer than :data:`CELL_METRES` lies in one of them."""
    row, column = _square(lat, lng)
    return [(row + a) * _ROWS_TURN + column + b for a in (-1, 0, 1) for b in (-1, 0, 1)]


def _square(lat: float, lng: float) -> tuple[int, int]:
    """Columns are as wide as at 60 degrees, where they are narrowest in use: wider towards the equator."""
    return math.floor((lat + 90) * METRES / CELL_METRES), math.floor((lng + 180) * METRES / CELL_METRES)


def bands_of(words: np.ndarray, place: str) -> list[int]:
    """Keys of which texts alike in one commune share some, as signed 32-bit numbers; none for a text without words."""
    if not len(words):
        return []
    spread = (words.astype(np.int64)[None, :] % _PRIME * _FACTORS[:, :1] + _FACTORS[:, 1:]) % _PRIME
    least = spread.min(axis=1).reshape(BANDS, BAND_ROWS)
    keys = [crc32(f"{place} {number} {row.tolist()}".encode()) for number, row in enumerate(least)]
    if len(words) >= COPY_WORDS:
        keys.append(crc32(b"copy" + words.tobytes()))
    return [one - 2**32 if one >= 2**31 else one for one in keys]


def metres_apart(a: Trace, b: Trace) -> float | None:
    """None where one of them has no pin."""
    if a.lat is None or a.lng is None or b.lat is None or b.lng is None:
        return None
    north = (a.lat - b.lat) * METRES
    east = (a.lng - b.lng) * METRES * math.cos(math.radians(a.lat))
    return math.hypot(north, east)
