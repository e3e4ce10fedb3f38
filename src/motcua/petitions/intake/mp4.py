"""MP4, QuickTime and 3GP (ISO/IEC 14496-12): which tracks, how long, and where boxes lie that tell of the maker.

Nothing is decoded. Boxes that are not needed to play the film (places and names of devices live in them) are named, so
that their bytes can be blanked without moving anything else.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple

_MOST_BOXES = 4000
_IMAGE_BRANDS = frozenset({"heic", "heix", "hevc", "mif1", "msf1", "avif", "avis"})
_NEEDED = {
    b"": frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"styp", b"sidx"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tref"}),
}
"""Every other box directly in these is blanked."""


class Blank(NamedTuple):
    """Bytes ``start`` to ``end`` become ``head`` and then zeros."""

    start: int
    end: int
    head: bytes


@dataclass(slots=True)
class Movie:
    brand: str = ""
    codecs: tuple[str, ...] = ()
    is_video: bool = False
    is_image: bool = False
    seconds: float | None = None
    blank: tuple[Blank, ...] = ()


class _Box(NamedTuple):
    kind: bytes
    start: int
    body: int
    end: int


@dataclass(slots=True)
class _Reading:
    stream: IO[bytes]
    boxes: int = 0
    blanks: list[Blank] = field(default_factory=list)
    codecs: list[str] = field(default_factory=list)
    is_video: bool = False
    seconds: float | None = None

    def take(self, start: int, length: int) -> bytes:
        self.stream.seek(start)
        found = self.stream.read(length)
        if len(found) < length:
            raise ValueError("cut off")
        return found

    def inside(self, start: int, end: int) -> Iterator[_Box]:
        while start + 8 <= end:
            self.boxes += 1
            if self.boxes > _MOST_BOXES:
                raise ValueError("too many boxes")
            size, kind = struct.unpack(">I4s", self.take(start, 8))
            body = start + 8
            if size == 1:
                size = struct.unpack(">Q", self.take(body, 8))[0]
                body += 8
            elif size == 0:
                size = end - start
            if size < body - start or start + size > end:
                raise ValueError("a box larger than what holds it")
            yield _Box(kind, start, body, start + size)
            start += size


def read(stream: IO[bytes], size: int) -> Movie:
    """Raises ValueError for what is no whole file of this family."""
    reading = _Reading(stream)
    movie = Movie()
    for box in reading.inside(0, size):
        if box.kind == b"ftyp":
            brands = reading.take(box.body, min(box.end - box.body, 64)).decode("latin-1")
            movie.brand = brands[:4].strip().lower()
            movie.is_image = movie.brand in _IMAGE_BRANDS
        elif box.kind == b"moov":
            _film(reading, box)
        _unneeded(reading, box, b"")
    if movie.is_image:
        return movie
    if not reading.codecs:
        raise ValueError("no track of picture or sound")
    movie.codecs, movie.is_video = tuple(reading.codecs), reading.is_video
    movie.seconds, movie.blank = reading.seconds, tuple(sorted(reading.blanks))
    return movie


def _unneeded(reading: _Reading, box: _Box, where: bytes) -> bool:
    if box.kind in _NEEDED[where]:
        return False
    head = reading.take(box.start, 4) + b"free"
    if box.body - box.start == 16:
        head += reading.take(box.start + 8, 8)
    reading.blanks.append(Blank(box.start, box.end, head))
    return True


def _film(reading: _Reading, moov: _Box) -> None:
    for box in reading.inside(moov.body, moov.end):
        if _unneeded(reading, box, b"moov"):
            continue
        if box.kind == b"mvhd":
            reading.seconds = _duration(reading, box)
        elif box.kind == b"trak":
            _track(reading, box)


def _duration(reading: _Reading, box: _Box) -> float | None:
    version = reading.take(box.body, 1)[0]
    if version == 1:
        scale, length = struct.unpack(">IQ", reading.take(box.body + 20, 12))
    else:
        scale, length = struct.unpack(">II", reading.take(box.body + 12, 8))
    seconds = length / scale if scale else math.inf
    return seconds or None


def _track(reading: _Reading, trak: _Box) -> None:
    blanks: list[Blank] = []
    handler, codec = b"", ""
    for box in reading.inside(trak.body, trak.end):
        if _unneeded(reading, box, b"trak"):
            blanks.append(reading.blanks.pop())
        if box.kind == b"mdia":
            handler, codec = _media(reading, box)
    if handler in {b"vide", b"soun"}:
        reading.codecs.append(codec)
        reading.is_video = reading.is_video or handler == b"vide"
        reading.blanks.extend(blanks)
    else:
        # A track of places, faces or captions: gone as a whole.
        head = reading.take(trak.start, 4) + b"free"
        if trak.body - trak.start == 16:
            head += reading.take(trak.start + 8, 8)
        reading.blanks.append(Blank(trak.start, trak.end, head))


def _media(reading: _Reading, mdia: _Box) -> tuple[bytes, str]:
    handler, codec = b"", ""
    for box in reading.inside(mdia.body, mdia.end):
        if box.kind == b"hdlr":
            handler = reading.take(box.body + 8, 4)
        elif box.kind == b"minf":
            for part in reading.inside(box.body, box.end):
                if part.kind != b"stbl":
                    continue
                for table in reading.inside(part.body, part.end):
                    if table.kind == b"stsd" and table.end - table.body >= 16:
                        codec = reading.take(table.body + 12, 4).decode("latin-1").strip()
    return handler, codec
