"""One line of an author's text as runs: plain words, bold, italic, and places for values. Pure.

``\\`` before a sign takes its meaning away. What is not closed is plain text; a placeholder that is not closed is a
fault, because its author meant one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\\(?P<escaped>[\\*{}|:#>\-])|(?P<open>\{\{)(?P<inside>[^{}\n]{0,200})(?P<close>\}\})|(?P<stars>\*\*|\*)"
)
_PLACE = re.compile(r"\s*(?P<name>[A-Za-z][A-Za-z0-9_.:-]*)\s*(?:\|\s*(?P<form>[a-z_]+)\s*)?")


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value goes: its name and how it is written. ``column`` counts from 1."""

    name: str
    form: str
    bold: bool
    italic: bool
    line: int
    column: int


Run = Words | Place


@dataclass(frozen=True, slots=True)
class BadPlace:
    """Braces without a name that could be one."""

    line: int
    column: int
    found: str


def runs(text: str, line: int, column: int = 1) -> tuple[tuple[Run, ...], tuple[BadPlace, ...]]:
    """The runs of ``text``, which begins at ``column`` of ``line``."""
    found: list[Run] = []
    bad: list[BadPlace] = []
    state = {"**": False, "*": False}
    closing = _closing(text)
    for piece in _pieces(text):
        if isinstance(piece, str):
            found.append(Words(piece, state["**"], state["*"]))
            continue
        at = column + piece.start()
        if piece["escaped"]:
            found.append(Words(piece["escaped"], state["**"], state["*"]))
        elif piece["stars"]:
            if state[piece["stars"]] or piece.start() in closing:
                state[piece["stars"]] = not state[piece["stars"]]
            else:
                found.append(Words(piece["stars"], state["**"], state["*"]))
        else:
            match = _PLACE.fullmatch(piece["inside"])
            if match is None:
                bad.append(BadPlace(line, at, piece["inside"].strip()[:60]))
            else:
                found.append(Place(match["name"], match["form"] or "", state["**"], state["*"], line, at))
    bare = _unescaped_braces(text)
    bad += [BadPlace(line, column + at, "{{") for at in bare]
    return _joined(found), tuple(bad)


def _pieces(text: str) -> Iterator[str | re.Match[str]]:
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        yield match
        at = match.end()
    if at < len(text):
        yield text[at:]


def _closing(text: str) -> frozenset[int]:
    """The places of stars that are closed later in the line."""
    waiting: dict[str, int | None] = {"**": None, "*": None}
    found: set[int] = set()
    for match in _TOKEN.finditer(text):
        stars = match["stars"]
        if not stars:
            continue
        opened = waiting[stars]
        if opened is None:
            waiting[stars] = match.start()
        else:
            found.add(opened)
            waiting[stars] = None
    return frozenset(found)


def _unescaped_braces(text: str) -> list[int]:
    rest = _TOKEN.sub(lambda match: " " * len(match.group()), text)
    return [match.start() for match in re.finditer(r"\{\{", rest)]


def _joined(found: list[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in found:
        last = joined[-1] if joined else None
        if isinstance(run, Words) and isinstance(last, Words) and (run.bold, run.italic) == (last.bold, last.italic):
            joined[-1] = Words(last.text + run.text, run.bold, run.italic)
        else:
            joined.append(run)
    return tuple(joined)
