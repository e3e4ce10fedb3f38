"""A filled form as a workbook in the official layout: A4 lying, merged headings, numbered columns, signatures. The same
table gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .layout import depth, heads, printed_rows
from .model import ColumnKind
from .table import Table
from .wording import head_lines, sign_lines

_THIN = Side(style="thin", color="1D1B1A")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center", indent=1)
_WHOLE = "[$-42A]#,##0"
_SHARE = "[$-42A]0.00%"
"""Printed the Vietnamese way (1.835; 28,13%), whatever language the reader's program speaks."""
_FONT = "Times New Roman"
_SAND = PatternFill("solid", fgColor="F4EEE7")
_IN_A_LINE = 36
"""Letters of a label before it goes on to the next line."""
_FIRST = 6
"""The row of the headings."""


def workbook(table: Table) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = table.form.number.split("/")[0][:31]
    _page(sheet)
    _top(sheet, table)
    _headings(sheet, table)
    last = _rows(sheet, table)
    _foot(sheet, table, last)
    book.properties.creator = table.unit_name
    book.properties.title = table.form.title_vi
    book.properties.created = book.properties.modified = table.as_of.replace(tzinfo=None)
    file = io.BytesIO()
    book.save(file)
    return _settled(file.getvalue(), table)


def _page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.print_options.horizontalCentered = True
    if sheet.oddFooter is not None and sheet.oddFooter.right is not None:
        sheet.oddFooter.right.text = "&P/&N"
    sheet.sheet_view.showGridLines = False


def _top(sheet: Worksheet, table: Table) -> None:
    """Number of the form at the left, title and period in the middle, who reports to whom at the right."""
    many = len(table.form.columns)
    left, right = 2, max(3, many - 3)
    says = head_lines(table)
    for row, text, bold in ((1, says.number, True), (2, says.legal, False)):
        _merged(sheet, row, 1, row, left, text, Font(name=_FONT, size=10, bold=bold, italic=not bold), _LEFT)
    _merged(
        sheet, 1, left + 1, 2, right - 1, table.form.title_vi.upper(), Font(name=_FONT, size=13, bold=True), _CENTRE
    )
    _merged(sheet, 3, left + 1, 3, right - 1, says.period, Font(name=_FONT, size=11), _CENTRE)
    _merged(sheet, 4, left + 1, 4, right - 1, says.days, Font(name=_FONT, size=11, italic=True), _CENTRE)
    for row, text in ((1, says.reports), (2, says.receives)):
        _merged(sheet, row, right, row, many, text, Font(name=_FONT, size=10), _LEFT)
    _merged(sheet, 4, right, 4, many, says.unit, Font(name=_FONT, size=10, italic=True), _RIGHT)
    sheet.row_dimensions[1].height = sheet.row_dimensions[2].height = 30


def _headings(sheet: Worksheet, table: Table) -> None:
    deep = depth(table.form)
    for head in heads(table.form):
        top, left = _FIRST + head.row, head.column + 1
        font = Font(name=_FONT, size=10, bold=True)
        _merged(
            sheet,
            top,
            left,
            top + head.rows - 1,
            left + head.columns - 1,
            head.text,
            font,
            _CENTRE,
            box=True,
            fill=True,
        )
    for at, column in enumerate(table.form.columns, 1):
        numbered = sheet.cell(_FIRST + deep, at, column.label)
        numbered.font, numbered.alignment, numbered.border = Font(name=_FONT, size=8, italic=True), _CENTRE, _BOX
        width = 5 if column.kind is ColumnKind.NUMBER else 34 if column.kind is ColumnKind.LABEL else 9.5
        sheet.column_dimensions[get_column_letter(at)].width = width
    for row in range(deep):
        sheet.row_dimensions[_FIRST + row].height = 40
    sheet.print_title_rows = f"{_FIRST}:{_FIRST + deep}"
    sheet.freeze_panes = f"C{_FIRST + deep + 1}"


def _rows(sheet: Worksheet, table: Table) -> int:
    at = _FIRST + depth(table.form)
    for row in printed_rows(table):
        at += 1
        bold = row.kind != "row"
        longest = max(
            len(cell.text)
            for cell, of in zip(row.cells, table.form.columns, strict=True)
            if of.kind is ColumnKind.LABEL
        )
        sheet.row_dimensions[at].height = 15 * max(1, -(-longest // _IN_A_LINE)) + 3
        for column, (printed, of) in enumerate(zip(row.cells, table.form.columns, strict=True), 1):
            cell = sheet.cell(at, column)
            if printed.number is None:
                cell.value = printed.text or None
                cell.data_type = "s" if printed.text else "n"
            else:
                is_rate = isinstance(printed.number, Fraction)
                cell.value = float(printed.number) if is_rate else int(printed.number)
                cell.number_format = _SHARE if is_rate else _WHOLE
            cell.font, cell.border = Font(name=_FONT, size=10, bold=bold), _BOX
            cell.alignment = (
                _LEFT if of.kind is ColumnKind.LABEL else _CENTRE if of.kind is ColumnKind.NUMBER else _RIGHT
            )
            if row.kind != "row":
                cell.fill = _SAND
    return at


def _foot(sheet: Worksheet, table: Table, last: int) -> None:
    many = len(table.form.columns)
    half = max(2, many // 2)
    says = sign_lines(table)
    quiet = Font(name=_FONT, size=8, italic=True, color="5C5652")
    _merged(sheet, last + 1, 1, last + 1, many, says.proof, quiet, _LEFT)
    rows = (
        (last + 3, "", says.place, Font(name=_FONT, size=11, italic=True)),
        (last + 4, says.left, says.right, Font(name=_FONT, size=11, bold=True)),
        (last + 5, says.left_note, says.right_note, Font(name=_FONT, size=10, italic=True)),
    )
    for row, left, right, font in rows:
        _merged(sheet, row, 1, row, half, left, font, _CENTRE)
        _merged(sheet, row, half + 1, row, many, right, font, _CENTRE)


def _merged(
    sheet: Worksheet, top: int, left: int, bottom: int, right: int, text: str, font: Font, alignment: Alignment,
    *, box: bool = False, fill: bool = False,
) -> None:  # fmt: skip
    if box:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                sheet.cell(row, column).border = _BOX
    cell = sheet.cell(top, left, text)
    cell.data_type = "s"
    cell.font, cell.alignment = font, alignment
    if fill:
        cell.fill = _SAND
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _settled(content: bytes, table: Table) -> bytes:
    """Without the moment of writing: the archive's times and the file's own are those of the figures."""
    made = table.as_of.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*", rb"\g<1>" + made, part)
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def file_stem(table: Table) -> str:
    """``II.06a_AS-0101_R2026-Q1``: for the name of a file."""
    return f"{table.form.number.split('/')[0]}_{table.unit}_{table.period.code}".replace(" ", "-")
