"""A figure as three plain values and back: its value, or what is missing and about what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.figures.answers import Answer, address_of
from motcua.figures.counting.dimensions import Dimension
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.model import Form
from motcua.figures.numbers import print_number, print_percent
from motcua.figures.periods import Period
from motcua.figures.wording import language, why_missing

FIELD: Final = "linh-vuc:"
"""Before the name of a field where an area is named."""

NONE_THERE: Final = "none_there"
"""Nothing happened there that could be counted, so there is nothing to prove."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as the macro ``figure`` takes it. ``value``: exact, a share for a rate; None where it is missing."""

    indicator: str
    name: str
    printed: str
    why: str
    address: str
    value: Fraction | None


def pack(answer: Answer) -> list[Json]:
    outcome = answer.outcome
    return [None if outcome.value is None else str(outcome.value), outcome.missing, outcome.about]


def unpack(
    indicator: str, packed: Sequence[object], member: str, period: Period, *, province: str, as_of: dt.datetime
) -> Shown:
    """In the language in force, with the address of its proof as of that instant. Raises NotFound
    ``indicator_not_in_force``."""
    catalogue = shipped()
    definition = catalogue.in_force(indicator, period.last)
    value = None if packed[0] is None else Fraction(str(packed[0]))
    printed = ""
    if value is not None:
        rounded = print_percent if definition.form is Form.RATE else print_number
        printed = rounded(value, definition.decimals, language())
    if packed[1] == NONE_THERE:
        return Shown(indicator, definition.name(language()), "", _("không phát sinh"), "", None)
    why = "" if printed else why_missing(str(packed[1]), str(packed[2]), catalogue)
    day = legal_date(as_of)
    if member.startswith(FIELD):
        cell = (Dimension.FIELD, member.removeprefix(FIELD))
        address = address_of(indicator, province, period, as_of=as_of, on=day, member=cell)
    else:
        address = address_of(indicator, member, period, as_of=as_of, on=day)
    return Shown(indicator, definition.name(language()), printed, why, address, value)
