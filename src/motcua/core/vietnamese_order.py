"""The order of Vietnamese dictionaries. No PostgreSQL that comes with the wheel has it, so names are sorted here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES: Final = {letter: chr(0x41 + place) for place, letter in enumerate(_ALPHABET)}
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Level first, then grave, hook, tilde, acute, dot below."""
_WORDS: Final = re.compile(r"\d+|[^\W\d_]+")
_DIGITS: Final = 12


def _word(word: str) -> str:
    if word.isdecimal():
        return str(int(word)).zfill(_DIGITS)
    letters: list[str] = []
    tone = "0"
    for char in unicodedata.normalize("NFD", unicodedata.normalize("NFC", word.lower())):
        if char in _TONES:
            tone = max(tone, _TONES[char])
        elif unicodedata.combining(char) and letters:
            whole = unicodedata.normalize("NFC", letters[-1] + char)
            letters[-1] = whole if whole in _PLACES else letters[-1]
        else:
            letters.append(char)
    return "".join(_PLACES.get(letter, letter) for letter in letters) + "!" + tone


@lru_cache(maxsize=20_000)
def dictionary_key(text: str) -> str:
    """A string that sorts, code point by code point, as a Vietnamese dictionary sorts ``text``.

    Word by word: letters first (a, ă, â, b, c, d, đ …), then the tone (ngang, huyền, hỏi, ngã, sắc, nặng); a number
    counts as one (``Phường 2`` before ``Phường 10``). Case and punctuation do not count, NFC and NFD are the same.
    Texts that differ only in these have equal keys."""
    return " ".join(_word(word) for word in _WORDS.findall(unicodedata.normalize("NFC", text)))
