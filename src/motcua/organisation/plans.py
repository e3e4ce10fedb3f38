"""What a decision about units comes to: which units end, who takes over, which begin; and every reason why it cannot
be. Pure: the units there are come as a snapshot of two days, the day before and the day of effect.

Law: Resolutions of the National Assembly's Standing Committee under the Law on Organisation of Local Government
(72/2025/QH15) arrange units; what was held by a unit that ends goes to the one that takes over, so nothing may be left
without one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from motcua.organisation.changes import Change, ChangeKind, Heir, PostRule, UnitSpec


@dataclass(frozen=True, slots=True)
class Living:
    """A unit as it stands on a day; ``parent`` is the code of the unit above it on that day."""

    code: str
    valid_from: dt.date
    valid_to: dt.date | None
    level: str
    kind: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """The units in force on the day before the effect and on the day itself, by code. ``touched`` are the codes that
    other decisions of the same day change, with their numbers."""

    on: dt.date
    before: Mapping[str, Living]
    during: Mapping[str, Living]
    touched: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanFault:
    """``change`` is the ordinal of the change it is about, from 1; 0 for the decision as a whole."""

    code: str
    change: int = 0
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ending:
    """A unit that ends. ``mirrored``: nobody named it; it ends with the unit above it, because the successors of that
    one have a unit of its kind."""

    code: str
    heirs: tuple[Heir, ...]
    posts: PostRule
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    on: dt.date
    endings: Mapping[str, Ending]
    begins: Mapping[str, UnitSpec]
    post_map: Mapping[str, str]

    @property
    def codes(self) -> list[str]:
        """Every code the decision changes."""
        return sorted({*self.endings, *self.begins})


def make_plan(changes: Sequence[Change], units: Map) -> tuple[Plan, list[PlanFault]]:
    """The plan of the changes and what is wrong with them. A plan with faults is for showing, never for doing."""
    endings: dict[str, Ending] = {}
    begins: dict[str, UnitSpec] = {}
    post_map: dict[str, str] = {}
    faults: list[PlanFault] = [] if changes else [PlanFault("reorganisation_empty")]
    for number, change in enumerate(changes, start=1):
        for spec in change.begins:
            known = begins.setdefault(spec.code, spec)
            if known != spec:
                faults.append(PlanFault("unit_begins_twice", number, {"unit": spec.code}))
        for code in change.old:
            if code in endings:
                faults.append(PlanFault("unit_touched_twice", number, {"unit": code}))
            endings[code] = Ending(code, change.heirs, change.posts)
        post_map.update(change.post_map)
    mirror = _mirrored(endings, begins, units)
    plan = Plan(units.on, {**endings, **mirror}, begins, post_map)
    for number, change in enumerate(changes, start=1):
        faults += _change_faults(number, change, plan, units)
    return plan, faults


def _change_faults(number: int, change: Change, plan: Plan, units: Map) -> Iterator[PlanFault]:
    for code in change.old:
        yield from _old_faults(number, code, units)
    if change.kind is ChangeKind.DISSOLVE and not change.heirs:
        yield PlanFault("dissolved_without_successor", number, {"unit": change.old[0]})
    yield from _share_faults(number, change)
    for heir in change.heirs:
        yield from _heir_faults(number, heir, change, plan, units)
    for spec in change.begins:
        yield from _begin_faults(number, spec, plan, units)


def _old_faults(number: int, code: str, units: Map) -> Iterator[PlanFault]:
    old, day = units.before.get(code), units.on.isoformat()
    if code in units.touched:
        yield PlanFault("unit_touched_by_another", number, {"unit": code, "number": units.touched[code], "on": day})
    elif old is None and code in units.during:
        began = units.during[code].valid_from.isoformat()
        yield PlanFault("unit_younger", number, {"unit": code, "from": began})
    elif old is None:
        yield PlanFault("unit_not_in_force", number, {"unit": code, "on": day})
    elif old.valid_to is not None:
        yield PlanFault("unit_ends_already", number, {"unit": code, "on": old.valid_to.isoformat()})


def _share_faults(number: int, change: Change) -> Iterator[PlanFault]:
    if not change.heirs:
        return
    named = [heir.code for heir in change.heirs]
    unit = change.old[0] if change.old else ""
    if len(set(named)) < len(named):
        yield PlanFault("successor_twice", number, {"unit": unit})
    total = sum((heir.share for heir in change.heirs), Decimal(0))
    if total != 1:
        yield PlanFault("shares_not_one", number, {"unit": unit, "total": f"{total.normalize():f}"})
    if sum(heir.is_default for heir in change.heirs) != 1:
        yield PlanFault("default_successor_not_one", number, {"unit": unit})
    places = [part.casefold() for heir in change.heirs for part in heir.parts]
    if len(set(places)) < len(places):
        yield PlanFault("part_given_twice", number, {"unit": unit})


def _heir_faults(number: int, heir: Heir, change: Change, plan: Plan, units: Map) -> Iterator[PlanFault]:
    if heir.code in plan.begins:
        return
    if heir.code in plan.endings or heir.code not in units.during:
        code = "successor_ends_too" if heir.code in plan.endings else "successor_unknown"
        yield PlanFault(code, number, {"unit": heir.code, "on": units.on.isoformat()})


def _begin_faults(number: int, spec: UnitSpec, plan: Plan, units: Map) -> Iterator[PlanFault]:
    there = units.during.get(spec.code)
    if there is not None and spec.code not in plan.endings:
        yield PlanFault("code_in_use", number, {"unit": spec.code, "on": units.on.isoformat()})
    parent = spec.parent
    if not parent:
        return
    if parent not in plan.begins and (parent not in units.during or parent in plan.endings):
        yield PlanFault("parent_unknown", number, {"unit": spec.code, "parent": parent, "on": units.on.isoformat()})
    elif parent == spec.code:
        yield PlanFault("unit_under_itself", number, {"unit": spec.code})


def _mirrored(endings: Mapping[str, Ending], begins: Mapping[str, UnitSpec], units: Map) -> dict[str, Ending]:
    """The units inside those that end and do not simply go over: each ends with its counterpart as its successor where
    there is one, and otherwise lives on under the successor."""
    inside: defaultdict[str, list[Living]] = defaultdict(list)
    for unit in units.before.values():
        if unit.level == "unit" and unit.valid_to is None:
            inside[unit.parent].append(unit)
    ahead = _counterparts(endings, begins, units)
    found: dict[str, Ending] = {}
    waiting = [one for one in endings.values() if one.posts is PostRule.END]
    while waiting:
        above = waiting.pop()
        for unit in inside.get(above.code, ()):
            if unit.code in endings or unit.code in found:
                continue
            heirs = _heirs_inside(unit, above, ahead)
            if heirs:
                found[unit.code] = Ending(unit.code, heirs, PostRule.END, mirrored=True)
                waiting.append(found[unit.code])
    return found


def _counterparts(
    endings: Mapping[str, Ending], begins: Mapping[str, UnitSpec], units: Map
) -> Mapping[tuple[str, str], list[str]]:
    """What stands on the day of effect, by the unit above and the kind."""
    ahead: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for spec in begins.values():
        if spec.parent and "kind" in spec.texts:
            ahead[spec.parent, spec.texts["kind"]].append(spec.code)
    for unit in units.during.values():
        if unit.parent and unit.code not in endings and unit.code not in begins:
            ahead[unit.parent, unit.kind].append(unit.code)
    return ahead


def _heirs_inside(unit: Living, above: Ending, ahead: Mapping[tuple[str, str], list[str]]) -> tuple[Heir, ...]:
    """The counterparts of a unit within the successors of the one above it: each with the share of its successor, the
    shares of successors without one with the default."""
    shares: dict[str, Decimal] = {}
    default = ""
    for heir in above.heirs:
        inside = [code for code in ahead.get((heir.code, unit.kind), ()) if code != unit.code]
        if len(inside) != 1:
            continue
        shares[inside[0]] = shares.get(inside[0], Decimal(0)) + heir.share
        default = inside[0] if heir.is_default else default
    if not default:
        return ()
    shares[default] += 1 - sum(shares.values())
    return tuple(Heir(code, share, code == default) for code, share in shares.items())


def after(units: Map, plan: Plan, number: str) -> Map:
    """The two days as a decision leaves them, for the next one of the same day. A unit that ends stands, for those
    inside it, where its default successor stands."""
    heirs = {code: next((h.code for h in one.heirs if h.is_default), "") for code, one in plan.endings.items()}
    during = {code: unit for code, unit in units.during.items() if code not in plan.endings}
    during = {
        code: replace(unit, parent=heirs[unit.parent]) if unit.parent in heirs else unit
        for code, unit in during.items()
    }
    for spec in plan.begins.values():
        like = units.before.get(spec.like)
        level, kind = (spec.texts.get(name) or (getattr(like, name) if like else "") for name in ("level", "kind"))
        parent = spec.parent if spec.parent is not None else (like.parent if like else "")
        during[spec.code] = Living(spec.code, units.on, None, level, kind, heirs.get(parent, parent))
    before = {
        code: replace(unit, valid_to=units.on) if code in plan.endings else unit for code, unit in units.before.items()
    }
    return Map(units.on, before, during, {**units.touched, **dict.fromkeys(plan.codes, number)})
