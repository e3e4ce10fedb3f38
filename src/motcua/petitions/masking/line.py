"""A text letter by letter: as written, without diacritics, and where each letter stands. Pure."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from motcua.core.search_text import fold

HERE: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Line:
    """``bare`` and ``whole`` are as long as one another, whatever the composition of the text; letter ``n`` of them
    stands at ``starts[n]:starts[n + 1]`` of it."""

    text: str
    whole: str
    bare: str
    starts: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Line:
        whole: list[str] = []
        bare: list[str] = []
        starts: list[int] = []
        for place, letter in enumerate(text):
            if unicodedata.combining(letter) and starts:
                whole[-1] = unicodedata.normalize("NFC", whole[-1] + letter)[:1]
                continue
            starts.append(place)
            whole.append(letter)
            plain = fold(letter) if not letter.isspace() else " "
            bare.append(plain if len(plain) == 1 else unicodedata.normalize("NFKC", letter)[:1] or " ")
        return cls(text, "".join(whole), "".join(bare), [*starts, len(text)])

    def at(self, first: int, last: int) -> tuple[int, int]:
        """Places in the text of letters ``first`` up to ``last``, which is not among them."""
        return self.starts[first], self.starts[last]


@cache
def known() -> dict[str, Any]:
    return tomllib.loads((HERE / "names.toml").read_text("utf-8"))
