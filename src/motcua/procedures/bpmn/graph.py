"""The nodes, flows and lanes of a BPMN file, with everything else either left out and told, or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from motcua.forms.cleaning import UncleanError, clean_line

from .names import BPMN, BPMNDI, OWN, Note
from .parsing import RefusedError

BY_HAND = frozenset({"task", "userTask", "manualTask"})
BY_MACHINE = frozenset({"serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"})
NODES = BY_HAND | BY_MACHINE | {"startEvent", "endEvent", "exclusiveGateway", "boundaryEvent"}
IGNORED = frozenset(
    {
        "documentation", "extensionElements", "textAnnotation", "association", "group", "dataObject",
        "dataObjectReference", "dataStoreReference", "ioSpecification", "property", "dataInputAssociation",
        "dataOutputAssociation", "resourceRole", "performer", "humanPerformer", "potentialOwner", "auditing",
        "monitoring", "correlationSubscription", "supports", "standardLoopCharacteristics",
        "multiInstanceLoopCharacteristics", "script", "rendering", "message", "error", "signal", "escalation",
        "itemDefinition", "interface", "resource", "dataStore", "category", "import", "extension", "relationship",
        "messageFlow", "participantMultiplicity", "conversation",
        "correlationKey",
    }
)  # fmt: skip
"""What a process can do without: it is left out and told. All other elements of BPMN that are not known are refused,
because the process without them would be another one."""
STRUCTURE = frozenset({"incoming", "outgoing", "conditionExpression", "timerEventDefinition", "flowNodeRef"})


@dataclass(frozen=True, slots=True)
class Node:
    """``own`` holds our attributes by their bare names; ``timer`` the expression of a boundary timer."""

    key: str
    tag: str
    name: str
    own: Mapping[str, str]
    attributes: Mapping[str, str]
    timer: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    source: str
    target: str
    name: str
    own: Mapping[str, str]
    condition: str


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    own: Mapping[str, str]


@dataclass(slots=True)
class Graph:
    """Nodes and lines in the order of the file; ``lanes`` by the id of the node that stands in them."""

    name: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    lanes: dict[str, Lane] = field(default_factory=dict)
    dropped: list[Note] = field(default_factory=list)

    def out_of(self, key: str) -> list[Line]:
        return [line for line in self.lines if line.source == key]


def read_graph(root: Element) -> Graph:
    """The graph of the one process of ``root``. Raises :class:`RefusedError`."""
    if root.tag != f"{{{BPMN}}}definitions":
        raise RefusedError("bpmn_no_definitions")
    _check_ids(root)
    process = _only_process(root)
    graph = Graph(name=_line(process.get("name", "")))
    for child in [*root, *(part for pools in root.iter(f"{{{BPMN}}}collaboration") for part in pools)]:
        tag = _bare(child.tag)
        if child is process or tag in {"collaboration", "participant"} or child.tag.startswith(f"{{{BPMNDI}}}"):
            continue
        _leave_out(graph, child)
    for child in process:
        _take(graph, child)
    _check_lines(graph)
    return graph


def _check_ids(root: Element) -> None:
    counts = Counter(key for element in root.iter() if (key := element.get("id")))
    repeated = [key for key, times in counts.items() if times > 1]
    if repeated:
        raise RefusedError(
            "bpmn_id_repeated", shown(repeated[0]), element=shown(repeated[0]), times=counts[repeated[0]]
        )


def _only_process(root: Element) -> Element:
    found = root.findall(f"{{{BPMN}}}process")
    pools = list(root.iter(f"{{{BPMN}}}participant"))
    if len(found) != 1 or len(pools) > 1:
        raise RefusedError("bpmn_one_process", processes=len(found), pools=len(pools))
    return found[0]


def _bare(tag: object) -> str:
    """The local name of an element of BPMN; empty for one of another namespace."""
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    return name if space == f"{{{BPMN}" else ""


def shown(text: str) -> str:
    """A name of the file, fit to be told."""
    try:
        return clean_line(text[:100])
    except UncleanError:
        return "?"


def _line(text: str) -> str:
    try:
        return clean_line(text)
    except UncleanError:
        raise RefusedError("bpmn_not_xml", line=1, column=0) from None


def _leave_out(graph: Graph, element: Element) -> None:
    tag = _bare(element.tag)
    if tag and tag not in IGNORED:
        raise RefusedError("bpmn_element_unknown", shown(element.get("id", "")), element=shown(tag))
    code = "bpmn_left_out" if tag else "bpmn_foreign_left_out"
    graph.dropped.append(Note(code, shown(element.get("id", "")), {"element": tag or shown(str(element.tag))}))


def _take(graph: Graph, element: Element) -> None:
    tag = _bare(element.tag)
    if tag == "laneSet":
        _take_lanes(graph, element)
    elif tag == "sequenceFlow":
        graph.lines.append(_line_of(graph, element))
    elif tag in NODES:
        node = _node(graph, element, tag)
        graph.nodes[node.key] = node
    else:
        _leave_out(graph, element)


def _take_lanes(graph: Graph, holder: Element) -> None:
    """Lanes inside lanes count by the innermost one."""
    for lane in holder.iter(f"{{{BPMN}}}lane"):
        taken = Lane(_line(lane.get("name", "")), _own(lane))
        for member in lane.findall(f"{{{BPMN}}}flowNodeRef"):
            graph.lanes[(member.text or "").strip()] = taken


def _own(element: Element) -> dict[str, str]:
    mark = f"{{{OWN}}}"
    return {name.removeprefix(mark): value for name, value in element.attrib.items() if name.startswith(mark)}


def _key(element: Element) -> str:
    key = element.get("id", "")
    if not key:
        raise RefusedError("bpmn_id_missing", element=_bare(element.tag))
    return key


def _line_of(graph: Graph, element: Element) -> Line:
    condition = element.find(f"{{{BPMN}}}conditionExpression")
    for child in _inside(graph, element):
        _leave_out(graph, child)
    return Line(
        _key(element),
        element.get("sourceRef", ""),
        element.get("targetRef", ""),
        _line(element.get("name", "")),
        _own(element),
        _line("".join(condition.itertext())) if condition is not None else "",
    )


def _inside(graph: Graph, element: Element) -> Iterator[Element]:
    """Children that are not the structure of the graph itself."""
    return (child for child in element if _bare(child.tag) not in STRUCTURE)


def _node(graph: Graph, element: Element, tag: str) -> Node:
    key = _key(element)
    for child in _inside(graph, element):
        name = _bare(child.tag)
        if name.endswith("EventDefinition") and tag in {"startEvent", "endEvent"}:
            graph.dropped.append(Note("bpmn_trigger_left_out", shown(key), {"element": name}))
        else:
            _leave_out(graph, child)
    timer = element.find(f"{{{BPMN}}}timerEventDefinition")
    if tag == "boundaryEvent" and timer is None:
        raise RefusedError("bpmn_element_unknown", shown(key), element=tag)
    if tag == "startEvent" and timer is not None:
        graph.dropped.append(Note("bpmn_trigger_left_out", shown(key), {"element": "timerEventDefinition"}))
    waits = " ".join("".join(timer.itertext()).split()) if timer is not None else ""
    return Node(key, tag, _line(element.get("name", "")), _own(element), dict(element.attrib), waits)


def _check_lines(graph: Graph) -> None:
    for line in graph.lines:
        for end in (line.source, line.target):
            if end not in graph.nodes:
                raise RefusedError("bpmn_flow_loose", shown(line.key), target=shown(end))
    for node in graph.nodes.values():
        if node.tag == "boundaryEvent" and node.attributes.get("attachedToRef", "") not in graph.nodes:
            raise RefusedError(
                "bpmn_flow_loose", shown(node.key), target=shown(node.attributes.get("attachedToRef", ""))
            )
