"""Tables of survey answers as people make them: XLSX or CSV, columns in any order and by several names. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from motcua.core.errors import DomainError, Invalid, TooLarge
from motcua.core.search_text import fold
from motcua.figures.trees.model import Criterion, Origin, Tree

from .typed import Asks, asks, found_json, options, points_for, read_found, read_points

MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
_UNIT: Final = frozenset({"ma don vi", "don vi", "ma", "unit", "unit code", "code"})
_CRITERION: Final = frozenset({"tieu chi", "ma tieu chi", "criterion"})
_VALUE: Final = frozenset({"diem", "gia tri", "so lieu", "ket qua", "points", "value", "score"})


@dataclass(frozen=True, slots=True)
class Fault:
    """``line`` as the file counts them, the heading being the first."""

    line: int
    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    unit: str
    criterion: str
    points: str
    found: Mapping[str, object]


def read_cells(data: bytes, name: str) -> list[list[str]]:
    """The cells of a file as text. Raises TooLarge ``assessment_table_too_large``, Invalid
    ``assessment_table_unreadable``."""
    if len(data) > MOST_BYTES:
        raise TooLarge("assessment_table_too_large", params={"most": MOST_BYTES // 1_000_000})
    try:
        rows = list(_xlsx(data) if data[:2] == b"PK" else _csv(data))
    except (UnicodeDecodeError, csv.Error, BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise Invalid("assessment_table_unreadable", params={"name": name[:80]}) from error
    if len(rows) > MOST_ROWS:
        raise TooLarge("assessment_table_too_large", params={"most": MOST_BYTES // 1_000_000})
    return rows


def _xlsx(data: bytes) -> Iterator[list[str]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)):
        if number > MOST_ROWS:
            break
        yield ["" if cell is None else str(cell).strip() for cell in row]


def _csv(data: bytes) -> Iterator[list[str]]:
    text = data.decode("utf-8-sig")
    if "\x00" in text:
        raise ValueError("not a table")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [cell.strip() for cell in row[:MOST_COLUMNS]]


def read_rows(cells: Sequence[Sequence[str]], tree: Tree, units: Mapping[str, str]) -> tuple[list[Row], list[Fault]]:
    """``units``: every code or name (folded) by which a sheet may be named -> its unit's code. Good rows and faults;
    a heading that lacks a column is one fault of the first line."""
    if not cells:
        return [], [Fault(1, "", "assessment_table_empty")]
    heading = [fold(one) for one in cells[0]]
    place = {name: _index(heading, names) for name, names in (("unit", _UNIT), ("criterion", _CRITERION))}
    if place["unit"] is None or place["criterion"] is None:
        return [], [Fault(1, "", "assessment_table_heading")]
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in enumerate(cells[1:], start=2):
        if not any(row):
            continue
        found = _row(line, dict(zip(heading, row, strict=False)), heading, place, tree, units)
        if isinstance(found, Row) and (found.unit, found.criterion) in seen:
            found = Fault(line, "", "assessment_table_twice", {"line": seen[found.unit, found.criterion]})
        if isinstance(found, Fault):
            faults.append(found)
        else:
            seen[found.unit, found.criterion] = line
            rows.append(found)
    return rows, faults


def _index(heading: Sequence[str], names: frozenset[str]) -> int | None:
    return next((at for at, one in enumerate(heading) if one in names), None)


def _row(
    line: int,
    cells: Mapping[str, str],
    heading: Sequence[str],
    place: Mapping[str, int | None],
    tree: Tree,
    units: Mapping[str, str],
) -> Row | Fault:
    said = cells.get(heading[place["unit"] or 0], "")
    unit = units.get(fold(said))
    if unit is None:
        return Fault(line, "unit", "assessment_table_unit", {"text": said[:80]})
    name = cells.get(heading[place["criterion"] or 0], "")
    leaf = next((one for one in tree.leaves if one.id == name), None)
    if leaf is None:
        return Fault(line, "criterion", "criterion_unknown", {"criterion": name[:40]})
    if leaf.origin not in {Origin.SURVEY, Origin.IMPORTED}:
        return Fault(line, "criterion", "assessment_table_not_survey", {"criterion": leaf.id})
    try:
        points, found = _points(tree, leaf, cells)
    except DomainError as error:
        return Fault(line, "value", error.code, {**error.params, "criterion": leaf.id})
    return Row(line, unit, leaf.id, points, found)


def _points(tree: Tree, leaf: Criterion, cells: Mapping[str, str]) -> tuple[str, Mapping[str, object]]:
    value = next((text for name, text in cells.items() if name in _VALUE and text), "")
    counts = {f"option_{one}": cells.get(fold(one.replace("_", " "))) or cells.get(one, "") for one in options(leaf)}
    kind = asks(leaf)
    if kind is Asks.COUNTS and value and not any(counts.values()):
        exact = read_points(value, leaf)
        return str(exact), {"kind": "points", "value": str(exact)}
    found = read_found(leaf, {"value": value, **counts})
    exact_or_none = points_for(tree, leaf, found)
    return "" if exact_or_none is None else str(exact_or_none), found_json(found)
