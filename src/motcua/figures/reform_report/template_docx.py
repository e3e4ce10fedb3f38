"""A template as DOCX: its words read out of it, and words written into one to be edited in a word processor.

Only words are read. What could bring something else along is refused by name: links to outside, embedded objects,
fields, pictures, text boxes; and what would silently be lost: tracked changes, notes, comments. Heading 1 begins a
part, Heading 2 a section, Heading 3 and 4 stand inside; ``{{phan:ten}}`` as Heading 1 begins a fragment.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.document import Document as Paper
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph

from motcua.core.errors import Invalid

from .outlines import Section
from .placeholders import Fault

_REFUSED: Final = {
    "template_tracked": ("w:ins", "w:del", "w:moveFrom", "w:moveTo"),
    "template_picture": ("w:drawing", "w:pict", "w:object"),
    "template_field": ("w:fldSimple", "w:fldChar", "w:instrText"),
    "template_control": ("w:sdt", "w:altChunk", "w:subDoc", "w:customXml"),
    "template_note": ("w:footnoteReference", "w:endnoteReference", "w:commentReference"),
}
_FRAGMENT: Final = re.compile(r"\{\{\s*phan\s*:\s*([a-z0-9_]+)\s*\}\}")
_APPENDIX: Final = re.compile(r"PHỤ LỤC(?:\s+(?:[IVX]+|\d+))?\s*[.:]?\s*", re.IGNORECASE)
_HEADS: Final = {"heading 1": 1, "heading 2": 2, "heading 3": 3, "heading 4": 4}


@dataclass
class ReadTemplate:
    title: str = ""
    sections: list[Section] = field(default_factory=list)
    fragments: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_template(content: bytes) -> ReadTemplate:
    """Raises Invalid ``office_broken`` for what is no DOCX; everything else that is wrong is in ``faults``."""
    found = ReadTemplate()
    found.faults += _outside(content)
    if found.faults:
        return found
    try:
        paper = Document(io.BytesIO(content))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise Invalid("office_broken") from error
    found.faults += _refused(paper)
    if not found.faults:
        _Reader(found).read(paper)
    return found


def _outside(content: bytes) -> list[Fault]:
    """Links that lead out of the file, and parts that are programs or other documents."""
    found: dict[Fault, None] = {}
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.lower().startswith(("word/embeddings/", "word/activex/")) or name.lower().endswith(".bin"):
                    found[Fault("template_embedded", name[:120])] = None
                if not name.endswith((".rels", ".xml")):
                    continue
                part = archive.read(name)
                if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                    found[Fault("template_embedded", name[:120])] = None
                elif name.endswith(".rels"):
                    found.update((fault, None) for fault in _external(part))
    except (BadZipFile, OSError, ValueError, RuntimeError, SyntaxError) as error:
        raise Invalid("office_broken") from error
    return list(found)


def _external(part: bytes) -> Iterator[Fault]:
    for element in parse_xml(part).iter():
        if element.get("TargetMode") == "External":
            yield Fault("template_external", str(element.get("Target", ""))[:120])


def _refused(paper: Paper) -> list[Fault]:
    body = paper.element.body
    found = []
    for code, names in _REFUSED.items():
        first = next((element for name in names for element in body.iter(qn(name))), None)
        if first is not None:
            found.append(Fault(code, _near(first)))
    if any(inner is not table for table in body.iter(qn("w:tbl")) for inner in table.iter(qn("w:tbl"))):
        found.append(Fault("template_nested", ""))
    return found


def _near(element: BaseOxmlElement) -> str:
    """The beginning of the paragraph it stands in, so that an author finds it."""
    paragraph = next(element.iterancestors(qn("w:p")), element)
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))[:60]


@dataclass
class _Reader:
    found: ReadTemplate
    part: str = ""
    title: str = ""
    appendix: bool = False
    fragment: str = ""
    lines: list[str] = field(default_factory=list)

    def read(self, paper: Paper) -> None:
        for block in paper.iter_inner_content():
            if isinstance(block, Table):
                self.lines += [_row(self.found, row) for row in block.rows]
            else:
                self.paragraph(block)
        self.close()

    def paragraph(self, block: Paragraph) -> None:
        text = _text(block)
        style = (block.style.name or "").lower() if block.style is not None else ""
        if style == "title":
            self.found.title = " ".join(text.split())
        elif style in _HEADS and text.strip():
            self.head(_HEADS[style], " ".join(text.split()))
        else:
            is_item = block.paragraph_format.element.pPr is not None and "w:numPr" in _tags(block)
            marked = "- " if is_item or style.startswith("list") else ""
            self.lines += [marked + " ".join(line.split()) for line in text.split("\n") if line.strip()]

    def head(self, level: int, text: str) -> None:
        if level > 2:
            self.lines.append(f"{'###' if level == 3 else '####'} {text}")
            return
        self.close()
        if level == 2:
            self.title = text
            return
        fragment = _FRAGMENT.fullmatch(text)
        self.fragment, self.title = fragment[1] if fragment else "", ""
        self.appendix = not fragment and bool(_APPENDIX.match(text))
        self.part = "" if fragment else _APPENDIX.sub("", text, count=1) if self.appendix else text

    def close(self) -> None:
        """The section so far ends. A part without words of its own goes to the section after it."""
        text = "\n".join(self.lines)
        self.lines = []
        if self.fragment:
            self.found.fragments[self.fragment] = text
            self.fragment = ""
        elif text or self.title:
            key = f"muc_{len(self.found.sections) + 1}"
            self.found.sections.append(Section(key, self.part[:300], self.title[:300], text, self.appendix))
            self.part, self.title = "", ""


def _tags(block: Paragraph) -> set[str]:
    properties = block.paragraph_format.element.pPr
    return {"w:numPr" for _ in properties.iter(qn("w:numPr"))} if properties is not None else set()


def _text(block: Paragraph) -> str:
    return block.text.replace("\t", " ").replace("\u00a0", " ")


def _row(found: ReadTemplate, row: object) -> str:
    cells = []
    for cell in getattr(row, "cells"):  # noqa: B009
        text = " ".join(" ".join(_text(one).split()) for one in cell.paragraphs).strip()
        if "|" in re.sub(r"\{\{.*?\}\}", "", text):
            found.faults.append(Fault("template_bar", text[:60]))
        cells.append(text)
    return f"| {' | '.join(cells)} |"


# ---- and back


def write_template(title: str, sections: tuple[Section, ...], fragments: dict[str, str]) -> bytes:
    """A DOCX that :func:`read_template` reads as the same words."""
    paper = Document()
    paper.add_paragraph(title, style="Title")
    for one in sections:
        if one.part:
            paper.add_heading(f"PHỤ LỤC. {one.part}" if one.appendix else one.part, level=1)
        if one.title:
            paper.add_heading(one.title, level=2)
        _lines(paper, one.text)
    for name, text in fragments.items():
        paper.add_heading(f"{{{{phan:{name}}}}}", level=1)
        _lines(paper, text)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def _lines(paper: Paper, text: str) -> None:
    for line in text.split("\n"):
        if line.startswith("#### "):
            paper.add_heading(line[5:], level=4)
        elif line.startswith("### "):
            paper.add_heading(line[4:], level=3)
        elif line.strip():
            paper.add_paragraph(line.strip())
