"""From the registry and the decisions of a specification to procedures and decisions that will be made. Pure, and the
same every time: what an interrupted run has made already is known by its names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from motcua.procedures.lifecycle import DecisionKind
from motcua.simulate.spec.model import PUBLISHED, Decided, Registry, Spec, SpecFault
from motcua.simulate.spec.solving import quotas, spread

Standing = Mapping[str, Mapping[str, int]]
"""What is in force without us on the day of the registry: ``level`` and ``service_level`` -> value -> how many, and
``all`` -> ``""``."""

NONE: Final = "none"
COMMUNE: Final = "commune"
_WEEK: Final = 5


@dataclass(frozen=True, slots=True)
class Own:
    """A procedure that is made. ``until``: abolished by law from that day."""

    key: str
    number: int
    level: str
    service_level: str = NONE
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """``procedures`` are what its lines are about."""

    number: str
    kind: DecisionKind
    signed_on: dt.date
    effective_on: dt.date
    procedures: Sequence[Own]


@dataclass(frozen=True, slots=True)
class RegistryPlan:
    """``stock`` is published elsewhere, in force from ``first``."""

    first: dt.date
    stock: Sequence[Own] = ()
    decisions: Sequence[OwnDecision] = ()


@dataclass(slots=True)
class _Drawer:
    """Names and numbers of one history."""

    mark: str
    number: int = 0
    standing: list[Own] = field(default_factory=list)

    def own(self, level: str, service_level: str = NONE) -> Own:
        self.number += 1
        return Own(f"{self.mark.lower()}-{self.number:05d}", self.number, level, service_level)


def planned(spec: Spec, standing: Standing, mark: str) -> RegistryPlan:
    """``mark`` tells the names of this history from others. Raises SpecFault with the line that cannot be met."""
    drawer = _Drawer(mark)
    first = _first(spec)
    stock = list(_registered(spec.registry, standing, drawer)) if spec.registry else []
    for decided in spec.decisions:
        if spec.registry and decided.effective <= spec.registry.on:
            raise SpecFault("spec_registry_later", decided.line, f"decisions.{decided.name}", day=spec.registry.on)
    drawer.standing = [one for one in stock if one.until is None]
    if spec.registry is None:
        stock = drawer.standing = [drawer.own(COMMUNE) for _one in range(sum(map(_needed, spec.decisions)))]
        drawer.standing = list(stock)
    blocks = sorted(enumerate(spec.decisions), key=lambda one: (one[1].first, one[1].last))
    decisions = [one for number, decided in blocks for one in _decided(decided, number, drawer)]
    return RegistryPlan(first, stock, sorted(decisions, key=lambda one: one.signed_on))


def _first(spec: Spec) -> dt.date:
    if spec.registry:
        return spec.registry.first
    return min([one.first for one in spec.decisions] or [spec.first]) - dt.timedelta(days=30)


def _needed(decided: Decided) -> int:
    return decided.count("amended") + decided.count("abolished") + bool(decided.count("internal_process"))


def _registered(registry: Registry, standing: Standing, drawer: _Drawer) -> Iterator[Own]:
    whole = registry.procedures.count or 0
    levels = _missing(registry, "level", standing, whole, has_rest=False)
    number = sum(levels.values())
    online = _missing(registry, "service_level", standing, whole, has_rest=True)
    rest = number - sum(online.values())
    if rest < 0:
        line = [*registry.tables["service_level"].values()][-1]
        raise SpecFault("spec_sum", line.line, line.path, low=sum(online.values()), high=number, whole=number)
    names = zip(spread(levels, number), _turned(spread({**online, NONE: rest}, number)), strict=True)
    for level, service_level in names:
        yield replace(drawer.own(level, service_level), until=registry.until.get(level))


def _missing(registry: Registry, table: str, standing: Standing, whole: int, *, has_rest: bool) -> dict[str, int]:
    """How many of each must be made beside those that stand."""
    lines = registry.tables.get(table)
    if not lines:
        return {}
    counts = quotas(lines, whole, has_rest=has_rest)
    found = {}
    for name, line in lines.items():
        there = standing[table].get(name, 0)
        if counts.get(name, 0) < there:
            raise SpecFault("spec_registry_more", line.line, line.path, there=there, value=line.text)
        found[name] = counts.get(name, 0) - there
    return found


def _turned(names: Sequence[str]) -> Sequence[str]:
    """By a third, so that no level has one service level alone."""
    at = len(names) // 3
    return [*names[at:], *names[:at]]


def _decided(decided: Decided, block: int, drawer: _Drawer) -> Iterator[OwnDecision]:
    """Decisions of each kind by its share of the lines, each with at least one; signed on working days evenly."""
    lines = _lines(decided, drawer)
    counts = _shares({kind: len(found) for kind, found in lines.items()}, decided.count("publication"))
    kinds = [(DecisionKind(name), part) for name, number in counts.items() for part in _parts(lines[name], number)]
    inner = decided.count("internal_process")
    if inner:
        at = drawer.standing[: min(inner, len(drawer.standing))]
        kinds += [(DecisionKind.INTERNAL_PROCESS, [at[number % len(at)]]) for number in range(inner)]
    days = _days(decided, len(kinds))
    for number, ((kind, own), day) in enumerate(zip(_mixed(kinds), days, strict=True), start=1):
        name = f"{drawer.mark}-{block + 1}-{number}"
        yield OwnDecision(name, kind, day, decided.effective, own)


def _lines(decided: Decided, drawer: _Drawer) -> Mapping[str, Sequence[Own]]:
    """The procedures of each kind of line. What is abolished stands no more afterwards, what is new does."""
    standing = drawer.standing
    abolished, amended = decided.count("abolished"), decided.count("amended")
    least = abolished + amended + (1 if decided.count("internal_process") else 0)
    if len(standing) < least:
        raise SpecFault("spec_stock", decided.line, f"decisions.{decided.name}", there=len(standing), needed=least)
    new = [drawer.own((*("commune", "province"),)[number % 2]) for number in range(decided.count("new"))]
    gone = standing[len(standing) - abolished :] if abolished else []
    found = {"new": new, "amended": standing[:amended], "abolished": gone}
    drawer.standing = [*standing[: len(standing) - abolished], *new]
    return {kind: found[kind] for kind in PUBLISHED if found[kind]}


def _shares(lines: Mapping[str, int], decisions: int) -> Mapping[str, int]:
    """How many decisions for the lines of each kind: at least one, at most one a line, else by their share."""
    found = dict.fromkeys(lines, 1)
    while sum(found.values()) < decisions:
        open_kinds = [kind for kind in lines if found[kind] < lines[kind]]
        found[max(open_kinds, key=lambda kind: lines[kind] / (found[kind] + 1))] += 1
    return found


def _parts(own: Sequence[Own], number: int) -> Iterator[Sequence[Own]]:
    for part in range(number):
        yield own[len(own) * part // number : len(own) * (part + 1) // number]


def _mixed(
    kinds: Sequence[tuple[DecisionKind, Sequence[Own]]],
) -> Sequence[tuple[DecisionKind, Sequence[Own]]]:
    """The kinds spread over the days instead of one after another."""
    return [one for start in range(3) for one in kinds[start::3]]


def _days(decided: Decided, number: int) -> Sequence[dt.date]:
    span = (decided.last - decided.first).days + 1
    every = [decided.first + dt.timedelta(days=day) for day in range(span)]
    days = [day for day in every if day.weekday() < _WEEK] or every
    return [days[len(days) * at // number] for at in range(number)]
