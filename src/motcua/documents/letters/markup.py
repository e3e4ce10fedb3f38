"""An author's text read into blocks: headings, paragraphs, lists, tables, conditional and repeated parts. Pure.

The language is small and closed: whatever is not one of its signs is plain text. Nothing of a text is ever evaluated as
code; conditions are expressions of :mod:`motcua.forms.formula`, bounded and total.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from motcua.documents.letters.inline import BadPlace, Run, runs
from motcua.forms.expression import Expression, ExpressionError
from motcua.forms.formula import parse

MOST_CHARACTERS = 50_000
MOST_LINES = 2_000
MOST_DEPTH = 5
MOST_COLUMNS = 12
MOST_FAULTS = 50

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong, and where: line and column count from 1."""

    line: int
    column: int
    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``align``: ``left``, ``center`` or ``right``."""

    runs: Runs
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Listing:
    ordered: bool
    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """``each`` names the list that the row is repeated for; empty = once."""

    cells: tuple[Runs, ...]
    each: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    has_head: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class If:
    condition: Expression
    then: tuple[Block, ...]
    other: tuple[Block, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Each:
    group: str
    blocks: tuple[Block, ...]
    line: int


Block = Heading | Paragraph | Listing | Table | If | Each


@dataclass(frozen=True, slots=True)
class Read:
    """``blocks`` are to be used only when there are no ``faults``."""

    blocks: tuple[Block, ...]
    faults: tuple[TextFault, ...]


_IF = re.compile(r"nếu\s+(?!không\s*$)(?P<formula>.+)")
_EACH = re.compile(r"mỗi\s+(?P<group>[A-Za-z][A-Za-z0-9_.:-]*)")
_ROW = re.compile(r"\|\s*mỗi\s+(?P<group>[A-Za-z][A-Za-z0-9_.:-]*)\s*:(?P<rest>.*)")
_RULE = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+\s*")
_ITEM = re.compile(r"(?:-|(?P<number>[0-9]{1,3})\.)\s+(?P<text>.*)")


def read(text: str) -> Read:
    """The blocks of a text, with every fault. Never raises."""
    if len(text) > MOST_CHARACTERS:
        return Read((), (TextFault(1, 1, "letter_too_long", {"most": MOST_CHARACTERS}),))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        return Read((), (TextFault(MOST_LINES, 1, "letter_too_long", {"most": MOST_LINES}),))
    reader = _Reader(lines)
    blocks = reader.blocks(0)
    return Read(blocks, tuple(reader.faults[:MOST_FAULTS]))


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines, self.at = lines, 0
        self.faults: list[TextFault] = []

    def blocks(self, depth: int) -> tuple[Block, ...]:
        """Everything up to the end of the part that is open; a closing line is left standing."""
        found: list[Block] = []
        while self.at < len(self.lines):
            line = self.lines[self.at].strip()
            if line.startswith(":::"):
                word = line[3:].strip()
                if word in {"hết", "nếu không"}:
                    if depth:
                        return tuple(found)
                    self._fault("letter_nothing_open", found=word)
                    self.at += 1
                    continue
                block = self._part(word, depth)
                found += [block] if block is not None else []
            elif not line:
                self.at += 1
            else:
                found.append(self._block(line))
        return tuple(found)

    def _part(self, word: str, depth: int) -> Block | None:
        line = self.at + 1
        condition, each = _IF.fullmatch(word), _EACH.fullmatch(word)
        if condition is None and each is None:
            self._fault("letter_part_unknown", found=word[:60])
            self.at += 1
            return None
        if depth >= MOST_DEPTH:
            self._fault("letter_too_deep", most=MOST_DEPTH)
            self.at = len(self.lines)
            return None
        asked = self._condition(condition["formula"]) if condition is not None else None
        self.at += 1
        then = self.blocks(depth + 1)
        other: tuple[Block, ...] = ()
        if condition is not None and self._stands("nếu không"):
            self.at += 1
            other = self.blocks(depth + 1)
        if self._stands("hết"):
            self.at += 1
        else:
            self.faults.append(TextFault(line, 1, "letter_part_open"))
            self.at += self.at < len(self.lines)
        if each is not None:
            return Each(each["group"], then, line)
        return If(asked, then, other, line) if asked is not None else None

    def _condition(self, formula: str) -> Expression | None:
        start = self.lines[self.at].index(formula) + 1
        try:
            return parse(formula)
        except ExpressionError as error:
            at = error.params.get("at")
            column = start + (at - 1 if isinstance(at, int) else 0)
            self.faults.append(TextFault(self.at + 1, column, error.code, {**error.params}))
            return None

    def _stands(self, word: str) -> bool:
        if self.at >= len(self.lines):
            return False
        line = self.lines[self.at].strip()
        return line.startswith(":::") and line[3:].strip() == word

    def _fault(self, code: str, **params: object) -> None:
        self.faults.append(TextFault(self.at + 1, 1, code, params))

    def _block(self, line: str) -> Block:
        for mark, level in (("### ", 3), ("## ", 2), ("# ", 1)):
            if line.startswith(mark):
                return Heading(level, self._taken(line[len(mark) :]))
        for mark, align in ((">> ", "right"), ("> ", "center")):
            if line.startswith(mark):
                return Paragraph(self._taken(line[len(mark) :]), align)
        if line.startswith("|"):
            return self._table()
        item = _ITEM.fullmatch(line)
        if item is not None:
            return self._list(ordered=item["number"] is not None)
        return Paragraph(self._taken(line))

    def _taken(self, text: str) -> Runs:
        """The runs of this line; the next line is next."""
        found = self._runs(text)
        self.at += 1
        return found

    def _runs(self, text: str) -> Runs:
        whole = self.lines[self.at]
        column = whole.index(text) + 1 if text and text in whole else 1
        made, bad = runs(text, self.at + 1, column)
        self.faults += [_bad(one) for one in bad]
        return made

    def _list(self, *, ordered: bool) -> Listing:
        items: list[Runs] = []
        while self.at < len(self.lines):
            item = _ITEM.fullmatch(self.lines[self.at].strip())
            if item is None or (item["number"] is not None) != ordered:
                break
            items.append(self._taken(item["text"]))
        return Listing(ordered, tuple(items))

    def _table(self) -> Table:
        rows: list[Row] = []
        has_head, first = False, self.at
        while self.at < len(self.lines) and self.lines[self.at].strip().startswith("|"):
            line = self.lines[self.at].strip()
            if _RULE.fullmatch(line):
                has_head = has_head or len(rows) == 1
                self.at += 1
                continue
            rows.append(self._row(line))
        widths = {len(row.cells) for row in rows}
        if len(widths) > 1 or not rows or max(widths) > MOST_COLUMNS:
            self.faults.append(TextFault(first + 1, 1, "letter_table_uneven", {"most": MOST_COLUMNS}))
        return Table(has_head, tuple(rows))

    def _row(self, line: str) -> Row:
        repeated = _ROW.fullmatch(line)
        each, inside = (repeated["group"], repeated["rest"]) if repeated is not None else ("", line[1:])
        cells = re.split(r"(?<!\\)\|(?![a-z_]+\s*\}\})", inside.rstrip().removesuffix("|"))
        made = tuple(self._runs(cell.strip()) for cell in cells)
        self.at += 1
        return Row(made, each, self.at)


def _bad(one: BadPlace) -> TextFault:
    return TextFault(one.line, one.column, "letter_place_malformed", {"found": one.found})
