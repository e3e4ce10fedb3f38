"""Faces and number plates in a picture, by cascades and a rule of contours. Needs OpenCV; runs in a process of its own
(:mod:`.apart`), for pictures come from anybody.

Favours finding too much: a box too many is taken away with one key, a face too few is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np

Rect = tuple[float, float, float, float, str]
"""Left, top, width, height in shares of the picture, and kind: face or plate."""

FACE, PLATE = "face", "plate"
WIDEST: Final = 1280
"""Pixels of the longer side that is looked at."""
TILTS: Final = (0.0, -22.0, 22.0)
_FACES: Final = (("haarcascade_frontalface_alt2.xml", 4), ("haarcascade_frontalface_default.xml", 7))
_TILTED: Final = (("haarcascade_frontalface_alt2.xml", 5),)
_PROFILE: Final = ("haarcascade_profileface.xml", 6)
_PLATES: Final = ("haarcascade_russian_plate_number.xml", 4)
_SMALLEST_FACE: Final = 28
_ONE_ROW, _TWO_ROWS = (2.8, 6.2), (1.05, 1.85)
_MARGIN: Final = 0.12


def found(image: np.ndarray) -> list[Rect]:
    """Boxes in an image of three colours (BGR), those of one thing as one."""
    height, width = image.shape[:2]
    scale = min(1.0, WIDEST / max(height, width))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    faces = _joined([*_faces(cv2.equalizeHist(grey))])
    plates = _joined([*_cascade(grey, *_PLATES, smallest=20), *_plates(grey)])
    rows, columns = grey.shape
    return [
        *(_share(one, columns, rows, FACE) for one in faces),
        *(_share(one, columns, rows, PLATE) for one in plates),
    ]


_Box = tuple[int, int, int, int]


def _share(box: _Box, columns: int, rows: int, kind: str) -> Rect:
    """With a margin, within the picture."""
    x, y, w, h = box
    left, top = max(0.0, x - _MARGIN * w), max(0.0, y - _MARGIN * h)
    right, low = min(float(columns), x + w * (1 + _MARGIN)), min(float(rows), y + h * (1 + _MARGIN))
    return left / columns, top / rows, (right - left) / columns, (low - top) / rows, kind


@cache
def _classifier(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / name))


def _cascade(grey: np.ndarray, name: str, neighbours: int, *, smallest: int) -> list[_Box]:
    boxes = _classifier(name).detectMultiScale(grey, 1.1, neighbours, minSize=(smallest, smallest))
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h in boxes]


def _faces(grey: np.ndarray) -> Iterator[_Box]:
    for tilt in TILTS:
        turned, back = _turned(grey, tilt)
        for name, neighbours in _FACES if tilt == 0 else _TILTED:
            for box in _cascade(turned, name, neighbours, smallest=_SMALLEST_FACE):
                yield back(box)
    width = grey.shape[1]
    yield from _cascade(grey, *_PROFILE, smallest=_SMALLEST_FACE)
    for x, y, w, h in _cascade(cv2.flip(grey, 1), *_PROFILE, smallest=_SMALLEST_FACE):
        yield width - x - w, y, w, h


def _turned(grey: np.ndarray, degrees: float) -> tuple[np.ndarray, Callable[[_Box], _Box]]:
    """The picture turned about its centre, and how a box of it lies in the picture as it was."""
    if not degrees:
        return grey, lambda box: box
    rows, columns = grey.shape
    matrix = cv2.getRotationMatrix2D((columns / 2, rows / 2), degrees, 1.0)
    inverse = cv2.invertAffineTransform(matrix)

    def back(box: _Box) -> _Box:
        x, y, w, h = box
        centre = inverse @ np.array([x + w / 2, y + h / 2, 1.0])
        return int(centre[0] - w / 2), int(centre[1] - h / 2), w, h

    return cv2.warpAffine(grey, matrix, (columns, rows), borderMode=cv2.BORDER_REPLICATE), back


def _plates(grey: np.ndarray) -> Iterator[_Box]:
    """Bright or dark plates with a row of letters, or two as on motorcycles and the square ones of Vietnam."""
    for picture in (grey, cv2.bitwise_not(grey)):
        for mask in _masks(picture):
            contours, _order = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
            for contour in contours:
                box = _plate(picture, contour)
                if box is not None:
                    yield box


def _masks(grey: np.ndarray) -> Iterator[np.ndarray]:
    smooth = cv2.GaussianBlur(grey, (5, 5), 0)
    level, mask = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield mask
    yield cv2.threshold(smooth, min(250.0, level + 35), 255, cv2.THRESH_BINARY)[1]
    yield cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 51, -4)


def _plate(grey: np.ndarray, contour: np.ndarray) -> _Box | None:
    area = cv2.contourArea(contour)
    if not 350 <= area <= 0.2 * grey.size:
        return None
    (cx, cy), (w, h), turn = cv2.minAreaRect(contour)
    if w < h:
        w, h, turn = h, w, turn + 90
    if h < 12 or area / (w * h) < 0.6 or min(abs(turn % 180), 180 - abs(turn % 180)) > 35:
        return None
    shape = w / h
    rows = 1 if _ONE_ROW[0] <= shape <= _ONE_ROW[1] else 2 if _TWO_ROWS[0] <= shape <= _TWO_ROWS[1] else 0
    if not rows or not _is_written(_straight(grey, (cx, cy), (w, h), turn), rows):
        return None
    x, y, wide, high = cv2.boundingRect(contour)
    return int(x), int(y), int(wide), int(high)


def _straight(grey: np.ndarray, centre: tuple[float, float], size: tuple[float, float], turn: float) -> np.ndarray:
    turn = turn - 180 if turn > 90 else turn
    matrix = cv2.getRotationMatrix2D(centre, turn, 1.0)
    matrix[0, 2] += size[0] / 2 - centre[0]
    matrix[1, 2] += size[1] / 2 - centre[1]
    piece = cv2.warpAffine(grey, matrix, (round(size[0]), round(size[1])), borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize(piece, (round(96 * size[0] / size[1]), 96), interpolation=cv2.INTER_CUBIC)


def _is_written(piece: np.ndarray, rows: int) -> bool:
    """Whether dark marks of the size of letters stand in ``rows`` rows."""
    mask = cv2.threshold(piece, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    _count, _labels, stats, centres = cv2.connectedComponentsWithStats(mask)
    high = 96 / rows
    letters = [
        (float(centre[0]), float(centre[1]))
        for (_x, _y, w, h, _area), centre in zip(stats[1:].tolist(), centres[1:].tolist(), strict=True)
        if 0.38 * high <= h <= 0.98 * high and 0.06 * high <= w <= 0.9 * high
    ]
    if rows == 1:
        return 5 <= len(letters) <= 12 and _in_line([y for _x, y in letters])
    upper, lower = [y for _x, y in letters if y < 48], [y for _x, y in letters if y >= 48]
    return 2 <= len(upper) <= 7 and 3 <= len(lower) <= 7 and _in_line(upper) and _in_line(lower)


def _in_line(heights: Sequence[float]) -> bool:
    return float(np.std(heights)) < 9


def _joined(boxes: Sequence[_Box]) -> list[_Box]:
    """Boxes that lie on one another by half of the smaller are one."""
    found: list[_Box] = []
    for box in sorted(boxes, key=lambda one: -one[2] * one[3]):
        for number, other in enumerate(found):
            if _overlap(box, other) > 0.5:
                found[number] = _around(box, other)
                break
        else:
            found.append(box)
    return found


def _overlap(a: _Box, b: _Box) -> float:
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0, w) * max(0, h) / max(1, min(a[2] * a[3], b[2] * b[3]))


def _around(a: _Box, b: _Box) -> _Box:
    left, top = min(a[0], b[0]), min(a[1], b[1])
    return left, top, max(a[0] + a[2], b[0] + b[2]) - left, max(a[1] + a[3], b[1] + b[3]) - top
