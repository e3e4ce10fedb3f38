"""Tables of a report, and the list of its figures with definition, instant and hash."""

# ruff: noqa: SLF001 - the library gives elements that it has no words for by these names only

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as Paper
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row

from .paper_parts import Links, bookmark
from .report import Entry, Filled, Grid, Run, RunKind

WIDTH = 165
"""Of the text, millimetres."""


def grid(paper: Paper, block: Grid, links: Links) -> None:
    if block.title:
        _title(paper, block.title)
    if block.note and not block.rows:
        note = paper.add_paragraph(block.note)
        note.alignment = WD_ALIGN_PARAGRAPH.CENTER
        note.runs[0].font.italic = True
        return
    table = _table(paper, len(block.head))
    _head(table, block.head)
    for row in block.rows:
        cells = table.add_row().cells
        for at, (cell, runs) in enumerate(zip(cells, row.cells, strict=True)):
            _fill(cell, runs, links, is_number=block.numeric[at], bold=row.is_total)
    _finish(table, block.widths)
    _after(paper, block.note)


def new_page(paper: Paper) -> None:
    """From here on every page is numbered, the first one too."""
    paper.add_section(WD_SECTION.NEW_PAGE).different_first_page_header_footer = False


def entries(paper: Paper, report: Filled, links: Links, *, title: str = "") -> None:
    """On a page of its own: what proves the report."""
    if not report.entries:
        return
    new_page(paper)
    _title(paper, f"{title}DANH MỤC SỐ LIỆU CỦA BÁO CÁO")
    about = paper.add_paragraph()
    about.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    links.runs(about, [Run(RunKind.TEXT, _about(report))], size=11)
    table = _table(paper, 5)
    _head(table, ("TT", "Số liệu, kỳ", "Giá trị", "Tử số/mẫu số", "Định nghĩa; mã băm SHA-256"))
    for one in report.entries:
        _entry(table.add_row(), one, links)
    _finish(table, (11, 50, 21, 33, 50))
    if report.explained:
        note = paper.add_paragraph()
        links.runs(note, [Run(RunKind.TEXT, f"Giải trình số liệu còn thiếu: {report.explained}")], size=11)


def _about(report: Filled) -> str:
    return (
        f"Số liệu tính đến {report.as_of}. Mỗi số trong báo cáo dẫn đến trang chứng minh: công thức, số đo, "
        f"danh sách hồ sơ. Mã băm SHA-256 của toàn bộ số liệu và lời văn: {_grouped(report.sha256)}."
    )


def _grouped(sha256: str) -> str:
    return " ".join(sha256[at : at + 16] for at in range(0, len(sha256), 16))


def _entry(row: _Row, one: Entry, links: Links) -> None:
    number, name, value, parts, proof = row.cells
    first = number.paragraphs[0]
    links.runs(first, [Run(RunKind.TEXT, str(one.number))], size=10)
    links.mark(first, bookmark(one.number))
    _fill(name, [Run(RunKind.TEXT, f"{one.name}, {one.period}")], links, size=10)
    kind = RunKind.MISSING if one.why else RunKind.NUMBER
    _fill(value, [Run(kind, one.printed, one.address)], links, is_number=True, size=10)
    _fill(parts, [Run(RunKind.TEXT, one.why or one.parts)], links, is_number=not one.why, size=9)
    _fill(proof, [Run(RunKind.TEXT, one.definition)], links, size=9)
    below = proof.add_paragraph()
    _tight(below)
    links.runs(below, [Run(RunKind.TEXT, _grouped(one.sha256))], size=7.5)


def _title(paper: Paper, text: str) -> None:
    found = paper.add_paragraph()
    found.alignment = WD_ALIGN_PARAGRAPH.CENTER
    found.paragraph_format.space_before, found.paragraph_format.keep_with_next = Pt(8), True
    found.add_run(text).bold = True


def _table(paper: Paper, columns: int) -> Table:
    table = paper.add_table(rows=1, cols=columns)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    return table


def _head(table: Table, titles: Sequence[str]) -> None:
    row = table.rows[0]
    for cell, title in zip(row.cells, titles, strict=True):
        paragraph = cell.paragraphs[0]
        _tight(paragraph)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(title)
        run.bold, run.font.size = True, Pt(12)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)


def _fill(
    cell: _Cell, runs: Sequence[Run], links: Links, *, is_number: bool = False, bold: bool = False, size: float = 12
) -> None:
    paragraph = cell.paragraphs[0]
    _tight(paragraph)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_number else WD_ALIGN_PARAGRAPH.LEFT
    links.runs(paragraph, runs, size=size, bold=bold)


def _tight(paragraph: object) -> None:
    form = getattr(paragraph, "paragraph_format")  # noqa: B009
    form.space_after, form.space_before, form.line_spacing = Pt(1), Pt(1), 1.0


def _finish(table: Table, widths: Sequence[int]) -> None:
    columns = len(table.columns)
    chosen = list(widths) if len(widths) == columns else [WIDTH // columns] * columns
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, millimetres in zip(row.cells, chosen, strict=True):
            cell.width = Mm(millimetres)
    for column, millimetres in zip(table.columns, chosen, strict=True):
        column.width = Mm(millimetres)


def _after(paper: Paper, note: str) -> None:
    room = paper.add_paragraph()
    room.paragraph_format.space_before, room.paragraph_format.space_after = Pt(2), Pt(8)
    run = room.add_run(note)
    run.font.italic, run.font.size = True, Pt(11)
