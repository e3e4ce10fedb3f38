"""Tables of values as offices send them: CSV or XLSX with a head, into plain rows of text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from motcua.core.errors import Invalid
from motcua.core.search_text import fold

MOST_ROWS: Final = 20_000
_CELL: Final = 300

COLUMNS: Final = {
    "measure": ("measure", "so do", "ma so do", "chi tieu", "ma chi tieu", "indicator"),
    "unit": ("unit", "don vi", "ma don vi"),
    "period": ("period", "ky", "ky bao cao", "ky so lieu"),
    "value": ("value", "gia tri", "so lieu", "ket qua"),
    "total": ("total", "tong", "tong so", "mau so"),
    "note": ("note", "ghi chu"),
}
"""What a column may be called, folded. ``total`` and ``note`` may be left out."""


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(data: bytes) -> Table:
    """Raises Invalid ``import_file_unreadable``, ``import_file_empty``, ``import_too_long``."""
    lines = _xlsx(data) if data[:2] == b"PK" else _csv(data)
    rows: list[tuple[str, ...]] = []
    for line in lines:
        rows.append(line)
        if len(rows) > MOST_ROWS + 1:
            raise Invalid("import_too_long", params={"most": MOST_ROWS})
    if len(rows) < 2 or not any(rows[0]):
        raise Invalid("import_file_empty")
    return Table(rows[0], tuple(rows[1:]))


def _csv(data: bytes) -> Iterator[tuple[str, ...]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("import_file_unreadable") from None
    if "\0" in text:
        raise Invalid("import_file_unreadable")
    first = text.partition("\n")[0]
    sign = max(";\t,", key=first.count)
    try:
        yield from _filled(
            tuple(cell.strip()[:_CELL] for cell in row) for row in csv.reader(io.StringIO(text), delimiter=sign)
        )
    except csv.Error:
        raise Invalid("import_file_unreadable") from None


def _xlsx(data: bytes) -> Iterator[tuple[str, ...]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        yield from _filled(tuple(_cell(cell) for cell in row) for row in sheet.iter_rows(values_only=True))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError):
        raise Invalid("import_file_unreadable") from None


def _cell(value: object) -> str:
    """A number of a spreadsheet the Vietnamese way, so that it is read as it was meant."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return (f"{value:.10f}".rstrip("0").rstrip(".")).replace(".", ",")
    return str(value).strip()[:_CELL]


def _filled(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Empty lines stay, so that line numbers hold; those at the end go."""
    waiting: list[tuple[str, ...]] = []
    for row in rows:
        waiting.append(row)
        if any(row):
            yield from waiting
            waiting = []


def guessed(head: Iterable[str]) -> dict[str, int]:
    """Which column is what, by its name."""
    names = [fold(name) for name in head]
    return {
        meaning: names.index(found)
        for meaning, known in COLUMNS.items()
        if (found := next((name for name in known if name in names), "")) != ""
    }
