"""Photographs lose what they tell and keep their picture. No database."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from motcua.core.errors import Invalid
from motcua.petitions.intake.photos import without_traces

from . import made


def pixels(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as image:
        return ImageOps.exif_transpose(image).tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_without_traces_shows_the_same_picture_the_same_way_up(kind, orientation):
    content = made.photo(kind=kind, orientation=orientation)

    clean, told = without_traces(content)

    assert pixels(clean) == pixels(content)
    assert told.orientation == orientation
    assert told.place == pytest.approx(made.HOME, abs=1e-4)
    for trace in (b"Lan", b"home", b"GPS"):
        assert trace not in clean
    with Image.open(BytesIO(clean)) as image:
        assert set(image.getexif()) <= {0x0112}


def test_polyglot_loses_what_hangs_behind_and_between():
    content = made.photo()
    evil = b"<script>alert(document.cookie)</script>PK\x03\x04"
    between = content[:2] + b"\xff\xfe" + (len(evil) + 2).to_bytes(2, "big") + evil + content[2:]

    clean, _ = without_traces(between + evil)

    assert b"<script" not in clean
    assert b"PK\x03\x04" not in clean
    assert pixels(clean) == pixels(content)


def test_png_loses_texts_and_what_hangs_behind():
    clean, _ = without_traces(made.photo(kind="PNG") + b"<?php system('id')?>")

    assert clean.endswith(b"IEND\xaeB`\x82")


def test_progressive_and_cmyk_photos_keep_their_picture():
    for mode, options in (("RGB", {"progressive": True}), ("CMYK", {}), ("L", {})):
        out = BytesIO()
        made.noise((80, 60)).convert(mode).save(out, "JPEG", **options)

        clean, told = without_traces(out.getvalue())

        assert pixels(clean) == pixels(out.getvalue())
        assert told.place is None


@pytest.mark.parametrize("place", [None, (0.0, 0.0), (91.0, 105.0)])
def test_no_place_is_told_where_there_is_none(place):
    assert without_traces(made.photo(place=place))[1].place is None


@settings(max_examples=300)
@given(st.sampled_from(["JPEG", "PNG"]), st.data())
def test_damaged_photos_are_refused_or_cleaned_and_nothing_else(kind, data):
    damaged = bytearray(made.photo(kind=kind))
    for at in data.draw(st.lists(st.integers(2, len(damaged) - 1), max_size=8)):
        damaged[at] = data.draw(st.integers(0, 255))

    try:
        outcome, _ = without_traces(bytes(damaged))
    except Invalid as error:
        outcome = error.code.encode()

    assert outcome == b"image_broken" or len(outcome) <= len(damaged)


@settings(max_examples=200)
@given(st.sampled_from(["JPEG", "PNG"]), st.data())
def test_photos_cut_off_anywhere_are_refused(kind, data):
    content = made.photo(kind=kind)

    with pytest.raises(Invalid, match="image_broken"):
        without_traces(content[: data.draw(st.integers(2, len(content) - 3))])
