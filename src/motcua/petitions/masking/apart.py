"""The process that opens pictures: with little memory, little time, no files and no network to its name.

``python -m motcua.petitions.masking.apart``: a line of JSON on standard input, then the picture; on standard output a
line of JSON, then what was made. It knows nothing of the program that asks.
"""

from __future__ import annotations

import json
import sys
from typing import Final

SECONDS: Final = 20
MEMORY: Final = 3 << 30


def main() -> None:
    _bound()
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    from motcua.petitions.masking import drawing

    try:
        if asked["do"] == "draft":
            _answer({"boxes": _drafted(content)}, b"")
        else:
            _answer({}, drawing.masked(content, [tuple(one) for one in asked["boxes"]]))
    except drawing.TooLargeError:
        _answer({"error": "picture_too_large"}, b"")
    except ValueError as error:
        _answer({"error": "boxes_wrong" if str(error) == "box" else "picture_unreadable"}, b"")


def _drafted(content: bytes) -> list[list[object]]:
    import cv2
    import numpy as np

    from motcua.petitions.masking import drawing, finding

    cv2.setNumThreads(1)
    picture = np.asarray(drawing.opened(content))[:, :, ::-1]
    return [list(one) for one in finding.found(np.ascontiguousarray(picture))]


def _answer(said: dict[str, object], content: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)


def _bound() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
