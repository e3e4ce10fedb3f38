"""Small parts of a DOCX that the library has no words for: links, bookmarks, page numbers, lines, language."""

# ruff: noqa: SLF001 - the library gives elements that it has no words for by these names only

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run as DocxRun

from .report import Run, RunKind

LINKED: Final = RGBColor(0x0B, 0x3D, 0x6B)
"""Dark enough to print as black."""
MISSING: Final = RGBColor(0x9C, 0x2A, 0x00)


class Links:
    """Numbers as links: to the proof page outside, or to the list of figures inside the document."""

    def __init__(self, paper: Paper, base: str) -> None:
        self._part, self._base = paper.part, base.rstrip("/")
        self._bookmarks = 0

    def runs(
        self, paragraph: DocxParagraph, runs: Sequence[Run], *, size: float | None = None, bold: bool = False
    ) -> None:
        for run in runs:
            if run.kind in {RunKind.NUMBER, RunKind.MISSING} and run.address:
                made = self.outside(paragraph, run.text, run.address)
            elif run.kind is RunKind.DIFFERENCE and run.entry:
                made = self.inside(paragraph, run.text, bookmark(run.entry))
            else:
                made = paragraph.add_run(run.text)
            if run.kind in {RunKind.MISSING, RunKind.FAULT}:
                made.font.italic, made.font.color.rgb = True, MISSING
            if size is not None:
                made.font.size = Pt(size)
            if bold:
                made.font.bold = True

    def outside(self, paragraph: DocxParagraph, text: str, address: str) -> DocxRun:
        key = self._part.relate_to(f"{self._base}{address}", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return _linked(paragraph, text, "r:id", key)

    def inside(self, paragraph: DocxParagraph, text: str, anchor: str) -> DocxRun:
        return _linked(paragraph, text, "w:anchor", anchor)

    def mark(self, paragraph: DocxParagraph, name: str) -> None:
        """Put the whole paragraph under a bookmark."""
        self._bookmarks += 1
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (begin, end):
            element.set(qn("w:id"), str(self._bookmarks))
        begin.set(qn("w:name"), name)
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, begin)
        paragraph._p.append(end)


def bookmark(entry: int) -> str:
    return f"so_lieu_{entry}"


def _linked(paragraph: DocxParagraph, text: str, attribute: str, value: str) -> DocxRun:
    link = OxmlElement("w:hyperlink")
    link.set(qn(attribute), value)
    link.set(qn("w:history"), "1")
    element = OxmlElement("w:r")
    link.append(element)
    paragraph._p.append(link)
    run = DocxRun(element, paragraph)
    run.text, run.font.color.rgb = text, LINKED
    return run


def page_number(paragraph: DocxParagraph) -> None:
    """In the middle of the top margin; the first page has none (Decree 30/2020)."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(13)
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)


def language(properties: BaseOxmlElement) -> None:
    found = properties.find(qn("w:lang"))
    element = OxmlElement("w:lang") if found is None else found
    for name in ("w:val", "w:eastAsia"):
        element.set(qn(name), "vi-VN")
    if found is None:
        properties.append(element)


def line_below(paragraph: DocxParagraph, *, left: float, right: float) -> None:
    """A thin line under a paragraph that is drawn in from both sides (millimetres): the line under titles."""
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = Mm(left), Mm(right)
    borders, below = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("w:val", "single"), ("w:sz", "6"), ("w:space", "1"), ("w:color", "000000")):
        below.set(qn(name), value)
    borders.append(below)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
