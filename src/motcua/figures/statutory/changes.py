"""What differs between two editions of one report: every cell, the total first."""

from __future__ import annotations

from dataclasses import dataclass

from .table import Cell, Table


@dataclass(frozen=True, slots=True)
class Changed:
    """``before`` or ``after`` is None too where the row is in one edition only."""

    row: str
    name: str
    column: str
    before: Cell
    after: Cell


def changes(before: Table, after: Table) -> list[Changed]:
    """Cells that differ, in order of rows and columns; a row that is new or gone with each of its numbers."""
    old = {"total": before.total, **{row.key: row for row in before.rows}}
    new = {"total": after.total, **{row.key: row for row in after.rows}}
    columns = [column.key for column in after.form.figures]
    found = []
    for key in dict.fromkeys((*new, *old)):
        row = new.get(key) or old[key]
        for column in columns:
            one = before.value(old[key], column) if key in old else None
            two = after.value(new[key], column) if key in new else None
            if one != two:
                found.append(Changed(key, row.name, column, one, two))
    return found
