"""Office files are ZIP archives. Only the list of parts and one small part are read; nothing is unpacked."""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from motcua.core.errors import Invalid
from motcua.documents.limits import Limits
from motcua.documents.media import DOCX, ODT, XLSX, Media

_MAIN_PARTS = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
_MACRO_TYPES = b"macroenabled"
_CONTENT_TYPES = "[Content_Types].xml"
_PART_BYTES = 2_000_000
_RATIO_FROM = 5_000_000
_ACTIVE = ("vbaproject.bin", "vbadata.xml")
_ACTIVE_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/", "word/activex/", "xl/activex/")
_BROKEN = (
    BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


def office_kind(stream: BinaryIO, limits: Limits) -> Media | None:
    """Which office file this archive is, or None when it is some other archive. Raises as :func:`check_office`."""
    with _archive(stream) as archive:
        _check_weight(archive, _size(stream), limits)
        names = {entry.filename for entry in archive.infolist()}
        if "mimetype" in names:
            return ODT if _part(archive, "mimetype", 200).strip() == ODT.media_type.encode() else None
        if _CONTENT_TYPES not in names:
            return None
        types = _part(archive, _CONTENT_TYPES, _PART_BYTES)
        if _MACRO_TYPES in types.lower():
            raise Invalid("office_macros")
        found = {media for mark, media in _MAIN_PARTS.items() if mark in types}
        return found.pop() if len(found) == 1 else None


def check_office(stream: BinaryIO, kind: Media, limits: Limits) -> None:
    """Raises Invalid ``office_broken``, ``office_macros`` (macros or active controls), ``office_unpacks_too_large`` or
    ``file_protected``. The weight was judged when the kind was found."""
    with _archive(stream) as archive:
        names = [entry.filename.replace("\\", "/").lower() for entry in archive.infolist()]
        if any(entry.flag_bits & 0x1 for entry in archive.infolist()):
            raise Invalid("file_protected")
        if any(name.startswith("/") or ".." in name.split("/") for name in names) or len(set(names)) < len(names):
            raise Invalid("office_broken")
        if any(name.endswith(_ACTIVE) or name.startswith(_ACTIVE_FOLDERS) for name in names):
            raise Invalid("office_macros")
        main = {DOCX: "word/", XLSX: "xl/", ODT: "content.xml"}[kind]
        if not any(name.startswith(main) for name in names):
            raise Invalid("office_broken")
        if kind is ODT and b"encryption-data" in _part(archive, "META-INF/manifest.xml", _PART_BYTES):
            raise Invalid("file_protected")


def _archive(stream: BinaryIO) -> ZipFile:
    stream.seek(0)
    try:
        return ZipFile(stream)
    except _BROKEN as error:
        raise Invalid("office_broken") from error


def _size(stream: BinaryIO) -> int:
    return stream.seek(0, 2)


def _check_weight(archive: ZipFile, size: int, limits: Limits) -> None:
    """What it says it unpacks to, and that its parts do not share bytes (an overlapping archive is a bomb)."""
    entries: list[ZipInfo] = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    too_many = len(entries) > limits.archive_entries or unpacked > limits.archive_bytes or packed > size
    if too_many or (unpacked > _RATIO_FROM and unpacked > packed * limits.archive_ratio):
        raise Invalid("office_unpacks_too_large")


def _part(archive: ZipFile, name: str, limit: int) -> bytes:
    """One small part; read no further than ``limit`` whatever its header says."""
    try:
        with archive.open(name) as part:
            content = part.read(limit + 1)
    except _BROKEN as error:
        raise Invalid("office_broken") from error
    if len(content) > limit:
        raise Invalid("office_unpacks_too_large")
    return content
