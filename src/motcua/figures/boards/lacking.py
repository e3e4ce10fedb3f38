"""The things that a criterion's denominator counts and its numerator does not: the list to work on."""

from __future__ import annotations

from motcua.figures import counting
from motcua.figures.counting import Behind
from motcua.figures.definitions.catalogue import Catalogue
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period


def lists_of(catalogue: Catalogue, indicator: str, period: Period) -> tuple[list[MeasureKey], list[MeasureKey]]:
    """The measures whose things make the whole, and those that make the part."""
    definition = catalogue.for_period(indicator, period)
    below = definition.denominator.names if definition.denominator else ()
    return (
        [catalogue.key(definition, name) for name in below if name in catalogue.measures],
        [catalogue.key(definition, name) for name in definition.numerator.names if name in catalogue.measures],
    )


def lacking(
    facts: Facts,
    catalogue: Catalogue,
    indicator: str,
    unit: str,
    period: Period,
    *,
    after: str = "",
    limit: int = 50,
) -> Behind:
    """One page of it with how many there are in all; absent, with why, where the list cannot be told. Raises as
    :func:`motcua.figures.counting.lacking`."""
    whole, part = lists_of(catalogue, indicator, period)
    return counting.lacking(facts, whole, part, unit, period, after=after, limit=limit)
