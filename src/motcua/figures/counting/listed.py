"""What a number counts, thing by thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from motcua.figures.definitions.evaluation import Absent


class Thing(StrEnum):
    """What a row of a list names."""

    DOSSIER = "dossier"
    """By public id."""
    PROCEDURE = "procedure"
    """By key."""
    DECISION = "decision"
    """By public id."""
    UNIT = "unit"
    """By code."""
    REPORT = "report"
    """What units reported or someone imported, by public id."""
    IMPORT = "import"
    """A file of the national portal, by public id."""


@dataclass(frozen=True, slots=True)
class Row:
    """``amount``: how much of the number it is; 1 where things are counted, else minutes, papers, contacts."""

    id: str
    amount: int | Fraction = 1


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of the list behind a number. ``total`` is the number itself, the sum of the amounts of all rows;
    ``things`` is how many rows there are; ``next`` is given as ``after`` for the next page, empty at the end."""

    total: int | Fraction | Absent
    thing: Thing
    rows: tuple[Row, ...]
    things: int
    next: str
