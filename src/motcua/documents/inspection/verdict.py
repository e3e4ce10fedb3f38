"""The kind of a file from its content, held against what its name and its sender say."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic

from motcua.core.errors import Invalid
from motcua.documents import media
from motcua.documents.inspection.images import check_image
from motcua.documents.inspection.office import check_office, office_kind
from motcua.documents.inspection.pdf import check_pdf
from motcua.documents.limits import Limits
from motcua.documents.media import Family, Media

HEAD_BYTES = 2048
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_VAGUE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})


def inspect(stream: BinaryIO, *, file_name: str, declared_type: str, limits: Limits) -> Media:
    """The kind of the file. Raises Invalid: ``file_empty``, ``file_type_not_allowed``, ``file_type_mismatch``,
    ``file_protected`` or what the check of its kind finds (``pdf_*``, ``image_*``, ``office_*``)."""
    kind = _kind(stream, limits)
    _check_claims(kind, file_name, declared_type)
    stream.seek(0)
    if kind.family is Family.PDF:
        check_pdf(stream, limits)
    elif kind.family is Family.IMAGE:
        check_image(stream, kind, limits)
    else:
        check_office(stream, kind, limits)
    return kind


def _kind(stream: BinaryIO, limits: Limits) -> Media:
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if not head:
        raise Invalid("file_empty")
    if head.lstrip(b"\xef\xbb\xbf\r\n\t \x00\x0c").startswith(b"%PDF-"):
        return media.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return media.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return media.PNG
    if head.startswith(b"PK\x03\x04"):
        kind = office_kind(stream, limits)
        if kind is not None:
            return kind
    elif head.startswith(_COMPOUND) and _is_locked_office(stream):
        raise Invalid("file_protected")
    raise Invalid("file_type_not_allowed", params={"found": _found(head), "allowed": media.ALLOWED_LABELS})


def _is_locked_office(stream: BinaryIO) -> bool:
    """A DOCX or XLSX with a password is an OLE container with a stream of this name in its directory."""
    size = stream.seek(0, os.SEEK_END)
    window = 64 * 1024
    for start in {0, max(0, size - window)}:
        stream.seek(start)
        if _ENCRYPTED_OFFICE in stream.read(window):
            return True
    return False


def _check_claims(kind: Media, file_name: str, declared_type: str) -> None:
    """A name without an ending and a vague declared type claim nothing; anything else must fit the content."""
    claimed_type = declared_type.split(";")[0].strip().lower()
    claimed_kind = media.by_type(claimed_type)
    extension = PurePosixPath(file_name.replace("\\", "/")).suffix.lower().strip()
    lying_name = bool(extension) and extension not in kind.extensions
    lying_type = claimed_type not in _VAGUE and claimed_kind is not kind
    if lying_name or lying_type:
        said = extension.removeprefix(".").upper()[:10] if lying_name else claimed_type[:60]
        raise Invalid("file_type_mismatch", params={"said": said, "found": kind.label})


def _found(head: bytes) -> str:
    """A short name for an unwelcome content, for the sentence the sender reads; it never decides anything."""
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return "?"
    return guesses[0].extension.removeprefix(".").upper()[:10] or "?" if guesses else "?"
