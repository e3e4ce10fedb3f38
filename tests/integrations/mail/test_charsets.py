from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.integrations.mail.charsets import _TO_UNICODE, decode, likelihood

WORDS = "Kính gửi ủy ban: đường trước nhà tôi ngập nước, nắp cống vỡ từ hôm qua, xe cộ không qua được."
_BACK = {char: byte for byte, char in _TO_UNICODE.items()}


def in_tcvn3(text: str) -> bytes:
    return bytes(_BACK.get(one, ord(one)) for one in text)


def in_1258(text: str) -> bytes:
    """Base letter with circumflex, breve or horn, then the tone as a mark of its own: as Windows wrote it."""
    out = b""
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", char)
            tone = [one for one in apart[1:] if one in "\u0300\u0301\u0303\u0309\u0323"]
            rest = unicodedata.normalize("NFC", "".join(one for one in apart if one not in tone))
            out += (rest + "".join(tone)).encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("raw", "declared", "charset"),
    [
        (WORDS.encode(), "utf-8", "utf-8"),
        (WORDS.encode(), "", "utf-8"),
        (WORDS.encode(), "iso-8859-1", "utf-8"),
        (WORDS.encode("utf-16"), "utf-16", "utf-16"),
        (in_1258(WORDS), "windows-1258", "cp1258"),
        (in_1258(WORDS), "", "windows-1258"),
        (in_tcvn3(WORDS), "", "tcvn3"),
        (in_tcvn3(WORDS), "x-unknown", "tcvn3"),
    ],
)
def test_decode_when_vietnamese_in_any_of_its_encodings_then_the_same_words(
    raw: bytes, declared: str, charset: str
) -> None:
    found = decode(raw, declared)

    assert (found.text, found.charset, found.sure) == (WORDS, charset, True)


def test_decode_when_french_in_latin_1_is_declared_then_believed() -> None:
    found = decode("Réverbère cassé près du marché".encode("latin-1"), "iso-8859-1")

    assert (found.text, found.sure) == ("Réverbère cassé près du marché", True)


def test_decode_when_nothing_explains_the_bytes_then_one_character_a_byte_and_said_to_be_a_guess() -> None:
    raw = bytes(range(0x80, 0x100))

    found = decode(raw)

    assert not found.sure
    assert len(unicodedata.normalize("NFC", found.text)) > 0


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "latin-1", "utf-16", "base64", "xyz", "utf-7", "\x00"]))
def test_decode_when_any_bytes_then_text_a_database_keeps(raw: bytes, declared: str) -> None:
    found = decode(raw, declared)

    found.text.encode()
    assert "\x00" not in found.text


@given(st.text(max_size=80))
def test_likelihood_is_a_share(text: str) -> None:
    assert 0 <= likelihood(text) <= 1
