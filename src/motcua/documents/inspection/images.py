"""Images: the size is read from the header before any decoder runs, then Pillow reads the whole of it."""

from __future__ import annotations

import struct
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from motcua.core.errors import Invalid
from motcua.documents.limits import Limits
from motcua.documents.media import PNG, Media

_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MAX_SEGMENTS = 2000


def check_image(stream: BinaryIO, kind: Media, limits: Limits) -> None:
    """Raises Invalid ``image_broken`` (cut, changed or not decodable) or ``image_too_large`` (too many pixels)."""
    size = _png_size(stream) if kind is PNG else _jpeg_size(stream)
    if size is None or 0 in size:
        raise Invalid("image_broken")
    width, height = size
    if width * height > limits.image_pixels:
        raise Invalid("image_too_large", params={"width": width, "height": height})
    stream.seek(0)
    try:
        with Image.open(stream, formats=["PNG" if kind is PNG else "JPEG"]) as image:
            if kind is PNG:
                image.verify()
            else:
                image.draft("L", (1, 1))
                image.load()
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, UnidentifiedImageError) as error:
        raise Invalid("image_broken") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise Invalid("image_too_large", params={"width": width, "height": height}) from error


def _png_size(stream: BinaryIO) -> tuple[int, int] | None:
    stream.seek(8)
    head = stream.read(16)
    if len(head) < 16 or head[4:8] != b"IHDR":
        return None
    width, height = struct.unpack(">II", head[8:16])
    return width, height


def _jpeg_size(stream: BinaryIO) -> tuple[int, int] | None:
    """Width and height of the first frame, walking the segments after the start of the image."""
    stream.seek(2)
    for _ in range(_MAX_SEGMENTS):
        marker = stream.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            return None
        if marker[1] == 0xFF:
            stream.seek(-1, 1)
            continue
        if marker[1] in _STANDALONE:
            continue
        length = stream.read(2)
        if len(length) < 2:
            return None
        size = int.from_bytes(length, "big")
        if marker[1] in _FRAMES:
            frame = stream.read(5)
            return (int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")) if len(frame) == 5 else None
        if size < 2:
            return None
        stream.seek(size - 2, 1)
    return None
