"""Drafts of what to mask in a text: each span with its kind and the rule that found it. Pure.

Rules miss things and find too much; the editor shows every span, and a person who publishes has seen them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .line import Line

MOST_LETTERS: Final = 100_000


class Kind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    PLATE = "plate"
    ADDRESS = "address"
    EMAIL = "email"
    ACCOUNT = "account"
    LINK = "link"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Letters ``start`` up to ``end`` (not among them) of the text. ``reason``: code of the rule."""

    start: int
    end: int
    kind: Kind
    reason: str


_FIRST: Final = (Kind.LINK, Kind.EMAIL, Kind.PLATE, Kind.ID_NUMBER, Kind.ACCOUNT, Kind.PHONE, Kind.NAME, Kind.ADDRESS)
"""Which kind a piece of text has where two rules claim it."""


_UNNAMED: Final = frozenset({"twelve_digits", "long_number"})
"""What only its length tells yields to what is told by more."""


def draft(text: str) -> list[Span]:
    """Spans in order, none on another. Of a text over :data:`MOST_LETTERS` the rest is one span: nobody publishes
    what no rule has read."""
    from .names import names
    from .numbers import numbers

    line = Line.of(text[:MOST_LETTERS])
    found = apart([*numbers(line), *names(line)])
    if len(text) > MOST_LETTERS:
        found.append(Span(MOST_LETTERS, len(text), Kind.ADDRESS, "unread"))
    return found


def apart(spans: Iterable[Span]) -> list[Span]:
    """Those that meet become one, with the kind that weighs more."""
    found: list[Span] = []
    for one in sorted(spans):
        if found and one.start < found[-1].end:
            first = min(found[-1], one, key=lambda span: (span.reason in _UNNAMED, _FIRST.index(span.kind)))
            found[-1] = Span(found[-1].start, max(found[-1].end, one.end), first.kind, first.reason)
        else:
            found.append(one)
    return found


def masked(text: str, spans: Sequence[Span], words: Mapping[Kind, str]) -> str:
    """The text with ``words`` of its kind in the place of each span. Raises ValueError where spans lie on one another
    or outside the text."""
    pieces, place = [], 0
    for one in sorted(spans):
        if not place <= one.start < one.end <= len(text):
            raise ValueError("span")
        pieces += [text[place : one.start], words[one.kind]]
        place = one.end
    return "".join([*pieces, text[place:]])
