"""The table about persons: whose application an official filed, by the unit that settles; small numbers left out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from motcua.figures.exchange.open_data.dataset import withheld
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period

from .suppression import Cell, hidden_cells

COLUMNS: Final = ("own", "assisted")

# As the open data counts: the newest name and code of a unit; months are legal ones.
_COUNTED: Final = """
WITH named AS (
    SELECT uid, arg_max(code, valid_from) AS code, arg_max(name, valid_from) AS name FROM units GROUP BY uid
), fields AS (
    SELECT procedure, arg_max(field, valid_from) AS field FROM procedure_versions GROUP BY procedure
)
SELECT coalesce(n.code, '') AS unit, coalesce(n.name, '') AS name, strftime(d.accepted_on, '%Y-%m') AS month,
    coalesce(f.field, '') AS field, count(*)::BIGINT, sum(d.assisted::INT)::BIGINT
FROM dossiers d LEFT JOIN named n ON n.uid = d.settling_unit LEFT JOIN fields f ON f.procedure = d.procedure
WHERE NOT d.umbrella AND d.accepted_on BETWEEN $first AND $last
GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Persons:
    """``cells``: what may be shown, None where it is left out; ``totals`` of rows are counts of work, always there."""

    names: dict[str, str]
    rows: tuple[str, ...]
    totals: dict[str, int]
    cells: dict[Cell, int | None]
    column_totals: dict[str, int | None]


def persons(facts: Facts, period: Period) -> Persons:
    """Of the applications accepted in the period."""
    names: dict[str, str] = {}
    received: dict[str, int] = defaultdict(int)
    assisted: dict[str, int] = defaultdict(int)
    rest: dict[str, int] = defaultdict(int)
    counted = facts.connection.execute(_COUNTED, {"first": period.first, "last": period.last}).fetchall()
    for unit, name, _month, _field, whole, part in counted:
        names[unit] = name
        received[unit] += whole
        assisted[unit] += part
        if withheld(part, whole):
            rest[unit] += part
    rows = tuple(sorted(names))
    cells = {(row, "assisted"): assisted[row] for row in rows} | {
        (row, "own"): received[row] - assisted[row] for row in rows
    }
    # What the open data leaves out must not follow from what it shows and the sum that stands here.
    also = {(row, "assisted") for row in rows if 0 < rest[row] < 5}
    hidden = hidden_cells(cells, rows, COLUMNS, also)
    alone = bool(hidden) and len(rows) < 2
    sums: dict[str, int | None] = {
        column: None if alone else sum(cells[row, column] for row in rows) for column in COLUMNS
    }
    shown = {cell: None if cell in hidden else value for cell, value in cells.items()}
    return Persons(names, rows, dict(received), shown, sums)
