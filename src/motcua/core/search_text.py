"""Text as people type it when they search: with or without diacritics, in any case, composed or decomposed."""

from __future__ import annotations

import re
import unicodedata

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans({"đ": "d", "Đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"})
_WORD = re.compile(r"[a-z0-9]+")
_GAPS = re.compile(r"\s+")


def _bare(char: str) -> str:
    """One character in lower case without its marks."""
    apart = unicodedata.normalize("NFKD", char.casefold().translate(_LETTERS))
    return "".join(part for part in apart if not unicodedata.combining(part)).casefold().translate(_LETTERS)


_BLOCKS = ((0x41, 0x5B), (0xC0, 0x250), (0x1E00, 0x1F00))
_COMPOSED = {code: _bare(chr(code)) for block in _BLOCKS for code in range(*block)}
"""The letters of Vietnamese and its neighbours, folded once: most text then needs one pass in C."""


def plain_spaces(text: str) -> str:
    """NFC with every run of white space one space, trimmed."""
    return _GAPS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Lower case without diacritics (``Đăng ký`` -> ``dang ky``), white space collapsed. Folding twice changes
    nothing, and NFC and NFD of one text fold alike."""
    composed = unicodedata.normalize("NFC", text).translate(_COMPOSED)
    if not composed.isascii():
        apart = unicodedata.normalize("NFKD", composed)
        composed = unicodedata.normalize("NFC", "".join(_bare(char) for char in apart))
    return _GAPS.sub(" ", composed).strip()


def tokens(text: str) -> list[str]:
    """The words of ``text`` folded, in order: runs of ASCII letters and digits."""
    return _WORD.findall(fold(text))
