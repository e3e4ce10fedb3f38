"""Drafts of boxes on a photo, and the photo with its boxes masked. The original is never changed; whoever publishes
stores the masked bytes as a file of their own and shows only that.

Everything that opens the picture happens in :mod:`.apart`, under limits of time and memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import motcua
from motcua.core.errors import Invalid, TooLarge, Unavailable

from .drawing import MOST_PIXELS

SECONDS: Final = 30
"""By the clock on the wall; the process itself may use less."""
MOST_BOXES: Final = 200
_SOURCE: Final = str(Path(motcua.__file__).parent.parent)


class Kind(StrEnum):
    FACE = "face"
    PLATE = "plate"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Box:
    """Shares of the upright picture, 0 to 1, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    kind: Kind = Kind.OTHER


def draft(content: bytes) -> list[Box]:
    """Faces and plates as they are found; some are missed, and some boxes are neither: a person looks.

    Raises Invalid ``picture_unreadable``, TooLarge ``picture_too_large``, Unavailable ``picture_too_slow``."""
    said, _made = _ask({"do": "draft"}, content)
    return [Box(x, y, width, height, Kind(kind)) for x, y, width, height, kind in said["boxes"]]


def masked(content: bytes, boxes: Sequence[Box]) -> bytes:
    """A JPEG without position, camera or date, the boxes covered for good. Raises as :func:`draft`, and Invalid
    ``boxes_wrong``."""
    if len(boxes) > MOST_BOXES:
        raise Invalid("boxes_wrong")
    rows = [(one.x, one.y, one.width, one.height, one.kind.value) for one in boxes]
    _said, made = _ask({"do": "mask", "boxes": rows}, content)
    return made


def _ask(asked: Mapping[str, object], content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        ended = subprocess.run(
            [sys.executable, "-I", "-c", _BEGIN, _SOURCE],
            input=json.dumps(asked).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "OMP_NUM_THREADS": "1"},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable("picture_too_slow") from error
    head, _line, made = ended.stdout.partition(b"\n")
    if ended.returncode or not head:
        raise Unavailable("picture_too_slow")
    said = json.loads(head)
    if said.get("error") == "picture_too_large":
        raise TooLarge("picture_too_large", params={"most": MOST_PIXELS // 1_000_000})
    if "error" in said:
        raise Invalid(said["error"])
    return said, made


_BEGIN: Final = "import sys; sys.path.insert(0, sys.argv[1]); from motcua.petitions.masking.apart import main; main()"
"""Without the folder it is called in and the environment of whoever asks; only with the program's own folder."""
