"""Late dossiers of units of one kind beside what their procedures let expect."""

from __future__ import annotations

from collections import defaultdict

from motcua.core.canonical import Json
from motcua.figures.boards.members import LEVELS, members
from motcua.figures.comparison.standardised import Cell, standardised
from motcua.figures.definitions.model import UnitLevel

from .rows import Kind, count_rows
from .work import Made, Work


def make(work: Work) -> list[Made]:
    """A row for each level that has peers: (code, name, settled, late, expected) of each unit, by code."""
    rows = []
    for level in LEVELS:
        if level is UnitLevel.PROVINCE:
            continue
        units = {one.code: one.name for one in members(level, work.day) if one.code in work.codes}
        if not units:
            continue
        cells = _cells(work, list(units))
        found = standardised(cells)
        lines: list[Json] = [
            [code, name, found[code].settled, found[code].late, str(found[code].expected)]
            for code, name in units.items()
            if code in found
        ]
        rows.append(Made(level.value, level.value, {"units": lines}))
    return rows


def _cells(work: Work, codes: list[str]) -> dict[str, dict[str, Cell]]:
    counted: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in count_rows(work.facts, Kind.SETTLED, codes, work.period, by=["procedure", "state"]):
        numbers = counted[row.member, row.procedure]
        numbers[0] += row.number
        numbers[1] += row.number if row.state == "late" else 0
    cells: dict[str, dict[str, Cell]] = {code: {} for code in codes}
    for (member, procedure), (settled, late) in counted.items():
        cells[member][procedure] = Cell(settled, late)
    return cells
