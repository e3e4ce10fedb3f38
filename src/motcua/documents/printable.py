"""Text made fit for printing. Whatever a person typed is shown as text; nothing in it may turn the paper around, hide a
part of it, or keep it from being printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from motcua.core.canonical import Json
from motcua.documents.typefaces import covered

MISSING = "\N{REPLACEMENT CHARACTER}"
LONG_WORD = 40
BREAK_EVERY = 20
_BREAK = "\N{ZERO WIDTH SPACE}"
_GONE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})


def printable_text(text: str) -> str:
    """Composed letters (NFC), plain spaces, line ends kept, no control, direction or private-use characters; a letter
    that no typeface has becomes U+FFFD; a word too long for a line gets places to break."""
    letters: list[str] = []
    for letter in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        category = unicodedata.category(letter)
        if letter == "\n":
            letters.append(letter)
        elif letter == "\t" or category in _SPACES:
            letters.append(" ")
        elif category in _GONE:
            continue
        else:
            letters.append(letter if ord(letter) in covered() else MISSING)
    return " ".join(_breakable(word) for word in "".join(letters).split(" "))


def _breakable(word: str) -> str:
    if len(word) <= LONG_WORD:
        return word
    return _BREAK.join(word[start : start + BREAK_EVERY] for start in range(0, len(word), BREAK_EVERY))


def printable(value: Json) -> Json:
    """Every text inside, made fit for printing; the rest as it is."""
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, Mapping):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [printable(item) for item in value]
    return value
