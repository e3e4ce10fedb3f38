"""A process as a BPMN 2.0 file that other programs run and people look at.

A step is a task in the lane of who does it; what an official chooses at its end is an exclusive gateway that asks for
the variable ``outcome``. What BPMN has no word for stands in attributes of our own (:data:`.names.OWN`), so that
:func:`.reading.read_bpmn` gives the equal process back. docs/guides/bpmn.md shows the whole mapping.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from motcua.procedures.process import Fault, Process, Step, StepKind, check

from .conditions import own_text
from .drawing import write_drawing
from .flows import (
    END_ID,
    PROCESS_ID,
    START_ID,
    STOPPED_ID,
    TOLD_ID,
    Flow,
    default_of,
    flows,
    gateway_id,
    has_gateway,
    lane_ids,
    lanes,
    last_step,
    task_id,
    timer_ends,
    timer_id,
)
from .names import BPMN, BPMNDI, DC, DI, OWN, XSI, sayable
from .timers import write_timer
from .words import CHOICE, FINISH, START, STOPPED, TOLD, lane_name

TASKS = {
    StepKind.VERIFICATION: "manualTask",
    StepKind.HAND_OVER: "manualTask",
    StepKind.AUTOMATIC: "serviceTask",
}
"""A field check and a hand-over happen without the system, an automatic step without a person; every other step is done
at a screen."""

POOL_ID = "pool"


class UnsoundProcessError(ValueError):
    """Only a sound process can be written as BPMN; ``faults`` tell what to mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = tuple(faults)


def bpmn_of(process: Process, *, name: str = "", key: str = "") -> bytes:
    """``process`` as BPMN 2.0 XML in UTF-8, with its drawing; ``key`` names the procedure it is for.

    The same process gives the same bytes (in one language). Raises :class:`UnsoundProcessError` when it could not be
    followed to its end; whether it fits into a limit is not judged.
    """
    faults = check(process, None)
    if faults:
        raise UnsoundProcessError(faults)
    root = Element(
        "bpmn:definitions",
        {
            "xmlns:bpmn": BPMN,
            "xmlns:bpmndi": BPMNDI,
            "xmlns:dc": DC,
            "xmlns:di": DI,
            "xmlns:motcua": OWN,
            "xmlns:xsi": XSI,
            "id": "definitions",
            "targetNamespace": OWN,
            "exporter": "Motcua",
        },
    )
    pools = SubElement(root, "bpmn:collaboration", {"id": "collaboration"})
    SubElement(pools, "bpmn:participant", {"id": POOL_ID, "name": sayable(name), "processRef": PROCESS_ID})
    body = SubElement(root, "bpmn:process", {"id": PROCESS_ID, "name": sayable(name), "isExecutable": "true"})
    if key:
        body.set("motcua:procedure", sayable(key))
    _write_lanes(body, process)
    _write_nodes(body, process)
    gateways = {gateway_id(step.key) for step in process.steps}
    for flow in flows(process):
        _write_flow(body, flow, gateways)
    write_drawing(root, process)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _write_lanes(body: Element, process: Process) -> None:
    holder = SubElement(body, "bpmn:laneSet", {"id": "lanes"})
    ids = lane_ids(process)
    ending = last_step(process).key
    for (role, rule, named), steps in lanes(process).items():
        own = {"motcua:role": role, "motcua:unitRule": rule} | ({"motcua:namedUnit": sayable(named)} if named else {})
        lane = SubElement(holder, "bpmn:lane", {"id": ids[steps[0].key], "name": sayable(lane_name(steps[0])), **own})
        members = [START_ID] if process.first in steps else []
        for step in steps:
            members += [task_id(step.key), *(timer_id(step.key, timer.key) for timer in step.timers)]
            members += [gateway_id(step.key)] if has_gateway(step) else []
            members += [END_ID, *timer_ends(process)] if step.key == ending else []
        for member in members:
            SubElement(lane, "bpmn:flowNodeRef").text = member


def _write_nodes(body: Element, process: Process) -> None:
    every = flows(process)
    start = SubElement(body, "bpmn:startEvent", {"id": START_ID, "name": str(START)})
    _join(start, START_ID, every)
    for step in process.steps:
        _write_step(body, step, every)
    for key, name in ((END_ID, FINISH), (STOPPED_ID, STOPPED), (TOLD_ID, TOLD)):
        if key == END_ID or key in timer_ends(process):
            _join(SubElement(body, "bpmn:endEvent", {"id": key, "name": str(name)}), key, every)


def _write_step(body: Element, step: Step, every: Sequence[Flow]) -> None:
    own = {"key": step.key, "kind": step.kind.value, "amount": str(step.amount), "unit": step.unit.value}
    if step.actions:
        own["actions"] = " ".join(step.actions)
    if step.letter:
        own["letter"] = sayable(step.letter)
    tag = TASKS.get(step.kind, "userTask")
    task = SubElement(body, f"bpmn:{tag}", {"id": task_id(step.key), "name": sayable(step.name), **_own(own)})
    _join(task, task_id(step.key), every)
    for timer in step.timers:
        write_timer(body, step, timer)
    if not has_gateway(step):
        return
    default = f"flow_{step.key}.{default_of(step).key}"
    gateway = SubElement(
        body,
        "bpmn:exclusiveGateway",
        {"id": gateway_id(step.key), "name": str(CHOICE), "default": default},
    )
    _join(gateway, gateway_id(step.key), every)


def _own(values: dict[str, str]) -> dict[str, str]:
    return {f"motcua:{name}": value for name, value in values.items()}


def _join(node: Element, key: str, every: Sequence[Flow]) -> None:
    for flow in every:
        if flow.target == key:
            SubElement(node, "bpmn:incoming").text = flow.key
    for flow in every:
        if flow.source == key:
            SubElement(node, "bpmn:outgoing").text = flow.key


def _write_flow(body: Element, flow: Flow, gateways: Collection[str]) -> None:
    row = {"id": flow.key, "sourceRef": flow.source, "targetRef": flow.target}
    if flow.outcome is not None:
        name = sayable(flow.outcome.name)
        row |= {"name": name} if name else {}
        row["motcua:outcome"] = flow.outcome.key
        if not name and flow.source in gateways:  # an arrow out of a choice says which one it is
            row |= {"name": flow.outcome.key, "motcua:unnamed": "true"}
        row |= {"motcua:when": own_text(flow.outcome.when)} if flow.outcome.when is not None else {}
        row |= {"motcua:otherwise": "true"} if flow.outcome.otherwise else {}
    node = SubElement(body, "bpmn:sequenceFlow", row)
    if flow.condition:
        condition = SubElement(node, "bpmn:conditionExpression", {"xsi:type": "bpmn:tFormalExpression"})
        condition.text = flow.condition
