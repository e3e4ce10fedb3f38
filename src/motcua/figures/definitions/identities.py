"""Figures that should agree are held against each other: columns of a report before it is issued, and every night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .catalogue import Catalogue
from .evaluation import Absent, Values
from .formulas import Formula
from .model import Identity, MeasureKey, Relation


@dataclass(frozen=True, slots=True)
class Held:
    """``holds`` None: a measure has no number, so nothing can be said."""

    identity: Identity
    left: Fraction | None
    right: Fraction | None

    @property
    def holds(self) -> bool | None:
        if self.left is None or self.right is None:
            return None
        return self.left <= self.right if self.identity.relation is Relation.AT_MOST else self.left == self.right


def needed(catalogue: Catalogue, identity: Identity) -> tuple[MeasureKey, ...]:
    """What is to be counted for both sides; those of the right in the period before where ``of_previous`` says so."""
    names = dict.fromkeys((*identity.left.names, *identity.right.names))
    return tuple(catalogue.key(identity, name) for name in names)


def check(catalogue: Catalogue, values: Values, previous: Values | None = None) -> list[Held]:
    """Every identity with these measures of one unit and period, and of the period before."""
    empty: Mapping[MeasureKey, int] = {}
    return [
        Held(
            identity,
            _side(catalogue, identity, identity.left, values),
            _side(catalogue, identity, identity.right, (previous or empty) if identity.of_previous else values),
        )
        for identity in catalogue.identities
    ]


def _side(catalogue: Catalogue, identity: Identity, side: Formula, values: Values) -> Fraction | None:
    numbers: dict[str, Fraction] = {}
    for name in side.names:
        value = values.get(catalogue.key(identity, name))
        if value is None or isinstance(value, Absent):
            return None
        numbers[name] = Fraction(value)
    try:
        return side.value(numbers.__getitem__)
    except ZeroDivisionError:
        return None
