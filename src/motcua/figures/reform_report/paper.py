"""The DOCX of a report in the layout of Decree 30/2020/ND-CP, annex I: A4, margins, Times New Roman 13-14, national
title, number, place and day, numbered pages. The same report gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as DocxParagraph

from . import paper_heads, paper_parts, paper_tables
from .letterhead import ROMAN
from .report import BlockKind, Filled, FilledSection, Grid, Paragraph

FONT: Final = "Times New Roman"
MARGINS: Final = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
"""Millimetres; the decree allows 20-25, 20-25, 30-35 and 15-20."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Site:
    """``base``: the address that links to proofs begin with."""

    base: str


def docx(report: Filled, *, site: Site, is_draft: bool) -> bytes:
    """``is_draft``: says on the first page that it was not issued."""
    paper = Document()
    _set_up(paper)
    paper_heads.heads(paper, report.head, is_draft=is_draft)
    links = paper_parts.Links(paper, site.base)
    for section in report.sections:
        if not section.appendix:
            _section(paper, section, links, is_draft=is_draft)
    paper_heads.signature(paper, report.head)
    appendices = [section for section in report.sections if section.appendix]
    for at, section in enumerate(appendices, 1):
        paper_tables.new_page(paper)
        numbered = replace(section, part=f"PHỤ LỤC {ROMAN[at - 1]}. {section.part}")
        _section(paper, numbered, links, is_draft=is_draft)
    paper_tables.entries(paper, report, links, title=f"PHỤ LỤC {ROMAN[len(appendices)]}. ")
    _properties(paper, report)
    return _settled(paper)


def _set_up(paper: Paper) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    for name, millimetres in MARGINS.items():
        setattr(page, name, Mm(millimetres))
    page.header_distance = Mm(10)
    page.different_first_page_header_footer = True
    paper_parts.page_number(page.header.paragraphs[0])
    style = paper.styles["Normal"]
    if isinstance(style, ParagraphStyle):
        _font(style, 14)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.line_spacing = 1.15
    for level in (1, 2, 3):
        head = paper.styles[f"Heading {level}"]
        if isinstance(head, ParagraphStyle):
            _font(head, 14)
            head.font.bold, head.font.italic = True, level == 3
            head.font.color.rgb = RGBColor(0, 0, 0)
            head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(8), Pt(4)
            head.paragraph_format.keep_with_next = True


def _font(style: ParagraphStyle, size: int) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(name), None)
    paper_parts.language(properties)


def _section(paper: Paper, section: FilledSection, links: paper_parts.Links, *, is_draft: bool) -> None:
    if section.part:
        head = _head(paper, section.part, 1)
        if section.appendix:
            head.alignment, head.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Mm(0)
    if section.title:
        _head(paper, section.title, 2)
    for block in section.blocks:
        if isinstance(block, Grid):
            paper_tables.grid(paper, block, links)
        elif block.kind is not BlockKind.HINT:
            _paragraph(paper, block, links)
        elif is_draft:
            _hint(paper, block)


def _hint(paper: Paper, block: Paragraph) -> None:
    """In drafts only: what is still to be written here."""
    found = paper.add_paragraph()
    found.paragraph_format.first_line_indent = Mm(10)
    run = found.add_run(f"[Cần viết: {''.join(one.text for one in block.runs)}]")
    run.font.italic, run.font.size, run.font.color.rgb = True, Pt(12), RGBColor(0x5F, 0x5F, 0x5F)


def _head(paper: Paper, text: str, level: int) -> DocxParagraph:
    found = paper.add_heading(text, level=level)
    found.paragraph_format.first_line_indent = Mm(10)
    return found


def _paragraph(paper: Paper, block: Paragraph, links: paper_parts.Links) -> None:
    if block.kind in {BlockKind.HEAD, BlockKind.SUBHEAD}:
        head = _head(paper, "", 2 if block.kind is BlockKind.HEAD else 3)
        links.runs(head, block.runs)
        return
    found = paper.add_paragraph()
    found.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    found.paragraph_format.first_line_indent = Mm(10)
    if block.kind is BlockKind.ITEM:
        found.add_run("- ")
    links.runs(found, block.runs)


def _properties(paper: Paper, report: Filled) -> None:
    about = paper.core_properties
    then = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format takes no zone; a fixed instant keeps bytes the same
    about.title, about.author, about.last_modified_by = report.head.title, report.head.agency, ""
    about.created = about.modified = then
    about.comments, about.language, about.revision = f"SHA-256 {report.sha256}", "vi-VN", 1


def _settled(paper: Paper) -> bytes:
    """The parts in one order with one date, so that bytes depend on content only."""
    made, settled = io.BytesIO(), io.BytesIO()
    whole = paper.part.package
    for key in [key for key, one in whole.rels.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del whole.rels[key]
    paper.save(made)
    with ZipFile(made) as read, ZipFile(settled, "w", ZIP_DEFLATED) as write:
        names = sorted(read.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            write.writestr(info, read.read(name))
    return settled.getvalue()
