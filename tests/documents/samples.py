"""Small files of every kind, made here, whole and broken."""

from __future__ import annotations

import io
import random
import zipfile

from PIL import Image
from pypdf import PdfWriter

WORD = "word/document.xml"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
)


def pdf(*, pages: int = 1, password: str = "", owner_password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    if password or owner_password:
        writer.encrypt(user_password=password, owner_password=owner_password or password, algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def image(kind: str, *, width: int = 60, height: int = 40, seed: int = 1) -> bytes:
    """Noise, so that it is long enough to be cut."""
    noise = random.Random(seed).randbytes(width * height * 3)
    made = io.BytesIO()
    Image.frombytes("RGB", (width, height), noise).save(made, kind)
    return made.getvalue()


def jpeg(**options: int) -> bytes:
    return image("JPEG", **options)


def png(**options: int) -> bytes:
    return image("PNG", **options)


def archive(parts: dict[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def docx(**more: bytes | str) -> bytes:
    types = _TYPES.format(part=WORD, kind="wordprocessingml.document")
    return archive({"[Content_Types].xml": types, WORD: "<w:document/>", **more})


def xlsx(**more: bytes | str) -> bytes:
    types = _TYPES.format(part="xl/workbook.xml", kind="spreadsheetml.sheet")
    return archive({"[Content_Types].xml": types, "xl/workbook.xml": "<workbook/>", **more})


def docm() -> bytes:
    types = (
        '<Types><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    return archive({"[Content_Types].xml": types, WORD: "<w:document/>", "word/vbaProject.bin": b"\0"})


def odt(**more: bytes | str) -> bytes:
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<office:document-content/>",
            "META-INF/manifest.xml": "<manifest:manifest/>",
            **more,
        }
    )


def png_head(width: int, height: int) -> bytes:
    """A PNG that says it is this large and has nothing behind it."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes(50)


def jpeg_head(width: int, height: int) -> bytes:
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08" + size + bytes(60)


def locked_docx() -> bytes:
    """The outside of a DOCX with a password: an OLE container with this stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1500) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def short_id(value: object) -> str | None:
    """For ``ids=``: content is no name, and it may differ from one worker to the next."""
    return "content" if isinstance(value, bytes) else "stream" if hasattr(value, "__next__") else None
