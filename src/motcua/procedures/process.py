"""An internal process (quy trình nội bộ): steps, who does them, how long, and where each outcome leads.

TT 01/2018/TT-VPCP art. 8: the chair approves it, then it is configured electronically for the whole province.
:func:`check` says whether a drawn process can be followed to its end by anyone inside the settlement limit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from motcua.procedures.circles import circle
from motcua.procedures.process_conditions import condition_faults
from motcua.procedures.process_model import (
    END,
    MAX_STEP_AMOUNT,
    MAX_STEPS,
    MINUTES_A_WORKING_DAY,
    OF_KIND,
    OWED_BY_LAW,
    SCHEMA_VERSION,
    STEP_ACTIONS,
    STEP_ROLES,
    STEP_UNITS,
    Fault,
    Outcome,
    Process,
    Step,
    StepKind,
    UnitRule,
    working_minutes,
)
from motcua.procedures.process_timers import Place, TimerWait, timer_faults
from motcua.procedures.terms import Limit

__all__ = [
    "END",
    "MAX_STEPS",
    "MAX_STEP_AMOUNT",
    "MINUTES_A_WORKING_DAY",
    "OF_KIND",
    "OWED_BY_LAW",
    "SCHEMA_VERSION",
    "STEP_ACTIONS",
    "STEP_ROLES",
    "STEP_UNITS",
    "Fault",
    "Outcome",
    "Process",
    "Step",
    "StepKind",
    "UnitRule",
    "check",
    "longest_minutes",
    "working_minutes",
]

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

_HELD_BY_NOBODY = frozenset({StepKind.RECEPTION, StepKind.RESULT, StepKind.HAND_OVER, StepKind.AUTOMATIC})
"""Steps at which a dossier does not stand while it is settled: nothing of theirs can run out."""


def check(
    process: Process,
    limit: Limit | None,
    *,
    roles: Collection[str] = STEP_ROLES,
    fields: Collection[str] | None = None,
) -> list[Fault]:
    """Everything that keeps ``process`` from being used; empty when it is sound.

    Every step can be reached and can end; keys and outcomes are unique; roles are known; a loop is allowed only when
    it can be left; the longest way through without returning takes at most the settlement ``limit`` (not checked when
    it is unknown). A hand-over is outside the settlement time (ND61 art. 20) and is not added. A step with conditions
    has a way for when none holds, and automatic steps never lead in a circle. ``fields`` are the keys that conditions
    may name (None = the form is not known).
    """
    if not process.steps:
        return [Fault("process_empty")]
    if len(process.steps) > MAX_STEPS:
        return [Fault("process_too_long", params={"steps": len(process.steps), "most": MAX_STEPS})]
    faults = [*_key_faults(process.steps), *(fault for step in process.steps for fault in _step_faults(step, roles))]
    targets = {step.key for step in process.steps} | {END}
    faults += [
        Fault("outcome_target_unknown", step.key, {"outcome": outcome.key, "target": outcome.to})
        for step in process.steps
        for outcome in step.outcomes
        if outcome.to not in targets
    ]
    if faults:
        return faults
    faults = [Fault(code, step, params) for code, step, params in condition_faults(process, fields)]
    if faults:
        return faults
    return [*_way_faults(process), *_limit_faults(process, limit)]


def _key_faults(steps: Sequence[Step]) -> list[Fault]:
    counts = Counter(step.key for step in steps)
    faults = [Fault("step_key_repeated", key, {"times": times}) for key, times in counts.items() if times > 1]
    faults += [Fault("step_key_malformed", key) for key in counts if key == END or not _KEY.fullmatch(key)]
    return faults


def _step_faults(step: Step, roles: Collection[str]) -> list[Fault]:
    faults: list[Fault] = []
    if not step.name.strip():
        faults.append(Fault("step_name_missing", step.key))
    if step.role not in roles:
        faults.append(Fault("step_role_unknown", step.key, {"role": step.role}))
    if (step.unit_rule is UnitRule.NAMED) != bool(step.named_unit):
        faults.append(Fault("step_named_unit", step.key))
    if not 0 <= step.amount <= MAX_STEP_AMOUNT:
        faults.append(Fault("step_amount", step.key, {"amount": step.amount}))
    if step.unit not in STEP_UNITS:
        faults.append(Fault("step_unit", step.key, {"unit": str(step.unit)}))
    if not step.outcomes:
        faults.append(Fault("step_without_outcome", step.key))
    repeated = [key for key, times in Counter(outcome.key for outcome in step.outcomes).items() if times > 1]
    faults += [Fault("outcome_repeated", step.key, {"outcome": key}) for key in repeated]
    faults += [
        Fault("outcome_key_malformed", step.key, {"outcome": o.key}) for o in step.outcomes if not _KEY.fullmatch(o.key)
    ]
    unknown = [action for action in step.actions if action not in STEP_ACTIONS]
    faults += [Fault("step_action_unknown", step.key, {"action": action}) for action in unknown]
    return faults + [Fault(code, step.key, params) for code, params in timer_faults(step.timers, _place(step))]


def _place(step: Step) -> Place:
    return Place(
        waits=set(_waits(step)),
        is_decision=step.kind in {StepKind.APPROVAL, StepKind.SIGN, StepKind.FAMILY},
        outcomes={outcome.key for outcome in step.outcomes if outcome.when is None and not outcome.otherwise},
    )


def _waits(step: Step) -> Iterator[TimerWait]:
    """What a dossier at the step can wait for."""
    if step.kind in _HELD_BY_NOBODY:
        return
    if step.amount > 0:
        yield TimerWait.STEP
    if step.permits("request_supplement"):
        yield TimerWait.SUPPLEMENT
    if step.permits("consult"):
        yield TimerWait.CONSULTATION


def _way_faults(process: Process) -> list[Fault]:
    ahead = {step.key: {outcome.to for outcome in step.outcomes} for step in process.steps}
    reached = _closure({process.first.key}, ahead)
    behind: dict[str, set[str]] = {}
    for key, targets in ahead.items():
        for target in targets:
            behind.setdefault(target, set()).add(key)
    ending = _closure({END}, behind)
    faults = [Fault("step_unreachable", step.key) for step in process.steps if step.key not in reached]
    endless = [step.key for step in process.steps if step.key not in ending]
    return faults + [Fault("step_without_end", key, {"loop": circle(key, ahead)}) for key in endless]


def _closure(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        for target in edges.get(waiting.pop(), ()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def _limit_faults(process: Process, limit: Limit | None) -> list[Fault]:
    if limit is None:
        return []
    total, most = longest_minutes(process), working_minutes(limit.amount, limit.unit)
    return [Fault("process_over_limit", params={"minutes": total, "most": most})] if total > most else []


def longest_minutes(process: Process) -> int:
    """Working minutes of the slowest way from the first step to the end that never returns to a step: an edge back to
    a step still open on the way there is a return and is not followed. Linear in steps and outcomes."""
    steps = {step.key: step for step in process.steps}
    best: dict[str, int] = {END: 0}
    onward = {key: [outcome.to for outcome in step.outcomes] for key, step in steps.items()}
    open_steps: list[tuple[str, int]] = [(process.first.key, 0)]
    on_way = {process.first.key}
    longest = {process.first.key: 0}
    while open_steps:
        key, position = open_steps.pop()
        if position < len(onward[key]):
            target = onward[key][position]
            if target not in best and target not in on_way:
                open_steps.append((key, position))
                open_steps.append((target, 0))
                on_way.add(target)
                longest[target] = 0
                continue
            if target in best:
                longest[key] = max(longest[key], best[target])
            open_steps.append((key, position + 1))
            continue
        on_way.discard(key)
        counted = 0 if steps[key].kind is StepKind.HAND_OVER else steps[key].minutes
        best[key] = longest[key] + counted
    return best[process.first.key]
