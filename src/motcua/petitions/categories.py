"""The categories, limits and owners of a day. Read once a process for a short time: they change by decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from motcua.core.remember import remembered
from motcua.organisation.models import Unit, UnitClosure, in_force
from motcua.organisation.selectors import ancestors, answers_for, serving_unit
from motcua.petitions.lifecycle import CategoryTerms, Step
from motcua.petitions.models import Category, OwnerRule, ReceivingDesk, StepLimit

MEMORY = 20.0
"""Seconds that another process may go on with what a decision has just changed."""

NOTHING_CHOSEN = CategoryTerms("", "", urgent=False, anonymous=True, most_extension_days=0, most_reopenings=2)
"""What holds while nobody has said what it is about."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of a day, in its order."""

    by_code: Mapping[str, Category]
    limits: Mapping[tuple[str, str], StepLimit]

    def above(self, code: str) -> Iterator[str]:
        """The code, its parents, and at last the empty one, which stands for all."""
        seen: set[str] = set()
        while code and code not in seen:
            seen.add(code)
            yield code
            found = self.by_code.get(code)
            code = found.parent_code if found else ""
        yield ""

    def terms(self, code: str) -> CategoryTerms | None:
        if not code:
            return NOTHING_CHOSEN
        found = self.by_code.get(code)
        if found is None:
            return None
        return CategoryTerms(
            code,
            found.kind,
            urgent=found.urgent,
            anonymous=found.anonymous,
            most_extension_days=found.most_extension_days,
            most_reopenings=found.most_reopenings,
        )

    def limit(self, code: str, step: Step) -> StepLimit | None:
        """The limit of the category itself, else of the nearest branch above it, else of all."""
        return next(
            (self.limits[one, step.value] for one in self.above(code) if (one, step.value) in self.limits), None
        )

    def within(self, code: str) -> frozenset[str]:
        """The code and everything below it."""
        return frozenset(one for one in self.by_code if code in self.above(one))

    def leaves(self) -> list[Category]:
        parents = {one.parent_code for one in self.by_code.values()}
        return [one for one in self.by_code.values() if one.code not in parents]

    def children(self, code: str = "") -> list[Category]:
        return [one for one in self.by_code.values() if one.parent_code == code]


@remembered(seconds=MEMORY)
def tree(on: dt.date) -> Tree:
    """The tree in force on the day. Two statements, or none."""
    rows = Category.objects.filter(in_force(on)).order_by("ordinal", "code")
    limits = StepLimit.objects.filter(in_force(on))
    return Tree({one.code: one for one in rows}, {(one.category_code, one.step): one for one in limits})


@remembered(seconds=MEMORY)
def _owner_rules(on: dt.date) -> Sequence[OwnerRule]:
    return list(OwnerRule.objects.filter(in_force(on)).order_by("id"))


@remembered(seconds=MEMORY)
def _desks(on: dt.date) -> Sequence[ReceivingDesk]:
    return list(ReceivingDesk.objects.filter(in_force(on)).order_by("id"))


@remembered(seconds=MEMORY)
def _line(unit_id: int, on: dt.date) -> Mapping[int, int]:
    """The unit and those above it on the day, by key, with their distance."""
    return dict(UnitClosure.objects.filter(in_force(on), descendant_id=unit_id).values_list("ancestor_id", "depth"))


_FAR = 1_000


def owner_of(category: str, place: Unit | None, on: dt.date) -> Unit | None:
    """Who handles the category in the place on the day: by the rule for the narrowest area, then for the narrowest
    category. ``None``: no rule says so, the operator decides. Units that have ended give who answers for them."""
    rules = _owner_rules(on)
    line = _line(place.pk, on) if place is not None else {}
    codes = {code: number for number, code in enumerate(tree(on).above(category))}
    fitting = [
        (line.get(one.area_id, _FAR) if one.area_id else _FAR, codes[one.category_code], one.pk, one)
        for one in rules
        if one.category_code in codes and (one.area_id is None or one.area_id in line)
    ]
    for *_order, rule in sorted(fitting, key=lambda one: one[:3]):
        found = _owner(rule, place, on)
        if found is not None:
            return found
    return None


def _owner(rule: OwnerRule, place: Unit | None, on: dt.date) -> Unit | None:
    if rule.way == "named":
        return None if rule.unit_id is None else answers_for(rule.unit_id, on)
    if place is None:
        return None
    answering = answers_for(place.pk, on) or place
    if rule.way == "place":
        return answering
    if rule.way == "above":
        line = ancestors(answering.pk, on)
        return line[0] if line else None
    return serving_unit(answering.pk, rule.service_kind, on)


def receiving_desk(place_id: int | None, on: dt.date) -> int:
    """The key of the unit that receives what comes from a place: of the narrowest area that has a desk, else of the
    province's, else the unit at the top: nothing is turned away because nobody was named. Raises LookupError where
    there is no unit at all."""
    line = _line(place_id, on) if place_id is not None else {}
    desks = [
        (line.get(one.area_id, _FAR) if one.area_id else _FAR, one.pk, one.unit_id)
        for one in _desks(on)
        if one.area_id is None or one.area_id in line
    ]
    if desks:
        found = _answering(min(desks)[2], on)
        if found is not None:
            return found
    return _top(on)


@remembered(seconds=MEMORY)
def _answering(unit_id: int, on: dt.date) -> int | None:
    found = answers_for(unit_id, on)
    return None if found is None else found.pk


@remembered(seconds=MEMORY)
def _top(on: dt.date) -> int:
    found = Unit.objects.filter(in_force(on), level="province").order_by("parent_id", "code").first()
    found = found or Unit.objects.filter(in_force(on)).order_by("code").first()
    if found is None:
        raise LookupError("there is no unit that could receive a petition")
    return found.pk
