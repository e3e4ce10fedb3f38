"""What a file that came with a petition is, told from its content alone; name and declared type are not believed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from motcua.core.errors import Invalid

from . import matroska, mp4, ogg

HEAD_BYTES = 512


class Sort(StrEnum):
    PHOTO = "photo"
    PAPER = "paper"
    VIDEO = "video"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Found:
    """``codecs`` are the names the container uses; ``seconds`` is None where it does not say."""

    sort: Sort
    media_type: str
    extension: str
    codecs: tuple[str, ...] = ()
    seconds: float | None = None
    blank: tuple[mp4.Blank, ...] = ()
    """Stretches that tell about the device or the place, to be blanked while the file is kept."""


def look(stream: IO[bytes]) -> Found:
    """Raises Invalid ``file_empty``, ``petition_file_unknown`` (no kind people may send) or ``media_broken``."""
    stream.seek(0, os.SEEK_END)
    size = stream.tell()
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if not head:
        raise Invalid("file_empty")
    simple = _simple(head)
    if simple is not None:
        return simple
    try:
        return _container(stream, head, size)
    except (ValueError, IndexError, OverflowError) as error:
        raise Invalid("media_broken") from error


def _simple(head: bytes) -> Found | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Found(Sort.PHOTO, "image/jpeg", ".jpg")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Found(Sort.PHOTO, "image/png", ".png")
    if head.startswith(b"%PDF-"):
        return Found(Sort.PAPER, "application/pdf", ".pdf")
    if head.startswith(b"#!AMR"):
        return Found(Sort.VOICE, "audio/amr", ".amr", ("amr",))
    if head.startswith(b"ID3") or (head[0] == 0xFF and head[1:2] and head[1] & 0xE6 == 0xE2):
        return Found(Sort.VOICE, "audio/mpeg", ".mp3", ("mp3",))
    if head[0] == 0xFF and head[1:2] and head[1] & 0xF6 == 0xF0:
        return Found(Sort.VOICE, "audio/aac", ".aac", ("aac",))
    if head.startswith(b"fLaC"):
        return Found(Sort.VOICE, "audio/flac", ".flac", ("flac",))
    if head.startswith(b"caff"):
        return Found(Sort.VOICE, "audio/x-caf", ".caf", ("caf",))
    return None


def _container(stream: IO[bytes], head: bytes, size: int) -> Found:
    if head[4:8] == b"ftyp":
        return _mp4(mp4.read(stream, size))
    if head.startswith(b"\x1aE\xdf\xa3"):
        movie = matroska.read(stream, size)
        sort = Sort.VIDEO if movie.is_video else Sort.VOICE
        kind = "video/webm" if movie.is_video else "audio/webm"
        return Found(sort, kind, ".webm", movie.codecs, movie.seconds, movie.blank)
    if head.startswith(b"OggS"):
        sound = ogg.read(stream, size)
        if sound.codec == "theora":
            return Found(Sort.VIDEO, "video/ogg", ".ogv", (sound.codec,), sound.seconds)
        return Found(Sort.VOICE, "audio/ogg", ".ogg", (sound.codec,), sound.seconds)
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return _wave(head, size)
    raise Invalid("petition_file_unknown")


def _mp4(movie: mp4.Movie) -> Found:
    if movie.is_image:
        raise Invalid("photo_heic")
    if movie.is_video:
        quick = movie.brand == "qt"
        kind, ending = ("video/quicktime", ".mov") if quick else ("video/mp4", ".mp4")
        return Found(Sort.VIDEO, kind, ending, movie.codecs, movie.seconds, movie.blank)
    return Found(Sort.VOICE, "audio/mp4", ".m4a", movie.codecs, movie.seconds, movie.blank)


_WAVE_CODECS = {1: "pcm", 3: "pcm", 6: "a-law", 7: "mu-law", 0xFFFE: "pcm"}


def _wave(head: bytes, size: int) -> Found:
    if head[12:16] != b"fmt ":
        raise ValueError("no format")
    tag = int.from_bytes(head[20:22], "little")
    rate = int.from_bytes(head[28:32], "little")
    codec = _WAVE_CODECS.get(tag, f"wav-{tag:#06x}")
    return Found(Sort.VOICE, "audio/wav", ".wav", (codec,), size / rate if rate else None)
