"""A file that came with a petition on its way into the store: told from its content, measured, freed of traces, kept.

A file that cannot be kept is refused with a code and its parameters; the petition goes on without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from motcua.core.clock import legal_date
from motcua.core.errors import Invalid, TooLarge
from motcua.documents.inspection.images import check_image
from motcua.documents.inspection.pdf import check_pdf
from motcua.documents.limits import megabytes
from motcua.documents.media import JPEG, PNG
from motcua.documents.models import StoredFile
from motcua.documents.services import store_known
from motcua.documents.serving import safe_name
from motcua.people.actors import Actor

from .limits import IntakeLimits, for_store, intake_limits
from .media import Found, Sort, look
from .mp4 import Blank
from .photos import without_traces

PURPOSE = "petition"
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """``place``: where a photograph says it was taken. It is not in the file any more; the sender decides about it."""

    file: StoredFile
    sort: Sort
    place: tuple[float, float] | None = None


def keep(stream: IO[bytes], *, file_name: str, actor: Actor, now: dt.datetime) -> Kept:
    """Look into a whole upload and keep it. ``stream`` can be sought in; it is read piece by piece but for pictures.

    Raises Invalid or TooLarge with a code of its own for each reason (``motcua.petitions.intake.texts``), Unavailable
    ``storage_unavailable``. Then nothing is kept."""
    limits = intake_limits(legal_date(now))
    found = look(stream)
    size = stream.seek(0, 2)
    check(found, size, limits)
    stream.seek(0)
    name = _name(file_name, found)
    place = None
    source: BytesIO | Iterator[bytes]
    if found.sort is Sort.PHOTO:
        content, place = _picture(stream, found, now)
        source = BytesIO(content)
    elif found.sort is Sort.PAPER:
        source = BytesIO(stream.read())
        check_pdf(source, for_store(legal_date(now), file_bytes=limits.photo_bytes))
        source.seek(0)
    else:
        source = blanked(stream, found.blank)
    file = store_known(
        source,
        media_type=found.media_type,
        file_name=name,
        actor=actor,
        now=now,
        purpose=PURPOSE,
        limits=for_store(legal_date(now), file_bytes=limits.largest),
    )
    return Kept(file, found.sort, place)


def check(found: Found, size: int, limits: IntakeLimits) -> None:
    """Size, length and codec against the limits. Raises TooLarge ``petition_file_too_large``, Invalid
    ``video_too_long``, ``voice_too_long``, ``video_codec_unknown`` or ``voice_codec_unknown``."""
    most = {Sort.VIDEO: limits.video_bytes, Sort.VOICE: limits.voice_bytes}.get(found.sort, limits.photo_bytes)
    if size > most:
        raise TooLarge("petition_file_too_large", params={"limit_mb": megabytes(most)})
    if found.sort not in {Sort.VIDEO, Sort.VOICE}:
        return
    is_video = found.sort is Sort.VIDEO
    known = {*limits.voice_codecs, *limits.video_codecs} if is_video else set(limits.voice_codecs)
    if not set(found.codecs) <= known:
        raise Invalid("video_codec_unknown" if is_video else "voice_codec_unknown")
    longest = limits.video_seconds if is_video else limits.voice_seconds
    if found.seconds is not None and found.seconds > longest + 1:
        raise Invalid("video_too_long" if is_video else "voice_too_long", params={"seconds": longest})


def check_room(sorts: Sequence[Sort], sizes: Sequence[int], adding: Sort, size: int, limits: IntakeLimits) -> None:
    """Whether one more file fits beside those there. Raises TooLarge ``petition_too_many_files`` or
    ``petition_files_too_large``."""
    alike = {Sort.PHOTO, Sort.PAPER} if adding in {Sort.PHOTO, Sort.PAPER} else {adding}
    most = {Sort.VIDEO: limits.videos, Sort.VOICE: limits.voices}.get(adding, limits.photos)
    if sum(1 for one in sorts if one in alike) + 1 > most:
        raise TooLarge("petition_too_many_files", params={"limit": most})
    if sum(sizes) + size > limits.total_bytes:
        raise TooLarge("petition_files_too_large", params={"limit_mb": megabytes(limits.total_bytes)})


def _picture(stream: IO[bytes], found: Found, now: dt.datetime) -> tuple[bytes, tuple[float, float] | None]:
    """The picture alone, decoded once to see that it is one; the size is read before any decoder runs."""
    kind = JPEG if found.media_type == JPEG.media_type else PNG
    limits = for_store(legal_date(now), file_bytes=0)
    content, told = without_traces(stream.read())
    check_image(BytesIO(content), kind, limits)
    return content, told.place


def _name(name: str, found: Found) -> str:
    """What the sender called it, with the ending of what it is."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = last.rpartition(".")[0] or last
    return safe_name(f"{stem}{found.extension}", found.media_type)


def blanked(stream: IO[bytes], blanks: Sequence[Blank]) -> Iterator[bytes]:
    """The content from where it stands, the stretches named made empty; of the same length."""
    at = stream.tell()
    waiting = sorted(blanks)
    while piece := stream.read(_PIECE):
        end = at + len(piece)
        touched = [one for one in waiting if one.start < end and one.end > at]
        if touched:
            changed = bytearray(piece)
            for one in touched:
                _blank(changed, at, one)
            piece = bytes(changed)
        yield piece
        at = end


def _blank(piece: bytearray, at: int, one: Blank) -> None:
    for position in range(max(one.start, at), min(one.end, at + len(piece))):
        offset = position - one.start
        piece[position - at] = one.head[offset] if offset < len(one.head) else 0
