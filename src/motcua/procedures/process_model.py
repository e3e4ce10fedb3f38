"""An internal process (quy trình nội bộ) as data: steps, who does them, how long, where each outcome leads, and what
happens when a date of a step passes. :mod:`motcua.procedures.process` says whether it can be followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from motcua.forms.expression import Expression
from motcua.procedures.process_timers import Timer
from motcua.worktime.rules import LimitUnit

END = "END"
"""The target of an outcome after which no step follows."""

SCHEMA_VERSION = 2
"""The newest this program writes; what needs nothing new is written as 1 and keeps its digest."""
MAX_STEPS = 100
MAX_STEP_AMOUNT = 10_000
MINUTES_A_WORKING_DAY = 480
"""Practice of the one-stop systems: eight working hours are one working day (half days are four hours)."""


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
    AUTOMATIC = "automatic"
    """Nobody works there: on entering, the first open outcome is taken."""


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
    """``when``: open only where the condition holds for the dossier; ``otherwise``: only where no condition of the same
    step does. With neither it is always open."""

    key: str
    name: str
    to: str
    when: Expression | None = None
    otherwise: bool = False


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
    timers: tuple[Timer, ...] = ()
    letter: str = ""
    """The kind of letter that an automatic step sends to the applicant; empty for none."""

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
