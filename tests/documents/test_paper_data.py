"""The QR code, the dates in words, the registry of templates and the typefaces."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import NotFound
from motcua.documents import templates, typefaces
from motcua.documents.paper_parts import law_date, moment
from motcua.documents.printing import Printable
from motcua.documents.qr import PaperMark, parse_payload, payload, qr_svg
from motcua.documents.slips import Slip
from motcua.documents.templates import Template, all_templates, template, template_on

from . import papers
from .papers import ALL_SLIPS, at

MINUTES = st.integers(0, 80 * 366 * 24 * 60).map(
    lambda minutes: dt.datetime(2019, 1, 6, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(code=WORDS, procedure=WORDS, owner=WORDS, title=WORDS, system=WORDS, issued=MINUTES, due=st.none() | MINUTES)
def test_mark_written_and_scanned_is_the_same(
    code: str, procedure: str, owner: str, title: str, system: str, issued: dt.datetime, due: dt.datetime | None
) -> None:
    mark = PaperMark(
        dossier_code=code or "x",
        procedure_code=procedure,
        owner_id=owner,
        title=title or "x",
        system=system,
        issued_at=issued,
        due_at=due,
    )

    assert parse_payload(payload(mark, "https://a.example/t/Xy-9#no")) == mark
    assert parse_payload(payload(mark)) == mark


def test_mark_holds_what_the_circular_asks_for_and_opens_as_an_address() -> None:
    paper = papers.slip01()

    text = str(paper.to_json()["qr"])

    assert text.startswith(papers.URL + "#hs=H99.0101-260107-0007&tt=1.004194&cn=099188000123&vb=Giấy+tiếp+nhận")
    assert " " not in text
    assert parse_payload(text) == PaperMark(
        dossier_code="H99.0101-260107-0007",
        procedure_code="1.004194",
        owner_id="099188000123",
        title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        system=papers.SYSTEM,
        issued_at=at("2026-01-07 10:32"),
        due_at=at("2026-01-09 17:00"),
    )


@pytest.mark.parametrize(
    ("make", "due"),
    [
        (papers.slip01, at("2026-01-09 17:00")),
        (papers.slip02, None),
        (papers.slip03, None),
        (papers.slip04, at("2026-01-13 17:00")),
    ],
)
def test_mark_of_each_slip_names_its_own_title_and_date(make: Callable[[], Slip], due: dt.datetime | None) -> None:
    paper = make()

    mark = parse_payload(str(paper.to_json()["qr"]))

    assert mark.title == paper.title
    assert mark.dossier_code == (paper.dossier_code or paper.receipt_no)
    assert mark.due_at == due


@pytest.mark.parametrize(
    "text", ["", "https://a.example/", "hs=1&vb=2", "hs=1&vb=2&tg=yesterday", "012345678901||Nguyễn"]
)
def test_other_codes_are_not_taken_for_ours(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_payload(text)


def test_qr_of_a_text_too_long_for_any_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr_svg("ă" * 3000)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-01-07 10:30", "ngày 07 tháng 01 năm 2026"),
        ("2026-02-28 10:30", "ngày 28 tháng 02 năm 2026"),
        ("2026-03-01 00:00", "ngày 01 tháng 3 năm 2026"),
        ("2026-12-31 23:59", "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_date_in_words_has_zeros_where_the_decree_wants_them(instant: str, words: str) -> None:
    assert law_date(at(instant)) == words


def test_moment_is_told_in_the_legal_zone() -> None:
    late = dt.datetime(2026, 1, 6, 17, 5, tzinfo=dt.UTC)

    assert moment(late) == {
        "words": "00 giờ 05 phút, ngày 07 tháng 01 năm 2026",
        "hour": "00",
        "minute": "05",
        "day": "07/01/2026",
        "weekday": "Thứ Tư",
    }


def test_templates_have_their_file_source_and_a_day_of_effect() -> None:
    for row in all_templates():
        assert row.path.is_file()
        assert row.source
        assert template(row.reference) == row
        assert template_on(row.code, row.valid_from).code == row.code


@pytest.mark.parametrize("make", [*ALL_SLIPS, papers.posting_sheet])
def test_template_of_each_paper_bears_its_title(make: Callable[[], Printable]) -> None:
    paper = make()

    assert template(paper.template).title == paper.title


def test_template_on_a_day_is_the_version_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(number: int, valid_from: dt.date, valid_to: dt.date | None) -> Template:
        return Template("a", number, "t", "01", "a.typ", valid_from, "test", verified=False, valid_to=valid_to)

    first = version(1, dt.date(2019, 1, 6), dt.date(2026, 1, 1))
    second = version(2, dt.date(2026, 1, 1), None)
    monkeypatch.setattr(templates, "all_templates", lambda: (first, second))

    assert template_on("a", dt.date(2025, 12, 31)) == first
    assert template_on("a", dt.date(2026, 1, 1)) == second
    assert template("a") == second
    assert template("a@1") == first
    for missing in (lambda: template_on("a", dt.date(2019, 1, 5)), lambda: template("a@3"), lambda: template("b")):
        with pytest.raises(NotFound, match="print_template_unknown"):
            missing()


def test_typefaces_are_the_ones_in_the_manifest() -> None:
    rows = tomllib.loads((typefaces.FOLDER / "manifest.toml").read_text("utf-8"))["font"]

    assert {row["file"] for row in rows} == {path.name for path in typefaces.FOLDER.glob("*.ttf")}
    for row in rows:
        assert hashlib.sha256((typefaces.FOLDER / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert (typefaces.FOLDER / row["licence_file"]).is_file()


def test_typefaces_have_every_vietnamese_letter() -> None:
    vowels = "aăâeêioôơuưy"
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = {unicodedata.normalize("NFC", vowel + mark) for vowel in vowels for mark in marks} | {"đ"}
    wanted = letters | {letter.upper() for letter in letters}

    regular = set(typefaces.code_points((typefaces.FOLDER / "BeVietnamPro-Regular.ttf").read_bytes()))
    bold = set(typefaces.code_points((typefaces.FOLDER / "BeVietnamPro-Bold.ttf").read_bytes()))
    assert {ord(letter) for letter in wanted} <= regular & bold


def test_typeface_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="TrueType"):
        list(typefaces.code_points(bytes(12)))
