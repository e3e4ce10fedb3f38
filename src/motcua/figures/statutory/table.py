"""A filled form: its rows, its total, and the canonical document that is hashed, archived and shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from motcua.core.canonical import Json, digest, encode
from motcua.figures.periods import Period, parse_code

from .loader import Forms
from .model import ColumnKind, ReportForm

SCHEMA: Final = "motcua-statutory/1"
Cell = int | None
"""None: no number; why stands in ``absent``."""


@dataclass(frozen=True)
class Row:
    """``key`` names it for good: the name of a field, the code of a unit, the key of a line. ``values`` follow
    ``form.figures``; ``absent`` says why a column has no number. ``source``: the hash of the edition it was taken from,
    empty when it was counted."""

    key: str
    name: str
    values: tuple[Cell, ...]
    absent: Mapping[str, str] = field(default_factory=dict)
    block: str = ""
    source: str = ""


@dataclass(frozen=True)
class Table:
    """``manifest``: hash of the facts it was counted from; no part of the document, since facts built anew have another
    hash and the same numbers. ``superior``: who receives it."""

    form: ReportForm
    unit: str
    unit_name: str
    superior: str
    period: Period
    as_of: dt.datetime
    manifest: str
    rows: tuple[Row, ...]
    total: Row

    def value(self, row: Row, key: str) -> Cell:
        """The number of column ``c3`` in a row; None also for a column that has none."""
        for column, value in zip(self.form.figures, row.values, strict=True):
            if column.key == key:
                return value
        return None

    @property
    def missing(self) -> list[tuple[Row, str, str]]:
        """Row, column and reason of every cell without a number."""
        return [(row, key, why) for row in (*self.rows, self.total) for key, why in row.absent.items()]

    def as_json(self) -> dict[str, Json]:
        return {
            "schema": SCHEMA,
            "form": self.form.reference,
            "form_hash": self.form.hash,
            "unit": self.unit,
            "unit_name": self.unit_name,
            "superior": self.superior,
            "period": self.period.code,
            "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(),
            "as_of": self.as_of.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "columns": [column.key for column in self.form.figures],
            "rows": [_row_json(row) for row in self.rows],
            "total": _row_json(self.total),
        }

    @property
    def body(self) -> bytes:
        return encode(self.as_json())

    @property
    def sha256(self) -> str:
        return digest(self.body).hex()


def _row_json(row: Row) -> dict[str, Json]:
    return {
        "key": row.key,
        "name": row.name,
        "block": row.block,
        "source": row.source,
        "values": list(row.values),
        "absent": dict(row.absent),
    }


def read_table(document: Mapping[str, Json], forms: Forms) -> Table:
    """What :meth:`Table.as_json` wrote. Raises NotFound ``report_form_unknown`` for a form nobody knows any more."""
    rows = document["rows"]
    return Table(
        form=forms.exact(str(document["form"])),
        unit=str(document["unit"]),
        unit_name=str(document["unit_name"]),
        superior=str(document["superior"]),
        period=parse_code(str(document["period"])),
        as_of=dt.datetime.fromisoformat(str(document["as_of"])),
        manifest="",
        rows=tuple(_read_row(row) for row in (rows if isinstance(rows, list) else [])),
        total=_read_row(document["total"]),
    )


def _read_row(row: Json) -> Row:
    if not isinstance(row, dict):
        raise TypeError("a row of a report is an object")
    values, absent = row["values"], row["absent"]
    return Row(
        key=str(row["key"]),
        name=str(row["name"]),
        block=str(row["block"]),
        source=str(row["source"]),
        values=tuple(
            value if isinstance(value, int) else None for value in (values if isinstance(values, list) else [])
        ),
        absent={key: str(why) for key, why in absent.items()} if isinstance(absent, dict) else {},
    )


def total_of(form: ReportForm, rows: Sequence[Row], name: str) -> Row:
    """The sum of the rows; a column that lacks a number anywhere has none."""
    values: list[Cell] = []
    absent: dict[str, str] = {}
    for at, column in enumerate(form.figures):
        numbers = [row.values[at] for row in rows]
        whole = [number for number in numbers if number is not None]
        values.append(sum(whole) if len(whole) == len(numbers) else None)
        if len(whole) < len(numbers):
            absent[column.key] = next(row.absent.get(column.key, "no_data") for row in rows if row.values[at] is None)
    return Row("total", name, tuple(values), absent)


def with_entered(table: Table, entered: Mapping[str, Mapping[str, int]], name: str) -> Table:
    """The table with what the unit typed, in cells that nothing counts: nobody types over a counted number."""
    keys = [column.key for column in table.form.figures]
    rows = []
    for row in table.rows:
        typed = {key: value for key, value in entered.get(row.key, {}).items() if key in row.absent}
        values = tuple(typed.get(key, value) for key, value in zip(keys, row.values, strict=True))
        absent = {key: why for key, why in row.absent.items() if key not in typed}
        rows.append(Row(row.key, row.name, values, absent, row.block, "entered" if typed else row.source))
    if not entered:
        return table
    return Table(
        table.form, table.unit, table.unit_name, table.superior, table.period, table.as_of, table.manifest,
        tuple(rows), total_of(table.form, rows, name),
    )  # fmt: skip


def enterable(form: ReportForm) -> tuple[str, ...]:
    """Columns that units may type."""
    return tuple(column.key for column in form.figures if column.kind is not ColumnKind.CAUSE)
