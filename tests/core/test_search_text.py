"""Folding text for search."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.search_text import fold, plain_spaces, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("ĐẤT ĐAI", "dat dai"),
        ("  Hộ\u00a0tịch \n (cấp xã) ", "ho tich (cap xa)"),
        ("Ưu đãi người có công", "uu dai nguoi co cong"),
        ("KHỞI NGHIỆP", "khoi nghiep"),
        ("Straße, İstanbul, Łódź", "strasse, istanbul, lodz"),
        ("１２３ ﬁ", "123 fi"),
        ("", ""),
    ],
)
def test_fold_when_text_has_marks_then_they_are_gone(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_fold_when_a_letter_of_every_vowel_and_tone_then_ascii_remains() -> None:
    every = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"

    assert set(fold(every)) == set("aeiouyd")
    assert fold(every.upper()) == fold(every)


@given(st.text())
def test_fold_when_done_twice_then_nothing_more_changes(text: str) -> None:
    once = fold(text)

    assert fold(once) == once


@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "M", "N", "Z", "P"))))
def test_fold_when_composed_or_decomposed_then_the_same(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert fold(composed) == fold(decomposed)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_fold_when_ascii_then_only_case_and_spaces_change(text: str) -> None:
    assert fold(text) == " ".join(text.lower().split())


def test_tokens_when_punctuated_then_words_in_order() -> None:
    assert tokens("Cấp, cấp lại: thẻ-căn cước (CCCD)") == ["cap", "cap", "lai", "the", "can", "cuoc", "cccd"]


def test_plain_spaces_when_decomposed_then_nfc_and_single_spaces() -> None:
    assert plain_spaces(unicodedata.normalize("NFD", " Hộ  tịch\t")) == "Hộ tịch"
