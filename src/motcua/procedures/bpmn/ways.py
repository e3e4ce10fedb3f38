"""Following the lines of a BPMN graph from one step to the next, through its gateways."""

from __future__ import annotations

from dataclasses import dataclass

from .graph import Graph, Line, Node, shown
from .parsing import RefusedError

MAX_WAYS = 50
"""Outcomes of one step: more cannot be chosen among by a person."""


@dataclass(frozen=True, slots=True)
class Way:
    """From a step over ``lines`` to the node ``target``. ``default``: no line of it has a condition, and a gateway
    takes it when no other one fits."""

    lines: tuple[Line, ...]
    target: Node
    default: bool = False


def ways(graph: Graph, start: Node) -> list[Way]:
    """All ways out of ``start`` to the next steps and ends, in the order of the file. Raises :class:`RefusedError` when
    there is none, when it splits into work side by side, or when gateways turn in a circle."""
    out = graph.out_of(start.key)
    if not out:
        raise RefusedError("bpmn_end_missing", shown(start.key), name=shown(start.name))
    if len(out) > 1:
        raise RefusedError("bpmn_fork", shown(start.key), name=shown(start.name))
    found: list[Way] = []
    waiting: list[tuple[Line, ...]] = [(out[0],)]
    while waiting:
        lines = waiting.pop()
        target = graph.nodes[lines[-1].target]
        if target.tag != "exclusiveGateway":
            _add(found, graph, start, lines, target)
            continue
        if any(line.source == target.key for line in lines):
            raise RefusedError("bpmn_gateway_loop", shown(target.key))
        onward = graph.out_of(target.key)
        if not onward:
            raise RefusedError("bpmn_end_missing", shown(target.key), name=shown(target.name))
        waiting += [(*lines, line) for line in reversed(onward)]
        if len(waiting) + len(found) > MAX_WAYS:
            raise RefusedError("bpmn_too_many_ways", shown(start.key), most=MAX_WAYS)
    return found


def _add(found: list[Way], graph: Graph, start: Node, lines: tuple[Line, ...], target: Node) -> None:
    if target.tag in {"startEvent", "boundaryEvent"}:
        raise RefusedError("bpmn_flow_into_event", shown(lines[-1].key))
    chosen = [line for line in lines if graph.nodes[line.source].tag == "exclusiveGateway"]
    default = bool(chosen) and all(
        graph.nodes[line.source].attributes.get("default") == line.key or len(graph.out_of(line.source)) == 1
        for line in chosen
    )
    found.append(Way(lines, target, default))
