"""Kinds of files, their length and their codecs, and what is blanked in them. No database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.errors import DomainError, Invalid, TooLarge
from motcua.petitions.intake.keeping import blanked, check, check_room
from motcua.petitions.intake.limits import all_limits, intake_limits
from motcua.petitions.intake.media import Sort, look

from . import made

LIMITS = intake_limits(dt.date(2026, 11, 23))


@pytest.mark.parametrize(
    ("content", "sort", "media_type", "codecs", "seconds"),
    [
        (made.photo(), Sort.PHOTO, "image/jpeg", (), None),
        (made.photo(kind="PNG"), Sort.PHOTO, "image/png", (), None),
        (b"%PDF-1.7\n", Sort.PAPER, "application/pdf", (), None),
        (made.mp4(), Sort.VIDEO, "video/mp4", ("avc1",), 10),
        (made.mp4(brand=b"qt  "), Sort.VIDEO, "video/quicktime", ("avc1",), 10),
        (made.mp4(brand=b"M4A ", tracks=((b"soun", b"mp4a"),)), Sort.VOICE, "audio/mp4", ("mp4a",), 10),
        (made.mp4(brand=b"3gp5", tracks=((b"soun", b"samr"),)), Sort.VOICE, "audio/mp4", ("samr",), 10),
        (made.webm(), Sort.VIDEO, "video/webm", ("V_VP8",), 7),
        (made.webm(b"A_OPUS", kind=2, seconds=None), Sort.VOICE, "audio/webm", ("A_OPUS",), None),
        (made.ogg(), Sort.VOICE, "audio/ogg", ("opus",), 5),
        (made.ogg(b"WhoKnows"), Sort.VOICE, "audio/ogg", ("ogg-WhoKnows",), None),
        (made.wav(), Sort.VOICE, "audio/wav", ("pcm",), 2),
        (b"#!AMR\n" + b"\0" * 90, Sort.VOICE, "audio/amr", ("amr",), None),
        (b"ID3\x04" + b"\0" * 90, Sort.VOICE, "audio/mpeg", ("mp3",), None),
        (b"\xff\xf1" + b"\0" * 90, Sort.VOICE, "audio/aac", ("aac",), None),
    ],
)
def test_look_tells_the_kind_from_content_alone(content, sort, media_type, codecs, seconds):
    found = look(BytesIO(content))

    assert (found.sort, found.media_type, found.codecs) == (sort, media_type, codecs)
    assert found.seconds == pytest.approx(seconds, abs=0.05) if seconds else found.seconds is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"<html><script>alert(1)</script>", "petition_file_unknown"),
        (b"MZ\x90\0" + b"\0" * 60, "petition_file_unknown"),
        (b"PK\x03\x04" + b"\0" * 60, "petition_file_unknown"),
        (made.mp4(brand=b"heic"), "photo_heic"),
        (made.mp4()[:300], "media_broken"),
        (made.mp4(tracks=()), "media_broken"),
        (made.webm()[:60], "media_broken"),
        (b"RIFF\0\0\0\0WAVEjunk" + b"\0" * 40, "media_broken"),
    ],
)
def test_look_refuses_with_a_code(content, code):
    with pytest.raises(Invalid) as caught:
        look(BytesIO(content))

    assert caught.value.code == code


@settings(max_examples=300)
@given(st.one_of(st.just(made.mp4()), st.just(made.webm()), st.just(made.ogg())), st.data())
def test_look_never_fails_otherwise_on_damaged_files(content, data):
    damaged = bytearray(content[:900])
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=12)):
        damaged[at] = data.draw(st.integers(0, 255))

    code = "media_broken"
    try:
        look(BytesIO(bytes(damaged)))
    except DomainError as error:
        code = error.code

    assert code in {"media_broken", "petition_file_unknown", "photo_heic"}


@pytest.mark.parametrize(
    ("content", "size", "code"),
    [
        (made.mp4(), LIMITS.video_bytes + 1, "petition_file_too_large"),
        (made.mp4(seconds=LIMITS.video_seconds + 2), 10_000, "video_too_long"),
        (made.mp4(tracks=((b"vide", b"xxxx"),)), 10_000, "video_codec_unknown"),
        (made.ogg(b"WhoKnows"), 1000, "voice_codec_unknown"),
        (b"caff" + b"\0" * 60, 64, "voice_codec_unknown"),
        (made.wav(0x0055), 1000, "voice_codec_unknown"),
        (made.ogg(seconds=LIMITS.voice_seconds + 2), 1000, "voice_too_long"),
        (made.photo(), LIMITS.photo_bytes + 1, "petition_file_too_large"),
    ],
)
def test_check_measures_against_the_limits_of_the_day(content, size, code):
    with pytest.raises((Invalid, TooLarge)) as caught:
        check(look(BytesIO(content)), size, LIMITS)

    assert caught.value.code == code


def test_check_passes_what_is_within():
    for content in (made.mp4(), made.webm(), made.ogg(), made.wav(), made.photo()):
        check(look(BytesIO(content)), len(content), LIMITS)


def test_room_counts_photos_and_papers_together_and_each_other_sort_alone():
    few = replace(LIMITS, photos=2, total_bytes=100)
    check_room([Sort.PHOTO], [10], Sort.PAPER, 10, few)
    check_room([Sort.PHOTO, Sort.PAPER], [10, 10], Sort.VIDEO, 10, few)

    with pytest.raises(TooLarge, match="petition_too_many_files"):
        check_room([Sort.PHOTO, Sort.PAPER], [10, 10], Sort.PHOTO, 1, few)
    with pytest.raises(TooLarge, match="petition_files_too_large"):
        check_room([Sort.PHOTO], [60], Sort.VOICE, 41, few)


@pytest.mark.parametrize(
    "content", [made.mp4(), made.mp4(tracks=((b"vide", b"avc1"), (b"meta", b"mebx"))), made.webm()]
)
def test_blanked_film_tells_no_place_and_plays_as_before(content):
    found = look(BytesIO(content))

    clean = b"".join(blanked(BytesIO(content), found.blank))

    assert len(clean) == len(content)
    for told in (b"105.1234", b"Lan", b"iPhone"):
        assert told not in clean
    again = look(BytesIO(clean))
    assert (again.codecs, again.seconds) == (found.codecs, found.seconds)
    kept = b"\x11" * 5000 if b"moov" in content else b"\x22" * 3000
    assert kept in clean


def test_limits_name_their_source_and_grow_by_date():
    rows = all_limits()

    assert all(row.source for row in rows)
    assert [row.valid_from for row in rows] == sorted({row.valid_from for row in rows})
    assert rows[0].largest <= rows[0].total_bytes < rows[0].most_in_a_form
