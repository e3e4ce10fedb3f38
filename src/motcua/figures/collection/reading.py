"""What a sheet says: each cell as it was typed, as it was understood, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.figures.numbers import Printable
from motcua.figures.reported import Bound, Reported, ValueKind, check_rate, read_reported
from motcua.figures.typed_numbers import Typed

from .layout import Line
from .unit_words import without_unit

LONGEST: Final = 60
MOST_DIGITS: Final = 20
"""Digits before the decimal sign that are kept."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One line as it was filled. ``reported`` is None while it is empty or wrong; ``fault`` says what is wrong.
    ``impossible``: no whole number out of the stated total prints this rate. ``missing``: required and empty."""

    line: Line
    text: str = ""
    note: str = ""
    reported: Reported | None = None
    typed: Typed | None = None
    fault: Invalid | None = None
    impossible: Printable | None = None

    @property
    def missing(self) -> bool:
        return self.line.required and not self.text

    @property
    def unexplained(self) -> bool:
        """An impossible rate without a word about it."""
        return self.impossible is not None and not self.note

    def as_json(self) -> dict[str, Json]:
        """For the history: typed and understood."""
        found: dict[str, Json] = {"text": self.text, "note": self.note}
        if self.reported is not None:
            found |= {
                "kind": self.reported.kind.value,
                "value": str(as_decimal(self.reported.value)),
                "bound": self.reported.bound.value,
                "decimals": self.reported.decimals,
                "counts": self.line.counts,
            }
        return found


def read_cells(lines: Sequence[Line], draft: Mapping[str, Mapping[str, str]]) -> tuple[Cell, ...]:
    """Every line of the form, in its order. Never raises: faults are in the cells."""
    alone = {line.key: read_cell(line, **_typed(draft.get(line.key))) for line in lines}
    return tuple(_beside(alone[line.key], alone) for line in lines)


def _typed(raw: Mapping[str, str] | None) -> dict[str, str]:
    return {"text": str((raw or {}).get("text", "")).strip(), "note": str((raw or {}).get("note", "")).strip()}


def read_cell(line: Line, text: str, note: str = "") -> Cell:
    """One cell by itself."""
    if not text:
        return Cell(line, note=note)
    if len(text) > LONGEST:
        return Cell(line, text, note, fault=Invalid("number_not_understood", params={"text": text[:LONGEST]}))
    try:
        bare = without_unit(text, line.counts) if line.kind is ValueKind.LEVEL else text
        read = read_reported(bare, line.kind, unit=line.counts or "1", whole=line.whole)
        _check_size(text, read.reported, line)
    except Invalid as fault:
        return Cell(line, text, note, fault=fault)
    return Cell(line, text, note, read.reported, read.typed)


def _check_size(text: str, reported: Reported, line: Line) -> None:
    if abs(reported.value) >= 10**MOST_DIGITS:
        raise Invalid("reported_too_large", params={"text": text})
    if line.whole and reported.value < 0:
        raise Invalid("reported_negative", params={"text": text})


def _beside(cell: Cell, others: Mapping[str, Cell]) -> Cell:
    """The cell with what other cells of the sheet say about it."""
    if cell.reported is None:
        return cell
    whole = others.get(cell.line.part_of)
    if whole is not None and whole.reported is not None and cell.reported.value > whole.reported.value:
        params = {"text": cell.text, "whole": whole.line.name_vi, "most": whole.text}
        return Cell(
            cell.line, cell.text, cell.note, typed=cell.typed, fault=Invalid("reported_over_whole", params=params)
        )
    total = others.get(cell.line.total)
    if total is None or total.reported is None or total.reported.value.denominator != 1:
        return cell
    found = check_rate(cell.reported, int(total.reported.value))
    if found is None or found.is_possible:
        return cell
    return Cell(cell.line, cell.text, cell.note, cell.reported, cell.typed, impossible=found)


def as_decimal(value: Fraction) -> Decimal:
    """Exact for whatever was typed: its denominator divides a power of ten."""
    with localcontext() as context:
        context.prec = 60
        return Decimal(value.numerator) / Decimal(value.denominator)


def restored(kind: str, value: Decimal, counts: str, bound: str, decimals: int) -> Reported:
    """A stored value as it was understood."""
    which = ValueKind(kind)
    return Reported(which, Fraction(value), counts if which is ValueKind.LEVEL else "", Bound(bound), decimals)
