"""What is taken in, what is refused, and by which word."""

from __future__ import annotations

import dataclasses
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.documents import media
from motcua.documents.inspection import inspect
from motcua.documents.limits import Limits, limits_on
from motcua.documents.media import Media

from . import samples
from .conftest import NOW

LIMITS = limits_on(NOW.date())


def _inspect(content: bytes, name: str = "", declared: str = "", limits: Limits = LIMITS) -> Media:
    return inspect(io.BytesIO(content), file_name=name, declared_type=declared, limits=limits)


def _answer(content: bytes) -> str:
    try:
        _inspect(content)
    except Invalid as error:
        return error.code
    return ""


def _refusal(content: bytes, name: str = "", declared: str = "", limits: Limits = LIMITS) -> Invalid:
    with pytest.raises(Invalid) as caught:
        _inspect(content, name, declared, limits)
    return caught.value


@pytest.mark.parametrize(
    ("content", "name", "declared", "kind"),
    [
        (samples.pdf(), "giấy khai sinh.pdf", "application/pdf", media.PDF),
        (samples.pdf(pages=30), "A.PDF", "application/octet-stream", media.PDF),
        (b"\xef\xbb\xbf\r\n" + samples.pdf(), "a.pdf", "application/pdf", media.PDF),
        (samples.pdf(owner_password="chỉ hạn chế in"), "a.pdf", "", media.PDF),
        (samples.jpeg(), "ảnh.JPG", "image/jpeg", media.JPEG),
        (samples.jpeg(), "ảnh.jpeg", "image/jpg", media.JPEG),
        (samples.png(), "a.png", "image/png; charset=binary", media.PNG),
        (samples.docx(), "đơn.docx", media.DOCX.media_type, media.DOCX),
        (samples.xlsx(), "bảng kê.xlsx", "", media.XLSX),
        (samples.odt(), "đơn.odt", media.ODT.media_type, media.ODT),
        (samples.pdf(), "khong-co-duoi", "", media.PDF),
        (samples.pdf(), "", "", media.PDF),
    ],
    ids=samples.short_id,
)
def test_inspect_of_an_honest_file_tells_its_kind(content: bytes, name: str, declared: str, kind: Media) -> None:
    assert _inspect(content, name, declared) is kind


@pytest.mark.parametrize(
    ("content", "name", "declared", "said", "found"),
    [
        (samples.jpeg(), "giấy.pdf", "application/pdf", "PDF", "JPEG"),
        (samples.pdf(), "giấy.jpg", "", "JPG", "PDF"),
        (samples.pdf(), "giấy.pdf", "image/png", "image/png", "PDF"),
        (samples.pdf(), "giấy.pdf.exe", "application/pdf", "EXE", "PDF"),
        (samples.docx(), "bảng.xlsx", "", "XLSX", "Word (DOCX)"),
        (samples.png(), "ảnh.html", "text/html", "HTML", "PNG"),
        (samples.png(), "ảnh.png", "text/html", "text/html", "PNG"),
        (samples.odt(), "đơn.zip", "application/zip", "ZIP", "OpenDocument (ODT)"),
    ],
    ids=samples.short_id,
)
def test_inspect_of_a_file_that_lies_about_its_type_names_both(
    content: bytes, name: str, declared: str, said: str, found: str
) -> None:
    error = _refusal(content, name, declared)

    assert (error.code, error.params) == ("file_type_mismatch", {"said": said, "found": found})


@pytest.mark.parametrize(
    "content",
    [
        b"MZ" + bytes(300),
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"plain words",
        b"GIF89a" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"#!/bin/sh\nrm -rf /\n",
        b"\0" * 3000,
        samples.archive({"a.txt": "một tệp nén bình thường"}),
        samples.archive({"[Content_Types].xml": "<Types/>", "word/document.xml": ""}),
        samples.archive({"mimetype": "application/epub+zip", "content.xml": ""}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    ],
    ids=samples.short_id,
)
def test_inspect_of_another_kind_of_file_is_refused_with_the_list_of_kinds(content: bytes) -> None:
    error = _refusal(content, "giấy.pdf", "application/pdf")

    assert error.code == "file_type_not_allowed"
    assert error.params["allowed"] == "PDF, JPEG, PNG, Word (DOCX), Excel (XLSX), OpenDocument (ODT)"


def test_inspect_of_nothing_is_refused() -> None:
    assert _refusal(b"").code == "file_empty"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (samples.pdf(password="mật khẩu"), "pdf_protected"),
        (samples.pdf()[:-300], "pdf_malformed"),
        (samples.pdf(pages=3)[:400], "pdf_malformed"),
        (b"%PDF-1.7\nno objects at all\nstartxref\n9\n%%EOF", "pdf_malformed"),
        (b"%PDF-1.7\n" + bytes(5000) + b"startxref\n99999999\n%%EOF", "pdf_malformed"),
        (
            b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
            "pdf_malformed",
        ),
        (
            b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
            b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
            "pdf_malformed",
        ),
        (b"%PDF-1.7\n1 0 obj" + b"<<" * 50_000 + b"\nstartxref\n9\n%%EOF", None),
        (b"%PDF-1.7\n1 0 obj" + b"[" * 50_000 + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF", None),
    ],
    ids=samples.short_id,
)
def test_inspect_of_a_bad_pdf_is_refused_plainly(content: bytes, code: str | None) -> None:
    refused = _refusal(content, "a.pdf").code

    assert refused == code if code else refused in {"pdf_malformed", "pdf_too_complex"}


def test_inspect_of_a_pdf_that_takes_too_long_is_refused() -> None:
    hurried = dataclasses.replace(LIMITS, pdf_seconds=-1.0)

    assert _refusal(samples.pdf(), "a.pdf", limits=hurried).code == "pdf_too_complex"


@settings(max_examples=150, deadline=None)
@given(
    cuts=st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=12)), min_size=1, max_size=6),
    locked=st.booleans(),
)
def test_inspect_of_a_mangled_pdf_ends_soon_with_an_answer(cuts: list[tuple[int, bytes]], locked: bool) -> None:
    content = bytearray(_MANGLED[locked])
    for place, replacement in cuts:
        start = 9 + place % (len(content) - 9)
        content[start : start + len(replacement)] = replacement
    started = time.monotonic()

    answer = _answer(bytes(content))

    assert answer in {"", "pdf_malformed", "pdf_protected", "pdf_too_complex"}
    assert time.monotonic() - started < 10


_MANGLED = (samples.pdf(pages=4), samples.pdf(pages=2, password="x"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (samples.jpeg()[:-700], "image_broken"),
        (samples.jpeg()[:30], "image_broken"),
        (samples.png()[:-200], "image_broken"),
        (samples.png()[:20], "image_broken"),
        (samples.png()[:300] + b"\0\0\0\0" + samples.png()[304:], "image_broken"),
        (samples.png_head(0, 10), "image_broken"),
        (samples.png_head(100_000, 100_000), "image_too_large"),
        (samples.jpeg_head(65_000, 65_000), "image_too_large"),
        (b"\xff\xd8\xff" + b"\xff" * 5000, "image_broken"),
        (b"\xff\xd8" + b"\xff\xe1\0\x02" * 3000, "image_broken"),
    ],
    ids=samples.short_id,
)
def test_inspect_of_a_bad_image_is_refused_before_it_is_decoded(content: bytes, code: str) -> None:
    assert _refusal(content).code == code


def test_inspect_of_an_image_over_the_limit_of_pixels_is_refused() -> None:
    small = dataclasses.replace(LIMITS, image_pixels=60 * 40 - 1)

    assert _refusal(samples.png(), "a.png", limits=small).params == {"width": 60, "height": 40}
    assert _refusal(samples.jpeg(), "a.jpg", limits=small).code == "image_too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (samples.docm(), "office_macros"),
        (samples.docx(**{"word/vbaProject.bin": b"\0"}), "office_macros"),
        (samples.docx(**{"WORD/VBAPROJECT.BIN": b"\0"}), "office_macros"),
        (samples.docx(**{"word/activeX/activeX1.xml": b"\0"}), "office_macros"),
        (samples.xlsx(**{"xl/macrosheets/sheet1.xml": b"\0"}), "office_macros"),
        (samples.odt(**{"Basic/Standard/Module1.xml": b"\0"}), "office_macros"),
        (samples.odt(**{"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "file_protected"),
        (samples.docx(**{"../../etc/passwd": b"\0"}), "office_broken"),
        (samples.docx(**{"/etc/passwd": b"\0"}), "office_broken"),
        (samples.docx(**{"Word/Document.xml": b"\0"}), "office_broken"),
        (samples.docx()[:-60], "office_broken"),
        (samples.docx(**{"word/media/a.bmp": bytes(20_000_000)}), "office_unpacks_too_large"),
        (samples.docx(**{f"word/{number}": b"" for number in range(3_001)}), "office_unpacks_too_large"),
        (samples.locked_docx(), "file_protected"),
    ],
    ids=samples.short_id,
)
def test_inspect_of_a_bad_office_file_is_refused(content: bytes, code: str) -> None:
    assert _refusal(content).code == code


def test_inspect_of_an_archive_whose_parts_share_bytes_is_refused() -> None:
    made = bytearray(samples.docx(**{"word/a.bin": bytes(range(256)) * 4}))
    entry = made.rfind(b"PK\x01\x02")
    made[entry + 20 : entry + 24] = (10**8).to_bytes(4, "little")

    assert _refusal(bytes(made)).code == "office_unpacks_too_large"


def test_inspect_of_an_archive_that_needs_a_password_is_refused() -> None:
    made = bytearray(samples.docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.rfind(mark)
        made[place + offset] |= 1

    assert _refusal(bytes(made)).code == "file_protected"


def test_inspect_of_a_large_part_reads_no_more_than_its_bound() -> None:
    types = samples.archive(
        {"[Content_Types].xml": b" " * 3_000_000, samples.WORD: b""}, compression=zipfile.ZIP_STORED
    )

    assert _refusal(types).code == "office_unpacks_too_large"


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=400),
    head=st.sampled_from([b"%PDF-1.4", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"]),
)
def test_inspect_of_any_bytes_behind_a_good_beginning_is_refused_with_a_code(content: bytes, head: bytes) -> None:
    assert _refusal(head + content).code in {
        "file_type_not_allowed",
        "image_broken",
        "image_too_large",
        "office_broken",
        "pdf_malformed",
        "pdf_too_complex",
    }
