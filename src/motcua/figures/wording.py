"""Sentences about figures, in the language in force: what was understood, why something is missing, what cannot be."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import get_language

from motcua.core.texts import say

from .definitions.catalogue import Catalogue
from .definitions.formulas import Formula
from .numbers import Printable, print_decimal
from .typed_numbers import Typed

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")


def language() -> str:
    """``vi`` or ``en``, for numbers and names."""
    return "vi" if (get_language() or "vi").startswith("vi") else "en"


def understood(typed: Typed) -> list[str]:
    """What the reader of a number took for granted, a sentence each."""
    return [say(f"number_remark_{remark.value}") for remark in typed.remarks]


def why_missing(code: str, about: str, catalogue: Catalogue) -> str:
    """Why a figure or a criterion has no value; measures and indicators by their names."""
    measure = catalogue.measures.get(about)
    versions = catalogue.indicators.get(about, ())
    named = measure.name(language()) if measure else versions[-1].name(language()) if versions else about
    return say(f"figure_why_{code}", {"about": named})


def formula_words(above: Formula, below: Formula | None, catalogue: Catalogue) -> str:
    """How a figure comes about, with the names of its measures and indicators; a sum that is divided stands in
    brackets."""
    if below is None:
        return _said(above, catalogue)
    sides = ((one, _said(one, catalogue)) for one in (above, below))
    return " : ".join(f"({text})" if len(one.names) > 1 else text for one, text in sides)


def _said(formula: Formula, catalogue: Catalogue) -> str:
    def named(found: re.Match[str]) -> str:
        measure, versions = catalogue.measures.get(found[0]), catalogue.indicators.get(found[0])
        if measure is not None:
            return f"“{measure.name(language())}”"
        return f"“{versions[-1].name(language())}”" if versions else found[0]

    return _NAME.sub(named, formula.text).replace("*", "×")


def impossible_rate(found: Printable) -> str:
    """No whole number out of the total prints so, with the nearest ones; empty when one does."""
    if found.is_possible:
        return ""
    (below, below_rate), (above, above_rate) = found.below, found.above
    here = language()
    return say(
        "reported_rate_impossible",
        {
            "total": print_decimal(found.total, here),
            "rate": print_decimal(found.rate, here) + "%",
            "below": print_decimal(below, here),
            "below_rate": print_decimal(below_rate, here) + "%",
            "above": print_decimal(above, here),
            "above_rate": print_decimal(above_rate, here) + "%",
        },
    )
