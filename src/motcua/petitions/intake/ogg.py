"""Ogg (RFC 3533): which codec, and how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

_TAIL = 66_000
_MAGIC = (
    (b"OpusHead", "opus"),
    (b"\x01vorbis", "vorbis"),
    (b"Speex   ", "speex"),
    (b"\x7fFLAC", "flac"),
    (b"\x80theora", "theora"),
)


@dataclass(frozen=True, slots=True)
class Sound:
    codec: str
    seconds: float | None


def read(stream: IO[bytes], size: int) -> Sound:
    """Raises ValueError for what is no whole file. An unknown codec is named by its first letters."""
    stream.seek(0)
    page = stream.read(27 + 255 + 64)
    if len(page) < 28:
        raise ValueError("cut off")
    body = page[27 + page[26] :]
    codec = next((name for magic, name in _MAGIC if body.startswith(magic)), "")
    if not codec:
        return Sound("ogg-" + "".join(chr(letter) for letter in body[:8] if 32 < letter < 127), None)
    rate = _rate(codec, body)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    last = tail.rfind(b"OggS")
    granules = int.from_bytes(tail[last + 6 : last + 14], "little", signed=True) if last >= 0 else -1
    return Sound(codec, granules / rate if rate and granules > 0 else None)


def _rate(codec: str, body: bytes) -> int:
    if codec == "opus":
        return 48_000
    if codec == "vorbis":
        return int.from_bytes(body[12:16], "little")
    if codec == "speex":
        return int.from_bytes(body[36:40], "little")
    return 0
