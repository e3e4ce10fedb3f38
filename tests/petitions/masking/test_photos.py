"""Photos: faces and plates drafted, boxes covered for good, nothing of the file kept, bad files refused."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from PIL import Image

from motcua.core.errors import Invalid, TooLarge, Unavailable
from motcua.petitions.masking import drawing, finding, photos
from motcua.petitions.masking.photos import Box, Kind
from motcua.simulate.chance import Dice

from . import drawn


def covered(truth: tuple[int, int, int, int], rects: Sequence[finding.Rect], kind: str, size: tuple[int, int]) -> float:
    """The largest share of a true box that one found box of the kind covers."""
    width, height = size
    x, y, w, h = truth
    shares = [0.0]
    for left, top, wide, high, found in rects:
        across = min(x + w, (left + wide) * width) - max(x, left * width)
        down = min(y + h, (top + high) * height) - max(y, top * height)
        shares.append(max(0.0, across) * max(0.0, down) / (w * h) if found == kind else 0.0)
    return max(shares)


@pytest.mark.parametrize("tilt", [0.0, 18.0, -20.0])
def test_faces_are_found_also_when_turned_a_little(tilt: float) -> None:
    dice = Dice(3, "face", tilt)
    image = drawn.street(dice)
    truth = drawn.face(image, dice, 300, 320, 60, tilt)

    assert covered(truth, finding.found(image), finding.FACE, (960, 720)) > 0.6


@pytest.mark.parametrize(("rows", "tilt"), [(1, 0.0), (2, 0.0), (1, -8.0), (2, 6.0)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_plates_of_one_row_and_of_two_are_found(rows: int, tilt: float, seed: int) -> None:
    dice = Dice(seed, "plate", rows, tilt)
    image = drawn.street(dice)
    truth = drawn.plate(image, dice, 520, 560, 44, rows=rows, tilt=tilt)

    assert covered(truth, finding.found(image), finding.PLATE, (960, 720)) > 0.6


def test_an_empty_street_has_next_to_nothing_to_mask() -> None:
    boxes = [one for seed in range(6) for one in finding.found(drawn.street(Dice(seed, "empty")))]

    assert len(boxes) <= 2


def test_a_masked_face_is_a_few_flat_squares_and_the_rest_stays() -> None:
    dice = Dice(4, "mask")
    image = drawn.street(dice)
    drawn.face(image, dice, 300, 320, 60)
    content = drawn.encoded(image, suffix=".png")

    made = drawn.opened(photos.masked(content, [Box(0.25, 0.35, 0.12, 0.2, Kind.FACE)]))

    inside, before = made[260:390, 245:350], image[260:390, 245:350]
    assert len({tuple(one) for one in (inside[6:-6, 6:-6] // 24).reshape(-1, 3).tolist()}) <= 60
    assert np.abs(inside.astype(int) - before).mean() > 8
    assert np.abs(made[600:, :200].astype(int) - image[600:, :200]).mean() < 6


def test_other_boxes_are_one_colour_and_hide_what_was_there_for_good() -> None:
    first, second = (np.full((200, 300, 3), 128, np.uint8) for _one in range(2))
    first[50:60, 100:140] = 150
    second[70:80, 100:140] = 150
    box = [Box(0.2, 0.1, 0.6, 0.8, Kind.PLATE)]

    made = [
        drawing.masked(drawn.encoded(one, suffix=".png"), [(b.x, b.y, b.width, b.height, b.kind) for b in box])
        for one in (first, second)
    ]

    assert made[0] == made[1], "two pictures that differ only within the box come out the same"


def test_position_camera_and_thumbnail_are_left_behind_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = 6, "Camera Secret", {1: "N", 2: (13.0, 46.0, 35.0)}
    out = io.BytesIO()
    Image.new("RGB", (80, 40), (200, 30, 30)).save(out, "JPEG", exif=exif, comment=b"home of the sender")

    made = photos.masked(out.getvalue(), [])

    with Image.open(io.BytesIO(made)) as image:
        assert (image.size, image.format, dict(image.getexif())) == ((40, 80), "JPEG", {})
    assert b"Secret" not in made
    assert b"sender" not in made


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0 broken", b"GIF89a", b"<svg/>", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as error:
        photos.draft(content)

    assert error.value.code == "picture_unreadable"


def test_a_picture_of_too_many_pixels_is_not_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (15_000, 5_000)).save(out, "PNG")

    with pytest.raises(TooLarge) as error:
        photos.draft(out.getvalue())

    assert error.value.code == "picture_too_large"


@pytest.mark.parametrize(
    "box", [Box(-0.1, 0, 0.5, 0.5), Box(0, 0, 0, 0.5), Box(0, 1.0, 0.5, 0.5), Box(0, 0, float("nan"), 1)]
)
def test_boxes_outside_the_picture_are_refused(box: Box) -> None:
    content = drawn.encoded(np.zeros((40, 40, 3), np.uint8))

    with pytest.raises(Invalid) as error:
        photos.masked(content, [box])

    assert error.value.code == "boxes_wrong"


def test_a_box_over_the_edge_is_cut_there() -> None:
    content = drawn.encoded(np.full((40, 60, 3), 250, np.uint8))

    assert drawn.opened(photos.masked(content, [Box(0.9, 0.9, 1.0, 1.0)])).shape == (40, 60, 3)


def test_whatever_takes_too_long_is_ended_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_given: Any, **named: Any) -> None:
        raise subprocess.TimeoutExpired("apart", named["timeout"])

    monkeypatch.setattr(photos.subprocess, "run", late)

    with pytest.raises(Unavailable) as error:
        photos.draft(b"x")

    assert error.value.code == "picture_too_slow"


def test_a_process_that_dies_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "_BEGIN", "import os; os._exit(137)")

    with pytest.raises(Unavailable):
        photos.draft(b"x")


def test_the_whole_way_drafts_and_masks_what_it_drafted() -> None:
    dice = Dice(9, "whole")
    image = drawn.street(dice)
    drawn.face(image, dice, 300, 320, 60)
    drawn.plate(image, dice, 640, 560, 44, rows=2)
    content = drawn.encoded(image)

    boxes = photos.draft(content)
    again = photos.draft(photos.masked(content, boxes))

    assert {Kind.FACE, Kind.PLATE} <= {one.kind for one in boxes}
    assert not [one for one in again if one.kind == Kind.PLATE]
