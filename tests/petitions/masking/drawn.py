"""Pictures drawn for tests: streets with faces and plates of nobody."""

from __future__ import annotations

import io

import cv2
import numpy as np

from motcua.simulate.chance import Dice


def street(dice: Dice, width: int = 960, height: int = 720) -> np.ndarray:
    """A grey road under a sky with houses, and some noise."""
    rng = np.random.default_rng(dice.below(2**31))
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2] = (200 - dice.below(60), 170, 140)
    image[height // 2 :] = (95 + dice.below(40),) * 3
    for number in range(5):
        x = number * width // 5
        top = height // 5 + dice.below(height // 4)
        colour = (60 + dice.below(120), 80 + dice.below(100), 90 + dice.below(110))
        cv2.rectangle(image, (x, top), (x + width // 5 - 6, height // 2), colour, -1)
        for row in range(2):
            cv2.rectangle(image, (x + 30, top + 20 + 60 * row), (x + 70, top + 60 + 60 * row), (50, 45, 40), -1)
    for step in range(6):
        cv2.rectangle(
            image, (step * 180, height * 3 // 4), (step * 180 + 90, height * 3 // 4 + 12), (215, 215, 215), -1
        )
    noise = rng.normal(0, 5, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def face(image: np.ndarray, dice: Dice, x: int, y: int, size: int, tilt: float = 0.0) -> tuple[int, int, int, int]:
    """Paint a face of shaded ovals; returns its box."""
    side = 4 * size
    piece = np.zeros((side, side, 3), np.float32)
    mask = np.zeros((side, side), np.float32)
    c = side // 2
    skin = np.array([120 + dice.below(40), 150 + dice.below(40), 190 + dice.below(45)], np.float32)
    cv2.ellipse(mask, (c, c), (int(size * 0.78), int(size * 1.02)), 0, 0, 360, 1.0, -1)
    piece[:] = skin
    dark = skin * 0.35

    def oval(dx: float, dy: float, w: float, h: float, colour: np.ndarray) -> None:
        cv2.ellipse(
            piece,
            (int(c + dx * size), int(c + dy * size)),
            (max(1, int(w * size)), max(1, int(h * size))),
            0,
            0,
            360,
            colour.tolist(),
            -1,
        )

    oval(0, -0.95, 0.82, 0.42, np.array([30, 30, 35], np.float32))
    for sign in (-1, 1):
        oval(sign * 0.34, -0.18, 0.24, 0.13, skin * 0.62)
        oval(sign * 0.34, -0.36, 0.24, 0.055, dark)
        oval(sign * 0.34, -0.17, 0.17, 0.075, np.array([235, 235, 235], np.float32))
        oval(sign * 0.34, -0.17, 0.085, 0.085, np.array([25, 25, 30], np.float32))
        oval(sign * 0.48, 0.22, 0.2, 0.16, np.minimum(255, skin * 1.08))
    oval(0, 0.02, 0.09, 0.26, np.minimum(255, skin * 1.15))
    oval(0, 0.24, 0.17, 0.06, skin * 0.66)
    oval(0, 0.52, 0.3, 0.085, np.array([70, 70, 140], np.float32))
    oval(0, 0.66, 0.2, 0.04, skin * 0.75)
    piece = cv2.GaussianBlur(piece, (0, 0), size / 22)
    shade = np.linspace(1.08, 0.86, side, dtype=np.float32)[None, :, None]
    piece *= shade
    mask = cv2.GaussianBlur(mask, (0, 0), size / 30)
    turn = cv2.getRotationMatrix2D((c, c), tilt, 1.0)
    piece, mask = cv2.warpAffine(piece, turn, (side, side)), cv2.warpAffine(mask, turn, (side, side))
    top, left = y - c, x - c
    area = image[max(0, top) : top + side, max(0, left) : left + side]
    cut = piece[max(0, -top) :, max(0, -left) :][: area.shape[0], : area.shape[1]]
    seen = mask[max(0, -top) :, max(0, -left) :][: area.shape[0], : area.shape[1], None]
    area[:] = (area * (1 - seen) + cut * seen).astype(np.uint8)
    return x - int(0.78 * size), y - size, int(1.56 * size), 2 * size


def plate(
    image: np.ndarray, dice: Dice, x: int, y: int, height: int, *, rows: int, tilt: float = 0.0
) -> tuple[int, int, int, int]:
    """Paint a plate with one row of letters or two, white, yellow or blue; returns its box."""
    width = int(height * (4.4 if rows == 1 else 1.36))
    ground, ink = (((240, 240, 240), (20, 20, 20)), ((60, 200, 240), (20, 20, 20)), ((150, 70, 20), (240, 240, 240)))[
        dice.below(3)
    ]
    big = 6
    piece = np.full((height * big, width * big, 3), ground, np.uint8)
    cv2.rectangle(piece, (0, 0), (width * big - 1, height * big - 1), ink, max(1, height * big // 40))
    digits = "".join(str(dice.below(10)) for _one in range(5))
    series = f"77{'ABCDH'[dice.below(5)]}"
    lines = [f"{series}{digits}"] if rows == 1 else [f"{series}{1 + dice.below(9)}", digits]
    for number, line in enumerate(lines):
        room = height * big / rows
        scale = room * 0.62 / 21
        thick = max(1, int(scale * 2.6))
        (w, h), _base = cv2.getTextSize(line, cv2.FONT_HERSHEY_SIMPLEX, scale, thick)
        if w > width * big * 0.92:
            scale *= width * big * 0.92 / w
            thick = max(1, int(scale * 2.6))
            (w, h), _base = cv2.getTextSize(line, cv2.FONT_HERSHEY_SIMPLEX, scale, thick)
        at = int((width * big - w) / 2), int(room * number + (room + h) / 2)
        cv2.putText(piece, line, at, cv2.FONT_HERSHEY_SIMPLEX, scale, ink, thick, cv2.LINE_AA)
    side = 2 * width
    whole = np.zeros((side, side, 4), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    whole[top : top + height, left : left + width, :3] = cv2.resize(
        piece, (width, height), interpolation=cv2.INTER_AREA
    )
    whole[top : top + height, left : left + width, 3] = 255
    whole = cv2.warpAffine(whole, cv2.getRotationMatrix2D((side / 2, side / 2), tilt, 1.0), (side, side))
    cv2.rectangle(image, (x - width, y - height * 2), (x + width, y + height * 2), (45, 40, 60), -1)
    area = image[y - side // 2 : y + side // 2, x - side // 2 : x + side // 2]
    seen = whole[: area.shape[0], : area.shape[1], 3:] / 255.0
    area[:] = (area * (1 - seen) + whole[: area.shape[0], : area.shape[1], :3] * seen).astype(np.uint8)
    return x - width // 2, y - height // 2, width, height


def encoded(image: np.ndarray, *, suffix: str = ".jpg") -> bytes:
    return bytes(cv2.imencode(suffix, image)[1].tobytes())


def opened(content: bytes) -> np.ndarray:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGB"))[:, :, ::-1]
