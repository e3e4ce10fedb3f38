"""What the model sees of a text: hashed words and pieces of words, with and without diacritics. Pure.

One text typed with diacritics, without them, in another spelling of the tone mark or composed otherwise shares most of
its features with the other; nothing is bound to Vietnamese, a text in any script has pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np

from motcua.core.search_text import fold

FEATURES_VERSION: Final = 1
BITS: Final = 18
SPACE: Final = 1 << BITS
_MASK: Final = SPACE - 1
MOST_LETTERS: Final = 2_000
"""Of a text that is read: what comes after says little, and a scoring has a bound."""
SHORTEST, LONGEST = 3, 5

_LINK = re.compile(r"(?:https?://|www\.)\S+")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_LONG = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the text (``start``, ``end``), normal, and without diacritics."""

    start: int
    end: int
    whole: str
    bare: str


def composed(text: str) -> str:
    """What is read of a text, and what ``start`` and ``end`` of its words count in."""
    return unicodedata.normalize("NFC", text[: 2 * MOST_LETTERS])[:MOST_LETTERS]


def words_of(text: str) -> list[Word]:
    """Words of the first :data:`MOST_LETTERS` letters; a run of digits is one ``0``, a link the word ``link``."""
    read = composed(text)
    found: list[Word] = []
    links = [(one.start(), one.end()) for one in _LINK.finditer(read)]
    for one in _WORD.finditer(read):
        if any(start < one.start() < end for start, end in links):
            continue
        whole = "link" if any(start == one.start() for start, _end in links) else _normal(one.group())
        found.append(Word(one.start(), one.end(), whole, fold(whole).replace(" ", "")))
    return found


def _normal(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return _LONG.sub(r"\1", _DIGITS.sub("0", plain))


@dataclass(frozen=True, slots=True)
class Features:
    """Places in the table, each once; ``first`` and ``last``: the words that made each."""

    places: np.ndarray
    first: np.ndarray
    last: np.ndarray
    words: Sequence[Word]

    @property
    def weight(self) -> float:
        """Of each feature, so that long and short texts count alike."""
        return 1.0 / float(np.sqrt(max(1, len(self.places))))


def features(text: str) -> Features:
    """The same text gives the same features on every machine."""
    words = words_of(text)
    found: dict[int, tuple[int, int]] = {}
    _of_words(words, found)
    _of_pieces(words, found)
    places = np.fromiter(found, np.int64, len(found))
    spans = np.array(list(found.values()), np.int32).reshape(-1, 2)
    return Features(places, spans[:, 0], spans[:, 1], words)


def _of_words(words: Sequence[Word], found: dict[int, tuple[int, int]]) -> None:
    before = ""
    for number, word in enumerate(words):
        if word.whole != word.bare:
            found.setdefault(crc32(b"w" + word.whole.encode()) & _MASK, (number, number))
        bare = word.bare
        found.setdefault(crc32(b"f" + bare.encode()) & _MASK, (number, number))
        if number:
            found.setdefault(crc32(b"b" + before.encode() + b" " + bare.encode()) & _MASK, (number - 1, number))
        before = bare


def _of_pieces(words: Sequence[Word], found: dict[int, tuple[int, int]]) -> None:
    """Runs of letters over the whole text: slips of the finger and words grown together spoil only some of them."""
    line, owner = bytearray(b" "), [0]
    for number, word in enumerate(words):
        piece = word.bare.encode() + b" "
        line += piece
        owner += [number] * len(piece)
    text = bytes(line)
    top = len(text)
    for size in range(SHORTEST, LONGEST + 1):
        for start in range(top - size + 1):
            place = crc32(text[start : start + size], size) & _MASK
            if place not in found:
                found[place] = (owner[start], owner[start + size - 1])
