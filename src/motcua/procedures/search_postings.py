"""Which entries hold which word, so that a word, and all words with one beginning, are each one slice of an array."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray


class Postings:
    """Which entries hold which word; words sorted, so that a beginning is one slice."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        held: dict[str, dict[int, None]] = {}
        for word, entry in pairs:
            held.setdefault(word, {})[entry] = None
        self.words = sorted(held)
        self._starts = [0, *accumulate(len(held[word]) for word in self.words)]
        self._entries = np.fromiter(
            (entry for word in self.words for entry in held[word]), dtype=np.int32, count=self._starts[-1]
        )

    def exact(self, word: str) -> NDArray[np.int32]:
        place = bisect_left(self.words, word)
        if place == len(self.words) or self.words[place] != word:
            return self._entries[:0]
        return self._entries[self._starts[place] : self._starts[place + 1]]

    def beginning(self, word: str) -> NDArray[np.int32]:
        low, high = bisect_left(self.words, word), bisect_left(self.words, word + "{")
        return self._entries[self._starts[low] : self._starts[high]]
