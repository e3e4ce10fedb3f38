"""Which letters the vendored typefaces can print, read from their own character maps."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"
FAMILIES = ("Be Vietnam Pro", "Noto Sans")
_REGULAR = ("BeVietnamPro-Regular.ttf", "NotoSans-Regular.ttf")


@cache
def covered() -> frozenset[int]:
    """Every code point that some vendored typeface has a glyph for."""
    return frozenset(point for name in _REGULAR for point in code_points((FOLDER / name).read_bytes()))


def code_points(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font's Unicode character maps (OpenType, "cmap", formats 4 and 12)."""
    cmap = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", cmap, 2)
    for index in range(count):
        (offset,) = struct.unpack_from(">I", cmap, 4 + 8 * index + 4)
        (layout,) = struct.unpack_from(">H", cmap, offset)
        if layout == 12:
            yield from _groups(cmap, offset)
        elif layout == 4:
            yield from _segments(cmap, offset)


def _table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if name == tag:
            return font[offset : offset + length]
    raise ValueError("not a TrueType font with a character map")


def _groups(cmap: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", cmap, at + 12)
    for index in range(count):
        first, last, glyph = struct.unpack_from(">III", cmap, at + 16 + 12 * index)
        yield from (point for point in range(first, last + 1) if glyph + point - first)


def _segments(cmap: bytes, at: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", cmap, at + 6)
    ends, starts, deltas, offsets = (at + 14 + shift for shift in (0, double + 2, 2 * double + 2, 3 * double + 2))
    for index in range(0, double, 2):
        last, first, delta, offset = (
            struct.unpack_from(">H", cmap, base + index)[0] for base in (ends, starts, deltas, offsets)
        )
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point
            if offset:
                (glyph,) = struct.unpack_from(">H", cmap, offsets + index + offset + 2 * (point - first))
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield point
