"""What a form of a statutory report says. Forms are data (``data/*.toml``); nothing here knows a single one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from motcua.core.canonical import Json, digest, encode
from motcua.figures.definitions.formulas import Formula
from motcua.figures.definitions.model import CountsFor, DueDate, Mark, Relation, UnitLevel
from motcua.figures.periods import PeriodKind


class RowKind(StrEnum):
    """What the rows of a form are."""

    FIELD = "field"
    """A field of procedures of the unit that reports."""
    PROCEDURE = "procedure"
    UNIT = "unit"
    """The units below the one that reports, in blocks."""
    SINGLE = "single"
    """Lines that the form itself lists."""


class ColumnKind(StrEnum):
    NUMBER = "number"
    """The running number of the row."""
    LABEL = "label"
    MEASURE = "measure"
    """Counted: a formula of measures."""
    CAUSE = "cause"
    """Late dossiers of some decided causes."""
    ENTERED = "entered"
    """Typed by the unit, because no room counts it yet."""
    RATE = "rate"
    """A share of other columns, never added up."""
    NOTE = "note"


UNEXPLAINED = "*"
"""In the causes of a column: late dossiers for which nobody decided one."""


@dataclass(frozen=True, slots=True)
class Column:
    """``under`` is the path of headings above it, outermost first. ``label`` is printed in the line of numbers."""

    number: int
    name_vi: str
    name_en: str
    kind: ColumnKind
    under: tuple[tuple[str, str], ...]
    label: str
    value: Formula | None = None
    causes: tuple[str, ...] = ()
    width: int = 0

    @property
    def key(self) -> str:
        return f"c{self.number}"

    @property
    def is_figure(self) -> bool:
        return self.kind in {ColumnKind.MEASURE, ColumnKind.CAUSE, ColumnKind.ENTERED}

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en

    def heads(self, language: str) -> tuple[str, ...]:
        return tuple(vi if language == "vi" else en for vi, en in self.under)

    def words(self, language: str) -> str:
        """Its name with the headings above it, for whoever does not see them."""
        return " – ".join((*self.heads(language), self.name(language)))


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold between the columns of each row and of the total. ``of_previous``: the right side is that of the
    period before. ``rows``: of every row too, not of the total alone."""

    id: str
    name_vi: str
    name_en: str
    left: Formula
    relation: Relation
    right: Formula
    of_previous: bool
    other_form: str
    rows: bool
    source: str
    mark: Mark

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of units under one heading: those of these kinds (or this level, when it names no kind)."""

    id: str
    name_vi: str
    name_en: str
    kinds: tuple[str, ...]
    level: str

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True, slots=True)
class Line:
    """A row that the form itself lists. ``values``: the formula of each column by its number, or nothing: typed."""

    key: str
    name_vi: str
    name_en: str
    values: tuple[tuple[int, Formula], ...]

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.name_en


class DayCount(StrEnum):
    """How days until a deadline are counted."""

    DAY = "day"
    """Every day of the calendar: where no text says otherwise."""
    WORKING_DAY = "working_day"
    """Days on which the unit works, by its own calendar."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Units of ``level`` file so many days after the last day of a period of these kinds, to the unit of
    ``receives``. ``counted``: which days."""

    level: UnitLevel
    days: int
    counted: DayCount
    periods: tuple[PeriodKind, ...]
    receives: str
    source: str
    mark: Mark


@dataclass(frozen=True)
class ReportForm:
    """In force from ``valid_from`` to before ``valid_to`` for periods that end then. ``gathers``: the form whose
    reports its rows are taken from, for one that rolls up."""

    id: str
    version: int
    valid_from: dt.date
    valid_to: dt.date | None
    number: str
    title_vi: str
    title_en: str
    unit_vi: str
    rows: RowKind
    levels: tuple[UnitLevel, ...]
    periods: tuple[PeriodKind, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    deadlines: tuple[Deadline, ...]
    gathers: str
    tested: DueDate | None
    counts_for: CountsFor
    signs: tuple[str, ...]
    legal: str
    source: str
    mark: Mark
    note: str

    def title(self, language: str) -> str:
        return self.title_vi if language == "vi" else self.title_en

    def is_in_force(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def figures(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_figure)

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

    def deadline(self, level: str) -> Deadline | None:
        return next((one for one in self.deadlines if one.level == level), None)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Every measure that its cells are made of, in order."""
        formulas = [column.value for column in self.columns if column.value and column.kind is ColumnKind.MEASURE]
        formulas += [value for line in self.lines for _, value in line.values]
        return tuple(dict.fromkeys(name for formula in formulas for name in formula.names))

    @property
    def reference(self) -> str:
        return f"{self.id}@{self.version}"

    @cached_property
    def hash(self) -> str:
        """Of everything that decides its numbers, not of its words."""
        return digest(encode(self.as_json())).hex()

    def as_json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "version": self.version,
            "rows": self.rows.value,
            "gathers": self.gathers,
            "tested": self.tested.value if self.tested else None,
            "counts_for": self.counts_for.value,
            "columns": [
                [one.number, one.kind.value, one.value.text if one.value else None, list(one.causes)]
                for one in self.columns
            ],
            "lines": [[line.key, [[n, formula.text] for n, formula in line.values]] for line in self.lines],
            "blocks": [[block.id, list(block.kinds), block.level] for block in self.blocks],
        }
