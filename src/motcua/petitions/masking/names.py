"""Names of persons: by family name and capitals, after a title, in lower case and without diacritics. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from .line import Line, known
from .texts import Kind, Span

_WORD = re.compile(r"[^\W\d_]+|-")
_MOST: Final = 4
"""Words of a name after the family name, at most."""


@dataclass(frozen=True, slots=True)
class _Token:
    first: int
    last: int
    bare: str
    whole: str
    is_capital: bool
    is_shouted: bool
    is_close: bool
    """Only blanks stand between the word before and this one."""


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(known()[key])


@cache
def _longest(key: str) -> int:
    return max(len(one.split()) for one in known()[key])


def names(line: Line) -> Iterator[Span]:
    words = _tokens(line)
    shouting = sum(one.is_shouted for one in words) > len(words) / 2
    number = 0
    while number < len(words):
        length, reason = _name_at(words, number, shouting=shouting)
        if reason:
            yield Span(*line.at(words[number].first, words[number + length - 1].last), Kind.NAME, reason)
        number += max(1, length)


def _tokens(line: Line) -> list[_Token]:
    found: list[_Token] = []
    for one in _WORD.finditer(line.whole):
        between = line.whole[found[-1].last : one.start()] if found else ""
        word = one.group()
        is_capital = word[0].isupper() and (len(word) == 1 or word[1:].islower())
        bare = line.bare[one.start() : one.end()]
        close = bool(found) and between.isspace()
        is_shouted = word.isupper() and len(word) > 1
        found.append(_Token(one.start(), one.end(), bare, word.lower(), is_capital, is_shouted, close))
    return found


def _name_at(words: Sequence[_Token], number: int, *, shouting: bool) -> tuple[int, str]:
    """How many words of a name begin here, and by which rule; without a rule, how many words to pass by."""
    titled = _stands_before(words, number, "titles")
    capitals = _capitals(words, number, shouting=shouting)
    full = " ".join(one.bare for one in words[number : number + capitals])
    if not titled and (_stands_before(words, number, "places") or _is_street(full)):
        return capitals, ""
    if capitals >= 2 and words[number].bare in _set("family") and not shouting:
        return capitals, "family_name"
    if titled and capitals and not shouting and words[number].whole not in _set("spelt_titles"):
        return capitals, "after_title"
    small = _small(words, number, titled=titled)
    if small and _is_no_name(" ".join(one.bare for one in words[number : number + small]), titled=titled):
        return small, ""
    return (small, "family_and_middle") if small and (capitals < 2 or shouting) else (0, "")


def _capitals(words: Sequence[_Token], number: int, *, shouting: bool) -> int:
    count = 0
    for one in words[number : number + _MOST + 1]:
        if not (one.is_capital or (one.is_shouted and not shouting)) or (count and not one.is_close):
            break
        count += 1
    return count


def _small(words: Sequence[_Token], number: int, *, titled: bool) -> int:
    """``tran thi hoa``: a sure family name, one or more middle names and one word; after a title also without them."""
    if words[number].bare not in _set("sure") or (words[number].is_close is False and number and not titled):
        return 0
    rest = words[number + 1 : number + _MOST]
    middles = 0
    for one in rest:
        if one.bare not in _set("middle") or not one.is_close:
            break
        middles += 1
    is_sure = titled or (middles and (rest[0].bare in {"van", "thi"} or words[number].bare in _set("surest")))
    end = number + 1 + middles
    if not is_sure or not (middles or titled) or end >= len(words) or not words[end].is_close:
        return 1 + middles if titled and middles else 0
    return 2 + middles if middles else 0


def _is_no_name(full: str, *, titled: bool) -> bool:
    return any(full == one or full.startswith(one + " ") for one in _set("no_names")) or (
        not titled and _is_street(full)
    )


def _is_street(full: str) -> bool:
    return any(full == one or full.startswith(one + " ") for one in _set("streets"))


def _stands_before(words: Sequence[_Token], number: int, key: str) -> bool:
    for length in range(1, _longest(key) + 1):
        if number < length or not all(one.is_close for one in words[number - length + 1 : number + 1]):
            continue
        if " ".join(one.bare for one in words[number - length : number]) in _set(key):
            return True
    return False
