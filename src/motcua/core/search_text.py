"""Text as people type it when they search: with or without diacritics, in any case, composed or decomposed."""

from __future__ import annotations

import re
import unicodedata

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans({"đ": "d", "Đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"})
_WORD = re.compile(r"[a-z0-9]+")
_GAPS = re.compile(r"\s+")


def plain_spaces(text: str) -> str:
    """NFC with every run of white space one space, trimmed."""
    return _GAPS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Lower case without diacritics (``Đăng ký`` -> ``dang ky``), white space collapsed. Folding twice changes
    nothing, and NFC and NFD of one text fold alike."""
    if text.isascii():
        return _GAPS.sub(" ", text).strip().lower()
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(char for char in bare if not unicodedata.combining(char)).casefold().translate(_LETTERS)
    return _GAPS.sub(" ", unicodedata.normalize("NFC", kept)).strip()


def tokens(text: str) -> list[str]:
    """The words of ``text`` folded, in order: runs of ASCII letters and digits."""
    return _WORD.findall(fold(text))
