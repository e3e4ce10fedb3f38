"""A roll-up out of the editions of the units below, held against the same rows counted directly."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from motcua.core.canonical import Json

from .gathering import without_inner
from .model import ReportForm
from .table import Cell, Row, Table


@dataclass(frozen=True, slots=True)
class Source:
    """An edition that a row is taken from."""

    uid: str
    number: int
    table: Table


@dataclass(frozen=True, slots=True)
class Unlike:
    """A number that a unit reported and that counting it directly does not give."""

    unit: str
    column: str
    reported: Cell
    counted: Cell


@dataclass(frozen=True)
class Rolled:
    """``missing``: codes of units that owe the report and have no edition that was received; their rows are counted
    directly."""

    rows: tuple[Row, ...]
    sent: Mapping[str, Source]
    missing: tuple[str, ...]
    unlike: tuple[Unlike, ...]

    def as_json(self) -> dict[str, Json]:
        sent: dict[str, Json] = {
            code: {"edition": one.uid, "number": one.number, "sha256": one.table.sha256}
            for code, one in self.sent.items()
        }
        return {
            "sent": sent,
            "missing": list(self.missing),
            "unlike": [[one.unit, one.column, one.reported, one.counted] for one in self.unlike],
        }


def roll(
    form: ReportForm,
    counted: Mapping[str, Row],
    inner: list[tuple[str, str]],
    editions: Mapping[str, Source],
    owing: Collection[str],
) -> Rolled:
    """``counted``: rows of the units with all under them; ``inner``: pairs (outer, inner) of them; ``editions``: what
    units sent, by code; ``owing``: codes of units that must send one."""
    used = {code: editions[code] for code in counted if code in editions}
    rows = {code: _taken(form, row, used.get(code)) for code, row in counted.items()}
    unlike = [one for code, row in rows.items() for one in _unlike(form, code, row, counted[code])]
    missing = tuple(code for code in counted if code in owing and code not in used)
    return Rolled(tuple(without_inner(form, rows, inner).values()), used, missing, tuple(unlike))


def _taken(form: ReportForm, row: Row, source: Source | None) -> Row:
    if source is None:
        return row
    sent = source.table
    values = tuple(
        sent.value(sent.total, column.key) if sent.form.column(column.key) else row.values[at]
        for at, column in enumerate(form.figures)
    )
    absent = {
        column.key: sent.total.absent.get(column.key, "no_data")
        for column, value in zip(form.figures, values, strict=True)
        if value is None
    }
    return Row(row.key, row.name, values, absent, row.block, sent.sha256)


def _unlike(form: ReportForm, code: str, row: Row, counted: Row) -> list[Unlike]:
    return [
        Unlike(code, column.key, mine, theirs)
        for column, mine, theirs in zip(form.figures, row.values, counted.values, strict=True)
        if mine != theirs
    ]
