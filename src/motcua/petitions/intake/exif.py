"""The two things read of a photograph's Exif data (TIFF 6.0): which way it was held, and where. Nothing else is looked
at; a broken part tells nothing."""

from __future__ import annotations

import struct

_ORIENTATION, _GPS = 0x0112, 0x8825
_MOST_ENTRIES = 500
Entries = dict[int, tuple[int, int, bytes]]


def read(tiff: bytes) -> tuple[int, tuple[float, float] | None]:
    """Orientation 1 to 8 (1 where none is told) and latitude, longitude in degrees (None where none is told)."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1, None
    try:
        first = _entries(tiff, order, struct.unpack_from(f"{order}I", tiff, 4)[0])
        orientation = _short(first, order)
        pointer = first.get(_GPS)
        place = None
        if pointer is not None:
            place = _place(tiff, order, _entries(tiff, order, struct.unpack(f"{order}I", pointer[2])[0]))
    except (struct.error, ZeroDivisionError):
        return 1, None
    return orientation, place


def _entries(tiff: bytes, order: str, at: int) -> Entries:
    count = min(struct.unpack_from(f"{order}H", tiff, at)[0], _MOST_ENTRIES)
    found: Entries = {}
    for number in range(count):
        tag, kind, length, value = struct.unpack_from(f"{order}HHI4s", tiff, at + 2 + 12 * number)
        found.setdefault(tag, (kind, length, value))
    return found


def _short(entries: Entries, order: str) -> int:
    kind, _length, value = entries.get(_ORIENTATION, (3, 1, struct.pack(f"{order}HH", 1, 0)))
    told = struct.unpack_from(f"{order}H", value)[0] if kind == 3 else 1
    return told if 1 <= told <= 8 else 1


def _place(tiff: bytes, order: str, gps: Entries) -> tuple[float, float] | None:
    latitude = _degrees(tiff, order, gps.get(2), gps.get(1), b"S")
    longitude = _degrees(tiff, order, gps.get(4), gps.get(3), b"W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    if latitude == 0 and longitude == 0:
        return None
    return round(latitude, 6), round(longitude, 6)


def _degrees(
    tiff: bytes, order: str, parts: tuple[int, int, bytes] | None, side: tuple[int, int, bytes] | None, negative: bytes
) -> float | None:
    if parts is None or parts[0] != 5 or parts[1] != 3:
        return None
    at = struct.unpack(f"{order}I", parts[2])[0]
    numbers = struct.unpack_from(f"{order}6I", tiff, at)
    degrees, minutes, seconds = (numbers[two] / numbers[two + 1] for two in (0, 2, 4))
    found = degrees + minutes / 60 + seconds / 3600
    return -found if side is not None and side[2][:1].upper() == negative else found
