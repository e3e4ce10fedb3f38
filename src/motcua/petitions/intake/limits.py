"""What may come with one petition, as dated data (``limits.toml``)."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from motcua.documents.limits import Limits as FileLimits
from motcua.documents.limits import limits_on as file_limits_on

_FORM_ROOM = 1_000_000


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    valid_from: dt.date
    source: str
    photos: int
    photo_bytes: int
    photo_pixels: int
    videos: int
    video_bytes: int
    video_seconds: int
    voices: int
    voice_bytes: int
    voice_seconds: int
    total_bytes: int
    text_letters: int
    video_codecs: tuple[str, ...]
    voice_codecs: tuple[str, ...]

    @property
    def largest(self) -> int:
        """Bytes of the largest single file of any sort."""
        return max(self.photo_bytes, self.video_bytes, self.voice_bytes)

    @property
    def most_in_a_form(self) -> int:
        """Bytes of the largest form that can hold anything useful."""
        return self.total_bytes + _FORM_ROOM


@cache
def all_limits() -> tuple[IntakeLimits, ...]:
    rows = tomllib.loads(files("motcua.petitions.intake").joinpath("limits.toml").read_text("utf-8"))["limits"]
    found = [
        IntakeLimits(**{**row, "video_codecs": tuple(row["video_codecs"]), "voice_codecs": tuple(row["voice_codecs"])})
        for row in rows
    ]
    return tuple(sorted(found, key=lambda row: row.valid_from))


def intake_limits(day: dt.date) -> IntakeLimits:
    """The limits in force on ``day``; the first row also serves the days before it."""
    rows = all_limits()
    in_force = [row for row in rows if row.valid_from <= day]
    return in_force[-1] if in_force else rows[0]


def for_store(day: dt.date, *, file_bytes: int) -> FileLimits:
    """The limits of the file store with room for files of petitions, and their bound of pixels."""
    return replace(file_limits_on(day), file_bytes=file_bytes, image_pixels=intake_limits(day).photo_pixels)
