"""How a report passes: prepared from figures, checked, submitted, received or returned, locked. One table says which
act is possible in which state; who may do it is in :mod:`motcua.figures.statutory.permissions`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class State(StrEnum):
    PREPARED = "prepared"
    CHECKED = "checked"
    """Its identities hold and nothing is missing, or what is missing is explained."""
    SUBMITTED = "submitted"
    RECEIVED = "received"
    RETURNED = "returned"
    LOCKED = "locked"
    REPLACED = "replaced"
    """A later edition was locked; it stays beside it."""


class Act(StrEnum):
    PREPARE = "prepare"
    ENTER = "enter"
    """Type what no room counts, and explanations."""
    CHECK = "check"
    SUBMIT = "submit"
    RECEIVE = "receive"
    RETURN = "return"
    LOCK = "lock"
    CORRECT = "correct"
    """A locked report gets a new edition beside it."""
    REPLACE = "replace"
    """Follows from the lock of a later edition."""


OPEN: Final = frozenset({State.PREPARED, State.CHECKED, State.RETURNED})
"""Its figures may still be counted anew."""

TABLE: Final[dict[tuple[State, Act], State]] = {
    **{(state, Act.PREPARE): State.PREPARED for state in OPEN},
    **{(state, Act.ENTER): State.PREPARED for state in OPEN},
    (State.PREPARED, Act.CHECK): State.CHECKED,
    (State.CHECKED, Act.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Act.RECEIVE): State.RECEIVED,
    (State.SUBMITTED, Act.RETURN): State.RETURNED,
    (State.RECEIVED, Act.RETURN): State.RETURNED,
    (State.RECEIVED, Act.LOCK): State.LOCKED,
    (State.LOCKED, Act.CORRECT): State.LOCKED,
    (State.LOCKED, Act.REPLACE): State.REPLACED,
}
NEEDS_REASON: Final = frozenset({Act.RETURN, Act.CORRECT})


def after(state: State, act: Act) -> State | None:
    """The state that ``act`` leads to; None where it is not possible."""
    return TABLE.get((state, act))


def possible(state: State) -> tuple[Act, ...]:
    return tuple(act for act in Act if (state, act) in TABLE and act is not Act.REPLACE)
