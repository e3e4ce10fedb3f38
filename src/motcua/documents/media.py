"""The kinds of file that people may hand in. Short on purpose: every kind here can be looked through without being
opened by a program of the office, can be archived, and a phone or an office can make it.

Left out knowingly: HEIC (phones turn it into JPEG on upload; nothing here could verify it), old binary Office files
(macros cannot be told from content), HTML, SVG and plain text (a browser may run or misread them), archives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    PDF = "pdf"
    IMAGE = "image"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Media:
    """``label`` is what people call it; ``extensions`` begins with the one we give to downloads."""

    media_type: str
    family: Family
    label: str
    extensions: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    shows_inline: bool = False


_OOXML = "application/vnd.openxmlformats-officedocument"

PDF = Media("application/pdf", Family.PDF, "PDF", (".pdf",), ("application/x-pdf",), shows_inline=True)
JPEG = Media("image/jpeg", Family.IMAGE, "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), ("image/jpg", "image/pjpeg"), True)
PNG = Media("image/png", Family.IMAGE, "PNG", (".png",), ("image/x-png",), shows_inline=True)
DOCX = Media(f"{_OOXML}.wordprocessingml.document", Family.OFFICE, "Word (DOCX)", (".docx",))
XLSX = Media(f"{_OOXML}.spreadsheetml.sheet", Family.OFFICE, "Excel (XLSX)", (".xlsx",))
ODT = Media("application/vnd.oasis.opendocument.text", Family.OFFICE, "OpenDocument (ODT)", (".odt",))

ALLOWED: tuple[Media, ...] = (PDF, JPEG, PNG, DOCX, XLSX, ODT)
ACCEPT = ",".join(extension for media in ALLOWED for extension in media.extensions)
"""For the ``accept`` attribute of a file field."""
ALLOWED_LABELS = ", ".join(media.label for media in ALLOWED)

_BY_TYPE = {name: media for media in ALLOWED for name in (media.media_type, *media.aliases)}


def by_type(media_type: str) -> Media | None:
    """The kind with this media type (parameters and case ignored), or None."""
    return _BY_TYPE.get(media_type.split(";")[0].strip().lower())
