"""A table out of a file somebody brings: XLSX or CSV, in whatever encoding and with whatever separator. Pure.

Cells come out as text: dates as ``2026-03-31``, numbers as they are, nothing as "". Nothing is left out; what the
columns mean is asked afterwards.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from motcua.core.errors import Invalid

MOST_LINES: Final = 200_000
MOST_COLUMNS: Final = 60
MOST_BYTES: Final = 20_000_000
MOST_UNPACKED: Final = 400_000_000
LONGEST_CELL: Final = 500
_ENCODINGS: Final = ("utf-8-sig", "cp1258")
_SEPARATORS: Final = (";", "\t", ",", "|")
_SEEN: Final = 20

Line = tuple[str, ...]


def read_table(content: bytes) -> list[Line]:
    """Every line of the first sheet that is not empty, the heads included. Raises Invalid ``national_file_unreadable``,
    ``national_file_empty``, ``national_file_too_long``."""
    lines = list(_bounded(_xlsx(content) if content[:2] == b"PK" else _csv(content)))
    if len(lines) < 2:
        raise Invalid("national_file_empty")
    return lines


def _bounded(lines: Iterable[Sequence[object]]) -> Iterator[Line]:
    for number, line in enumerate(lines):
        if number > MOST_LINES:
            raise Invalid("national_file_too_long", params={"most": MOST_LINES})
        cells = tuple(_text(cell) for cell in line[:MOST_COLUMNS])
        while cells and not cells[-1]:
            cells = cells[:-1]
        if cells:
            yield cells


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).replace("\x00", "").split())[:LONGEST_CELL]


def _xlsx(content: bytes) -> Iterator[Sequence[object]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                raise Invalid("national_file_unreadable")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(values_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError, OSError) as error:
        raise Invalid("national_file_unreadable") from error


def _csv(content: bytes) -> Iterator[Sequence[object]]:
    text = _decoded(content)
    head = "\n".join(text.splitlines()[:_SEEN])
    separator = max(_SEPARATORS, key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise Invalid("national_file_unreadable") from error


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Invalid("national_file_unreadable")
