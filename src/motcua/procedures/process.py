"""An internal process (quy trình nội bộ): steps, who does them, how long, and where each outcome leads.

TT 01/2018/TT-VPCP art. 8: the chair approves it, then it is configured electronically for the whole province.
:func:`check` says whether a drawn process can be followed to its end by anyone inside the settlement limit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from motcua.procedures.circles import circle
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

END = "END"
"""The target of an outcome after which no step follows."""

SCHEMA_VERSION = 1
MAX_STEPS = 100
MAX_STEP_AMOUNT = 10_000
MINUTES_A_WORKING_DAY = 480
"""Practice of the one-stop systems: eight working hours are one working day (half days are four hours)."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class StepKind(StrEnum):
    RECEPTION = "reception"
    TRANSFER = "transfer"
    ASSIGN = "assign"
    WORK = "work"
    VERIFICATION = "verification"
    CONSULTATION = "consultation"
    APPROVAL = "approval"
    SIGN = "sign"
    ELSEWHERE = "elsewhere"
    FAMILY = "family"
    """Other agencies work on parts of it (liên thông, art. 19.6-7); which, says the bundle of the procedure."""
    RESULT = "result"
    HAND_OVER = "hand_over"


class UnitRule(StrEnum):
    """Which unit does the step: the one that received the dossier, the one that settles it, the one-stop centre of
    the place, a unit named by code, or the parent of the settling unit."""

    RECEPTION = "reception"
    SETTLING = "settling"
    ONE_STOP = "one_stop"
    NAMED = "named"
    PARENT = "parent"


STEP_ROLES = frozenset(
    {
        "reception_officer",
        "reception_head",
        "settling_officer",
        "division_head",
        "unit_head",
        "clerk",
        "province_leader",
        "control_officer",
    }
)
"""Roles that may hold a dossier; the others watch, administer or audit."""

STEP_ACTIONS = frozenset(
    {
        "request_supplement",
        "record_verification",
        "consult",
        "follow_elsewhere",
        "pause_for_payment",
        "stop",
        "refuse",
        "issue_result",
        "apologise",
        "complete_step",
    }
)
"""What a step may name in its list; names as in the API. Completing the step is always allowed: a list of
``complete_step`` alone allows nothing else."""

OWED_BY_LAW = frozenset({"apologise", "stop"})
"""Never withheld by a process: the apology is a duty at any step (Decree 61/2018/ND-CP art. 19.9), and a stop follows
an order or an outage, not the work."""

OF_KIND: Mapping[StepKind, frozenset[str]] = {
    StepKind.VERIFICATION: frozenset({"record_verification"}),
    StepKind.CONSULTATION: frozenset({"consult"}),
    StepKind.ELSEWHERE: frozenset({"follow_elsewhere"}),
    StepKind.SIGN: frozenset({"issue_result", "refuse"}),
}
"""What a step of a kind is for, whatever its list says. A refusal is signed like a result (art. 19.8)."""

STEP_UNITS = frozenset({LimitUnit.WORKING_HOUR, LimitUnit.HOUR, LimitUnit.WORKING_DAY, LimitUnit.DAY})


@dataclass(frozen=True, slots=True)
class Outcome:
    key: str
    name: str
    to: str


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    name: str
    kind: StepKind
    role: str
    unit_rule: UnitRule
    named_unit: str | None
    amount: int
    unit: LimitUnit
    outcomes: tuple[Outcome, ...]
    actions: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """The step's limit in minutes of working time, for adding up."""
        return working_minutes(self.amount, self.unit)

    def permits(self, action: str) -> bool:
        """May ``action`` be done while this step is open? A list permits what it names, what the law owes and what the
        step is for; a step without a list permits what the law permits."""
        if not self.actions:
            return True
        return action in self.actions or action in OWED_BY_LAW or action in OF_KIND.get(self.kind, ())

    def outcome(self, key: str) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.key == key), None)


@dataclass(frozen=True, slots=True)
class Process:
    """Steps in their order; the first one is where a dossier enters."""

    steps: tuple[Step, ...]

    @property
    def first(self) -> Step:
        return self.steps[0]

    def step(self, key: str) -> Step:
        """The step called ``key``; KeyError when there is none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    def following(self, key: str, outcome: str | None = None) -> Step | None:
        """The step after ``key`` by ``outcome`` (its first outcome when None); None at the end.
        KeyError for a step or an outcome that does not exist."""
        step = self.step(key)
        chosen = step.outcomes[0] if outcome is None else step.outcome(outcome)
        if chosen is None:
            raise KeyError(outcome)
        return None if chosen.to == END else self.step(chosen.to)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a process cannot be used. ``step`` is its key, empty when the whole process is meant."""

    code: str
    step: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def working_minutes(amount: int, unit: LimitUnit) -> int:
    """A limit in minutes of working time, for comparing sums only (due dates come from ``worktime``).
    Calendar days and months are taken at five working days a week, rounded down, so a sum that fits always fits."""
    if unit is LimitUnit.WORKING_DAY:
        return amount * MINUTES_A_WORKING_DAY
    if unit is LimitUnit.DAY:
        return amount * 5 * MINUTES_A_WORKING_DAY // 7
    if unit is LimitUnit.MONTH:
        return amount * 30 * 5 * MINUTES_A_WORKING_DAY // 7
    return amount * 60


def check(process: Process, limit: Limit | None, *, roles: Collection[str] = STEP_ROLES) -> list[Fault]:
    """Everything that keeps ``process`` from being used; empty when it is sound.

    Every step can be reached and can end; keys and outcomes are unique; roles are known; a loop is allowed only when
    it can be left; the longest way through without returning takes at most the settlement ``limit`` (not checked when
    it is unknown). A hand-over is outside the settlement time (ND61 art. 20) and is not added.
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
    return faults + [Fault("step_action_unknown", step.key, {"action": action}) for action in unknown]


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
