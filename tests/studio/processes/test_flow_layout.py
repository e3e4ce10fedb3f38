"""The drawn flow: boxes that do not touch, lines that run through no box and on no other line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.studio.processes.flow_layers import in_one_column, layers
from motcua.studio.processes.flow_layout import Layout, Line, Link, Node, Way, coloured, lay_out

BOX = 200
Segment = tuple[tuple[int, int], tuple[int, int]]


def segments(line: Line) -> list[Segment]:
    return list(zip(line.points, line.points[1:], strict=False))


def run_on_each_other(one: Segment, other: Segment) -> bool:
    """Whether two straight pieces share more than a point."""
    for axis in (0, 1):
        if one[0][axis] == one[1][axis] == other[0][axis] == other[1][axis]:
            low, high = sorted((one[0][1 - axis], one[1][1 - axis]))
            low2, high2 = sorted((other[0][1 - axis], other[1][1 - axis]))
            return max(low, low2) < min(high, high2)
    return False


def _between(segment: Segment, box: tuple[int, int, int, int]) -> bool:
    (x1, y1), (x2, y2) = segment
    left, top, right, bottom = box
    if x1 == x2:
        return left < x1 < right and max(min(y1, y2), top) < min(max(y1, y2), bottom)
    return top < y1 < bottom and max(min(x1, x2), left) < min(max(x1, x2), right)


def faults(layout: Layout) -> list[str]:
    found = []
    boxes = {number: (box.x, box.y, box.x + box.width, box.y + box.height) for number, box in layout.boxes.items()}
    for (first, a), (second, b) in combinations(boxes.items(), 2):
        if max(a[0], b[0]) < min(a[2], b[2]) and max(a[1], b[1]) < min(a[3], b[3]):
            found.append(f"boxes {first} and {second} overlap")
    for line in layout.lines:
        for piece in segments(line):
            if piece[0][0] != piece[1][0] and piece[0][1] != piece[1][1]:
                found.append(f"{line.link} is slanted")
            found += [f"{line.link} runs through {number}" for number, box in boxes.items() if _between(piece, box)]
    for one, other in combinations(layout.lines, 2):
        if one.link.target != other.link.target and any(
            run_on_each_other(a, b) for a in segments(one) for b in segments(other)
        ):
            found.append(f"{one.link} runs on {other.link}")
    if any(not (0 <= x <= layout.width and 0 <= y <= layout.height) for line in layout.lines for x, y in line.points):
        found.append("outside")
    return found


@st.composite
def drawings(draw: st.DrawFn) -> tuple[list[Node], list[Link]]:
    count = draw(st.integers(1, 14))
    nodes = [Node(number, draw(st.integers(0, 3)), draw(st.integers(30, 120))) for number in range(count)]
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count + 1))
    pairs = draw(st.lists(ends, max_size=30))
    taken: dict[int, int] = {}
    links = []
    for source, target in pairs:
        links.append(Link(source, target, taken.get(source, 0)))
        taken[source] = taken.get(source, 0) + 1
    return nodes, links


@given(drawings(), st.booleans())
def test_a_drawing_of_anything_is_tidy(drawn: tuple[list[Node], list[Link]], one_column: bool) -> None:
    nodes, links = drawn

    layout = lay_out(nodes, links, box=BOX, head=20, one_column=one_column)

    assert faults(layout) == []
    assert set(layout.boxes) == {node.number for node in nodes}
    assert len(layout.lines) == sum(link.target < len(nodes) for link in links)


@given(drawings())
def test_layers_lead_downwards_but_for_returns(drawn: tuple[list[Node], list[Link]]) -> None:
    nodes, links = drawn
    ahead: dict[int, list[int]] = {}
    for link in links:
        if link.target < len(nodes):
            ahead.setdefault(link.source, []).append(link.target)

    found = layers([node.number for node in nodes], ahead)

    upward = {
        (source, target) for source, targets in ahead.items() for target in targets if found[target] <= found[source]
    }
    onward = {node: [one for one in targets if (node, one) not in upward] for node, targets in ahead.items()}
    assert not _has_circle(onward)
    assert all(_reaches(ahead, target, source) for source, target in upward)


def _has_circle(ahead: dict[int, list[int]]) -> bool:
    return any(_reaches(ahead, target, node) for node, targets in ahead.items() for target in targets)


def _reaches(ahead: dict[int, list[int]], start: int, end: int) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        if node == end:
            return True
        waiting += [one for one in ahead.get(node, ()) if one not in seen]
        seen.update(ahead.get(node, ()))
    return False


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        ({0: [1], 1: [2]}, {0: 0, 1: 1, 2: 2}),
        ({0: [1, 2], 1: [2]}, {0: 0, 1: 1, 2: 2}),
        ({0: [1], 1: [2, 0]}, {0: 0, 1: 1, 2: 2}),
        ({0: [2], 1: [2]}, {0: 0, 1: 1, 2: 2}),
        ({}, {0: 0, 1: 1, 2: 2}),
    ],
)
def test_layers_of_small_processes(ahead: dict[int, Sequence[int]], expected: dict[int, int]) -> None:
    assert layers([0, 1, 2], ahead) == expected


def test_one_column_when_two_stand_on_a_layer_then_one_under_the_other() -> None:
    ahead = {0: [1, 2], 1: [3], 2: [3]}

    assert layers([0, 1, 2, 3], ahead) == {0: 0, 1: 1, 2: 1, 3: 2}
    assert in_one_column([0, 1, 2, 3], ahead) == {0: 0, 1: 1, 2: 2, 3: 3}


def test_ways_are_told_apart() -> None:
    nodes = [Node(number, 0, 40) for number in range(4)]

    layout = lay_out(nodes, [Link(0, 1), Link(1, 2), Link(2, 3), Link(0, 3, 1), Link(2, 0, 1), Link(1, 1, 1)], box=BOX)

    ways = [line.way for line in layout.lines]
    assert ways == [Way.NEXT, Way.NEXT, Way.NEXT, Way.ONWARD, Way.BACK, Way.BACK]
    straight = layout.lines[0].points
    assert len(straight) == 2
    assert straight[0][0] == straight[1][0]
    assert min(x for x, _y in layout.lines[4].points) < layout.boxes[0].x
    assert max(x for x, _y in layout.lines[3].points) > layout.boxes[0].x + BOX


@given(st.dictionaries(st.integers(0, 30), st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted).map(tuple)))
def test_spans_of_one_track_do_not_touch(spans: dict[int, tuple[int, int]]) -> None:
    tracks, count = coloured(spans)

    assert set(tracks) == set(spans)
    assert all(0 <= track < count for track in tracks.values())
    for one, other in combinations(spans, 2):
        if tracks[one] == tracks[other]:
            assert spans[one][1] < spans[other][0] or spans[other][1] < spans[one][0]
