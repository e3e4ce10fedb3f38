"""Leaving small numbers of persons out of a table whose totals are known. Pure.

A cell of 1 to 4 persons is left out. With row and column totals known, what is left out alone could be worked out, so
every hidden cell stands on a rectangle of hidden cells: moving one person around it changes no total, and the numbers
in it stay open. Counts of units' work are no numbers of persons and are never left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

SMALLEST: Final = 5

Cell = tuple[str, str]


def hidden_cells(
    cells: Mapping[Cell, int], rows: Sequence[str], columns: Sequence[str], also: Collection[Cell] = ()
) -> frozenset[Cell]:
    """Which cells to leave out; ``also``: those that other publications would give away. Of a table with one row or
    column everything is left out as soon as anything is."""
    small = {cell for cell, value in cells.items() if 0 < value < SMALLEST} | set(also)
    if not small:
        return frozenset()
    if len(rows) < 2 or len(columns) < 2:
        return frozenset((row, column) for row in rows for column in columns)
    hidden: set[Cell] = set(small)
    for cell in sorted(small, key=lambda one: (rows.index(one[0]), columns.index(one[1]))):
        if not _stands_on_rectangle(cell, hidden, rows, columns):
            hidden.update(_cheapest(cell, cells, hidden, rows, columns))
    return frozenset(hidden)


def _corners(cell: Cell, row: str, column: str) -> tuple[Cell, Cell, Cell]:
    return (cell[0], column), (row, cell[1]), (row, column)


def _rectangles(cell: Cell, rows: Sequence[str], columns: Sequence[str]) -> list[tuple[Cell, Cell, Cell]]:
    return [_corners(cell, row, column) for row in rows for column in columns if row != cell[0] and column != cell[1]]


def _stands_on_rectangle(cell: Cell, hidden: set[Cell], rows: Sequence[str], columns: Sequence[str]) -> bool:
    return any(hidden.issuperset(corners) for corners in _rectangles(cell, rows, columns))


def _cheapest(
    cell: Cell, cells: Mapping[Cell, int], hidden: set[Cell], rows: Sequence[str], columns: Sequence[str]
) -> tuple[Cell, Cell, Cell]:
    """The other corners that hide least: few further cells, none of them empty if it can be, small numbers."""

    def cost(corners: tuple[Cell, Cell, Cell]) -> tuple[int, int, int]:
        fresh = [corner for corner in corners if corner not in hidden]
        empty = sum(cells.get(corner, 0) == 0 for corner in corners)
        return len(fresh), empty, sum(cells.get(corner, 0) for corner in fresh)

    return min(_rectangles(cell, rows, columns), key=cost)
