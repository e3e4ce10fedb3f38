"""Where the boxes and lines of a drawn process go. Pure: whole numbers in, whole numbers out, no text, no colour.

Boxes stand in layers from top to bottom and in lanes from left to right; lines run between the layers and at the two
sides, never through a box, and lines to different boxes never run on one another (they may cross). A line to the next
layer goes straight or by one bend, a line further down runs at the right side, a line back at the left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from motcua.studio.processes.flow_layers import in_one_column, layers

TRACK = 12
"""Between lines that run beside one another."""
GAP = 14
"""Between a box and the first line beside it."""
COLUMN_GAP = 24
LANE_PADDING = 14
SIDE = 10
PORT_GAP = 26
LEAST_PORT_GAP = 8
EDGE_PORT = 12
"""Lines that come by the sides enter this far from the box's corner."""
BENT_PORT = 7
"""A bent line from the layer above enters this far from the middle, so that it never runs on one that leaves there."""


class Way(StrEnum):
    NEXT = "next"
    ONWARD = "onward"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Node:
    """``number`` is its name; ``lane`` counts from 0."""

    number: int
    lane: int
    height: int


@dataclass(frozen=True, slots=True)
class Link:
    """The ``exit``-th way out of ``source``."""

    source: int
    target: int
    exit: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    link: Link
    way: Way
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Lane:
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    boxes: Mapping[int, Box]
    lines: Sequence[Line]
    lanes: Sequence[Lane]
    width: int
    height: int
    head: int


@dataclass(slots=True)
class _Plan:
    nodes: dict[int, Node]
    layer: dict[int, int]
    x: dict[int, int]
    ports: dict[Link, int]
    ways: dict[Link, Way]
    box: int
    lanes: list[Lane]
    nets: dict[tuple[Way, int], int] = field(default_factory=dict)
    """The track at the side for the lines of one way to one box."""


def lay_out(
    nodes: Sequence[Node], links: Sequence[Link], *, box: int, head: int = 0, one_column: bool = False
) -> Layout:
    """The drawing of ``nodes`` in the order of the table, ``box`` wide each, ``head`` left free on top of the lanes.
    Links to and from unknown nodes are left out."""
    known = {node.number: node for node in nodes}
    drawn = [link for link in links if link.source in known and link.target in known]
    ahead: dict[int, list[int]] = {}
    for link in drawn:
        ahead.setdefault(link.source, []).append(link.target)
    layer = (in_one_column if one_column else layers)([node.number for node in nodes], ahead)
    ways = {link: _way(layer[link.target] - layer[link.source]) for link in drawn}
    left, left_tracks = _side_nets(drawn, ways, layer, Way.BACK)
    right, right_tracks = _side_nets(drawn, ways, layer, Way.ONWARD)
    start = SIDE + left_tracks * TRACK + (GAP if left_tracks else 0)
    x, lanes = _columns(nodes, layer, box, start)
    plan = _Plan(known, layer, x, {}, ways, box, lanes)
    inner = lanes[-1].x + lanes[-1].width if lanes else start
    for target, track in left.items():
        plan.nets[Way.BACK, target] = start - GAP - track * TRACK
    for target, track in right.items():
        plan.nets[Way.ONWARD, target] = inner + GAP + track * TRACK
    plan.ports = _ports(drawn, plan)
    width = inner + SIDE + (right_tracks * TRACK + GAP if right_tracks else 0)
    return _drawn(plan, drawn, width, head)


def _way(distance: int) -> Way:
    return Way.BACK if distance <= 0 else Way.NEXT if distance == 1 else Way.ONWARD


def _side_nets(
    links: Iterable[Link], ways: Mapping[Link, Way], layer: Mapping[int, int], way: Way
) -> tuple[dict[int, int], int]:
    """The track of each target whose lines run at this side; those of one target share one."""
    spans: dict[int, tuple[int, int]] = {}
    for link in links:
        if ways[link] is way:
            ends = (2 * layer[link.source] + 1, 2 * layer[link.target] - 1)
            low, high = spans.get(link.target, ends)
            spans[link.target] = (min(low, *ends), max(high, *ends))
    return coloured(spans)


def coloured(spans: Mapping[int, tuple[int, int]]) -> tuple[dict[int, int], int]:
    """The lowest track for each span so that no two of one track touch, shorter spans nearer; how many tracks."""
    tracks: list[list[tuple[int, int]]] = []
    found: dict[int, int] = {}
    for key, (low, high) in sorted(spans.items(), key=lambda one: (one[1][1] - one[1][0], one[1], one[0])):
        for number, taken in enumerate(tracks):
            if all(high < other[0] or low > other[1] for other in taken):
                taken.append((low, high))
                found[key] = number
                break
        else:
            found[key] = len(tracks)
            tracks.append([(low, high)])
    return found, len(tracks)


def _columns(
    nodes: Sequence[Node], layer: Mapping[int, int], box: int, start: int
) -> tuple[dict[int, int], list[Lane]]:
    cells: dict[tuple[int, int], list[int]] = {}
    for node in nodes:
        cells.setdefault((node.lane, layer[node.number]), []).append(node.number)
    lanes: list[Lane] = []
    x: dict[int, int] = {}
    at = start
    for lane in range(max((node.lane for node in nodes), default=-1) + 1):
        most = max((len(cell) for (own, _layer), cell in cells.items() if own == lane), default=1)
        inner = most * box + (most - 1) * COLUMN_GAP
        lanes.append(Lane(at, inner + 2 * LANE_PADDING))
        for (own, _layer), cell in cells.items():
            if own == lane:
                taken = len(cell) * box + (len(cell) - 1) * COLUMN_GAP
                first = at + LANE_PADDING + (inner - taken) // 2
                x.update({number: first + place * (box + COLUMN_GAP) for place, number in enumerate(cell)})
        at += inner + 2 * LANE_PADDING
    return x, lanes


def _ports(links: Sequence[Link], plan: _Plan) -> dict[Link, int]:
    """Where each line leaves the lower edge: the first way on in the middle, ways back left of it, others right."""
    ports: dict[Link, int] = {}
    middle = plan.box // 2
    sides: dict[int, tuple[list[Link], list[Link]]] = {}
    with_middle: set[int] = set()
    for link in sorted(links, key=lambda one: (one.source, one.exit)):
        if plan.ways[link] is not Way.BACK and link.source not in with_middle:
            with_middle.add(link.source)
            ports[link] = plan.x[link.source] + middle
        else:
            sides.setdefault(link.source, ([], []))[plan.ways[link] is not Way.BACK].append(link)
    most = middle - EDGE_PORT - 2
    for source, both in sides.items():
        for sign, side in zip((-1, 1), both, strict=True):
            step = max(LEAST_PORT_GAP, min(PORT_GAP, most // max(1, len(side))))
            for number, link in enumerate(side, start=1):
                ports[link] = plan.x[source] + middle + sign * min(number * step, most)
    return ports


def entry(link: Link, port: int, left: int, box: int, way: Way) -> int:
    """Where the line enters the upper edge of the box that begins at ``left``."""
    if way is Way.BACK:
        return left + EDGE_PORT
    if way is Way.ONWARD:
        return left + box - EDGE_PORT
    middle = left + box // 2
    return middle if port == middle else middle - BENT_PORT if port < middle else middle + BENT_PORT


# ---- the lines between the layers: lines that leave to a side on top, bends to the next layer, lines that arrive


_ZONES = ("leave", "bend", "arrive")
_Net = tuple[str, Way, int, int]
"""Zone, way, target, and for a bend where it enters: what may run on one track."""


def _nets(links: Sequence[Link], plan: _Plan) -> dict[int, dict[_Net, list[int]]]:
    """By layer beneath which they run: the x that each net touches."""
    found: dict[int, dict[_Net, list[int]]] = {}
    for link in links:
        way, port = plan.ways[link], plan.ports[link]
        into = entry(link, port, plan.x[link.target], plan.box, way)
        if way is Way.NEXT:
            if port != into:
                net = ("bend", way, link.target, into)
                found.setdefault(plan.layer[link.source], {}).setdefault(net, []).extend((port, into))
            continue
        side = plan.nets[way, link.target]
        leaving = ("leave", way, link.target, 0)
        found.setdefault(plan.layer[link.source], {}).setdefault(leaving, []).extend((port, side))
        arriving = ("arrive", way, link.target, 0)
        found.setdefault(plan.layer[link.target] - 1, {}).setdefault(arriving, []).extend((side, into))
    return found


def _drawn(plan: _Plan, links: Sequence[Link], width: int, head: int) -> Layout:
    nets = _nets(links, plan)
    count = max(plan.layer.values(), default=-1) + 1
    boxes: dict[int, Box] = {}
    tracks: dict[tuple[int, _Net], int] = {}
    y = _gap(nets.get(-1, {}), -1, head, tracks)
    for layer in range(count):
        row = [number for number, own in plan.layer.items() if own == layer]
        tall = max((plan.nodes[number].height for number in row), default=0)
        for number in row:
            boxes[number] = Box(plan.x[number], y, plan.box, plan.nodes[number].height)
        y = _gap(nets.get(layer, {}), layer, y + tall, tracks)
    lines = [Line(link, plan.ways[link], _points(link, plan, boxes, tracks)) for link in links]
    return Layout(boxes, lines, plan.lanes, width, y, head)


def _gap(nets: Mapping[_Net, list[int]], layer: int, y: int, tracks: dict[tuple[int, _Net], int]) -> int:
    """Give every net beneath the layer its height from ``y`` down; where the next layer begins."""
    at = y + GAP
    for zone in _ZONES:
        names = [net for net in nets if net[0] == zone]
        spans = {number: (min(nets[net]) - TRACK, max(nets[net])) for number, net in enumerate(names)}
        own, most = coloured(spans)
        for number, net in enumerate(names):
            tracks[layer, net] = at + own[number] * TRACK
        at += most * TRACK
    return at + GAP


def _points(
    link: Link, plan: _Plan, boxes: Mapping[int, Box], tracks: Mapping[tuple[int, _Net], int]
) -> tuple[tuple[int, int], ...]:
    way, port = plan.ways[link], plan.ports[link]
    source, target = boxes[link.source], boxes[link.target]
    into = entry(link, port, target.x, plan.box, way)
    start, end = (port, source.y + source.height), (into, target.y)
    if way is Way.NEXT:
        if port == into:
            return (start, end)
        y = tracks[plan.layer[link.source], ("bend", way, link.target, into)]
        return (start, (port, y), (into, y), end)
    side = plan.nets[way, link.target]
    leave = tracks[plan.layer[link.source], ("leave", way, link.target, 0)]
    arrive = tracks[plan.layer[link.target] - 1, ("arrive", way, link.target, 0)]
    return (start, (port, leave), (side, leave), (side, arrive), (into, arrive), end)
