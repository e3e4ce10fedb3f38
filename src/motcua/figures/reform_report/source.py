"""The words of a section as an author types them: a line is a paragraph, and its first signs say of what kind.

``### `` and ``#### `` are headings inside the section, ``- `` an item, ``| a | b |`` a row of a table, ``> `` a hint
for authors that is never printed. Placeholders stand anywhere but in headings of other kinds of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from .placeholders import ALONE, Fault, Kind, Known, Placeholder, Token, tokens

LONGEST_SECTION: Final = 40_000
MOST_COLUMNS: Final = 12
DEEPEST: Final = 5


class LineKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEAD = "head"
    SUBHEAD = "subhead"
    ITEM = "item"
    ROW = "row"
    HINT = "hint"
    TABLE = "table"
    """A table of figures; its name is the one token."""


@dataclass(frozen=True, slots=True)
class Line:
    """``cells`` has one cell but for a row."""

    kind: LineKind
    cells: tuple[tuple[Token, ...], ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(token for cell in self.cells for token in cell)


_SIGNS: Final = (("#### ", LineKind.SUBHEAD), ("### ", LineKind.HEAD), ("- ", LineKind.ITEM), ("> ", LineKind.HINT))


_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Without what no paper can hold: control characters and halves of letters."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read(text: str, fragments: Mapping[str, str]) -> Iterator[Line]:
    """The lines, fragments put in where they are named. A fragment that leads back to itself is left out and said as a
    fault; so is one that nobody knows."""
    yield from _read(text, fragments, ())


def _read(text: str, fragments: Mapping[str, str], within: tuple[str, ...]) -> Iterator[Line]:
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = _line(raw.strip())
        if line is None:
            continue
        alone = next((one for one in line.tokens if isinstance(one, Placeholder) and one.kind in ALONE), None)
        if alone is None:
            yield line
        elif len(line.tokens) > 1 or line.kind is not LineKind.PARAGRAPH:
            yield Line(LineKind.PARAGRAPH, ((Fault("placeholder_not_alone", alone.name),),))
        elif alone.kind is Kind.TABLE:
            yield Line(LineKind.TABLE, ((alone,),))
        else:
            yield from _fragment(alone, fragments, within)


def _fragment(one: Placeholder, fragments: Mapping[str, str], within: tuple[str, ...]) -> Iterator[Line]:
    if one.name in within or len(within) >= DEEPEST:
        yield _said(Fault("fragment_circular", " → ".join((*within, one.name))))
    elif one.name not in fragments:
        yield _said(Fault("placeholder_fragment", one.name))
    else:
        yield from _read(fragments[one.name], fragments, (*within, one.name))


def _said(fault: Fault) -> Line:
    return Line(LineKind.PARAGRAPH, ((fault,),))


def _line(raw: str) -> Line | None:
    if not raw:
        return None
    if raw.startswith("|"):
        cells = [cell.strip() for cell in raw.strip("|").split("|")] if "{{" not in raw else _cells(raw)
        return Line(LineKind.ROW, tuple(tuple(tokens(cell)) for cell in cells[:MOST_COLUMNS]))
    for sign, kind in _SIGNS:
        if raw.startswith(sign) or raw == sign.strip():
            return Line(kind, (tuple(tokens(raw[len(sign) :].strip())),))
    return Line(LineKind.PARAGRAPH, (tuple(tokens(raw)),))


def _cells(raw: str) -> list[str]:
    """Cells of a row; a bar inside a placeholder parts nothing."""
    found, depth = [""], 0
    for at, letter in enumerate(raw.strip("|")):
        two = raw.strip("|")[at : at + 2]
        depth += (two == "{{") - (two == "}}")
        if letter == "|" and depth <= 0:
            found.append("")
        else:
            found[-1] += letter
    return [cell.strip() for cell in found]


def faults(texts: Sequence[str], fragments: Mapping[str, str], known: Known) -> list[Fault]:
    """Everything that keeps these words from being printed, each once."""
    found: dict[Fault, None] = {}
    for text in texts:
        if len(text) > LONGEST_SECTION:
            found[Fault("section_too_long", str(LONGEST_SECTION))] = None
            continue
        for line in read(text, fragments):
            for token in () if line.kind is LineKind.HINT else line.tokens:
                fault = token if isinstance(token, Fault) else None
                if isinstance(token, Placeholder):
                    fault = known.fault(token)
                if fault is not None:
                    found[fault] = None
    return list(found)


def unwritten(text: str, fragments: Mapping[str, str]) -> list[str]:
    """Headings under which nothing would be printed; an empty heading for a section that has no words at all."""
    lines = [line for line in read(text, fragments) if line.kind is not LineKind.HINT]
    found = [] if lines else [""]
    closing = {LineKind.HEAD: {LineKind.HEAD}, LineKind.SUBHEAD: {LineKind.HEAD, LineKind.SUBHEAD}}
    for line, after in pairwise([*lines, None]):
        below = after.kind if after else LineKind.HEAD
        if line is not None and below in closing.get(line.kind, ()):
            found.append(_plain(line))
    return found


def _plain(line: Line) -> str:
    return "".join(token for token in line.tokens if isinstance(token, str)).strip()
