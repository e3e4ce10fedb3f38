"""Outlines of the report as dated data: which sections, in which order, with which first words and tables.

A file is read as a whole and refused as a whole, every fault with its line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from motcua.core.errors import NotFound
from motcua.figures.definitions.catalogue import shipped as shipped_definitions
from motcua.figures.definitions.model import Mark
from motcua.figures.periods import Period, PeriodKind
from motcua.figures.toml_reading import Fault, Node, open_toml, refuse

from .placeholders import Known
from .source import faults as source_faults

FORMAT: Final = "motcua-reform-outlines/1"


class TableKind(StrEnum):
    PERIODS = "periods"
    """A line for each indicator: this period, the one before, the same of last year, and what became of it."""
    UNITS = "units"
    """A line for each unit below, a column for each indicator."""
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """``levels`` and ``unit_kinds`` choose the units of a table of units; ``heads`` are short names of columns."""

    id: str
    title: str
    kind: TableKind
    indicators: tuple[str, ...]
    heads: tuple[str, ...]
    levels: tuple[str, ...]
    unit_kinds: tuple[str, ...]
    total: bool


@dataclass(frozen=True, slots=True)
class Section:
    """``part``: the heading of the part that begins with it. ``appendix``: stands behind the signature."""

    key: str
    part: str
    title: str
    text: str
    appendix: bool = False


@dataclass(frozen=True)
class Outline:
    id: str
    version: int
    valid_from: dt.date
    valid_to: dt.date | None
    periods: tuple[PeriodKind, ...]
    title: str
    sections: tuple[Section, ...]
    fragments: Mapping[str, str]
    tables: Mapping[str, TableDefinition]
    recipients: tuple[str, ...]
    recipients_below: tuple[str, ...]
    legal: str
    source: str
    mark: Mark
    note: str

    @property
    def reference(self) -> str:
        return f"{self.id}@{self.version}"

    def sent_to(self, level: str) -> tuple[str, ...]:
        """Whom a report of a unit of this level goes to."""
        return self.recipients if level == "province" else self.recipients_below

    @property
    def known(self) -> Known:
        return Known(shipped_definitions().indicators, self.tables, self.fragments)


@dataclass(frozen=True)
class Outlines:
    versions: Mapping[str, tuple[Outline, ...]]

    def for_period(self, period: Period) -> Outline:
        """The outline for a kind of period, in force on its last day. Raises NotFound ``outline_missing``."""
        for versions in self.versions.values():
            for one in versions:
                is_in_force = one.valid_from <= period.last and (one.valid_to is None or period.last < one.valid_to)
                if is_in_force and period.kind in one.periods:
                    return one
        raise NotFound("outline_missing", params={"day": f"{period.last:%d/%m/%Y}"})


def build(texts: Mapping[str, str]) -> Outlines:
    """From file name -> text. Raises Invalid ``definitions_invalid`` with every fault there is."""
    faults: list[Fault] = []
    found: dict[str, list[tuple[Outline, Node]]] = {}
    for file, text in sorted(texts.items()):
        root = open_toml(file, text, FORMAT, faults)
        if root is None:
            continue
        tables = {table.id: table for table in (_table(node) for node in root.children("table"))}
        sections = {section.key: section for section in (_section(node) for node in root.children("section"))}
        fragments = dict(_fragment(node) for node in root.children("fragment"))
        for node in root.children("outline"):
            outline = _outline(node, sections, fragments, tables)
            found.setdefault(outline.id, []).append((outline, node))
        root.done()
    for versions in found.values():
        versions.sort(key=lambda pair: pair[0].valid_from)
        for (one, _), (later, node) in pairwise(versions):
            if one.valid_to is None or later.valid_from < one.valid_to:
                node.fault("valid_from", "two_in_force", later.valid_from.isoformat())
    refuse(faults)
    return Outlines({name: tuple(outline for outline, _ in versions) for name, versions in found.items()})


def _outline(
    node: Node, sections: Mapping[str, Section], fragments: Mapping[str, str], tables: Mapping[str, TableDefinition]
) -> Outline:
    chosen = node.texts("sections")
    for name in chosen:
        if name not in sections:
            node.fault("sections", "name_unknown", name)
    outline = Outline(
        id=node.identifier(),
        version=node.whole("version", 1, least=1, most=9999),
        valid_from=node.day("valid_from"),
        valid_to=node.day_or_none("valid_to"),
        periods=node.choices("periods", PeriodKind),
        title=node.text("title"),
        sections=tuple(sections[name] for name in chosen if name in sections),
        fragments=fragments,
        tables=tables,
        recipients=node.texts("recipients", ()),
        recipients_below=node.texts("recipients_below", ()),
        legal=node.text("legal"),
        source=node.text("source"),
        mark=node.choice("mark", Mark),
        note=node.text("note", ""),
    )
    for fault in source_faults([one.text for one in outline.sections], fragments, outline.known):
        node.fault("sections", fault.code, fault.text)
    node.done()
    return outline


def _section(node: Node) -> Section:
    words = (node.text("part", ""), node.text("title"), node.text("text").strip())
    found = Section(node.identifier(), *words, node.flag("appendix", False))
    node.done()
    return found


def _fragment(node: Node) -> tuple[str, str]:
    found = (node.identifier(), node.text("text").strip())
    node.done()
    return found


def _table(node: Node) -> TableDefinition:
    found = TableDefinition(
        id=node.identifier(),
        title=node.text("title"),
        kind=node.choice("kind", TableKind),
        indicators=node.texts("indicators"),
        heads=node.texts("heads", ()),
        levels=node.texts("levels", ()),
        unit_kinds=node.texts("unit_kinds", ()),
        total=node.flag("total", True),
    )
    for name in found.indicators:
        if name not in shipped_definitions().indicators:
            node.fault("indicators", "name_unknown", name)
    if found.heads and len(found.heads) != len(found.indicators):
        node.fault("heads", "heads_do_not_fit", str(len(found.heads)))
    node.done()
    return found


def shipped_texts() -> dict[str, str]:
    folder = files("motcua.figures.reform_report").joinpath("data")
    return {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml")}


@cache
def shipped() -> Outlines:
    return build(shipped_texts())
