from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.vietnamese_order import dictionary_key

IN_ORDER = [
    ["ba", "bà", "bả", "bã", "bá", "bạ", "bă", "bâ", "bi"],
    ["Cấp", "Chăn nuôi", "Chứng thực", "Dân tộc", "Đất đai", "Hòa giải", "Hoạt động", "Hộ tịch", "Hợp tác"],
    ["an", "An Bình", "án", "ang"],
    ["Phường 2", "Phường 10", "Phường An Thành"],
    ["Xã Tân An", "Xã Tân Ấp", "Xã Tấn An"],
    ["Ô", "Ơ", "P"],
]


@pytest.mark.parametrize("words", IN_ORDER, ids=lambda words: words[0])
def test_dictionary_key_when_words_are_shuffled_then_they_sort_as_in_a_dictionary(words: list[str]) -> None:
    mixed = words[:]
    random.Random(7).shuffle(mixed)

    assert sorted(mixed, key=dictionary_key) == words


@given(st.text(max_size=60))
def test_dictionary_key_when_composed_or_not_then_equal(text: str) -> None:
    assert dictionary_key(unicodedata.normalize("NFC", text)) == dictionary_key(unicodedata.normalize("NFD", text))


def test_dictionary_key_when_only_case_or_signs_differ_then_equal() -> None:
    assert dictionary_key("Thuế - Phí") == dictionary_key("thuế, phí")
