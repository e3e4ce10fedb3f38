"""Programs of the distribution read our papers: a scanner the QR code, qpdf the structure, pdftotext the words."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from motcua.documents.printing import print_paper
from motcua.documents.qr import parse_payload

from . import papers
from .papers import ALL_SLIPS

pytestmark = pytest.mark.foreign
NEEDED = {"zbarimg": "zbar-tools", "pdftoppm": "poppler-utils", "pdftotext": "poppler-utils", "qpdf": "qpdf"}


def _run(*command: str) -> str:
    program = command[0]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed (Debian: {NEEDED[program]})")
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def _scan(folder: Path, content: bytes, *, dpi: int, grey: bool = False) -> str:
    (folder / "a.pdf").write_bytes(content)
    _run(
        "pdftoppm",
        "-r",
        str(dpi),
        "-png",
        "-singlefile",
        *(["-gray"] if grey else []),
        f"{folder}/a.pdf",
        f"{folder}/a",
    )
    return _run("zbarimg", "-q", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", f"{folder}/a.png").removesuffix(
        "\n"
    )


@pytest.mark.parametrize("number", range(40))
def test_qr_of_a_printed_receipt_is_read_by_a_scanner(tmp_path: Path, number: int) -> None:
    paper = papers.slip01(
        dossier_code=f"H99.{number * 7919 % 10_000:04d}-2601{number % 28 + 1:02d}-{number:04d}",
        tracking_url=f"https://dichvucong.anson.example/t/{number * 2654435761:027d}",
    )

    text = _scan(tmp_path, print_paper(paper), dpi=120, grey=number % 2 == 0)

    assert text == paper.to_json()["qr"]
    assert parse_payload(text).dossier_code == paper.dossier_code


@pytest.mark.parametrize("make", [*ALL_SLIPS, papers.posting_sheet])
def test_paper_is_sound_to_qpdf(tmp_path: Path, make: object) -> None:
    (tmp_path / "a.pdf").write_bytes(print_paper(make()))  # type: ignore[operator]

    assert "No syntax or stream encoding errors found" in _run("qpdf", "--check", f"{tmp_path}/a.pdf")


def test_words_of_a_paper_can_be_copied_out(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(print_paper(papers.slip01()))

    words = _run("pdftotext", "-layout", f"{tmp_path}/a.pdf", "-")

    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in words
    assert "Nguyễn Thị Phương Thảo" in words
