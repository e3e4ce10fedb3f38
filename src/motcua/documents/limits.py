"""What an upload may weigh, as dated data (``limits.toml``), and the pure checks over it."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from motcua.core.errors import TooLarge

_FORM_ROOM = 1_000_000
"""What boundaries and the other fields of a form may weigh."""


@dataclass(frozen=True, slots=True)
class Limits:
    valid_from: dt.date
    source: str
    file_bytes: int
    dossier_files: int
    dossier_bytes: int
    image_pixels: int
    pdf_seconds: float
    archive_entries: int
    archive_bytes: int
    archive_ratio: int


@cache
def all_limits() -> tuple[Limits, ...]:
    rows = tomllib.loads(files("motcua.documents").joinpath("limits.toml").read_text("utf-8"))["limits"]
    return tuple(sorted((Limits(**row) for row in rows), key=lambda row: row.valid_from))


def limits_on(day: dt.date) -> Limits:
    """The limits in force on ``day``; the first row also serves the days before it."""
    rows = all_limits()
    in_force = [row for row in rows if row.valid_from <= day]
    return in_force[-1] if in_force else rows[0]


def megabytes(size: int) -> str:
    """``20000000`` -> ``20``, ``1500000`` -> ``1,5``: for sentences, with the Vietnamese decimal comma."""
    return f"{size / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")


def check_file_size(size: int, limits: Limits) -> None:
    """Raises TooLarge ``file_too_large``."""
    if size > limits.file_bytes:
        raise TooLarge("file_too_large", params={"limit_mb": megabytes(limits.file_bytes)})


def most_in_a_form(limits: Limits) -> int:
    """Bytes of the largest form that can hold anything useful: all files of a dossier, and room for the rest."""
    return limits.dossier_bytes + _FORM_ROOM


def most_for_one_file(limits: Limits) -> int:
    """As :func:`most_in_a_form` where a request brings one file."""
    return limits.file_bytes + _FORM_ROOM


def check_room(*, files_so_far: int, bytes_so_far: int, adding: int, limits: Limits) -> None:
    """Whether one more file of ``adding`` bytes fits into a dossier.
    Raises TooLarge ``too_many_files`` or ``dossier_files_too_large``."""
    if files_so_far + 1 > limits.dossier_files:
        raise TooLarge("too_many_files", params={"limit": limits.dossier_files})
    if bytes_so_far + adding > limits.dossier_bytes:
        raise TooLarge("dossier_files_too_large", params={"limit_mb": megabytes(limits.dossier_bytes)})
