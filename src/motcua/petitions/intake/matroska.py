"""WebM (a subset of Matroska, RFC 9559): which tracks, how long, and where tags lie."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from .mp4 import Blank

_MOST = 20_000
_SEGMENT, _INFO, _TRACKS, _TAGS, _ATTACHMENTS = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1254C367, 0x1941A469
_ENTRY, _TYPE, _CODEC, _SCALE, _DURATION = 0xAE, 0x83, 0x86, 0x2AD7B1, 0x4489
_CLUSTER = 0x1F43B675


@dataclass(slots=True)
class Movie:
    codecs: tuple[str, ...] = ()
    is_video: bool = False
    seconds: float | None = None
    blank: tuple[Blank, ...] = ()


class _Element(NamedTuple):
    id: int
    start: int
    body: int
    end: int


@dataclass(slots=True)
class _Reading:
    stream: IO[bytes]
    count: int = 0
    scale: int = 1_000_000
    length: float | None = None
    is_video: bool = False
    codecs: list[str] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)

    def take(self, start: int, length: int) -> bytes:
        self.stream.seek(start)
        return self.stream.read(length)

    def inside(self, start: int, end: int) -> Iterator[_Element]:
        while start < end:
            self.count += 1
            if self.count > _MOST:
                raise ValueError("too many elements")
            head = self.take(start, 12)
            id_length = _width(head[0], 4)
            name = int.from_bytes(head[:id_length], "big")
            size_length = _width(head[id_length], 8)
            raw = int.from_bytes(head[id_length : id_length + size_length], "big")
            body = start + id_length + size_length
            size = raw & ((1 << (7 * size_length)) - 1)
            if size == (1 << (7 * size_length)) - 1:
                # Written while it was recorded: it ends where its holder does.
                yield _Element(name, start, body, end)
                if name == _CLUSTER:
                    return
                start = end
                continue
            if body + size > end:
                raise ValueError("an element larger than what holds it")
            yield _Element(name, start, body, body + size)
            start = body + size


def _width(first: int, most: int) -> int:
    width = 9 - first.bit_length()
    if first == 0 or width > most:
        raise ValueError("no element")
    return width


def read(stream: IO[bytes], size: int) -> Movie:
    """Raises ValueError for what is no whole file of this family."""
    reading = _Reading(stream)
    for element in reading.inside(0, size):
        if element.id == _SEGMENT:
            _segment(reading, element)
    if not reading.codecs:
        raise ValueError("no track")
    seconds = None if reading.length is None else reading.length * reading.scale / 1e9
    return Movie(tuple(reading.codecs), reading.is_video, seconds, tuple(reading.blanks))


def _segment(reading: _Reading, segment: _Element) -> None:
    for element in reading.inside(segment.body, segment.end):
        if element.id == _INFO:
            _info(reading, element)
        elif element.id == _TRACKS:
            for entry in reading.inside(element.body, element.end):
                if entry.id == _ENTRY:
                    _entry(reading, entry)
        elif element.id in {_TAGS, _ATTACHMENTS}:
            length = element.end - element.start
            if length >= 9:
                head = b"\xec\x01" + (length - 9).to_bytes(7, "big")
                reading.blanks.append(Blank(element.start, element.end, head))


def _info(reading: _Reading, info: _Element) -> None:
    for element in reading.inside(info.body, info.end):
        length = element.end - element.body
        if element.id == _SCALE:
            reading.scale = int.from_bytes(reading.take(element.body, min(length, 8)), "big")
        elif element.id == _DURATION and length in {4, 8}:
            reading.length = struct.unpack(">f" if length == 4 else ">d", reading.take(element.body, length))[0]


def _entry(reading: _Reading, entry: _Element) -> None:
    for element in reading.inside(entry.body, entry.end):
        length = min(element.end - element.body, 40)
        if element.id == _TYPE:
            reading.is_video = reading.is_video or int.from_bytes(reading.take(element.body, length), "big") == 1
        elif element.id == _CODEC:
            reading.codecs.append(reading.take(element.body, length).rstrip(b"\0").decode("latin-1"))
