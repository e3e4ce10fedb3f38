"""Masking boxes of a picture so that nothing of them can be brought back, and leaving all traces behind. Needs Pillow;
runs in a process of its own (:mod:`.apart`).

A face becomes a mosaic of a few flat squares, whose colours are those of the whole region averaged and rounded; all
else one flat colour. Nothing is blurred: a blur can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

MOST_PIXELS: Final = 60_000_000
LONGEST_SIDE: Final = 20_000
WIDEST: Final = 2560
"""Pixels of the longer side of what is published."""
SQUARES: Final = 4
STEPS: Final = 48
"""Of a colour: finer differences are rounded away."""
QUALITY: Final = 85
FACE: Final = "face"

_FAULTS: Final = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)

Box = tuple[float, float, float, float, str]


class TooLargeError(ValueError):
    """More pixels than are opened."""


def opened(content: bytes) -> Image.Image:
    """The picture upright, in three colours, without anything of its file but the pixels. Raises ValueError for what
    is no picture, :class:`TooLargeError` for too many pixels, before they are unpacked."""
    try:
        picture = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF", "BMP"))
    except _FAULTS as error:
        raise ValueError("picture") from error
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise TooLargeError("pixels")
    try:
        picture.draft("RGB", (WIDEST, WIDEST))
        upright = ImageOps.exif_transpose(picture)
        if upright.mode in {"RGBA", "LA", "P"}:
            whole = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", whole.size, (255, 255, 255, 255)), whole)
        plain = upright.convert("RGB")
    except _FAULTS as error:
        raise ValueError("picture") from error
    plain.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    return bare


def masked(content: bytes, boxes: Sequence[Box]) -> bytes:
    """A JPEG with the boxes masked. Boxes are shares of the upright picture; what reaches over an edge is cut there.
    Raises as :func:`opened`, and ValueError for a box that is none."""
    picture = opened(content)
    for box in boxes:
        _cover(picture, box)
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, exif=b"")
    return out.getvalue()


def _cover(picture: Image.Image, box: Box) -> None:
    x, y, w, h, kind = box
    if not (0 <= x < 1 and 0 <= y < 1 and 0 < w <= 1 and 0 < h <= 1):
        raise ValueError("box")
    width, height = picture.size
    left, top = int(x * width), int(y * height)
    right, low = min(width, -int(-(x + w) * width // 1)), min(height, -int(-(y + h) * height // 1))
    region = (left, top, max(left + 1, right), max(top + 1, low))
    size = region[2] - region[0], region[3] - region[1]
    squares = (SQUARES, SQUARES) if kind == FACE else (1, 1)
    small = picture.crop(region).resize(squares, Image.Resampling.BOX)
    flat = small.point([min(255, value // STEPS * STEPS + STEPS // 2) for value in range(256)] * 3)
    picture.paste(flat.resize(size, Image.Resampling.NEAREST), region)
