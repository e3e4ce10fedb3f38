"""One process on two engines: ours (decide and evolve) and SpiffWorkflow on the exported file.

Both are driven by the same choices of outcomes and tell where the dossier stood, step by step, with the lane.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from motcua.core.canonical import Json
from motcua.dossiers.lifecycle import Action, DossierState, Event, EventKind, Refusal, State, decide, evolve
from motcua.dossiers.lifecycle.commands import Command
from motcua.dossiers.lifecycle.guards import AFTER_WORK
from motcua.forms.evaluation import Scope
from motcua.procedures.bpmn import bpmn_of
from motcua.procedures.bpmn.words import ROLES, lane_name
from motcua.procedures.process import END, Process, Step, StepKind
from motcua.procedures.process_conditions import open_outcomes
from tests.dossiers.legal_time import HOUR, START, context, fresh

Stand = tuple[str, str]
"""A step and the words of the lane it stands in."""

Data = dict[str, Json] | None
BY_DESK = frozenset({StepKind.RECEPTION, StepKind.TRANSFER})
VALIDATOR = BpmnValidator()


@dataclass(frozen=True)
class Way:
    """What is chosen at each step that asks somebody, in the order of the visits."""

    choices: tuple[str, ...]
    answers: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        return Scope(self.answers, self.facts)


# ---- all ways through a process


def ways(process: Process, answers: Mapping[str, object], facts: Mapping[str, object], *, visits: int) -> list[Way]:
    """Every way from the first step to the end that visits no step more than ``visits`` times; at most 60."""
    found: list[Way] = []
    scope = Scope(answers, facts)
    waiting: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [(process.first.key, (), ())]
    while waiting and len(found) < 60:
        key, seen, choices = waiting.pop()
        if key == END:
            found.append(Way(choices, answers, facts))
            continue
        if seen.count(key) >= visits:
            continue
        step = process.step(key)
        for outcome in reversed(_open(step, scope)):
            chosen = choices if step.kind is StepKind.AUTOMATIC else (*choices, outcome)
            waiting.append((_to(step, outcome), (*seen, key), chosen))
    return found


def _open(step: Step, scope: Scope) -> list[str]:
    """What can be chosen there; the desk and the end of the work take the usual way, an automatic step the first."""
    outcomes = [outcome.key for outcome in open_outcomes(step, scope)]
    usual = step.kind in BY_DESK | AFTER_WORK or step.kind is StepKind.AUTOMATIC
    return outcomes[:1] if usual else outcomes


def _to(step: Step, outcome: str) -> str:
    return next(one.to for one in step.outcomes if one.key == outcome)


# ---- ours


class Ours:
    """A dossier on paper at our own engine."""

    def __init__(self, process: Process, way: Way) -> None:
        self.process = process
        self.law = context(process=process, scope=way.scope)
        self.now = START
        self.state: DossierState = fresh("counter", process=process)
        self.stands: list[Stand] = []

    def act(
        self, action: Action, data: dict[str, object] | None = None, private: dict[str, object] | None = None
    ) -> None:
        self.now += HOUR / 60
        command = Command(action, data or {}, private or {})  # type: ignore[arg-type]
        decided = decide(self.law, self.state, command, self.now)
        assert not isinstance(decided, Refusal), (decided, self.state.step)
        for event in decided:
            self.state = evolve(self.state, event)
            self._see(event)

    def _see(self, event: Event) -> None:
        moved = {EventKind.ACCEPTED, EventKind.STEP_COMPLETED, EventKind.STEP_PASSED}
        again = event.kind is EventKind.TRANSFERRED and self.stands and self.stands[-1][0] != self.state.step
        if (event.kind in moved or again) and self.state.step is not None:
            holder = self.state.holder
            assert holder is not None
            step = self.process.step(self.state.step)
            # before the transfer the desk still holds the papers of the first step of work
            waits = event.kind is EventKind.ACCEPTED and step.kind is not StepKind.TRANSFER
            role = step.role if waits else holder.role
            self.stands.append((step.key, re.sub(r"^.*? – ", f"{ROLES[role]} – ", lane_name(step))))


def run_ours(process: Process, way: Way) -> tuple[list[Stand], str]:
    """Where the dossier stood, and the state it ended in."""
    ours = Ours(process, way)
    choices = list(way.choices)
    if process.first.kind is StepKind.RECEPTION:
        assert ours.state.state is State.SUBMITTED
        ours.stands.append((process.first.key, lane_name(process.first)))
        choices.pop(0)
    ours.act(Action.ACCEPT)
    last = process.first
    if ours.state.step is not None and process.step(ours.state.step).kind is StepKind.TRANSFER:
        choices.pop(0)
    ours.act(Action.TRANSFER)
    while ours.state.step is not None:
        last = process.step(ours.state.step)
        if last.kind is StepKind.CONSULTATION:
            ours.act(Action.CONSULT, {"unit": "unit-asked"}, {"question": "?"})
            ours.act(Action.ANSWER_CONSULTATION, {}, {"answer": "!"})
        chosen = choices.pop(0)
        ours.act(Action.COMPLETE_STEP, {"outcome": chosen})
    _close(ours, choices)
    return ours.stands, str(ours.state.state)


def _close(ours: Ours, choices: Sequence[str]) -> None:
    """Issue and hand over, as the closing steps of the process say; ``choices`` has one for each of them."""
    closing = [step for step in ours.process.steps if step.kind in AFTER_WORK][: len(choices)]
    assert len(closing) == len(choices)
    result = next((step for step in closing if step.kind is StepKind.RESULT), None)
    if result is not None:
        ours.stands.append((result.key, lane_name(result)))
    ours.act(Action.ISSUE_RESULT)
    assert ours.state.state is State.RESULT_READY
    handing = next((step for step in closing if step.kind is StepKind.HAND_OVER), None)
    if handing is not None:
        ours.stands.append((handing.key, lane_name(handing)))
    ours.act(Action.HAND_OVER)


# ---- theirs


def _functions() -> dict[str, object]:
    """What the conditions of the tests call beyond what engines have."""
    return {
        "filled": lambda value: value not in (None, ""),
        "date": dt.date,
        "count": lambda rows: len(rows),
    }


class Theirs:
    """The exported file in SpiffWorkflow, checked against BPMN's own schema on the way in."""

    def __init__(self, process: Process, way: Way) -> None:
        parser = BpmnParser(validator=VALIDATOR)
        parser.add_bpmn_str(bpmn_of(process))
        engine = PythonScriptEngine(environment=TaskDataEnvironment(_functions()))
        self.workflow = BpmnWorkflow(parser.get_spec("process"), script_engine=engine)
        facts = {f"fact_{name}": value for name, value in way.facts.items()}
        self.workflow.task_tree.data.update({**way.answers, **facts})
        self.stands: list[Stand] = []
        self.ends: list[str] = []
        self.go()

    def go(self) -> None:
        """On to the next work of a person. Services that an engine calls are played here: they have nothing to say."""
        self.workflow.do_engine_steps(did_complete_task=self._see)
        while services := self.workflow.get_tasks(state=TaskState.STARTED):
            for task in services:
                task.complete()
                self._stand(task)
            self.workflow.do_engine_steps(did_complete_task=self._see)
        for task in self._ready():
            if task.id not in self._met:
                self._met.add(task.id)
                self._stand(task)

    @property
    def _met(self) -> set[object]:
        return self.__dict__.setdefault("met", set())

    def _ready(self) -> list[Task]:
        return [task for task in self.workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]

    def _see(self, task: Task) -> None:
        if task.task_spec.bpmn_id in {"end", "stopped", "told"}:
            self.ends.append(task.task_spec.bpmn_id)

    def _stand(self, task: Task) -> None:
        self.stands.append((task.task_spec.bpmn_id.removeprefix("step_"), task.task_spec.lane))

    def choose(self, outcome: str) -> None:
        (task,) = self._ready()
        task.data["outcome"] = outcome
        task.run()
        self.go()

    def let_pass(self, timer: str) -> None:
        """The time of a boundary timer is over."""
        for task in self.workflow.get_tasks(state=TaskState.WAITING):
            if task.task_spec.bpmn_id == timer and isinstance(task.task_spec, CatchingEvent):
                task._set_internal_data(event_value="2020-01-01T00:00:00+00:00")
        self.workflow.refresh_timers()
        self.go()


def run_theirs(process: Process, way: Way) -> tuple[list[Stand], str]:
    theirs = Theirs(process, way)
    for chosen in way.choices:
        theirs.choose(chosen)
    assert theirs.workflow.completed
    return theirs.stands, theirs.ends[-1]


def paired(process: Process, cases: Sequence[tuple[Mapping[str, object], Mapping[str, object]]]) -> Iterator[Way]:
    """All ways without returning, and ways with one return, for each of the cases of answers and facts."""
    for answers, facts in cases:
        straight = ways(process, answers, facts, visits=1)
        yield from straight
        yield from [way for way in ways(process, answers, facts, visits=2) if way not in straight][:12]
