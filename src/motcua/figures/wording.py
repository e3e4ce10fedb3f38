"""Sentences about figures, in the language in force: what was understood, why something is missing, what cannot be."""

from __future__ import annotations

from django.utils.translation import get_language

from motcua.core.texts import say

from .definitions.catalogue import Catalogue
from .numbers import Printable, print_decimal
from .typed_numbers import Typed


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
