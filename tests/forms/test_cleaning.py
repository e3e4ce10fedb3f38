"""Making text safe to keep."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.cleaning import UncleanError, clean_line, clean_lines


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Nguyễn  Văn \t A ", "Nguyễn Văn A"),
        (unicodedata.normalize("NFD", "Đặng Thị Hường"), "Đặng Thị Hường"),
        ("a\x07b\x1bc\x7f", "abc"),
        ("tên\u202egnuad\u200b", "têngnuad"),
        ("\ufeffxin chào", "xin chào"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_clean_line_when_hidden_characters_then_only_what_shows_stays(text: str, kept: str) -> None:
    assert clean_line(text) == kept


def test_clean_lines_when_line_ends_differ_then_they_are_one_kind() -> None:
    assert clean_lines("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


@pytest.mark.parametrize(("text", "code"), [("a\x00b", "text_nul"), ("a\ud800", "text_malformed")])
def test_clean_lines_when_text_cannot_be_kept_then_it_is_refused(text: str, code: str) -> None:
    with pytest.raises(UncleanError) as error:
        clean_lines(text)

    assert error.value.code == code


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00")))
def test_clean_line_when_done_twice_then_nothing_more_changes(text: str) -> None:
    once = clean_line(text)

    assert clean_line(once) == once
    assert once.encode() and True if once else once == ""
    assert clean_lines(clean_lines(text)) == clean_lines(text)
