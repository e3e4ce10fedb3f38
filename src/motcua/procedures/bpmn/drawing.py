"""The drawing of a process in BPMN's own interchange of diagrams, so that any viewer shows it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from motcua.procedures.process import Process

from .flows import (
    END_ID,
    START_ID,
    Flow,
    flows,
    gateway_id,
    has_gateway,
    lane_ids,
    last_step,
    task_id,
    timer_ends,
    timer_id,
)
from .layout import Box, Cell, Drawing, Edge, draw


def write_drawing(root: Element, process: Process) -> None:
    """Append the diagram of ``process`` to ``bpmn:definitions``."""
    drawing = drawing_of(process)
    diagram = SubElement(root, "bpmndi:BPMNDiagram", {"id": "diagram"})
    plane = SubElement(diagram, "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"})
    _shape(plane, "pool", drawing.pool, {"isHorizontal": "true"})
    for lane, box in drawing.lanes.items():
        _shape(plane, lane, box, {"isHorizontal": "true"})
    for key, element in _elements(process).items():
        more = {"isMarkerVisible": "true"} if key.endswith(".gateway") else {}
        shape = _shape(plane, element, drawing.shapes[key], more)
        if ".timer" in key:  # its name beside it: an arrow leaves below
            box = drawing.shapes[key]
            _bounds(SubElement(shape, "bpmndi:BPMNLabel"), Box(box.x - 84, box.y + 21, 80, 14))
    for flow in flows(process):
        edge = SubElement(plane, "bpmndi:BPMNEdge", {"id": f"drawn_{flow.key}", "bpmnElement": flow.key})
        if flow.key not in drawing.lines:
            _inner(edge, flow, drawing)
            continue
        for x, y in drawing.lines[flow.key]:
            SubElement(edge, "di:waypoint", {"x": str(x), "y": str(y)})


def drawing_of(process: Process) -> Drawing:
    """Where everything lies. Cells are called as the ids of their start, task or end."""
    ids = lane_ids(process)
    cells = [Cell(START_ID, ids[process.first.key], event=True)]
    cells += [
        Cell(task_id(step.key), ids[step.key], gateway=has_gateway(step), timers=len(step.timers))
        for step in process.steps
    ]
    cells += [Cell(end, ids[last_step(process).key], event=True) for end in (END_ID, *timer_ends(process))]
    parts = {gateway_id(step.key): (task_id(step.key), "gateway") for step in process.steps}
    for step in process.steps:
        for index, timer in enumerate(step.timers):
            parts[timer_id(step.key, timer.key)] = (task_id(step.key), f"timer{index}")
    edges = [
        Edge(flow.key, source, flow.target, part)
        for flow in flows(process)
        if flow.target not in parts
        for source, part in (parts.get(flow.source, (flow.source, "task")),)
    ]
    return draw(cells, edges)


def _elements(process: Process) -> dict[str, str]:
    """The ids of the file by their names in the drawing."""
    named = {START_ID: START_ID}
    for step in process.steps:
        named[task_id(step.key)] = task_id(step.key)
        if has_gateway(step):
            named[f"{task_id(step.key)}.gateway"] = gateway_id(step.key)
        for index, timer in enumerate(step.timers):
            named[f"{task_id(step.key)}.timer{index}"] = timer_id(step.key, timer.key)
    return named | {end: end for end in (END_ID, *timer_ends(process))}


def _inner(edge: Element, flow: Flow, drawing: Drawing) -> None:
    """From a task to its own gateway."""
    source, target = drawing.shapes[flow.source], drawing.shapes[f"{flow.source}.gateway"]
    for x, y in (source.right, target.left):
        SubElement(edge, "di:waypoint", {"x": str(x), "y": str(y)})


def _shape(plane: Element, element: str, box: Box, more: dict[str, str]) -> Element:
    shape = SubElement(plane, "bpmndi:BPMNShape", {"id": f"drawn_{element}", "bpmnElement": element, **more})
    _bounds(shape, box)
    if more.get("isMarkerVisible"):  # its name above it: an arrow leaves below
        _bounds(SubElement(shape, "bpmndi:BPMNLabel"), Box(box.x - 15, box.y - 18, box.width + 30, 14))
    return shape


def _bounds(holder: Element, box: Box) -> None:
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(holder, "dc:Bounds", {name: str(value) for name, value in sides.items()})
