"""The identities of a form, held against a filled one before it is issued. What fails names the row and the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from motcua.figures.definitions.formulas import Formula
from motcua.figures.definitions.model import Relation

from .model import Check
from .table import Row, Table


@dataclass(frozen=True, slots=True)
class Checked:
    """``holds`` None: a number is missing, or there is nothing to compare with, so nothing can be said."""

    check: Check
    row: str
    left: Fraction | None
    right: Fraction | None

    @property
    def holds(self) -> bool | None:
        if self.left is None or self.right is None:
            return None
        return self.left <= self.right if self.check.relation is Relation.AT_MOST else self.left == self.right


def check_table(
    table: Table,
    *,
    previous: Table | None = None,
    others: Mapping[str, Table] | None = None,
    counted: Row | None = None,
) -> list[Checked]:
    """Every identity of the form. ``previous``: the report of the period before; ``others``: reports of the same unit
    and period on other forms."""
    found = []
    for check in table.form.checks:
        rows = [table.total, *(table.rows if check.rows else ())]
        found += [_checked(check, table, row, previous, others or {}) for row in rows]
    return found


def _checked(check: Check, table: Table, row: Row, previous: Table | None, others: Mapping[str, Table]) -> Checked:
    left = _side(check.left, table, row)
    if check.of_previous:
        right = _side(check.right, previous, previous.total) if previous else None
    elif check.other_form:
        other = others.get(check.other_form)
        right = _side(check.right, other, other.total) if other else None
    else:
        right = _side(check.right, table, row)
    return Checked(check, row.name, left, right)


def _side(formula: Formula, table: Table, row: Row) -> Fraction | None:
    numbers: dict[str, Fraction] = {}
    for name in formula.names:
        value = table.value(row, name)
        if value is None:
            return None
        numbers[name] = Fraction(value)
    try:
        return formula.value(numbers.__getitem__)
    except ZeroDivisionError:
        return None


def failing(checked: list[Checked]) -> list[Checked]:
    return [one for one in checked if one.holds is False]
