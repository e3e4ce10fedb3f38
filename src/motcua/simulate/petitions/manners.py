"""How a hand writes: without diacritics, in teencode, by dictation, with slips of the finger. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from motcua.core.search_text import fold
from motcua.simulate.chance import Dice

_DATA: Final = Path(__file__).parent / "data" / "speech.toml"
_NEAR: Final = {"a": "s", "s": "d", "e": "r", "o": "p", "n": "m", "h": "g", "t": "r", "i": "u", "c": "v", "g": "h"}
_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True, slots=True)
class Manner:
    is_bare: bool = False
    is_short: bool = False
    is_dictated: bool = False
    is_shouting: bool = False
    is_english: bool = False
    slips: float = 0.0
    feeling: float = 0.0

    @classmethod
    def drawn(cls, dice: Dice) -> Manner:
        kind = dice.share()
        return cls(
            is_bare=kind < 0.24,
            is_short=0.18 <= kind < 0.34 or kind > 0.97,
            is_dictated=0.34 <= kind < 0.46,
            is_shouting=0.46 <= kind < 0.48,
            is_english=0.48 <= kind < 0.495,
            slips=0.03 if dice.happens(0.3) else 0.004,
            feeling=0.18,
        )

    def written(self, text: str, dice: Dice) -> str:
        if self.is_dictated:
            text = _dictated(text, dice)
        if self.is_short:
            text = _shortened(text, dice)
        if self.slips:
            text = _slipped(text, self.slips, dice)
        if self.is_bare:
            text = _unmarked(text)
        if self.is_shouting:
            text = text.upper()
        if self.feeling and dice.happens(self.feeling):
            text += dice.choice(_speech()["short"]["emoji"])
        return text


@cache
def _speech() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text("utf-8"))


def _dictated(text: str, dice: Dice) -> str:
    """As a machine writes down what is said: no marks, no capitals, numbers as words, hesitation."""
    words = []
    for word in text.replace(",", " ").replace(".", " ").replace("?", " ").replace("!", " ").lower().split():
        if word.isdecimal() and len(word) < 4:
            words += [_DIGITS[int(digit)] for digit in word]
            continue
        words.append(word)
        if dice.happens(0.04):
            words.append(dice.choice(_speech()["short"]["fillers"]))
    return " ".join(words)


def _shortened(text: str, dice: Dice) -> str:
    for whole, short in _speech()["short"]["words"].items():
        if whole in text and dice.happens(0.7):
            text = text.replace(f" {whole} ", f" {dice.choice(short)} ")
    return text.lower() if dice.happens(0.6) else text


def _slipped(text: str, rate: float, dice: Dice) -> str:
    letters = list(text)
    for _time in range(int(len(letters) * rate + dice.share())):
        place = dice.below(max(1, len(letters) - 1))
        if not letters[place].isalpha():
            continue
        kind = dice.below(3)
        if kind == 0:
            letters[place] = _NEAR.get(letters[place].lower(), letters[place])
        elif kind == 1:
            letters[place] = ""
        else:
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


def _unmarked(text: str) -> str:
    """Without diacritics but with the capitals and stops it has."""
    bare = fold(text)
    return (
        bare
        if len(bare) != len(text)
        else "".join(plain.upper() if mark.isupper() else plain for plain, mark in zip(bare, text, strict=True))
    )
