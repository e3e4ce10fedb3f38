"""Files as phones send them, made by hand: small, and with what they should not tell."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO

from PIL import Image

HOME = (18.6789, 105.1234)


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def track(handler: bytes, codec: bytes) -> bytes:
    sample = b"\0" * 4 + struct.pack(">I", 1) + box(codec.ljust(4), b"\0" * 20)
    media = box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12) + box(b"minf", box(b"stbl", box(b"stsd", sample)))
    return box(b"trak", box(b"tkhd", b"\0" * 20) + box(b"mdia", media) + box(b"udta", b"Pham Thi Lan"))


def mp4(
    *,
    brand: bytes = b"isom",
    tracks: tuple[tuple[bytes, bytes], ...] = ((b"vide", b"avc1"),),
    seconds: int = 10,
    extra: bytes = b"",
) -> bytes:
    head = box(b"mvhd", b"\0" * 12 + struct.pack(">II", 1000, seconds * 1000) + b"\0" * 80)
    place = box(b"udta", box(b"\xa9xyz", b"+18.6789+105.1234/"))
    body = head + b"".join(track(*one) for one in tracks) + place + box(b"meta", b"iPhone 15 of Lan")
    return box(b"ftyp", brand + b"\0\0\0\0") + box(b"moov", body) + extra + box(b"mdat", b"\x11" * 5000)


def element(name: str, body: bytes) -> bytes:
    return bytes.fromhex(name) + struct.pack(">Q", len(body) | 1 << 56) + body


def webm(codec: bytes = b"V_VP8", *, kind: int = 1, seconds: float | None = 7.0) -> bytes:
    length = b"" if seconds is None else element("4489", struct.pack(">d", seconds * 1000))
    info = element("1549A966", element("2AD7B1", b"\x0f\x42\x40") + length)
    entry = element("AE", element("83", bytes([kind])) + element("86", codec))
    tags = element("1254C367", b"LOCATION 18.6789 105.1234")
    body = info + element("1654AE6B", entry) + tags + element("1F43B675", b"\x22" * 3000)
    return element("1A45DFA3", b"\x42\x82\x84webm") + element("18538067", body)


def ogg(head: bytes = b"OpusHead\x01\x01", *, seconds: float = 5) -> bytes:
    def page(body: bytes, granules: int) -> bytes:
        return b"OggS\0\x02" + struct.pack("<q", granules) + b"\0" * 12 + bytes([1, min(len(body), 255)]) + body

    return page(head + b"\0" * 40, 0) + page(b"\x33" * 200, int(seconds * 48000))


def wav(tag: int = 1, *, seconds: float = 2) -> bytes:
    form = struct.pack("<HHIIHH", tag, 1, 8000, 8000, 1, 8)
    data = b"\x80" * int(8000 * seconds)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def noise(size: tuple[int, int]) -> Image.Image:
    """A picture without plain surfaces, the same at each run."""
    return Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3))


def photo(
    *,
    size: tuple[int, int] = (64, 48),
    orientation: int = 6,
    place: tuple[float, float] | None = HOME,
    kind: str = "JPEG",
) -> bytes:
    """With the maker, the sender's name, a place and a comment in it, as a phone writes them."""
    image = noise(size)
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "Phone of Lan", "Pham Thi Lan", orientation
    if place:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N", _sixties(place[0])
        gps[3], gps[4] = "E", _sixties(place[1])
    out = BytesIO()
    image.save(out, kind, exif=exif, **({"comment": b"taken at home"} if kind == "JPEG" else {}))
    return out.getvalue()


def _sixties(value: float) -> tuple[float, float, float]:
    degrees = int(value)
    minutes = int((value - degrees) * 60)
    return float(degrees), float(minutes), round((value - degrees - minutes / 60) * 3600, 4)


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A picture of some kilobytes that unfolds to gigabytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )
