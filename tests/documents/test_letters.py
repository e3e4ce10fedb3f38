"""Letters from authors' templates: what the text may say, where it is wrong, and that nothing in it is ever code."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.core.texts import known_codes
from motcua.documents.letters.drawing import MOST_ROWS, draw, letter_json
from motcua.documents.letters.inline import Place, Words, runs
from motcua.documents.letters.markup import MOST_CHARACTERS, Heading, If, Listing, Paragraph, Table, read
from motcua.documents.letters.names import ANY_FORMAT, PLACEHOLDERS
from motcua.documents.letters.samples import PLACES, sample, sample_values
from motcua.documents.letters.source import (
    FURNITURE,
    LetterSource,
    UnreadableLetterError,
    check,
    from_json,
    to_json,
)
from motcua.documents.letters.words import number_words, written

WHOLE = LetterSource(
    "Thông báo bổ sung hồ sơ",
    """# Phần một
Hồ sơ **{{ho_so.ma}}** của {{nguoi_nop.ho_ten|hoa}}, nộp {{ho_so.ngay_nop|ngay_chu}}.
|TT|Giấy tờ|
|---|---|
|mỗi giay_to: {{dong.stt}} | {{dong.ten}} |
::: nếu @fee > 1_000_000
Phí {{ho_so.phi}}, bằng chữ: {{ho_so.phi|tien_chu}}.
::: nếu không
Không thu phí.
::: hết
::: mỗi don.children
- {{dong.stt}}. {{dong.name}} ({{don.school}})
::: hết
> Giữa
>> Phải""",
)


def said(source: LetterSource, **answers: object) -> str:
    """Everything that would be printed, one run after the other."""
    body = letter_json(source, sample_values(answers))
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, dict):
            found.extend([value["text"]] if "text" in value else [])
            for one in value.values():
                collect(one)
        elif isinstance(value, list):
            for one in value:
                collect(one)

    collect(body["blocks"])
    return "|".join(found)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"), (5, "năm"), (10, "mười"), (11, "mười một"), (15, "mười lăm"), (21, "hai mươi mốt"),
        (25, "hai mươi lăm"), (100, "một trăm"), (105, "một trăm linh năm"), (1005, "một nghìn không trăm linh năm"),
        (1_205_000, "một triệu hai trăm linh năm nghìn"), (2_000_000_001, "hai tỷ không trăm linh một"),
        (10_010, "mười nghìn không trăm mười"), (-3, "âm ba"),
        (999_999, "chín trăm chín mươi chín nghìn chín trăm chín mươi chín"),
    ],
)  # fmt: skip
def test_number_words(number: int, words: str) -> None:
    assert number_words(number) == words


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (20_000, "tien", "20.000 đồng"),
        (20_000, "tien_chu", "Hai mươi nghìn đồng"),
        (Decimal("1234.5"), "so", "1.234,5"),
        ("2026-01-07", "ngay_chu", "ngày 07 tháng 01 năm 2026"),
        (dt.date(2026, 11, 3), "ngay", "03/11/2026"),
        ("chữ thường", "hoa", "CHỮ THƯỜNG"),
        ("không phải số", "tien", "không phải số"),
        (None, "tien_chu", ""),
        (10**30, "tien_chu", "1" + ".000" * 10),
        ({"a": 1}, "hoa", ""),
        (["a", "b"], "", "a, b"),
        (True, "", "có"),
        ("1e9999999", "tien", "1e9999999"),
        (Decimal("1e9999999"), "so", ""),
    ],
)
def test_written(value: object, form: str, expected: str) -> None:
    assert written(value, form) == expected


def test_runs_when_signs_are_closed_then_bold_and_italic_else_plain() -> None:
    made, bad = runs(r"a **b** *c* 5*3 \*x\* {{ho_so.ma|hoa}}", 1)

    assert bad == ()
    assert made == (
        Words("a "),
        Words("b", bold=True),
        Words(" "),
        Words("c", italic=True),
        Words(" 5*3 *x* "),
        Place("ho_so.ma", "hoa", False, False, 1, 23),
    )


def test_read_when_everything_is_used_then_blocks_in_order() -> None:
    done = read(WHOLE.text)

    assert done.faults == ()
    kinds = [type(block).__name__ for block in done.blocks]
    assert kinds == ["Heading", "Paragraph", "Table", "If", "Each", "Paragraph", "Paragraph"]
    assert isinstance(done.blocks[2], Table)
    assert done.blocks[2].has_head
    assert isinstance(done.blocks[0], Heading)
    assert isinstance(done.blocks[3], If)
    assert [type(one) for one in done.blocks[3].other] == [Paragraph]
    assert [one.align for one in done.blocks[5:] if isinstance(one, Paragraph)] == ["center", "right"]
    assert isinstance(read("- a\n- b\n1. c").blocks[1], Listing)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, 1, "letter_empty")]),
        ("x\n{{nguoi_nop.mat_khau}}", [(2, 1, "letter_place_unknown")]),
        ("a {{#read('x')}}", [(1, 3, "letter_place_malformed")]),
        ("a {{ho_so.ma", [(1, 3, "letter_place_malformed")]),
        ("{{__class__}}", [(1, 1, "letter_place_malformed")]),
        ("{{nguoi_nop.__class__}}", [(1, 1, "letter_place_unknown")]),
        ("{{ho_so.ma|tien}}", [(1, 1, "letter_format_unknown")]),
        ("{{ho_so.phi|eval}}", [(1, 1, "letter_format_unknown")]),
        ("{{dong.ten}}", [(1, 1, "letter_row_outside")]),
        ("::: mỗi giay_to\n{{dong.mat}}\n::: hết", [(2, 1, "letter_place_unknown")]),
        ("::: mỗi bi_mat\nx\n::: hết", [(1, 1, "letter_group_unknown")]),
        ("::: mỗi giay_to\n::: mỗi giay_to\nx\n::: hết\n::: hết", [(2, 1, "letter_rows_nested")]),
        ("::: hết\nx", [(1, 1, "letter_nothing_open")]),
        ("::: nếu @fee > 1\nx", [(1, 1, "letter_part_open")]),
        ("::: chạy rm -rf\nx", [(1, 1, "letter_part_unknown")]),
        ("::: nếu @fee >\nx\n::: hết", [(1, 15, "formula_unfinished")]),
        ("::: nếu @salary > 1\nx\n::: hết", [(1, 1, "letter_fact_unknown")]),
        ('::: nếu open("x") = 1\nx\n::: hết', [(1, 9, "function_unknown")]),
        ("|a|b|\n|c|", [(1, 1, "letter_table_uneven")]),
        ("x" * (MOST_CHARACTERS + 1), [(1, 1, "letter_too_long")]),
        ("::: nếu @fee > 1\n" * 6 + "x\n" + "::: hết\n" * 6, [(6, 1, "letter_too_deep")]),
    ],
)
def test_check_when_the_text_is_wrong_then_each_fault_has_its_place(
    text: str, expected: list[tuple[int, int, str]]
) -> None:
    found = [(fault.line, fault.column, fault.code) for fault in check(LetterSource("x", text))]

    assert [one for one in found if one[2] != "letter_part_open" or one in expected] == expected
    assert {code for _, _, code in found} <= known_codes()


def test_check_when_the_form_is_known_then_answers_are_looked_at() -> None:
    text = "{{don.school}} {{don.gone}}\n::: nếu gone = 1\nx\n::: hết\n::: mỗi don.away\n{{dong.name}}\n::: hết"

    assert check(LetterSource("x", text)) == ()
    assert [(f.line, f.code) for f in check(LetterSource("x", text), fields={"school", "name"})] == [
        (1, "letter_place_unknown"),
        (2, "letter_field_unknown"),
        (5, "letter_group_unknown"),
    ]


def test_check_when_there_is_no_title_then_told() -> None:
    assert [(f.line, f.code) for f in check(LetterSource(" ", "x"))] == [(0, "letter_title")]


def test_letter_when_filled_then_places_rows_and_conditions() -> None:
    children = [{"name": "An"}, {"name": "Bình"}]

    text = said(WHOLE, children=children, school="Trường A")

    assert "H99.01-260701-0007" in text
    assert "NGUYỄN THỊ MẪU" in text
    assert "ngày 29 tháng 6 năm 2026" in text
    assert "1|Tờ khai theo mẫu|2|Bản sao giấy tờ" in text
    assert "Một triệu hai trăm linh năm nghìn đồng" in text
    assert "Không thu phí" not in text
    assert "2|. |Bình| (|Trường A|)" in text


HOSTILE = [
    '#read("/etc/passwd")', '#include "/etc/passwd"', "#eval(\"1\")", "#while true {}", "#let x = range(100000000)",
    "$x^2$ <label> @ref [a] `code` ```typ #panic()```", "#import \"@preview/x:0.1.0\": *", "\\u{1F600}", "]#read()[",
    "/* */ // x", "= tiêu đề", "#sys.inputs", "\u202e\u0000\x07 ẩn", "{% include 'x' %}", "{{ '{{' }}",
]  # fmt: skip


@pytest.mark.parametrize("evil", HOSTILE)
def test_letter_when_the_text_or_a_value_is_typst_code_then_it_is_plain_text(evil: str) -> None:
    source = LetterSource(
        "Thư", f"a {evil.replace('{{', '').replace('}}', '')} b\n{{{{noi_dung.ly_do}}}}\n{{{{don.x}}}}"
    )
    values = replace(sample_values({"x": evil}), places={**PLACES, "noi_dung.ly_do": evil})

    made = draw(source, values)

    assert made.startswith(b"%PDF-")
    assert b"root:" not in made
    body = letter_json(source, values)
    shown = json.dumps(body, ensure_ascii=False)
    assert json.dumps(evil, ensure_ascii=False)[1:-1] in shown


@pytest.mark.parametrize("name", ["nguoi_nop.ho_ten", "ho_so.ma"])
def test_letter_when_a_value_looks_like_a_placeholder_then_it_is_not_filled_again(name: str) -> None:
    values = replace(sample_values(), places={**PLACES, name: "{{nguoi_nop.so_giay_to}} **x**"})

    body = letter_json(LetterSource("x", f"{{{{{name}}}}}"), values)

    assert body["blocks"][0]["runs"][0]["text"] == "{{nguoi_nop.so_giay_to}} **x**"  # type: ignore[index,call-overload]


def test_letter_when_the_rows_are_too_many_then_refused_before_it_is_drawn() -> None:
    rows = [{"a": "x"}] * (MOST_ROWS + 1)

    with pytest.raises(Invalid, match="letter_too_large"):
        said(LetterSource("x", "::: mỗi don.rows\n{{dong.a}}\n::: hết"), rows=rows)
    with pytest.raises(Invalid, match="letter_too_large"):
        said(LetterSource("x", "|mỗi don.rows: {{dong.a}} |"), rows=rows)


def test_letter_when_the_values_are_too_long_then_refused() -> None:
    rows = [{"a": "x" * 5_000}] * 100

    with pytest.raises(Invalid, match="letter_too_large"):
        said(LetterSource("x", "::: mỗi don.rows\n{{dong.a}}\n::: hết"), rows=rows)


def test_letter_when_the_text_is_faulty_then_nothing_is_drawn() -> None:
    with pytest.raises(Invalid, match="letter_faulty"):
        sample(LetterSource("x", "::: nếu"))


def test_letter_when_levels_of_headings_are_left_out_then_the_reader_hears_none_missing() -> None:
    body = letter_json(LetterSource("x", "### a\n# b\n### c"), sample_values())

    assert [(one["level"], one["size"]) for one in body["blocks"]] == [(2, 3), (2, 1), (3, 3)]  # type: ignore[index,call-overload,union-attr]
    assert sample(LetterSource("x", "### a\n# b\n### c")).startswith(b"%PDF-")


@pytest.mark.parametrize("paper", ["a4", "a5"])
@pytest.mark.parametrize("furniture", [(), FURNITURE, ("qr",), ("head", "signature")])
def test_letter_when_parts_of_the_page_are_chosen_then_it_can_be_drawn(paper: str, furniture: tuple[str, ...]) -> None:
    assert sample(replace(WHOLE, paper=paper, furniture=furniture)).startswith(b"%PDF-")


def test_letter_when_drawn_twice_then_the_same_bytes() -> None:
    assert sample(WHOLE) == sample(WHOLE)


def test_every_name_has_a_value_in_the_fictitious_dossier() -> None:
    assert set(PLACES) == set(PLACEHOLDERS)


def test_json_when_written_and_read_then_the_same() -> None:
    assert from_json(to_json(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    "change", [{"schema_version": 2}, {"paper": "b0"}, {"furniture": ["x"]}, {"text": 1}, {"furniture": None}]
)
def test_from_json_when_malformed_then_refused(change: dict[str, object]) -> None:
    with pytest.raises(UnreadableLetterError):
        from_json({**to_json(WHOLE), **change})


_BITS = st.sampled_from(
    ["{{", "}}", "**", "*", "|", "\n", "::: nếu ", "::: mỗi giay_to\n", "::: hết\n", "@fee > 1\n", "dong.ten", "#",
     "\\",
     "ho_so.ma", "- ", "1. ", "|---|\n", "> ", "a", " ", "\x00", "é", *sorted(ANY_FORMAT)]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(_BITS, max_size=40).map("".join))
def test_read_whatever_is_written_then_it_is_read_checked_and_filled_or_refused(text: str) -> None:
    source = LetterSource("x", text)
    faults = check(source)

    for fault in faults:
        assert fault.line >= 0
        assert fault.column >= 1
    if not faults:
        letter_json(source, sample_values())
