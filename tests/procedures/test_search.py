"""Finding procedures by plain words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.search_text import fold
from motcua.procedures.search import Entry, Filters, SearchIndex, Stage

NAMES = {
    "1.000001": ("Thủ tục đăng ký khai sinh", "Hộ tịch", ("commune",)),
    "1.000002": ("Thủ tục đăng ký lại khai sinh", "Hộ tịch", ("commune",)),
    "1.000003": ("Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh", "Hộ tịch", ("commune",)),
    "1.000004": ("Thủ tục đăng ký kết hôn", "Hộ tịch", ("commune",)),
    "1.000005": ("Cấp giấy phép lái xe", "Đường bộ", ("province",)),
    "1.000006": ("Đổi giấy phép lái xe", "Đường bộ", ("province",)),
    "1.000007": ("Đăng ký thành lập hộ kinh doanh", "Thành lập và hoạt động của hộ kinh doanh", ("commune",)),
    "1.000008": ("Chấm dứt hoạt động hộ kinh doanh", "Thành lập và hoạt động của hộ kinh doanh", ("commune",)),
    "1.000009": ("Cấp giấy phép xây dựng nhà ở riêng lẻ", "Xây dựng", ("province", "commune")),
    "1.000010": ("Chứng thực bản sao từ bản chính", "Chứng thực", ("commune",)),
    "1.000011": ("Đăng ký biến động quyền sử dụng đất", "Đất đai", ("province",)),
    "1.000012": ("Cấp đổi thẻ căn cước", "Cấp, quản lý căn cước", ("province", "commune")),
    "2.000013": ("Hỗ trợ chi phí mai táng", "Bảo trợ xã hội", ("commune",)),
}


def entry(code: str, **changes: object) -> Entry:
    name, field, levels = NAMES[code]
    return Entry(code, name, field, levels, **changes)  # type: ignore[arg-type]


INDEX = SearchIndex([entry(code) for code in NAMES])


def first(query: str, index: SearchIndex = INDEX, filters: Filters = Filters()) -> str:  # noqa: B008
    found = index.search(query, filters)
    return index.entries[found.positions[0]].code if found.positions else ""


def codes(query: str, **filters: str) -> set[str]:
    return {INDEX.entries[n].code for n in INDEX.search(query, Filters(**filters)).positions}


@pytest.mark.parametrize(
    ("query", "code", "stage"),
    [
        ("khai sinh", "1.000001", Stage.EXACT),
        ("đăng ký khai sinh", "1.000001", Stage.EXACT),
        ("KHAI SINH", "1.000001", Stage.EXACT),
        ("dang ky lai khai sinh", "1.000002", Stage.EXACT),
        ("giay phep lai xe", "1.000005", Stage.EXACT),
        ("ket hon", "1.000004", Stage.EXACT),
        ("khai si", "1.000001", Stage.EXACT),
        ("kh", "1.000001", Stage.EXACT),
        ("làm giấy khai sinh ở đâu", "1.000001", Stage.WITHOUT_FILLER),
        ("xin giay phep xay dung", "1.000009", Stage.WITHOUT_FILLER),
        ("gplx", "1.000005", Stage.EXACT),
        ("khai snih", "1.000001", Stage.TYPO),
        ("hkai sinh", "1.000001", Stage.TYPO),
        ("giay phep lai xw", "1.000005", Stage.TYPO),
        ("dang ki ket hon", "1.000004", Stage.TYPO),
        ("chứng thưc bản sao", "1.000010", Stage.EXACT),
        ("can cuocc", "1.000012", Stage.TYPO),
        ("mai tang cho ong noi", "2.000013", Stage.PARTIAL),
        ("1.000004", "1.000004", Stage.EXACT),
        ("2.0000", "2.000013", Stage.EXACT),
    ],
)
def test_search_when_people_type_as_they_do_then_the_meant_one_comes_first(query: str, code: str, stage: Stage) -> None:
    assert first(query) == code
    assert INDEX.search(query).stage is stage


@pytest.mark.parametrize("query", ["zzzz qqqq", "???", "🙂", "9.9", "đơn xin phép bay lên mặt trăng bằng khí cầu"])
def test_search_when_nothing_is_meant_then_nothing_is_found(query: str) -> None:
    found = INDEX.search(query)

    assert (found.positions, found.stage) == ((), Stage.NOTHING)


def test_search_when_decomposed_then_as_composed() -> None:
    query = unicodedata.normalize("NFD", "đăng ký kết hôn")

    assert INDEX.search(query) == INDEX.search("đăng ký kết hôn")


def test_search_when_a_word_is_right_then_typing_errors_are_not_looked_for() -> None:
    assert codes("ho") >= {"1.000007", "2.000013"}
    assert INDEX.search("kinh doanh").corrected == ""


def test_search_when_corrected_then_the_words_searched_for_are_told() -> None:
    assert INDEX.search("dang ki ket hon").corrected == "dang ky ket hon"


def test_search_when_empty_then_all_by_name() -> None:
    names = [fold(INDEX.entries[n].name) for n in INDEX.search("  ").positions]

    assert len(names) == len(NAMES)
    assert names == sorted(names)


def test_search_when_filtered_then_only_those() -> None:
    assert codes("", field="Hộ tịch") == {"1.000001", "1.000002", "1.000003", "1.000004"}
    assert codes("giay phep", level="commune") == {"1.000009"}
    assert codes("khai sinh", field="Không có lĩnh vực này") == set()


def test_search_when_online_or_life_event_is_asked_then_declared_ones() -> None:
    index = SearchIndex(
        [
            entry("1.000001", online="full", life_events=("child",)),
            entry("1.000004", online="unstated"),
            entry("1.000005"),
        ]
    )

    def found(**filters: str) -> set[str]:
        return {index.entries[n].code for n in index.search("", Filters(**filters)).positions}

    assert found(online="any") == {"1.000001", "1.000004"}
    assert found(online="full") == {"1.000001"}
    assert found(life_event="child") == {"1.000001"}


def test_search_when_keywords_say_it_in_plain_words_then_found_by_them() -> None:
    index = SearchIndex(
        [entry(code, keywords=("sổ đỏ", "sang tên sổ đỏ") if code == "1.000011" else ()) for code in NAMES]
    )

    assert first("sổ đỏ", index) == "1.000011"
    assert first("so do", index) == "1.000011"


def test_search_when_names_are_alike_then_the_more_used_comes_first() -> None:
    index = SearchIndex([entry("1.000007", use=1), entry("1.000008", use=5_000)])

    assert first("ho kinh doanh", index) == "1.000008"


def test_search_when_typed_with_marks_then_words_with_those_marks_come_first() -> None:
    index = SearchIndex([Entry("1", "Cấp mã số", "x"), Entry("2", "Cấp mả số", "x"), Entry("3", "Cấp ma số", "x")])

    assert [first(f"cấp {word} số", index) for word in ("mã", "mả")] == ["1", "2"]


def test_search_when_there_is_no_procedure_then_nothing() -> None:
    assert SearchIndex([]).search("khai sinh").positions == ()
    assert SearchIndex([]).search("").positions == ()


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_search_when_anything_is_typed_then_never_an_exception_and_no_repeats(query: str) -> None:
    found = INDEX.search(query)

    assert len(set(found.positions)) == len(found.positions)


@given(st.sampled_from(sorted(NAMES)), st.integers(0, 5), st.booleans())
def test_search_when_any_three_words_of_a_name_are_typed_then_it_is_found(code: str, start: int, marks: bool) -> None:
    words = NAMES[code][0].replace(",", "").split()
    query = " ".join(words[start : start + 3]) or words[0]

    assert code in codes(query if marks else fold(query))


@given(st.sampled_from(sorted(NAMES)), st.data())
def test_search_when_one_letter_of_a_long_word_is_wrong_then_it_is_still_found(code: str, data: st.DataObject) -> None:
    words = fold(NAMES[code][0]).replace(",", "").split()
    place = data.draw(st.sampled_from([n for n, word in enumerate(words) if len(word) > 3]))
    letter = data.draw(st.integers(1, len(words[place]) - 1))
    words[place] = words[place][:letter] + "z" + words[place][letter + 1 :]

    assert code in codes(" ".join(words))
