"""What people typed is printed as text, whatever it is; what is printed can be archived and read aloud."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Callable

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from motcua.core.errors import NotFound, Unavailable
from motcua.documents import printing
from motcua.documents.printable import LONG_WORD, printable, printable_text
from motcua.documents.printing import print_paper, render_pdf
from motcua.documents.slips import Applicant, Fee, Missing, Paper, Slip
from motcua.documents.templates import Template

from . import papers
from .papers import ALL_SLIPS, at

MARKUP = [
    "#strong[đậm]",
    '#image("/etc/passwd")',
    '#read("layout-1.typ")',
    "#panic()",
    "$x^2$ `raw` *đậm* _nghiêng_ = Đề mục",
    "\\u{1F600} \\ // không phải chú thích /* cũng không */",
    '"; #let data = none',
    "<label> @ref #{1+1}",
    "#" * 100,
    "{{ 7*7 }} ${7*7} %s <b>b</b>",
]
NASTY = [
    "",
    " ",
    "\x00\x01\x07\x7f",
    "\u202eđảo ngược\u202c",
    "😀 gia đình 👨\u200d👩\u200d👧",
    "漢字 かな 한국어 عربى हिन्दी",
    "\ue000\uf8ff\U000f0000",
    "\ufeff\u200b\u2028\u2029",
    "e\u0302\u0301\u0323" * 5,
    "ﷺ" * 30,
    "Ǆ ß ﬁ Ω Я",
    "a" * 200,
    "Đặng " * 40,
    "dòng một\ndòng hai\r\ndòng ba",
    "\ud800 lẻ",
]


def _text(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def _applicant(name: str, **more: str) -> Applicant:
    return Applicant(name=name, address=more.get("address", ""), phone=more.get("phone", ""))


@pytest.mark.parametrize("make", ALL_SLIPS)
def test_slip_is_one_page_of_a5_with_its_words(make: Callable[..., Slip]) -> None:
    paper = make()

    reader = PdfReader(io.BytesIO(print_paper(paper)))
    text = _text(print_paper(paper))

    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (148, 210)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        paper.title.upper(),
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        f"Số: {paper.number}",
        "Nguyễn Thị Phương Thảo",
        "Đăng ký tạm trú",
        paper.signatory.name,
    ):
        assert words in text
    assert "099188000123" not in text


@pytest.mark.parametrize("make", [*ALL_SLIPS, papers.posting_sheet])
def test_paper_is_archivable_and_readable_aloud(make: Callable[..., Slip]) -> None:
    paper = make()

    reader = PdfReader(io.BytesIO(print_paper(paper)))
    catalogue = reader.root_object
    about = catalogue["/Metadata"].get_object().get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert catalogue["/Lang"] == "vi-VN"
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == paper.title


def test_receipt_tells_when_it_came_and_when_to_come_back() -> None:
    text = _text(print_paper(papers.slip01()))

    for words in (
        "H99.0101-260107-0007",
        "10 giờ 30 phút, ngày 07 tháng 01 năm 2026",
        "17 giờ 00 Thứ Sáu, ngày 09/01/2026",
        "03 ngày làm việc",
        "02 ngày làm việc",
        "01 bộ",
        "15.000",
        "An Bình, ngày 07 tháng 01 năm 2026",
        "quầy số 3",
    ):
        assert words in text
    assert "dự kiến" not in text
    assert "Tổng cộng" not in text


def test_receipt_with_other_facts_says_them() -> None:
    paper = papers.slip01(
        provisional=True,
        online=True,
        fingerprint="9f2c",
        committed_limit="",
        book="",
        ordinal="",
        fees=(Fee(name="Phí", amount=100_000), Fee(name="Lệ phí", amount=1_835_000)),
        applicant=Applicant(name="Lê Văn A", represents="Công ty TNHH An Sơn"),
    )

    text = _text(print_paper(paper))

    for words in ("dự kiến", "Nộp trực tuyến", "9f2c", "1.935.000", "Nộp thay cho: Công ty TNHH An Sơn"):
        assert words in text
    for words in ("cam kết", "Sổ theo dõi", "Địa chỉ", "Thư điện tử"):
        assert words not in text


def test_receipt_with_many_papers_goes_on_to_numbered_pages() -> None:
    content = print_paper(papers.slip01(papers=tuple(Paper(name=f"Giấy tờ thứ {n}", copies=1) for n in range(1, 61))))

    assert len(PdfReader(io.BytesIO(content)).pages) > 1
    assert "Giấy tờ thứ 60" in _text(content)
    assert "Trang 1/" in _text(content)


def test_supplement_slip_lists_everything_once_with_whom_to_ask() -> None:
    text = _text(print_paper(papers.slip02()))

    for words in ("Bản đã gửi thiếu trang 3", "CT01, mục 9", "17 giờ 00 Thứ Tư, ngày 14/01/2026", "0299 3812 346"):
        assert words in text
    assert "Số biên nhận: TN-260107-00042" in text
    assert "Nộp bổ sung trước" not in _text(print_paper(papers.slip02(answer_by=None)))


@pytest.mark.parametrize(("at_settlement", "words"), [(False, "không tiếp nhận"), (True, "không giải quyết")])
def test_refusal_slip_says_what_is_refused_and_why(at_settlement: bool, words: str) -> None:
    text = _text(print_paper(papers.slip03(at_settlement=at_settlement, received_at=at("2026-02-09 08:00"))))

    assert words in text
    assert "khoản 4 Điều 23 Luật Cư trú" in text
    assert "08 giờ 00 phút, ngày 09 tháng 02 năm 2026" in text


def test_apology_before_the_due_date_promises_the_new_one() -> None:
    text = _text(print_paper(papers.slip04()))

    assert "không thể có kết quả đúng thời hạn" in text
    assert "17 giờ 00 Thứ Ba, ngày 13/01/2026" in text
    assert "KT. GIÁM ĐỐC" in text


def test_apology_after_the_due_date_without_a_new_one_promises_nothing() -> None:
    text = _text(print_paper(papers.slip04(new_due_at=None, issued_at=at("2026-01-12 08:00"))))

    assert "chưa có kết quả đúng thời hạn" in text
    assert "hẹn lại ngày trả kết quả:" not in text
    assert "PHIẾU XIN LỖI" in text


def test_posting_sheet_lists_every_procedure_on_numbered_pages() -> None:
    content = print_paper(papers.posting_sheet())
    text = _text(content)

    assert len(PdfReader(io.BytesIO(content)).pages) == 2
    for words in (
        "Mã 1.001193",
        "Toàn trình",
        "Trực tuyến: 7.000",
        "bản 2026-03",
        "áp dụng từ 15/01/2026",
        "Trang 2/2",
    ):
        assert words in text


@pytest.mark.parametrize("typed", MARKUP)
def test_markup_that_somebody_typed_is_printed_as_it_was_typed(typed: str) -> None:
    paper = papers.slip01(
        applicant=_applicant(typed, address=typed), papers=(Paper(name=typed, copies=1),), procedure_name=typed
    )

    text = _text(print_paper(paper))

    assert "".join(typed.split()) in "".join(text.split())


@pytest.mark.parametrize("make", ALL_SLIPS)
@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_any_text_in_any_place_can_be_printed(make: Callable[..., Slip], typed: str) -> None:
    places: dict[str, object] = {"applicant": _applicant(typed, address=typed, phone=typed), "procedure_name": typed}
    if make is papers.slip02:
        places["missing"] = (Missing(what=typed, why=typed),)
    if make in {papers.slip03, papers.slip04}:
        places["reason"] = typed

    assert print_paper(make(**places)).startswith(b"%PDF-")


@settings(max_examples=60, deadline=None)
@given(typed=st.text(max_size=300))
def test_any_text_at_all_can_be_printed(typed: str) -> None:
    assert print_paper(papers.slip03(reason=typed, applicant=_applicant(typed))).startswith(b"%PDF-")


def test_long_word_without_spaces_stays_on_the_paper() -> None:
    content = print_paper(papers.slip01(applicant=_applicant("W" * 200)))

    places: list[float] = []
    PdfReader(io.BytesIO(content)).pages[0].extract_text(
        visitor_text=lambda text, _cm, tm, _font, _size: (
            places.append(tm[4] + 8 * text.count("W")) if "W" in text else None
        )
    )
    assert "W" * 200 in _text(content).replace(" ", "")
    assert max(places) < 148 / 25.4 * 72


def test_same_data_gives_the_same_bytes() -> None:
    assert print_paper(papers.slip01()) == print_paper(papers.slip01())


def test_printing_in_threads_gives_the_same_as_one_after_the_other() -> None:
    expected = {number: print_paper(papers.slip01(number=str(number))) for number in range(6)}
    printed: dict[int, bytes] = {}

    def work(number: int) -> None:
        printed[number] = print_paper(papers.slip01(number=str(number)))

    threads = [threading.Thread(target=work, args=(number,)) for number in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert printed == expected


def test_unknown_template_is_not_found() -> None:
    with pytest.raises(NotFound, match="print_template_unknown"):
        render_pdf("slip99", {"qr": "x"}, made_at=at("2026-01-01 08:00"))


def test_template_that_fails_is_said_without_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Unavailable, match="print_failed") as caught:
        render_pdf("slip01", {"qr": "x", "title": "bí mật"}, made_at=at("2026-01-01 08:00"))

    assert caught.value.__cause__ is None
    assert "bí mật" not in "".join(capsys.readouterr())


def test_template_cannot_read_outside_its_folder() -> None:
    escape = '#read("/../limits.toml")'
    compiler = printing._compiler()

    with pytest.raises(typst.TypstError):
        compiler.compile(escape.encode(), format="pdf")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Nguye\u0302\u0303n Thi\u0323", "Nguyễn Thị"),
        ("a\u00a0b\u2003c\td", "a b c d"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\u202eabc\u200d\ufeff\x07", "abc"),
        ("😀 x 漢", "� x �"),
        ("Ω Я ß", "Ω Я ß"),
        ("\ue000x\ud800", "x"),
    ],
)
def test_text_is_made_printable(typed: str, printed: str) -> None:
    assert printable_text(typed) == printed


@given(st.text(max_size=200))
def test_printable_text_stays_what_it_is(typed: str) -> None:
    once = printable_text(typed)

    assert printable_text(once).replace("\u200b", "") == once.replace("\u200b", "")
    assert max(map(len, once.replace("\u200b", " ").split()), default=0) <= LONG_WORD


def test_printable_data_keeps_its_shape() -> None:
    data = {"a": ["😀", 1, True, None, {"b": "x\ty"}]}

    assert printable(data) == {"a": ["�", 1, True, None, {"b": "x y"}]}


def test_paper_of_a_given_version_is_printed_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def remember(reference: str, *_: object, **__: object) -> bytes:
        seen.append(reference)
        return b""

    monkeypatch.setattr(printing, "render_pdf", remember)
    other = Template("slip01", 2, "t", "01", "slip01-1.typ", dt.date(2020, 1, 1), "test", verified=False)
    monkeypatch.setattr(printing, "template_on", lambda code, day: other)

    print_paper(papers.slip01())
    print_paper(papers.slip01(), version=1)

    assert seen == ["slip01@2", "slip01@1"]
