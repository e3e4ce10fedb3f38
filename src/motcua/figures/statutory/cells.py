"""What is behind one number of an edition: the dossiers it counts as of the edition's instant, the rows it adds up, the
edition of a unit it was taken from, or that somebody typed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from motcua.core.errors import NotFound
from motcua.figures.counting import Behind as Counted
from motcua.figures.counting import Dimension, Row, Thing, behind
from motcua.figures.definitions.formulas import Formula, FormulaNode, Named, Operation
from motcua.figures.definitions.model import DueDate, MeasureKey
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.publications.streams import rows_of
from motcua.figures.wording import language

from .causes import LATE, column_of, main_causes
from .gathering import keys_of
from .model import Column, ColumnKind, ReportForm, RowKind
from .models import StatutoryEdition
from .selectors import table_of
from .table import Cell, Table, total_of
from .table import Row as TableRow

PAGE = 2000
BLOCK = "block:"


class Kind(StrEnum):
    LIST = "list"
    """Dossiers or other things that were counted."""
    ROWS = "rows"
    """A sum of rows."""
    SENT = "sent"
    """Taken from the edition of a unit."""
    TYPED = "typed"
    NOTHING = "nothing"
    """There is no number; why stands in the row."""


@dataclass(frozen=True, slots=True)
class Behind:
    """``parts``: key, name and number of each row that a sum adds up. ``total``: how many rows there are in all."""

    kind: Kind
    number: Cell
    thing: Thing = Thing.DOSSIER
    rows: tuple[Row, ...] = ()
    parts: tuple[tuple[str, str, Cell], ...] = ()
    total: int = 0
    next: int | None = None
    why: str = ""


def behind_cell(
    edition: StatutoryEdition, row_key: str, column_key: str, *, start: int = 0, limit: int = 50, now: dt.datetime
) -> Behind:
    """A page of what a cell counts. Raises NotFound ``report_cell_unknown``."""
    table = table_of(edition)
    column = table.form.column(column_key)
    rows = {"total": table.total, **block_rows(table), **{row.key: row for row in table.rows}}
    if column is None or not column.is_figure or row_key not in rows:
        raise NotFound("report_cell_unknown")
    row = rows[row_key]
    number = table.value(row, column_key)
    if number is None:
        return Behind(Kind.NOTHING, None, why=row.absent.get(column_key, "no_data"))
    if column_key in edition.entered.get(row_key, {}):
        return Behind(Kind.TYPED, number, total=number)
    if (row_key == "total" and table.form.rows in {RowKind.UNIT, RowKind.SINGLE}) or row_key.startswith(BLOCK):
        added = [one for one in table.rows if row_key in {"total", f"{BLOCK}{one.block}"}]
        parts = tuple((one.key, one.name, table.value(one, column_key)) for one in added)
        return Behind(Kind.ROWS, number, parts=parts, total=len(parts))
    if row.source and row_key in edition.rolled.get("sent", {}):
        return Behind(Kind.SENT, number, total=number)
    return _listed(edition, table, row, column, number, start, limit, now)


def block_rows(table: Table) -> dict[str, TableRow]:
    """The sum of each block that has rows, by ``block:`` and its id."""
    found = {}
    for block in table.form.blocks:
        rows = [row for row in table.rows if row.block == block.id]
        if rows:
            found[f"{BLOCK}{block.id}"] = total_of(table.form, rows, block.name(language()))
    return found


def _listed(
    edition: StatutoryEdition,
    table: Table,
    row: TableRow,
    column: Column,
    number: int,
    start: int,
    limit: int,
    now: dt.datetime,
) -> Behind:
    inner = [one for outer, one in edition.rolled.get("inner", []) if outer == row.key]
    with open_facts(edition.as_of, now=now) as facts:
        things: list[Thing] = []
        found = _rows(facts, table, row, column, inner, things)
        page = list(islice(found, start, start + limit + 1))
    later = start + limit if len(page) > limit else None
    thing = things[0] if things else Thing.DOSSIER
    return Behind(Kind.LIST, number, thing, tuple(page[:limit]), total=number, next=later)


def _rows(
    facts: Facts, table: Table, row: TableRow, column: Column, inner: list[str], things: list[Thing]
) -> Iterator[Row]:
    if column.kind is ColumnKind.CAUSE:
        yield from _of_cause(facts, table, row, column, things)
        return
    plus, minus = _signed(table.form, _formula(table.form, row, column))
    dropped = {one.id for key in minus for one in _pages(facts, table, row, key, things)}
    dropped |= {one.id for key in plus for code in inner for one in _of_unit(facts, key, code, table)}
    for key in plus:
        yield from (one for one in _pages(facts, table, row, key, things) if one.id not in dropped)


def _of_cause(facts: Facts, table: Table, row: TableRow, column: Column, things: list[Thing]) -> Iterator[Row]:
    main = main_causes(facts)
    for name in LATE:
        key = MeasureKey(name, table.form.tested or DueDate.APPOINTED, table.form.counts_for)
        for one in _pages(facts, table, row, key, things):
            if column_of(table.form, main.get(one.id, "")) == column.number:
                yield one


def _formula(form: ReportForm, row: TableRow, column: Column) -> Formula | None:
    if form.rows is not RowKind.SINGLE:
        return column.value
    line = next((one for one in form.lines if one.key == row.key), None)
    return dict(line.values).get(column.number) if line else None


def _signed(form: ReportForm, formula: Formula | None) -> tuple[list[MeasureKey], list[MeasureKey]]:
    """The measures that are added and those that are taken off."""
    if formula is None:
        return [], []
    keys = {key.measure: key for key in keys_of(form, formula)}
    plus: list[MeasureKey] = []
    minus: list[MeasureKey] = []

    def walk(node: FormulaNode, is_added: bool) -> None:
        if isinstance(node, Named):
            (plus if is_added else minus).append(keys[node.name])
        elif isinstance(node, Operation) and node.sign in {"+", "-"}:
            walk(node.parts[0], is_added)
            walk(node.parts[1], is_added == (node.sign == "+"))

    walk(formula.node, True)
    return plus, minus


def _pages(facts: Facts, table: Table, row: TableRow, key: MeasureKey, things: list[Thing]) -> Iterator[Row]:
    of_field = table.form.rows is RowKind.FIELD and row.key != "total"
    unit = row.key if table.form.rows is RowKind.UNIT else table.unit
    by, member = (Dimension.FIELD, row.key) if of_field else (None, None)

    def page(after: str) -> Counted:
        found = behind(facts, key, unit, table.period, by=by, member=member, after=after, limit=PAGE)
        things.append(found.thing)
        return found

    yield from rows_of(page)


def _of_unit(facts: Facts, key: MeasureKey, unit: str, table: Table) -> Iterator[Row]:
    return rows_of(lambda after: behind(facts, key, unit, table.period, after=after, limit=PAGE))
