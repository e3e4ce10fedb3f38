"""What stands above and below a report: national title, agency, number, place and day, title; recipients, signature."""

# ruff: noqa: SLF001 - the library gives elements that it has no words for by these names only

from __future__ import annotations

from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from .letterhead import Letterhead, place_and_day
from .paper_parts import MISSING, line_below

_LEFT, _RIGHT = 68, 97
"""Widths of the two columns of the head, millimetres; together the width of the text."""


def heads(paper: Paper, head: Letterhead, *, is_draft: bool) -> None:
    table = _two_columns(paper)
    left, right = table.rows[0].cells
    first = True
    for text, bold in ((head.superior, False), *((line, True) for line in agency_lines(head.agency))):
        if text:
            _line(left, text.upper(), size=12, bold=bold, first=first)
            first = False
    line_below(_line(left, "", size=2), left=23, right=23)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, first=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    line_below(_line(right, "", size=2), left=22, right=22)
    lower, where = table.add_row().cells
    _line(lower, f"Số: {head.number or '        /BC-UBND'}", size=13, first=True)
    _line(where, place_and_day(head), size=13, italic=True, first=True)
    _widths(table)
    if is_draft:
        note = _centred(paper, "BẢN NHÁP - CHƯA PHÁT HÀNH", size=12, bold=True, before=6)
        note.runs[0].font.color.rgb = MISSING
    _centred(paper, "BÁO CÁO", size=14, bold=True, before=14)
    _centred(paper, head.title, size=14, bold=True)
    line_below(_centred(paper, "", size=2, after=12), left=60, right=60)


def agency_lines(agency: str) -> list[str]:
    """A committee stands on two lines, its place below."""
    committee = "Ủy ban nhân dân"
    rest = agency.removeprefix(committee).strip()
    return [committee, rest] if rest != agency and rest else [agency]


def signature(paper: Paper, head: Letterhead) -> None:
    """Kept together on one page: a signature alone on a page says nothing of what it signs."""
    _centred(paper, "", size=6)
    table = _two_columns(paper)
    left, right = table.rows[0].cells
    _line(left, "Nơi nhận:", size=12, bold=True, italic=True, first=True).alignment = WD_ALIGN_PARAGRAPH.LEFT
    for at, one in enumerate(head.recipients, 1):
        text = f"- {one}{'.' if at == len(head.recipients) else ';'}"
        _line(left, text, size=11).alignment = WD_ALIGN_PARAGRAPH.LEFT
    lines = [line for line in (head.authority, head.signer_title) if line]
    for at, text in enumerate(lines):
        _line(right, text, size=14, bold=True, first=at == 0)
    for _ in range(4):
        _line(right, "", size=14)
    _line(right, head.signer, size=14, bold=True)
    _widths(table)
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))


def _two_columns(paper: Paper) -> Table:
    table = paper.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    return table


def _widths(table: Table) -> None:
    for row in table.rows:
        for cell, millimetres in zip(row.cells, (_LEFT, _RIGHT), strict=True):
            cell.width = Mm(millimetres)
    for column, millimetres in zip(table.columns, (_LEFT, _RIGHT), strict=True):
        column.width = Mm(millimetres)
    _no_padding(table)


def _no_padding(table: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        element = OxmlElement(side)
        element.set(qn("w:w"), "0")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.append(margins)


def _line(
    cell: _Cell, text: str, *, size: float, bold: bool = False, italic: bool = False, first: bool = False
) -> Paragraph:
    found = cell.paragraphs[0] if first else cell.add_paragraph()
    _set(found, text, size, bold=bold, italic=italic)
    return found


def _centred(
    paper: Paper, text: str, *, size: float, bold: bool = False, before: float = 0, after: float = 0
) -> Paragraph:
    found = paper.add_paragraph()
    _set(found, text, size, bold=bold, italic=False)
    found.paragraph_format.space_before, found.paragraph_format.space_after = Pt(before), Pt(after)
    found.paragraph_format.keep_with_next = True
    return found


def _set(paragraph: Paragraph, text: str, size: float, *, bold: bool, italic: bool) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
