"""The way of a record. Pure: states, what follows a step, and what an act may find."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from motcua.procedures.process import Process, Step


class RecordState(StrEnum):
    OPEN = "open"
    ENDED = "ended"
    STRUCK = "struck"


class RecordEventKind(StrEnum):
    ENTERED = "entered"
    MENDED = "mended"
    STEP_DONE = "step_done"
    STRUCK = "struck"
    ERASED = "erased"


class RegisterState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a record goes: a step, or its end (None)."""

    state: RecordState
    step: Step | None


def first(process: Process | None) -> Onward:
    """Where a new record stands."""
    return Onward(RecordState.ENDED, None) if process is None else Onward(RecordState.OPEN, process.first)


def onward(process: Process, step: str, outcome: str) -> Onward | None:
    """Where ``outcome`` of ``step`` leads; None when the step has no such outcome."""
    try:
        target = process.following(step, outcome)
    except KeyError:
        return None
    return Onward(RecordState.ENDED, None) if target is None else Onward(RecordState.OPEN, target)
