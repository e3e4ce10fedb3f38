"""The baseline of the three cuts: dated rules with source and mark, a procedure's own before the default.

What a rule may hold, in whole numbers: ``trips_hundredths`` trips of one application by hundred, ``desk_minutes``
waited at the desk in one visit, ``trip_dong`` money spent on one trip, and where it was measured ``fee_dong``, the fee
of then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from motcua.core.canonical import digest, encode
from motcua.core.errors import NotFound
from motcua.figures.collection.models import CollectionRule, RuleKind
from motcua.figures.collection.rules import Rule, shipped
from motcua.organisation.models import in_force

TERMS = ("trips_hundredths", "desk_minutes", "trip_dong", "fee_dong")


@dataclass(frozen=True, slots=True)
class Baseline:
    """How it was before. ``procedure`` is empty for the default; ``fee`` None: taken to be what is paid now."""

    procedure: str
    trips_hundredths: int
    desk_minutes: int
    trip_dong: int
    fee: int | None
    valid_from: dt.date
    source: str
    mark: str


@dataclass(frozen=True)
class Baselines:
    """``own``: by key of the procedure."""

    default: Baseline
    own: Mapping[str, Baseline]

    def of(self, procedure: str) -> Baseline:
        return self.own.get(procedure, self.default)

    @property
    def hash(self) -> str:
        rows = [self.default, *(self.own[key] for key in sorted(self.own))]
        told = [[one.procedure, one.trips_hundredths, one.desk_minutes, one.trip_dong, one.fee or -1] for one in rows]
        return digest(encode(told)).hex()


def baselines(on: dt.date, as_of: dt.datetime | None = None) -> Baselines:
    """In force on a day as it was known: rows of the database go before those that come with the program. One
    statement. Raises NotFound ``rule_unknown`` when there is no default."""
    rows = CollectionRule.objects.filter(in_force(on), kind=RuleKind.BASELINE)
    if as_of is not None:
        rows = rows.filter(Q(recorded_at__lte=as_of))
    return of_rules([Rule(one.kind, one.key, one.valid_from, one.terms, one.source, one.mark) for one in rows], on)


def of_rules(own: list[Rule], on: dt.date) -> Baselines:
    """``own``: rules of the database in force on the day."""
    delivered = [one for one in shipped() if one.kind == RuleKind.BASELINE and one.valid_from <= on]
    by_key: dict[str, Baseline] = {}
    for rule in (*sorted(delivered, key=lambda one: one.valid_from), *own):
        by_key[rule.key] = _read(rule)
    if "" not in by_key:
        raise NotFound("rule_unknown")
    return Baselines(by_key.pop(""), by_key)


def _read(rule: Rule) -> Baseline:
    terms = rule.terms
    return Baseline(
        rule.key,
        terms["trips_hundredths"],
        terms["desk_minutes"],
        terms["trip_dong"],
        terms.get("fee_dong"),
        rule.valid_from,
        rule.source,
        rule.mark,
    )
