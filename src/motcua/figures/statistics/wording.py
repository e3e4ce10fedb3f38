"""How a public figure comes about, in words."""

from __future__ import annotations

import re

from motcua.figures.definitions.catalogue import Catalogue
from motcua.figures.definitions.formulas import Formula
from motcua.figures.definitions.model import Indicator
from motcua.figures.wording import language

_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def formula_words(definition: Indicator, catalogue: Catalogue) -> str:
    """The formula with the names of its measures and indicators; a sum that is divided stands in brackets."""
    above = _said(definition.numerator, catalogue)
    if definition.denominator is None:
        return above
    sides = ((definition.numerator, above), (definition.denominator, _said(definition.denominator, catalogue)))
    return " : ".join(f"({text})" if len(one.names) > 1 else text for one, text in sides)


def _said(formula: Formula, catalogue: Catalogue) -> str:
    def named(found: re.Match[str]) -> str:
        measure, versions = catalogue.measures.get(found[0]), catalogue.indicators.get(found[0])
        if measure is not None:
            return f"“{measure.name(language())}”"
        return f"“{versions[-1].name(language())}”" if versions else found[0]

    return _NAME.sub(named, formula.text).replace("*", "×")
