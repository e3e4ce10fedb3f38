"""Forms out of TOML: read as a whole and refused as a whole, every fault with file, line and path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from motcua.core.errors import NotFound
from motcua.figures.definitions.catalogue import shipped as shipped_definitions
from motcua.figures.definitions.formulas import Formula, FormulaFault, parse_formula
from motcua.figures.definitions.model import CountsFor, DueDate, Mark, Relation, UnitLevel
from motcua.figures.periods import Period, PeriodKind
from motcua.figures.toml_reading import Fault, Node, open_toml, refuse

from .model import Block, Check, Column, ColumnKind, DayCount, Deadline, Line, ReportForm, RowKind

FORMAT: Final = "motcua-report-forms/1"
_DUE_FOR: Final = (PeriodKind.REPORT_QUARTER, PeriodKind.REPORT_YEAR)
_ORDINARY: Final = tuple(kind for kind in PeriodKind if kind is not PeriodKind.RANGE)


@dataclass(frozen=True)
class Forms:
    """All forms, the versions of each in order of their dates."""

    versions: Mapping[str, tuple[ReportForm, ...]]

    def in_force(self, form: str, period: Period) -> ReportForm:
        """The version in force on the period's last day. Raises NotFound ``report_form_unknown``,
        ``report_form_not_in_force``."""
        versions = self.versions.get(form)
        if versions is None:
            raise NotFound("report_form_unknown", params={"form": form[:60]})
        for version in versions:
            if version.is_in_force(period.last):
                return version
        raise NotFound(
            "report_form_not_in_force", params={"form": versions[-1].number, "day": f"{period.last:%d/%m/%Y}"}
        )

    def exact(self, reference: str) -> ReportForm:
        """``ii06a@1``: also one that is no longer in force. Raises NotFound ``report_form_unknown``."""
        name, _, version = reference.partition("@")
        for one in self.versions.get(name, ()):
            if str(one.version) == version:
                return one
        raise NotFound("report_form_unknown", params={"form": reference[:60]})

    def on(self, day: dt.date) -> list[ReportForm]:
        found = (one for versions in self.versions.values() for one in versions if one.is_in_force(day))
        return sorted(found, key=lambda form: form.number)


def build(texts: Mapping[str, str]) -> Forms:
    """From file name -> text. Raises Invalid ``definitions_invalid`` with every fault there is."""
    faults: list[Fault] = []
    found: dict[str, list[tuple[ReportForm, Node]]] = {}
    for file, text in sorted(texts.items()):
        root = open_toml(file, text, FORMAT, faults)
        if root is None:
            continue
        for node in root.children("form"):
            form = _form(node)
            found.setdefault(form.id, []).append((form, node))
        root.done()
    for versions in found.values():
        versions.sort(key=lambda pair: pair[0].valid_from)
        for (one, _), (later, node) in pairwise(versions):
            if one.valid_to is None or later.valid_from < one.valid_to:
                node.fault("valid_from", "two_in_force", later.valid_from.isoformat())
            if later.version <= one.version:
                node.fault("version", "version_not_higher", str(later.version))
    for form, node in (pair for versions in found.values() for pair in versions):
        if form.gathers and form.gathers not in found:
            node.fault("gathers", "name_unknown", form.gathers)
    refuse(faults)
    return Forms({name: tuple(form for form, _ in versions) for name, versions in found.items()})


def _form(node: Node) -> ReportForm:
    columns = tuple(_column(one) for one in node.children("column"))
    checks = tuple(_check(one) for one in node.children("check"))
    form = ReportForm(
        id=node.identifier(),
        version=node.whole("version", 1, least=1, most=9999),
        valid_from=node.day("valid_from"),
        valid_to=node.day_or_none("valid_to"),
        number=node.text("number"),
        title_vi=node.text("title_vi"),
        title_en=node.text("title_en"),
        unit_vi=node.text("unit_vi", ""),
        rows=node.choice("rows", RowKind),
        levels=node.choices("levels", UnitLevel),
        periods=node.choices("periods", PeriodKind, _ORDINARY),
        columns=columns,
        checks=checks,
        blocks=tuple(_block(one) for one in node.children("block")),
        lines=tuple(_line(one) for one in node.children("line")),
        deadlines=tuple(_deadline(one) for one in node.children("deadline")),
        gathers=node.text("gathers", ""),
        tested=node.choice("tested", DueDate) if node.has("tested") else None,
        counts_for=node.choice("counts_for", CountsFor, CountsFor.SETTLING),
        signs=node.texts("signs", ("Người lập biểu", "Thủ trưởng đơn vị")),
        legal=node.text("legal"),
        source=node.text("source"),
        mark=node.choice("mark", Mark),
        note=node.text("note", ""),
    )
    node.asked("tested")
    _check_form(form, node)
    node.done()
    return form


def _column(node: Node) -> Column:
    number = node.whole("n", least=1, most=99)
    under_vi, under_en = node.texts("under", ()), node.texts("under_en", ())
    if len(under_vi) != len(under_en):
        node.fault("under_en", "not_texts")
    column = Column(
        number=number,
        name_vi=node.text("vi"),
        name_en=node.text("en"),
        kind=node.choice("kind", ColumnKind, ColumnKind.MEASURE),
        under=tuple(zip(under_vi, under_en, strict=False)),
        label=node.text("label", f"({number})"),
        value=_formula(node, "value"),
        causes=node.texts("causes", ()),
        width=node.whole("width", 0, most=300),
    )
    if (column.kind is ColumnKind.CAUSE) != bool(column.causes):
        node.fault("causes", "key_missing" if column.kind is ColumnKind.CAUSE else "key_unknown")
    node.done()
    return column


def _check(node: Node) -> Check:
    nothing = Formula("0", parse_formula("0").node)
    check = Check(
        id=node.identifier(),
        name_vi=node.text("vi"),
        name_en=node.text("en"),
        left=_formula(node, "left") or nothing,
        relation=node.choice("relation", Relation, Relation.EQUAL),
        right=_formula(node, "right") or nothing,
        of_previous=node.flag("of_previous", False),
        other_form=node.text("other_form", ""),
        rows=node.flag("rows", True),
        source=node.text("source"),
        mark=node.choice("mark", Mark),
    )
    node.done()
    return check


def _block(node: Node) -> Block:
    block = Block(node.identifier(), node.text("vi"), node.text("en"), node.texts("kinds", ()), node.text("level", ""))
    if not block.kinds and not block.level:
        node.fault("kinds", "key_missing")
    node.done()
    return block


def _line(node: Node) -> Line:
    values = node.child("values")
    found: list[tuple[int, Formula]] = []
    if values is not None:
        for key in sorted(values.table):
            formula = _formula(values, key)
            if key.isdecimal() and formula is not None:
                found.append((int(key), formula))
            else:
                values.fault(key, "key_unknown")
    line = Line(node.identifier(), node.text("vi"), node.text("en"), tuple(sorted(found, key=lambda pair: pair[0])))
    node.done()
    return line


def _deadline(node: Node) -> Deadline:
    deadline = Deadline(
        level=node.choice("level", UnitLevel),
        days=node.whole("days", least=0, most=366),
        counted=node.choice("counted", DayCount, DayCount.DAY),
        periods=node.choices("periods", PeriodKind, _DUE_FOR),
        receives=node.text("receives"),
        source=node.text("source"),
        mark=node.choice("mark", Mark),
    )
    node.done()
    return deadline


def _formula(node: Node, key: str) -> Formula | None:
    node.asked(key)
    if not node.has(key):
        return None
    try:
        return parse_formula(node.text(key))
    except FormulaFault as fault:
        node.fault(key, fault.code, fault.detail)
        return None


def _check_form(form: ReportForm, node: Node) -> None:
    """Columns in order, every measure known, a tested date where one is needed, identities over columns only."""
    numbers = [column.number for column in form.columns]
    if numbers != list(range(1, len(numbers) + 1)):
        node.fault("column", "columns_not_in_order", ", ".join(map(str, numbers)))
    measures = shipped_definitions().measures
    for name in form.measures:
        if name not in measures:
            node.fault("column", "name_unknown", name)
        elif measures[name].tests_date and form.tested is None:
            node.fault("tested", "tested_date_missing", name)
    keys = {column.key for column in form.figures}
    for check in form.checks:
        sides = (check.left,) if check.other_form else (check.left, check.right)
        for name in (name for side in sides for name in side.names):
            if name not in keys:
                node.fault(f"check[{check.id}]", "name_unknown", name)
    if form.rows is RowKind.UNIT and not form.blocks:
        node.fault("block", "key_missing")
    if (form.rows is RowKind.SINGLE) != bool(form.lines):
        node.fault("line", "key_missing" if form.rows is RowKind.SINGLE else "key_unknown")


def shipped_texts() -> dict[str, str]:
    """The files of forms that come with the program, by name."""
    folder = files("motcua.figures.statutory").joinpath("data")
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")}


@cache
def shipped() -> Forms:
    return build(shipped_texts())
