"""A trained model as it is kept and asked: one small whole number for each feature and answer. Pure, without
scikit-learn.

Bytes: a header of canonical JSON (length first), then the table, row by row, deflated. The same model has the same
bytes and digest.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from .features import BITS, FEATURES_VERSION, SPACE, Features, composed, features
from .rules import Words, read

FORMAT: Final = 1
MOST_BYTES: Final = 64 << 20
TRACKS: Final = ("complaint", "denunciation", "spam", "urgent")
"""What is asked of each text beside its category; each has an answer of its own."""
WORDS: Final = 4
MOST_HINTS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """``categories``: the likeliest first, with probability. ``words``: what of the text spoke for the first of them.
    ``tracks``: probability of each of :data:`TRACKS`."""

    categories: Sequence[tuple[str, float]]
    words: Sequence[str]
    tracks: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Blend:
    """How sums of the table and words of the rules come together: the less of a text is known, the less the table
    counts and the more its words do."""

    sharpness: float
    power: float
    hint: float

    def of(self, sums: np.ndarray, known: np.ndarray, hints: np.ndarray) -> np.ndarray:
        """``known`` has one dimension less than the others."""
        strength = self.sharpness * np.maximum(known, 0.01) ** self.power
        return np.asarray(strength[..., None] * sums + self.hint * hints)


@dataclass(frozen=True)
class Linear:
    """``table``: int8, a row for each feature, a column for each category and then each of :data:`TRACKS`; a column
    counts ``scale`` times its numbers. ``blend`` and ``slopes`` make probabilities of sums. ``words``: the table of
    :mod:`.rules` it was learnt beside, kept with it."""

    categories: Sequence[str]
    table: np.ndarray
    scale: np.ndarray
    bias: np.ndarray
    blend: Blend
    slopes: Sequence[tuple[float, float]]
    words: str

    @cached_property
    def rules(self) -> Words:
        return read(self.words)

    def sums(self, seen: Features) -> tuple[np.ndarray, float]:
        """Also the share of the text's features that the model knows."""
        rows = self.table[seen.places]
        known = float((rows != 0).any(axis=1).mean()) if len(rows) else 0.0
        return rows.sum(axis=0, dtype=np.int32) * self.scale * seen.weight + self.bias, known

    def hints(self, seen: Features) -> np.ndarray:
        """What the words of the rules speak for each category."""
        hits = self.rules.hits(seen.words)
        return np.array([min(MOST_HINTS, hits.get(code, 0.0)) for code in self.categories])

    def answer(self, text: str, *, most: int = 3) -> Answer:
        """At most ``most`` categories; a text without words says what is usual."""
        seen = features(text)
        sums, known = self.sums(seen)
        chances = softmax(self.blend.of(sums[: len(self.categories)], np.array(known), self.hints(seen)))
        order = np.argsort(-chances, kind="stable")[:most]
        found = [(self.categories[one], float(chances[one])) for one in order]
        return Answer(found, self._words(seen, int(order[0]), composed(text)), self._tracks(sums))

    def _tracks(self, sums: np.ndarray) -> Mapping[str, float]:
        ends = sums[len(self.categories) :]
        return {
            name: float(1 / (1 + np.exp(-(slope * value + shift))))
            for name, value, (slope, shift) in zip(TRACKS, ends, self.slopes, strict=True)
        }

    def _words(self, seen: Features, column: int, text: str) -> Sequence[str]:
        """Those that raise the first category most above the mean of all others."""
        if not seen.words:
            return ()
        rows = self.table[seen.places][:, : len(self.categories)] * self.scale[: len(self.categories)]
        gain = rows[:, column] - rows.mean(axis=1)
        share = gain / (seen.last - seen.first + 1)
        total = np.zeros(len(seen.words))
        for offset in range(int((seen.last - seen.first).max()) + 1):
            reach = seen.first + offset <= seen.last
            np.add.at(total, (seen.first + offset)[reach], share[reach])
        said: dict[str, str] = {}
        for number in np.argsort(-total, kind="stable").tolist():
            word = seen.words[number]
            if total[number] <= 0 or len(said) == WORDS:
                break
            if len(word.bare) > 1 and not word.bare.isdecimal():
                said.setdefault(word.bare, text[word.start : word.end])
        return tuple(said.values())

    def encoded(self) -> bytes:
        head = {
            "format": FORMAT,
            "features": FEATURES_VERSION,
            "bits": BITS,
            "categories": list(self.categories),
            "tracks": list(TRACKS),
            "scale": [float(np.float32(one)) for one in self.scale],
            "bias": [float(np.float32(one)) for one in self.bias],
            "blend": [self.blend.sharpness, self.blend.power, self.blend.hint],
            "slopes": [list(one) for one in self.slopes],
            "words": self.words,
        }
        said = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
        return len(said).to_bytes(4, "big") + said + zlib.compress(np.ascontiguousarray(self.table).tobytes(), 6)


def decoded(body: bytes) -> Linear:
    """Raises ValueError where the bytes are no model of this version."""
    try:
        length = int.from_bytes(body[:4], "big")
        head = json.loads(body[4 : 4 + length])
        known = head["format"], head["features"], head["bits"], tuple(head["tracks"])
        if known != (FORMAT, FEATURES_VERSION, BITS, TRACKS):
            raise ValueError("another version")
        columns = len(head["categories"]) + len(TRACKS)
        unpacked = zlib.decompressobj().decompress(body[4 + length :], MOST_BYTES)
        table = np.frombuffer(unpacked, np.int8).reshape(SPACE, columns)
        scale, bias = (np.array(head[key], np.float64) for key in ("scale", "bias"))
        if len(scale) != columns or len(bias) != columns:
            raise ValueError("columns")
        slopes = [(float(slope), float(shift)) for slope, shift in head["slopes"]]
        sharpness, power, hint = (float(one) for one in head["blend"])
        return Linear(head["categories"], table, scale, bias, Blend(sharpness, power, hint), slopes, str(head["words"]))
    except (KeyError, TypeError, zlib.error, UnicodeDecodeError) as error:
        raise ValueError("not a model") from error


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def softmax(sums: np.ndarray) -> np.ndarray:
    """Along the last axis."""
    raised = np.exp(sums - sums.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))
