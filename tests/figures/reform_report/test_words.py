"""Words of the report: comparisons by a table of rules, placeholders, fragments, outlines. Nothing here needs a
database."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid, NotFound
from motcua.figures.numbers import half_up
from motcua.figures.periods import parse_code
from motcua.figures.reform_report.outlines import build, shipped, shipped_texts
from motcua.figures.reform_report.placeholders import Fault, Kind, Placeholder, Which, tokens, written
from motcua.figures.reform_report.source import LineKind, clean, faults, read, unwritten
from motcua.figures.reform_report.words import Change, Comparison, Level, PartKind, compare, phrase


def rate(above: int, below: int, definition: str = "v1") -> Level:
    exact = Fraction(above, below) if below else Fraction(0)
    return Level(half_up(exact * 100, 2), exact, definition, is_rate=True, is_empty=not below)


def amount(value: int, definition: str = "v1") -> Level:
    return Level(Decimal(value), Fraction(value), definition, counts="hồ sơ")


MISSING = Level(None)


def said(found: Comparison, before: str = "…") -> str:
    parts = phrase(found, other="kỳ trước", counts="hồ sơ")
    return "".join(before if part.kind is PartKind.BEFORE else part.text for part in parts)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (rate(9951, 10000), rate(9914, 10000), "tăng 0,37 điểm phần trăm so với kỳ trước (…)"),
        (rate(18, 64), rate(31, 75), "giảm 13,20 điểm phần trăm so với kỳ trước (…)"),
        (rate(1, 2), rate(2, 4), "không đổi so với kỳ trước (…)"),
        (rate(100_000, 200_001), rate(1, 2), "gần như không đổi so với kỳ trước (…)"),
        (amount(1080), amount(960), "tăng 120 hồ sơ, tương đương 12,50%, so với kỳ trước (…)"),
        (amount(960), amount(1080), "giảm 120 hồ sơ, tương đương 11,11%, so với kỳ trước (…)"),
        (amount(0), amount(12), "giảm 12 hồ sơ, tương đương 100,00%, so với kỳ trước (…)"),
        (amount(12), amount(0), "tăng 12 hồ sơ so với kỳ trước (…)"),
        (amount(3960), amount(1200), "tăng 2.760 hồ sơ, gấp 3,3 lần kỳ trước (…)"),
        (amount(3600), amount(1200), "tăng 2.400 hồ sơ, gấp 3 lần kỳ trước (…)"),
        (amount(5), amount(5), "không đổi so với kỳ trước (…)"),
        (MISSING, amount(5), "không so sánh được với kỳ trước vì kỳ này chưa có số liệu"),
        (amount(5), MISSING, "chưa có số liệu kỳ trước để so sánh"),
        (rate(1, 2, "v2"), rate(1, 3, "v1"), "không so sánh với kỳ trước vì cách tính đã thay đổi"),
        (rate(1, 2), rate(0, 0), "không so sánh với kỳ trước vì có kỳ không phát sinh"),
    ],
)
def test_phrase_when_two_periods_are_compared_then_the_rule_that_fits_speaks(
    now: Level, before: Level, words: str
) -> None:
    assert said(compare(now, before)) == words


RATES = st.tuples(st.integers(0, 3000), st.integers(1, 3000)).map(lambda pair: rate(min(pair), pair[1]))
AMOUNTS = st.integers(0, 10**7).map(amount)


@given(st.one_of(st.tuples(RATES, RATES), st.tuples(AMOUNTS, AMOUNTS)))
def test_compare_when_turned_round_then_what_rose_falls_by_the_same(pair: tuple[Level, Level]) -> None:
    now, before = pair
    one, other = compare(now, before), compare(before, now)

    assert one.difference == -other.difference
    assert (one.change in {Change.SAME, Change.NEARLY_SAME}) == (now.shown == before.shown)
    if one.difference:
        assert said(one).startswith("tăng" if one.difference > 0 else "giảm")
        assert now.shown is not None
        assert before.shown == now.shown - one.difference


@given(AMOUNTS, AMOUNTS)
def test_compare_when_amounts_then_a_multiple_is_said_from_twice_on_only(now: Level, before: Level) -> None:
    found = compare(now, before)

    assert now.exact is not None
    assert before.exact is not None
    assert (found.change is Change.MULTIPLE) == (now.exact >= 2 * before.exact > 0)
    assert ("điểm phần trăm" in said(found)) is False


@given(st.text(max_size=200))
def test_tokens_when_any_text_is_typed_then_nothing_runs_and_plain_text_stays(text: str) -> None:
    found = list(tokens(text))

    if "{" not in text and "}" not in text:
        assert "".join(one for one in found if isinstance(one, str)) == text
    assert all(isinstance(one, str | Placeholder | Fault) for one in found)


@pytest.mark.parametrize(
    "text", ["{{hinh:online_rate}}", "{{so_sanh:online_rate|cung_ky}}", "{{ky}}", "{{bang:mot_cua}}"]
)
def test_placeholder_when_read_then_it_is_written_the_same(text: str) -> None:
    (found,) = tokens(text)

    assert isinstance(found, Placeholder)
    assert written(found) == text


def test_placeholder_when_read_then_it_says_what_it_names() -> None:
    assert list(tokens("a {{ hinh : x | ky_truoc }}")) == ["a ", Placeholder(Kind.FIGURE, "x", Which.LAST)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{7*7}}", "placeholder_malformed"),
        ("{{hinh:x.__class__}}", "placeholder_malformed"),
        ("{{import:os}}", "placeholder_unknown"),
        ("{{request}}", "placeholder_unknown"),
        ("{% for a in b %}", "placeholder_open"),
        ("{{hinh:online_rate", "placeholder_open"),
        ("{{hinh:online_rate|nam_toi}}", "placeholder_option"),
        ("{{hinh:khong_co}}", "placeholder_indicator"),
        ("{{bang:khong_co}}", "placeholder_table"),
        ("{{phan:khong_co}}", "placeholder_fragment"),
        ("Xem {{bang:mot_cua}} dưới đây", "placeholder_not_alone"),
    ],
)
def test_faults_when_a_placeholder_is_wrong_then_its_code_says_why(text: str, code: str) -> None:
    outline = shipped().for_period(parse_code("R2026-Q1"))

    assert [one.code for one in faults([text], outline.fragments, outline.known)] == [code]


def test_read_when_fragments_call_each_other_then_the_circle_is_named_and_reading_ends() -> None:
    fragments = {"a": "một\n{{phan:b}}", "b": "{{phan:a}}"}

    found = [token for line in read("{{phan:a}}", fragments) for token in line.tokens]

    assert found == ["một", Fault("fragment_circular", "a → b → a")]


def test_read_when_a_row_holds_an_option_then_its_bar_parts_no_cell() -> None:
    (line,) = read("| Đúng hạn | {{hinh:online_rate|ky_truoc}} |", {})

    assert line.kind is LineKind.ROW
    assert len(line.cells) == 2


def test_clean_when_text_holds_what_no_paper_can_then_that_alone_goes() -> None:
    assert clean("Một\r\nhai\x0b\x00 ba\ttư") == "Một\nhai ba\ttư"


def test_unwritten_when_a_heading_has_hints_only_then_it_is_named() -> None:
    assert unwritten("### 1. Một\nCó chữ\n### 2. Hai\n> viết ở đây\n### 3. Ba\n#### a\nchữ", {}) == ["2. Hai"]
    assert unwritten("> chỉ gợi ý", {}) == [""]


def test_outlines_when_shipped_then_quarter_and_year_have_one_with_source_and_mark() -> None:
    quarter, year = (shipped().for_period(parse_code(code)) for code in ("R2026-Q1", "R2026"))

    assert (quarter.id, year.id) == ("cchc_dinh_ky", "cchc_nam")
    assert all(one.source and one.mark.value == "memory" for one in (quarter, year))
    with pytest.raises(NotFound):
        shipped().for_period(parse_code("R2019-Q1"))


def test_outlines_when_a_section_names_no_known_figure_then_the_file_is_refused_with_its_line() -> None:
    text = shipped_texts()["outlines.toml"].replace("hinh:online_rate", "hinh:khong_co", 1)

    with pytest.raises(Invalid) as refused:
        build({"outlines.toml": text})

    assert refused.value.errors[0]["code"] == "definition_placeholder_indicator"
