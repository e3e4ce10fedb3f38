"""Categories and tracks by words kept as data: what there is before a history, and what a model has to beat. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from motcua.core.search_text import fold

from .features import Word, composed, words_of

HERE: Final = Path(__file__).parent / "data"
_SURE: Final = 0.9
"""Nothing that words alone say is surer."""


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases by their first word; each with what it speaks for."""

    category: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
    track: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]

    def categories(self, text: str) -> list[tuple[str, float]]:
        """The likeliest first, with a rough confidence; empty where no word is known."""
        hits = _hits(self.category, words_of(text))
        whole = sum(hits.values())
        order = sorted(hits.items(), key=lambda one: (-one[1], one[0]))
        return [(code, min(_SURE, weight / (whole + 1.0))) for code, weight in order[:3]]

    def hits(self, words: Sequence[Word]) -> Mapping[str, float]:
        """What words speak for each category; a phrase of two words weighs 2, of three 3."""
        return _hits(self.category, words)

    def tracks(self, words: Sequence[Word]) -> Mapping[str, float]:
        return _hits(self.track, words)

    def said(self, text: str, code: str) -> Sequence[str]:
        """The words of the text that spoke for a category, as they stand there."""
        read, words = composed(text), words_of(text)
        found = []
        for number in range(len(words)):
            for phrase, whose in _at(self.category, words, number):
                if whose == code:
                    found.append(read[words[number].start : words[number + len(phrase) - 1].end])
        return tuple(dict.fromkeys(found))[:4]


def read(body: str) -> Words:
    """Raises ValueError where the text is no such table."""
    told = tomllib.loads(body)
    if told.get("format") != 1:
        raise ValueError("format")
    return Words(_table(told.get("category", {})), _table(told.get("track", {})))


@cache
def shipped_text() -> str:
    return (HERE / "words.toml").read_text("utf-8")


@cache
def shipped() -> Words:
    return read(shipped_text())


def _table(rows: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for code, phrases in rows.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            if not words:
                raise ValueError(code)
            key = words[0][:3] if words[0].endswith("*") else fold(words[0])
            found.setdefault(key, []).append((words, code))
    return found


def _hits(table: Mapping[str, Sequence[tuple[tuple[str, ...], str]]], words: Sequence[Word]) -> dict[str, float]:
    """A word of a longer phrase that was found for a category does not count again for the same."""
    hits: dict[str, float] = {}
    taken: dict[str, int] = {}
    for number in range(len(words)):
        for phrase, code in sorted(_at(table, words, number), key=lambda one: -len(one[0])):
            if taken.get(code, -1) >= number + len(phrase) - 1:
                continue
            taken[code] = number + len(phrase) - 1
            hits[code] = hits.get(code, 0.0) + len(phrase)
    return hits


def _at(
    table: Mapping[str, Sequence[tuple[tuple[str, ...], str]]], words: Sequence[Word], number: int
) -> list[tuple[tuple[str, ...], str]]:
    first = words[number].bare
    asked = [*table.get(first, ()), *(table.get(first[:3], ()) if len(first) > 3 else ())]
    return [(phrase, code) for phrase, code in asked if _stands(phrase, words, number)]


def _stands(phrase: Sequence[str], words: Sequence[Word], number: int) -> bool:
    if number + len(phrase) > len(words):
        return False
    return all(
        word.bare.startswith(part[:-1]) if part.endswith("*") else part == (word.bare if part.isascii() else word.whole)
        for part, word in zip(phrase, words[number : number + len(phrase)], strict=True)
    )
