"""Finding a procedure by plain words: an index held in memory, pure, made anew when the registry changes.

With or without diacritics; the last word may be unfinished; words that say nothing are dropped, then typing errors are
forgiven, then part of the words is enough: each only when what came before found nothing. Ranked by how much of the
name was meant, by keywords and by use.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from motcua.core.search_text import fold, tokens
from motcua.procedures.search_postings import Postings
from motcua.procedures.search_words import expand, without_filler

MAX_QUERY = 200
MAX_WORDS = 12
MOST_SPELLINGS = 12
LOOKED_AT = 150
"""How many of the best by single words are weighed again by phrase."""

_WORD = re.compile(r"[a-z0-9]+")
_SPOKEN_WORD = re.compile(r"\w+")

Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]


class Stage(StrEnum):
    """How far the search had to go before it found something."""

    EXACT = "exact"
    WITHOUT_FILLER = "without_filler"
    TYPO = "typo"
    PARTIAL = "partial"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Entry:
    """One procedure as the search knows it. ``online``: full, partial, unstated (offered, level not declared), none."""

    code: str
    name: str
    field: str
    levels: tuple[str, ...] = ()
    online: str = "none"
    life_events: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    use: int = 0
    summary: str = ""
    national_code: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty = not filtered. ``online`` takes one of the entry's words, or ``any`` for every procedure that can be filed
    online."""

    field: str = ""
    level: str = ""
    online: str = ""
    life_event: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Positions of entries, best first, and the words really searched for when they differ from those typed."""

    positions: tuple[int, ...]
    stage: Stage
    corrected: str = ""


class SearchIndex:
    """The index over one day's procedures. Searching does not change it, so threads share it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        named = sorted(((fold(entry.name), entry.code, entry) for entry in entries), key=lambda one: one[:2])
        self.entries = tuple(entry for _, _, entry in named)
        self._count = len(self.entries)
        self.position = {entry.code: number for number, entry in enumerate(self.entries)}
        self._folded = [name for name, _, _ in named]
        self._spoken = [_spoken(entry.name) for entry in self.entries]
        self._keywords = [tuple(fold(keyword) for keyword in entry.keywords) for entry in self.entries]
        names = [_WORD.findall(name) for name in self._folded]
        self._lengths = np.array([max(len(words), 1) for words in names], dtype=np.float32)
        self._in_name = Postings((word, n) for n, words in enumerate(names) for word in words)
        fields = {entry.field: tokens(entry.field) for entry in self.entries}
        more = [
            [*fields[entry.field], *(word for keyword in keywords for word in _WORD.findall(keyword))]
            for entry, keywords in zip(self.entries, self._keywords, strict=True)
        ]
        self._anywhere = Postings((word, n) for n in range(self._count) for word in (*names[n], *more[n]))
        self._known = frozenset(self._anywhere.words)
        codes = {
            (code, n) for n, entry in enumerate(self.entries) for code in (entry.code, entry.national_code) if code
        }
        self._codes = sorted(codes)
        use: Scores = np.log1p(np.array([entry.use for entry in self.entries], dtype=np.float32))
        self._use: Scores = (use / max(float(use.max(initial=0.0)), 1.0)).astype(np.float32)
        self._masks = _filter_masks(self.entries)
        # Typing errors keep the length nearly; words by length make the comparison short.
        self._by_length: dict[int, list[str]] = {}
        for word in self._anywhere.words:
            self._by_length.setdefault(len(word), []).append(word)

    def search(self, query: str, filters: Filters = Filters()) -> Found:
        """Entries for ``query`` (at most 200 characters and 12 words of it count), best first; all of them in the order
        of their names for an empty one."""
        allowed = self._allowed(filters)
        typed = tokens(query[:MAX_QUERY])[:MAX_WORDS]
        if not typed:
            # A query of signs only asks for nothing that is here.
            found = np.flatnonzero(allowed) if not query.strip() else np.flatnonzero(allowed)[:0]
            return Found(tuple(found.tolist()), Stage.EXACT if found.size or not query.strip() else Stage.NOTHING)
        if coded := self._by_code(query, allowed):
            return Found(coded, Stage.EXACT)
        words = expand(typed, self._known)
        meant = without_filler(words)
        for stage, tried in ((Stage.EXACT, words), (Stage.WITHOUT_FILLER, meant)):
            if (mask := self._all_of([(word,) for word in tried], allowed)).any():
                return Found(self._ranked(mask, tried, query), stage)
        for tried in (words, meant):
            near = [(word,) if word in self._known else self._near(word) for word in tried]
            if (mask := self._all_of(near, allowed)).any():
                return self._corrected(near, mask)
        # A word may be right by itself and still not the one that was meant.
        near = [self._near(word) for word in meant]
        if (mask := self._all_of(near, allowed)).any():
            return self._corrected(near, mask)
        return self._partial(near, allowed)

    def _corrected(self, near: Sequence[Sequence[str]], mask: Mask) -> Found:
        words = self._likeliest(near, mask)
        return Found(self._ranked(mask, words, " ".join(words)), Stage.TYPO, " ".join(words))

    def _allowed(self, filters: Filters) -> Mask:
        mask = np.ones(self._count, dtype=np.bool_)
        for kind in ("field", "level", "online", "life_event"):
            if wanted := getattr(filters, kind):
                mask &= self._masks.get((kind, wanted), np.zeros(self._count, dtype=np.bool_))
        return mask

    def _by_code(self, query: str, allowed: Mask) -> tuple[int, ...]:
        """Entries whose code begins as typed; a single digit is no code."""
        code = query.strip()
        if len(code) < 3 or not code[0].isdigit() or " " in code:
            return ()
        low, high = bisect_left(self._codes, (code, -1)), bisect_left(self._codes, (code + "\uffff", -1))
        return tuple(dict.fromkeys(n for _, n in self._codes[low:high] if allowed[n]))

    def _all_of(self, words: Sequence[Sequence[str]], allowed: Mask) -> Mask:
        """Entries that hold, for every word, one of its spellings: whole, or as a beginning when no entry has it whole
        or it is the last one."""
        mask = allowed.copy()
        for place, spellings in enumerate(words):
            held = np.zeros(self._count, dtype=np.bool_)
            for choice, spelling in enumerate(spellings):
                if choice > 0 or (place < len(words) - 1 and spelling in self._known):
                    held[self._anywhere.exact(spelling)] = True
                else:
                    held[self._anywhere.beginning(spelling)] = True
            mask &= held
        return mask

    def _near(self, word: str) -> tuple[str, ...]:
        """Known spellings close to ``word``, nearest first; the word itself before all others when it is known (also
        as a beginning). ``i`` and ``y`` are one letter to many people."""
        if word.isdigit() or len(word) < 2:
            return (word,)
        cutoff = 1 if len(word) < 6 else 2
        pool = [
            known
            for length in range(max(len(word) - cutoff, 2), len(word) + cutoff + 1)
            for known in self._by_length.get(length, ())
        ]
        hits = process.extract(word, pool, scorer=OSA.distance, score_cutoff=cutoff, limit=40)
        same = word.replace("y", "i")
        nearest = sorted(
            (hit for hit in hits if hit[0] != word and _begins_alike(hit[0], word)),
            key=lambda hit: (hit[0].replace("y", "i") != same, hit[1], -self._anywhere.exact(hit[0]).size),
        )[:MOST_SPELLINGS]
        own = (word,) if self._anywhere.beginning(word).size else ()
        return (own + tuple(hit[0] for hit in nearest)) or (word,)

    def _likeliest(self, near: Sequence[Sequence[str]], mask: Mask) -> list[str]:
        """One spelling for each word: the one that stands beside its neighbours most often in the names found."""
        names = [f" {self._folded[n]} " for n in np.flatnonzero(mask)[:LOOKED_AT]]
        chosen: list[str] = []
        for place, spellings in enumerate(near):
            before = chosen[-1] if chosen else ""
            after = near[place + 1][0] if place + 1 < len(near) else ""
            counts = [
                sum((f" {before} {one} " in name) + (f" {one} {after} " in name) for name in names)
                if len(spellings) > 1
                else 0
                for one in spellings
            ]
            chosen.append(spellings[counts.index(max(counts))])
        return chosen

    def _partial(self, near: Sequence[Sequence[str]], allowed: Mask) -> Found:
        """Entries that hold at least half of what was asked, rare words counting more."""
        scores = np.zeros(self._count, dtype=np.float32)
        weights: list[float] = []
        for spellings in near:
            held = np.zeros(self._count, dtype=np.bool_)
            for spelling in spellings:
                held[self._anywhere.exact(spelling)] = True
            if held.any():
                weights.append(float(np.log1p(self._count / held.sum())))
                scores[held] += weights[-1]
        # A word that nobody holds is asked for as much as the others are on average.
        total = sum(weights) * len(near) / max(len(weights), 1)
        mask = allowed & (scores * 2 >= total) & (scores > 0)
        if not mask.any():
            return Found((), Stage.NOTHING)
        corrected = self._likeliest(near, mask)
        return Found(self._ranked(mask, corrected, " ".join(corrected), scores * 10), Stage.PARTIAL)

    def _ranked(self, mask: Mask, words: Sequence[str], query: str, head: Scores | None = None) -> tuple[int, ...]:
        score = np.zeros(self._count, dtype=np.float32) if head is None else head.copy()
        for word in words:
            score[self._in_name.beginning(word)] += 1.0
            score[self._in_name.exact(word)] += 1.0
        score += score / self._lengths + self._use
        positions = np.flatnonzero(mask)
        order = positions[np.argsort(-score[positions], kind="stable")]
        best = order[:LOOKED_AT].tolist()
        phrase, spoken = " ".join(words), _spoken(query)
        marked = frozenset(word for word in spoken.split() if not word.isascii() and fold(word) in words)
        weight = {
            n: float(score[n]) + self._phrase_bonus(n, phrase) + self._marked_bonus(n, spoken, marked) for n in best
        }
        best.sort(key=lambda n: -weight[n])
        return tuple(best) + tuple(order[LOOKED_AT:].tolist())

    def _marked_bonus(self, number: int, spoken: str, marked: frozenset[str]) -> float:
        """Words typed with their marks are meant with their marks."""
        if not marked:
            return 0.0
        name = self._spoken[number]
        return 3.0 * (spoken in name) + 0.7 * len(marked.intersection(name.split()))

    def _phrase_bonus(self, number: int, phrase: str) -> float:
        name = self._folded[number].removeprefix("thu tuc ")
        bonus = 0.0
        if phrase in self._keywords[number]:
            bonus += 12.0
        elif any(phrase in keyword for keyword in self._keywords[number]):
            bonus += 4.0
        if name == phrase:
            bonus += 12.0
        elif name.startswith(phrase):
            bonus += 6.0
        elif phrase in name:
            bonus += 4.0
        return bonus


def _begins_alike(known: str, word: str) -> bool:
    """People seldom mistype the first letter; they do swap it with the second."""
    return known[0] == word[0] or known[:2] == word[1::-1]


def _spoken(text: str) -> str:
    """Lower case with its marks, words apart by one space."""
    return " ".join(_SPOKEN_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def _filter_masks(entries: Sequence[Entry]) -> dict[tuple[str, str], Mask]:
    masks: dict[tuple[str, str], Mask] = {}
    for number, entry in enumerate(entries):
        online = [("online", entry.online)] + ([("online", "any")] if entry.online != "none" else [])
        kinds = [("field", entry.field), *(("level", level) for level in entry.levels), *online]
        for kind in [*kinds, *(("life_event", event) for event in entry.life_events)]:
            if kind not in masks:
                masks[kind] = np.zeros(len(entries), dtype=np.bool_)
            masks[kind][number] = True
    return masks
