"""From counted measures to a figure that is right, or says why it is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from motcua.core.canonical import Json, digest, encode
from motcua.figures.numbers import half_up, percent, print_number, print_percent
from motcua.figures.periods import Period

from .catalogue import Catalogue
from .model import Form, Indicator, Measure, MeasureKey, Source, ZeroPolicy
from .units import unit_text


class Absent(StrEnum):
    """Why a measure has no number. Also the codes of a figure that is missing; their texts are
    ``figure_why_<value>``."""

    SOURCE_MISSING = "source_missing"
    """The room that would count it does not exist yet, and nobody imported it."""
    NOT_REPORTED = "not_reported"
    NO_DATA = "no_data"
    """The facts do not reach this period."""
    UNIT_GONE = "unit_gone"
    """The unit did not exist in the period."""
    SUPPRESSED = "suppressed"
    """Fewer persons than may be shown."""
    DATE_UNKNOWN = "date_unknown"
    """Dossiers lack the date that is tested."""
    NOT_ADDITIVE = "not_additive"
    """What several provinces share cannot be added up over them."""


ABSENT_BY_SOURCE: dict[Source, Absent] = {
    Source.REPORTED: Absent.NOT_REPORTED,
    Source.IMPORTED: Absent.NOT_REPORTED,
    **dict.fromkeys((Source.PAYMENTS, Source.PETITIONS, Source.RATINGS, Source.POPULATION), Absent.SOURCE_MISSING),
}
"""What it means when the caller gives no number for a measure; ``no_data`` for all others."""

Values = Mapping[MeasureKey, int | Fraction | Absent]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``value`` is exact, a share for a rate. When ``missing`` is not empty there is no value and ``about`` names the
    measure or indicator that lacks. ``is_empty``: the denominator is nothing and the zero policy spoke."""

    indicator: Indicator
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    missing: str = ""
    about: str = ""
    is_empty: bool = False
    is_capped: bool = False

    def printed(self, language: str = "vi") -> str:
        """``28,13%``; empty when it is missing."""
        if self.value is None:
            return ""
        if self.indicator.form is Form.RATE:
            return print_percent(self.value, self.indicator.decimals, language)
        return print_number(self.value, self.indicator.decimals, language)


class _Missing(Exception):
    def __init__(self, code: str, about: str) -> None:
        super().__init__(code, about)
        self.code, self.about = code, about


def evaluate(catalogue: Catalogue, indicator: str, day: dt.date, values: Values) -> Outcome:
    """The figure by the definition in force on ``day``. Raises NotFound for an indicator that is unknown or not in
    force; everything else that lacks is said in the answer."""
    definition = catalogue.in_force(indicator, day)

    def value_of(name: str) -> Fraction:
        measure = catalogue.measures.get(name)
        if measure is not None:
            return _measured(measure, values.get(catalogue.key(definition, name)))
        inner = evaluate(catalogue, name, day, values)
        if inner.value is None:
            raise _Missing(inner.missing, inner.about or name)
        return inner.value

    try:
        above = definition.numerator.value(value_of)
        below = definition.denominator.value(value_of) if definition.denominator else None
    except _Missing as missing:
        return Outcome(definition, missing=missing.code, about=missing.about)
    except ZeroDivisionError:
        return Outcome(definition, missing="divided_by_nothing", about=indicator)
    return _figure(Outcome(definition, above, below))


def _measured(measure: Measure, value: int | Fraction | Absent | None) -> Fraction:
    if value is None:
        raise _Missing(ABSENT_BY_SOURCE.get(measure.source, Absent.NO_DATA), measure.id)
    if isinstance(value, Absent):
        raise _Missing(value, measure.id)
    return Fraction(value)


def _figure(counted: Outcome) -> Outcome:
    definition, above, below = counted.indicator, counted.numerator, counted.denominator
    if above is None:
        return counted
    if below is None:
        return replace(counted, value=above)
    if below < 0 or (definition.subset and not 0 <= above <= below):
        return replace(counted, missing="over_the_whole", about=definition.id)
    if below == 0:
        return _empty(counted)
    value = above / below
    cap = definition.cap
    if cap is not None and value > cap:
        return replace(counted, value=cap, is_capped=True)
    return replace(counted, value=value)


def _empty(counted: Outcome) -> Outcome:
    empty = replace(counted, is_empty=True)
    match counted.indicator.zero:
        case ZeroPolicy.FULL:
            return replace(empty, value=counted.indicator.cap or Fraction(1))
        case ZeroPolicy.ZERO:
            return replace(empty, value=Fraction(0))
        case ZeroPolicy.UNKNOWN:
            return replace(empty, missing="zero_rule_unknown", about=counted.indicator.id)
        case _:
            return replace(empty, missing="nothing_to_divide_by", about=counted.indicator.id)


def figure_json(outcome: Outcome, *, unit: str, period: Period, as_of: dt.datetime) -> dict[str, Json]:
    """The figure as commands, the API and archives show it. ``value`` is the rounded number as text, in per cent for a
    rate; ``numerator`` and ``denominator`` are exact. ``hash`` covers everything else, the definition's hash
    included. ``as_of`` must be aware."""
    if as_of.tzinfo is None:
        raise ValueError("as_of needs an aware instant")
    definition = outcome.indicator
    round_: Callable[[Fraction, int], object] = percent if definition.form is Form.RATE else half_up
    body: dict[str, Json] = {
        "indicator": definition.id,
        "version": definition.version,
        "definition": definition.hash,
        "unit": unit,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "as_of": as_of.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "counts": unit_text(definition.unit),
        "numerator": _exact(outcome.numerator),
        "denominator": _exact(outcome.denominator),
        "value": None if outcome.value is None else str(round_(outcome.value, definition.decimals)),
        "printed": outcome.printed() or None,
        "missing": {"code": outcome.missing, "about": outcome.about} if outcome.missing else None,
    }
    return {**body, "hash": digest(encode(body)).hex()}


def _exact(value: Fraction | None) -> Json:
    if value is None:
        return None
    if value.denominator == 1:
        return value.numerator if abs(value.numerator) < 2**53 else str(value.numerator)
    return f"{value.numerator}/{value.denominator}"
