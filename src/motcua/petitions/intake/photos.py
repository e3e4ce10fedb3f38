"""A photograph without what it tells of its sender: place, device, time, thumbnail, whatever hangs behind the picture.

The picture itself is not decoded or made anew: a photograph is evidence and stays sharp. Of the data beside it only the
way it was held is kept, so that it is not shown lying on its side.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

from motcua.core.errors import Invalid

from .exif import read

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_KEPT_SEGMENTS = frozenset({0xDB, 0xC4, 0xDD, 0xDA, 0xEE, *range(0xC0, 0xD0)}) - {0xC8}
_KEPT_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"})
_ORIENTATION = 0x0112
_MOST_EXIF = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """What a photograph told. ``place`` is latitude and longitude; the sender is asked before it is used."""

    orientation: int = 1
    place: tuple[float, float] | None = None


def without_traces(content: bytes) -> tuple[bytes, Told]:
    """The picture alone and what it had told. Raises Invalid ``image_broken``."""
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        return _png(content)
    except (IndexError, struct.error) as error:
        raise Invalid("image_broken") from error


def _jpeg(content: bytes) -> tuple[bytes, Told]:
    told = Told()
    kept: list[bytes] = []
    begin = b"\xff\xd8"
    at = 2
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            raise Invalid("image_broken")
        marker = content[at + 1]
        if marker == 0xD9:
            break
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise Invalid("image_broken")
        if marker == 0xE1 and content[at + 4 : at + 10] == b"Exif\0\0" and length < _MOST_EXIF and told == Told():
            told = _told(content[at + 4 : end])
        if marker == 0xE0 and content[at + 4 : at + 9] == b"JFIF\0":
            begin = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        if marker in _KEPT_SEGMENTS:
            kept.append(content[at:end])
        if marker == 0xDA:
            found = _MARKER.search(content, end)
            if found is None:
                raise Invalid("image_broken")
            kept.append(content[end : found.start()])
            end = found.start()
        at = end
    return b"".join([begin, _jpeg_orientation(told.orientation), *kept, b"\xff\xd9"]), told


def _jpeg_orientation(orientation: int) -> bytes:
    if orientation == 1:
        return b""
    body = b"Exif\0\0" + _tiff(orientation)
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def _tiff(orientation: int) -> bytes:
    return struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


def _png(content: bytes) -> tuple[bytes, Told]:
    told = Told()
    kept = [content[:8]]
    at = 8
    while at + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        end = at + 12 + length
        if end > len(content):
            raise Invalid("image_broken")
        if kind == b"eXIf" and length < _MOST_EXIF:
            told = _told(b"Exif\0\0" + content[at + 8 : end - 4])
            if told.orientation != 1:
                body = b"eXIf" + _tiff(told.orientation)
                kept.append((len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big"))
        if kind in _KEPT_CHUNKS:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept), told
        at = end
    raise Invalid("image_broken")


def _told(exif: bytes) -> Told:
    """``exif`` begins with the six letters before the TIFF data."""
    return Told(*read(exif[6:]))
