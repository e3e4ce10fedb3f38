"""A process out of a BPMN file: our own export gives the equal process back, a file of another program a draft and a
report of what was kept, what had to be assumed, and what was left out and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from motcua.procedures.process import Process, check

from .graph import Graph, read_graph, shown
from .names import Note
from .parsing import RefusedError, parse
from .steps import steps_of

MAX_NOTES = 200
"""More of one kind are counted and not listed."""


@dataclass(frozen=True, slots=True)
class ReadBpmn:
    """``process`` is None exactly when there are ``faults``. ``assumed`` tells what the file did not say and a person
    has to look at; nothing of the file is passed over in silence."""

    process: Process | None
    name: str = ""
    faults: tuple[Note, ...] = ()
    kept: tuple[Note, ...] = ()
    assumed: tuple[Note, ...] = ()
    dropped: tuple[Note, ...] = ()


@dataclass(slots=True)
class Report:
    """What is noted on the way."""

    kept: list[Note] = field(default_factory=list)
    assumed: list[Note] = field(default_factory=list)
    dropped: list[Note] = field(default_factory=list)


def read_bpmn(data: bytes) -> ReadBpmn:
    """The process in ``data``, or why there is none. Never raises for what a stranger may send."""
    graph = Graph()
    try:
        graph = read_graph(parse(data))
        report = Report(dropped=graph.dropped)
        process = Process(steps_of(graph, report))
    except RefusedError as error:
        fault = Note(error.code, error.place, error.params)
        return ReadBpmn(None, graph.name, (fault,), dropped=_listed(graph.dropped))
    faults = tuple(Note(fault.code, fault.step, {"step": fault.step, **fault.params}) for fault in check(process, None))
    lanes = len({id(lane) for lane in graph.lanes.values()})
    ways = sum(len(step.outcomes) for step in process.steps)
    report.kept.append(Note("bpmn_kept", "", {"steps": len(process.steps), "outcomes": ways, "lanes": lanes}))
    return ReadBpmn(
        None if faults else process,
        shown(graph.name),
        _listed(list(faults)),
        _listed(report.kept),
        _listed(report.assumed),
        _listed(report.dropped),
    )


def _listed(notes: list[Note]) -> tuple[Note, ...]:
    if len(notes) <= MAX_NOTES:
        return tuple(notes)
    return (*notes[:MAX_NOTES], Note("bpmn_more_notes", "", {"more": len(notes) - MAX_NOTES}))
