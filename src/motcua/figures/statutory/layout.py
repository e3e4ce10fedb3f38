"""The printed face of a filled form, the same for the page, the workbook and the PDF: merged headings, the line of
numbers, rows in blocks, printed numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from motcua.figures.numbers import print_decimal, print_percent

from .model import Column, ColumnKind, ReportForm
from .table import Row, Table, total_of

_LETTERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: where it stands (from 0) and over how many rows and columns."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True, slots=True)
class Printed:
    """``number`` is what a program reads, None for text and for what is missing; ``why`` is the reason's code."""

    text: str
    number: int | Fraction | None = None
    why: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """``kind``: ``row``, ``block`` (a heading over rows, with their sum) or ``total``."""

    kind: str
    key: str
    cells: tuple[Printed, ...]


def heads(form: ReportForm, language: str = "vi") -> list[Head]:
    """The headings, outermost first; a column without any stands from top to bottom."""
    paths = [(*column.heads(language), column.name(language)) for column in form.columns]
    depth = max(len(path) for path in paths)
    found = []
    for row in range(depth):
        at = 0
        while at < len(paths):
            path = paths[at]
            if row >= len(path):
                at += 1
                continue
            if row == len(path) - 1:
                found.append(Head(row, at, depth - row, 1, path[row]))
                at += 1
                continue
            last = at
            while (
                last + 1 < len(paths)
                and len(paths[last + 1]) > row + 1
                and paths[last + 1][: row + 1] == path[: row + 1]
            ):
                last += 1
            found.append(Head(row, at, 1, last - at + 1, path[row]))
            at = last + 1
    return found


def depth(form: ReportForm) -> int:
    return max(len(column.under) + 1 for column in form.columns)


def printed_rows(table: Table, language: str = "vi") -> list[PrintedRow]:
    """Every row as it is printed, with a heading and a sum for each block, and the total."""
    found: list[PrintedRow] = []
    if not table.form.blocks:
        found += [_printed(table, row, str(n), language, "row") for n, row in enumerate(table.rows, 1)]
    blocks = [(block, [row for row in table.rows if row.block == block.id]) for block in table.form.blocks]
    for n, (block, rows) in enumerate(pair for pair in blocks if pair[1]):
        summed = total_of(table.form, rows, block.name(language))
        found.append(_printed(table, summed, _LETTERS[n], language, "block"))
        found += [_printed(table, row, str(m), language, "row") for m, row in enumerate(rows, 1)]
    found.append(_printed(table, table.total, "", language, "total"))
    return found


def _printed(table: Table, row: Row, number: str, language: str, kind: str) -> PrintedRow:
    cells = tuple(_cell(table, row, column, number, language) for column in table.form.columns)
    return PrintedRow(kind, row.key, cells)


def _cell(table: Table, row: Row, column: Column, number: str, language: str) -> Printed:
    match column.kind:
        case ColumnKind.NUMBER:
            return Printed(number)
        case ColumnKind.LABEL:
            return Printed(row.name)
        case ColumnKind.NOTE:
            return Printed("")
        case ColumnKind.RATE:
            return _rate(table, row, column, language)
        case _:
            value = table.value(row, column.key)
            if value is None:
                return Printed("…", None, row.absent.get(column.key, "no_data"), column.key)
            return Printed(print_decimal(value, language), value, "", column.key)


def _rate(table: Table, row: Row, column: Column, language: str) -> Printed:
    """Blank, not 0 %, when there is nothing to divide by."""
    if column.value is None:
        return Printed("")
    numbers = {name: table.value(row, name) for name in column.value.names}
    if any(value is None for value in numbers.values()):
        return Printed("…", None, "no_data", column.key)
    try:
        share = column.value.value(lambda name: Fraction(numbers[name] or 0))
    except ZeroDivisionError:
        return Printed("")
    return Printed(print_percent(share, 2, language), share, "", column.key)
