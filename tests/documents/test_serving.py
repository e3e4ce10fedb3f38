"""How a file leaves: a name no system stumbles over, headers that let a browser run nothing."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.documents import media
from motcua.documents.serving import NAME_LIMIT, content_disposition, download_headers, safe_name

PDF = media.PDF.media_type


@pytest.mark.parametrize(
    ("name", "media_type", "safe"),
    [
        ("giấy khai sinh.pdf", PDF, "giấy khai sinh.pdf"),
        ("GIẤY.PDF", PDF, "GIẤY.pdf"),
        ("ảnh.jpeg", "image/jpeg", "ảnh.jpeg"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\a\\b.pdf", PDF, "b.pdf"),
        ("hóa đơn.exe", PDF, "hóa đơn.exe.pdf"),
        ("\u202efdp.exe", PDF, "fdp.exe.pdf"),
        ('a"; filename="b.html', PDF, "a__ filename=_b.html.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", PDF, "aSet-Cookie_ x=1.pdf"),
        ("con.pdf", PDF, "tep con.pdf"),
        ("", PDF, "tep-tin.pdf"),
        ("...", PDF, "tep-tin.pdf"),
        (".htaccess", PDF, "htaccess.pdf"),
        ("x" * 500, PDF, "x" * (NAME_LIMIT - 5) + ".pdf"),
        ("a.bin", "application/x-unknown", "a.bin"),
    ],
)
def test_safe_name_of_any_name_is_harmless(name: str, media_type: str, safe: str) -> None:
    assert safe_name(name, media_type) == safe


@given(st.text(max_size=300))
def test_safe_name_of_any_text_is_short_plain_and_stays_so(name: str) -> None:
    safe = safe_name(name, PDF)

    assert safe.endswith(".pdf")
    assert len(safe) <= NAME_LIMIT
    assert not re.search(r'[/\\"\x00-\x1f\x7f\u202a-\u202e]', safe)
    assert safe_name(safe, PDF) == safe


@given(st.text(max_size=100))
def test_disposition_of_any_name_is_one_line_of_ascii_that_gives_the_name_back(name: str) -> None:
    header = content_disposition(name, PDF)

    assert header.isascii()
    assert header.isprintable()
    match = re.fullmatch(r"attachment; filename=\"([^\"\\]+\.pdf)\"; filename\*=UTF-8''(\S+)", header)
    assert match is not None
    assert unquote(match[2]) == safe_name(name, PDF)


def test_disposition_of_a_vietnamese_name_has_a_readable_ascii_name() -> None:
    header = content_disposition("Đơn đề nghị.pdf", PDF)

    assert 'filename="Don de nghi.pdf"' in header


def test_headers_of_a_download_let_a_browser_run_nothing() -> None:
    headers = download_headers(name="đơn.pdf", media_type=PDF, size=12)

    assert headers["Content-Type"] == PDF
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Length"] == "12"


@pytest.mark.parametrize("kind", media.ALLOWED, ids=lambda kind: kind.label)
def test_headers_to_show_a_file_do_so_for_pdf_and_images_only(kind: media.Media) -> None:
    shown = download_headers(name="a", media_type=kind.media_type, inline=True)["Content-Disposition"]

    assert shown.startswith("inline;") is (kind.media_type in {PDF, "image/jpeg", "image/png"})


def test_headers_of_an_unknown_type_name_no_type() -> None:
    headers = download_headers(name="a.html", media_type="text/html", inline=True)

    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment;")
