"""The drawing: nothing on top of anything else, every lane round its steps, no arrow through a step."""

from __future__ import annotations

from itertools import combinations, pairwise
from xml.etree import ElementTree

from hypothesis import given, settings

from motcua.procedures.bpmn import bpmn_of
from motcua.procedures.bpmn.drawing import drawing_of
from motcua.procedures.bpmn.flows import lane_ids, task_id
from motcua.procedures.bpmn.layout import Box, ranks
from motcua.procedures.process import Process

from .made import processes

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ANY_PROCESS = given(processes())
SOME = settings(max_examples=20, deadline=None)


def meet(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@ANY_PROCESS
@SOME
def test_drawing_of_when_any_process_then_no_shape_lies_on_another(process: Process) -> None:
    shapes = {key: box for key, box in drawing_of(process).shapes.items() if ".timer" not in key}

    assert not [(one, other) for one, other in combinations(shapes, 2) if meet(shapes[one], shapes[other])]


@ANY_PROCESS
@SOME
def test_drawing_of_when_any_process_then_lanes_hold_their_steps_and_do_not_overlap(process: Process) -> None:
    drawing = drawing_of(process)
    ids = lane_ids(process)

    for step in process.steps:
        box, lane = drawing.shapes[task_id(step.key)], drawing.lanes[ids[step.key]]
        assert lane.x < box.x
        assert box.x + box.width < lane.x + lane.width
        assert lane.y < box.y
        assert box.y + box.height < lane.y + lane.height
    assert not [(one, other) for one, other in combinations(drawing.lanes.values(), 2) if meet(one, other)]
    assert sum(lane.height for lane in drawing.lanes.values()) == drawing.pool.height


@ANY_PROCESS
@SOME
def test_drawing_of_when_any_process_then_arrows_go_straight_and_through_no_step(process: Process) -> None:
    drawing = drawing_of(process)
    tasks = [drawing.shapes[task_id(step.key)] for step in process.steps]

    for points in drawing.lines.values():
        for (x1, y1), (x2, y2) in pairwise(points):
            assert x1 == x2 or y1 == y2
            piece = Box(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
            wide = Box(piece.x, piece.y, max(piece.width, 1), max(piece.height, 1))
            inner = [Box(task.x + 1, task.y + 1, task.width - 2, task.height - 2) for task in tasks]
            assert not any(meet(wide, task) for task in inner)


@ANY_PROCESS
@SOME
def test_bpmn_of_when_any_process_then_every_node_and_flow_is_drawn_once(process: Process) -> None:
    root = ElementTree.fromstring(bpmn_of(process))  # noqa: S314 - our own
    drawn = [one.get("bpmnElement") for tag in ("BPMNShape", "BPMNEdge") for one in root.iter(f"{DI}{tag}")]
    tags = ("Task", "Event", "Gateway", "sequenceFlow", "lane", "participant")

    model = [one for one in root.iter() if one.tag.startswith(MODEL)]
    there = [one.get("id") for one in model if one.tag.endswith(tags) and one.get("id")]

    assert sorted(map(str, drawn)) == sorted(map(str, there))


def test_ranks_when_a_way_returns_then_columns_go_on_to_the_right() -> None:
    ahead = {"start": ["a"], "a": ["b", "c"], "b": ["c", "a"], "c": ["end", "b"]}

    assert ranks("start", ahead) == {"start": 0, "a": 1, "b": 2, "c": 3, "end": 4}
