"""Figures as plain JSON and back, exact; what a page prints of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.figures.answers import Answer
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.units import unit_text
from motcua.figures.numbers import print_number, print_percent
from motcua.figures.wording import language, why_missing


@dataclass(frozen=True, slots=True)
class Kept:
    """A figure for the macro ``figure``: a number, or why there is none; either leads to its proof. ``value`` is exact,
    a share for a rate; ``of`` is what it was divided by."""

    indicator: str
    name: str
    printed: str
    why: str
    address: str
    value: Fraction | None
    of: Fraction | None
    unit: str


NONE_THERE = "none_there"
"""Nothing happened that could be counted: a procedure without dossiers in a period."""


def pack(answer: Answer, *, is_quiet: bool = False) -> dict[str, Json]:
    """``is_quiet``: of a member without any row in this period; nobody is said to be gone then."""
    outcome = answer.outcome
    if is_quiet and outcome.missing == Absent.UNIT_GONE:
        missing: str = NONE_THERE
    else:
        missing = outcome.missing
    return {
        "version": outcome.indicator.version,
        "value": _exact(outcome.value),
        "of": _exact(outcome.denominator),
        "missing": missing,
        "about": outcome.about,
        "address": answer.address,
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def unpack(indicator: str, body: Mapping[str, object]) -> Kept:
    """A figure that :func:`pack` wrote, in the language in force. Raises KeyError for an indicator or a version that
    is not defined any more."""
    catalogue = shipped()
    definition = next(one for one in catalogue.indicators[indicator] if one.version == body["version"])
    value = None if body["value"] is None else Fraction(str(body["value"]))
    of = None if body["of"] is None else Fraction(str(body["of"]))
    printed = ""
    if value is not None:
        rounded = print_percent if definition.form.value == "rate" else print_number
        printed = rounded(value, definition.decimals, language())
    why = ""
    if body["missing"] == NONE_THERE:
        why = _("không phát sinh")
    elif not printed:
        why = why_missing(str(body["missing"] or "no_data"), str(body["about"]), catalogue)
    name = definition.name(language())
    return Kept(indicator, name, printed, why, str(body["address"]), value, of, unit_text(definition.unit))
