"""What a figure counts: dossiers, procedures, minutes, minutes per dossier. Adding dossiers to procedures, or taking
a share of one in the other, is a fault of the definition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from .formulas import Constant, Formula, FormulaFault, FormulaNode, Named, Operation

Unit = tuple[tuple[str, int], ...]
"""Names with powers, in order; empty for a plain number."""

NUMBER: Final[Unit] = ()
_WORD: Final = re.compile(r"[a-z][a-z_]*")


def parse_unit(text: str) -> Unit:
    """``1`` for a plain number, ``dossier``, ``minute/dossier``. Raises :class:`FormulaFault` ``unit_malformed``."""
    powers: Counter[str] = Counter()
    for at, part in enumerate(text.split("/")):
        if part != "1":
            if not _WORD.fullmatch(part):
                raise FormulaFault("unit_malformed", text)
            powers[part] += -1 if at else 1
    return _unit(powers)


def unit_text(unit: Unit) -> str:
    above = [name for name, power in unit for _ in range(power)]
    below = [name for name, power in unit for _ in range(-power)]
    return "/".join(["*".join(above) or "1", *below])


def divided(above: Unit, below: Unit) -> Unit:
    return _times(above, below, -1)


def unit_of(formula: Formula, unit_of_name: Callable[[str], Unit]) -> Unit:
    """Raises :class:`FormulaFault` ``units_differ`` where unlike things are added or compared."""
    return _of(formula.node, unit_of_name)


def _of(node: FormulaNode, unit_of_name: Callable[[str], Unit]) -> Unit:
    match node:
        case Constant():
            return NUMBER
        case Named(name):
            return unit_of_name(name)
        case Operation(sign, parts):
            units = [_of(part, unit_of_name) for part in parts]
    if sign in "*/":
        return _times(units[0], units[1], 1 if sign == "*" else -1)
    of_things = [unit for unit, part in zip(units, parts, strict=True) if part != Constant(0)]
    if any(unit != of_things[0] for unit in of_things):
        raise FormulaFault("units_differ", ", ".join(unit_text(unit) for unit in of_things))
    return of_things[0] if of_things else NUMBER


def _times(one: Unit, other: Unit, sign: int) -> Unit:
    powers: Counter[str] = Counter(dict(one))
    for name, power in other:
        powers[name] += sign * power
    return _unit(powers)


def _unit(powers: Counter[str]) -> Unit:
    return tuple(sorted((name, power) for name, power in powers.items() if power))
