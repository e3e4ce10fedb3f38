"""Photos of petitions: what the detectors draft, and the masked copy. The adapter to the masking room."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, UnidentifiedImageError

from motcua.core.errors import DomainError
from motcua.desk.petitions.masks import Area
from motcua.petitions.masking import photos


def draft_areas(content: bytes) -> list[Area] | None:
    """Faces and plates as the detectors find them; they miss some, so a person looks. None where they could not."""
    try:
        return [Area(one.x, one.y, one.width, one.height, one.kind.value) for one in photos.draft(content)]
    except DomainError:
        return None


def masked_photo(content: bytes, areas: Sequence[Area]) -> bytes:
    """A JPEG without traces of where and when, the boxes covered for good. Raises as the masking room does."""
    kinds = {one.value for one in photos.Kind}
    boxes = [
        photos.Box(one.x, one.y, one.w, one.h, photos.Kind(one.kind) if one.kind in kinds else photos.Kind.OTHER)
        for one in areas
    ]
    return photos.masked(content, boxes)


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height as a browser shows it; (0, 0) for what is no picture."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
            turned = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    except (UnidentifiedImageError, OSError):
        return 0, 0
    return (height, width) if turned else (width, height)
