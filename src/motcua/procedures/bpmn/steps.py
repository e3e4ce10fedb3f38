"""From the graph of a BPMN file to steps: our own attributes where there are any, careful assumptions elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

from motcua.procedures.process import MAX_STEPS, Step, StepKind, UnitRule
from motcua.worktime.rules import LimitUnit

from .boundary import timers_of
from .graph import BY_HAND, BY_MACHINE, Graph, Lane, Node, shown
from .names import Note
from .naming import Notes, slug, unused
from .outcomes import outcomes_of
from .parsing import RefusedError
from .ways import ways
from .words import role_named

DEFAULT_ROLE = "settling_officer"
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_E = TypeVar("_E", bound=StrEnum)


def steps_of(graph: Graph, report: Notes) -> tuple[Step, ...]:
    """The steps in the order of the file, the one the start leads to first. Raises :class:`RefusedError`."""
    first = _first(graph, report)
    tasks = [node for node in graph.nodes.values() if node.tag in BY_HAND | BY_MACHINE]
    if len(tasks) > MAX_STEPS:
        raise RefusedError("process_too_long", steps=len(tasks), most=MAX_STEPS)
    if not any(node.tag == "endEvent" for node in graph.nodes.values()):
        raise RefusedError("bpmn_no_end")
    tasks.sort(key=lambda node: node is not first)
    keys = _keys(tasks, report)
    return tuple(_step(graph, node, keys, report) for node in tasks)


def _first(graph: Graph, report: Notes) -> Node:
    starts = [node for node in graph.nodes.values() if node.tag == "startEvent"]
    if len(starts) != 1:
        raise RefusedError("bpmn_one_start", starts=len(starts))
    found = ways(graph, starts[0])
    if len(found) != 1:
        raise RefusedError("bpmn_start_branches", shown(starts[0].key))
    if found[0].target.tag == "endEvent":
        raise RefusedError("process_empty")
    return found[0].target


def _keys(tasks: Collection[Node], report: Notes) -> dict[str, str]:
    """The key of each task by its id in the file: our own, else made of its id or its name."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for node in tasks:
        wanted = node.own.get("key", "")
        if not _KEY.fullmatch(wanted):
            wanted = node.key.lower() if _KEY.fullmatch(node.key.lower()) else slug(node.name) or "step"
        key = unused(wanted, taken)
        if node.own.get("key", key) != key:
            report.assumed.append(Note("bpmn_key_changed", shown(node.key), {"key": key}))
        taken.add(key)
        found[node.key] = key
    return found


def _step(graph: Graph, node: Node, keys: dict[str, str], report: Notes) -> Step:
    place, own = shown(node.key), node.own
    if node.tag in BY_MACHINE and "kind" not in own:
        report.assumed.append(Note("bpmn_machine_by_hand", place, {"element": node.tag, "name": shown(node.name)}))
    if not node.name:
        report.assumed.append(Note("bpmn_name_assumed", place))
    role, rule, named = _who(graph.lanes.get(node.key), node, report)
    amount, unit = _limit(node, report)
    outcomes = outcomes_of(graph, node, keys, report)
    timers, more = timers_of(graph, node, outcomes, keys, report)
    return Step(
        key=keys[node.key],
        name=node.name or keys[node.key],
        kind=_one(StepKind, own, "kind", StepKind.WORK, place),
        role=role,
        unit_rule=rule,
        named_unit=named,
        amount=amount,
        unit=unit,
        outcomes=(*outcomes, *more),
        actions=tuple(own.get("actions", "").split()),
        timers=timers,
        letter=own.get("letter", ""),
    )


def _one(kind: type[_E], own: object, name: str, default: _E, place: str) -> _E:
    value = own.get(name) if isinstance(own, dict) else None
    if value is None:
        return default
    try:
        return kind(value)
    except ValueError:
        raise RefusedError("bpmn_attribute_unknown", place, attribute=name, value=shown(value)) from None


def _who(lane: Lane | None, node: Node, report: Notes) -> tuple[str, UnitRule, str | None]:
    place = shown(node.key)
    own = lane.own if lane else {}
    role = own.get("role") or (role_named(lane.name) if lane else None)
    if role is None:
        params = {"lane": shown(lane.name) if lane else "", "name": shown(node.name), "role": DEFAULT_ROLE}
        report.assumed.append(Note("bpmn_role_assumed", place, params))
    rule = _one(UnitRule, dict(own), "unitRule", UnitRule.SETTLING, place)
    return role or DEFAULT_ROLE, rule, own.get("namedUnit")


def _limit(node: Node, report: Notes) -> tuple[int, LimitUnit]:
    place, amount = shown(node.key), node.own.get("amount")
    if amount is None:
        report.assumed.append(Note("bpmn_limit_assumed", place, {"name": shown(node.name)}))
        return 1, LimitUnit.WORKING_DAY
    if not re.fullmatch(r"[0-9]{1,5}", amount):
        raise RefusedError("bpmn_attribute_unknown", place, attribute="amount", value=shown(amount))
    return int(amount), _one(LimitUnit, dict(node.own), "unit", LimitUnit.WORKING_HOUR, place)
