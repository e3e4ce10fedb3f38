"""A report that was filled: paragraphs and tables of text and numbers, and the list of all figures in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .letterhead import Letterhead


class RunKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    """A figure, or a number it is made of: leads to its proof."""
    DIFFERENCE = "difference"
    """Made of two figures: leads to the earlier one in the list."""
    MISSING = "missing"
    FAULT = "fault"
    """Not printable: a wrong placeholder, or a figure that was not asked for yet."""


@dataclass(frozen=True, slots=True)
class Run:
    """``address``: the proof page, from the root of the site. ``entry``: its number in the list of figures."""

    kind: RunKind
    text: str
    address: str = ""
    entry: int = 0


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEAD = "head"
    SUBHEAD = "subhead"
    ITEM = "item"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: BlockKind
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[tuple[Run, ...], ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``numeric``: which columns are numbers. ``widths`` in millimetres; empty for equal ones. ``note`` stands
    below, or in the place of rows where there are none."""

    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: tuple[bool, ...]
    widths: tuple[int, ...] = ()
    note: str = ""


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class FilledSection:
    key: str
    part: str
    title: str
    blocks: tuple[Block, ...]
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the report with its proof. ``parts``: numerator and denominator. ``why``: why it is missing."""

    number: int
    key: str
    name: str
    period: str
    printed: str
    parts: str
    definition: str
    sha256: str
    address: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """``as_of``: in words. ``sha256``: of the document it was made of."""

    head: Letterhead
    sections: tuple[FilledSection, ...]
    entries: tuple[Entry, ...]
    as_of: str
    period: str
    explained: str
    sha256: str

    @property
    def missing(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.why)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is not printable, in words."""
        found = [
            run.text
            for section in self.sections
            for block in section.blocks
            for runs in ([block.runs] if isinstance(block, Paragraph) else [c for row in block.rows for c in row.cells])
            for run in runs
            if run.kind is RunKind.FAULT
        ]
        return tuple(dict.fromkeys(found))
