"""The graph that a process is in BPMN: ids of its nodes, its sequence flows, its lanes. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from motcua.procedures.process import END, Outcome, Process, Step, StepKind
from motcua.procedures.process_timers import Timer, TimerAct

from .conditions import engine_text
from .names import CHOSEN

PROCESS_ID, START_ID, END_ID = "process", "start", "end"
STOPPED_ID, TOLD_ID = "stopped", "told"
"""Where a timer leads that stops the dossier, and one that only tells somebody."""
EVENTS_OF_ACT = {TimerAct.STOP: STOPPED_ID, TimerAct.REMIND: TOLD_ID, TimerAct.ESCALATE: TOLD_ID}


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. ``outcome`` is set where an outcome of a step begins; ``condition`` is what an engine asks."""

    key: str
    source: str
    target: str
    outcome: Outcome | None = None
    condition: str = ""
    timer: Timer | None = None


def flows(process: Process) -> list[Flow]:
    """Every sequence flow, in the order of steps and their outcomes."""
    found = [Flow("flow_start", START_ID, task_id(process.first.key))]
    for step in process.steps:
        found += _flows_of(step)
        found += [_flow_of_timer(step, timer) for timer in step.timers]
    return found


def _flow_of_timer(step: Step, timer: Timer) -> Flow:
    outcome = step.outcome(timer.outcome) if timer.act is TimerAct.PROCEED else None
    target = EVENTS_OF_ACT[timer.act] if outcome is None else _target(outcome)
    event = timer_id(step.key, timer.key)
    return Flow(f"flow_{event}", event, target, timer=timer)


def timer_ends(process: Process) -> list[str]:
    """The ids of the ends that only timers lead to."""
    acts = {timer.act for step in process.steps for timer in step.timers}
    return list(dict.fromkeys(end for act, end in EVENTS_OF_ACT.items() if act in acts))


def _flows_of(step: Step) -> Iterator[Flow]:
    task = task_id(step.key)
    if not has_gateway(step):
        (only,) = step.outcomes
        yield Flow(f"flow_{step.key}.{only.key}", task, _target(only), only)
        return
    gateway = gateway_id(step.key)
    yield Flow(f"flow_{step.key}", task, gateway)
    default = default_of(step)
    for outcome in step.outcomes:
        condition = "" if outcome is default else _condition(step, outcome)
        yield Flow(f"flow_{step.key}.{outcome.key}", gateway, _target(outcome), outcome, condition)


def _condition(step: Step, outcome: Outcome) -> str:
    """What an engine asks: whether it was chosen, and whether it may be; an automatic step has nobody to choose."""
    asked = engine_text(outcome.when) if outcome.when is not None else ""
    chosen = f'{CHOSEN} == "{outcome.key}"' if step.kind is not StepKind.AUTOMATIC else ""
    return " and ".join(part for part in (chosen, asked) if part)


def has_gateway(step: Step) -> bool:
    return len(step.outcomes) > 1


def default_of(step: Step) -> Outcome:
    """The outcome taken when no other one is: the one for when no condition holds, else the first."""
    return next((outcome for outcome in step.outcomes if outcome.otherwise), step.outcomes[0])


def task_id(step: str) -> str:
    return f"step_{step}"


def timer_id(step: str, timer: str) -> str:
    return f"timer_{step}.{timer}"


def gateway_id(step: str) -> str:
    return f"choice_{step}"


def _target(outcome: Outcome) -> str:
    return END_ID if outcome.to == END else task_id(outcome.to)


def lanes(process: Process) -> dict[tuple[str, str, str], list[Step]]:
    """The steps of each lane, by role, unit rule and named unit."""
    found: dict[tuple[str, str, str], list[Step]] = {}
    for step in process.steps:
        found.setdefault((step.role, step.unit_rule.value, step.named_unit or ""), []).append(step)
    return found


def lane_ids(process: Process) -> dict[str, str]:
    """The id of the lane of each step."""
    return {step.key: f"lane_{n}" for n, steps in enumerate(lanes(process).values(), 1) for step in steps}


def last_step(process: Process) -> Step:
    """The last step in the list that can end the process: beside it stands the end."""
    return [step for step in process.steps if any(outcome.to == END for outcome in step.outcomes)][-1]
