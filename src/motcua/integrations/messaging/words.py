"""Words that steer the channel itself, and numbers of petitions in a text. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from motcua.core.search_text import fold


class Steer(StrEnum):
    STOP = "stop"
    START = "start"
    NONE = "none"


_STOP = frozenset({"stop", "huy", "tu choi", "ngung", "dung", "unsubscribe", "huy nhan tin", "ngung nhan tin", "tc"})
_START = frozenset({"start", "tiep tuc", "dong y", "nhan tin"})


def steer(text: str) -> Steer:
    """Only the word alone: "dừng lại đi, đường hỏng" is a petition."""
    alone = fold(text).strip(" .!\"'")
    if alone in _STOP:
        return Steer.STOP
    return Steer.START if alone in _START else Steer.NONE


def number_in(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """The first number of a petition in a text, and the text without it; empty where there is none."""
    found = pattern.search(text.upper())
    if found is None:
        return "", text.strip()
    return found[0], f"{text[: found.start()]} {text[found.end() :]}".strip(" :;,.-\n\t")
