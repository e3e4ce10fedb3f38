"""The one transition table: which act is possible in which state, and where it may lead (docs/adr/0050-petitions.md).

It completes the working model of the field: an answer goes back to its unit before *and* after it was approved (QD31
art. 46), a petition may be led away or merged after it was assigned, what was merged may be taken apart again, and a
rejected or forwarded one may be taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass

from .commands import Action
from .states import AT_DESK, AT_UNIT, ENDS, State

_OPEN = frozenset(State) - ENDS
_BEFORE_ANSWER = AT_DESK | AT_UNIT


@dataclass(frozen=True, slots=True)
class Transition:
    """``targets`` are the states the act may lead to; an empty set means the state stays."""

    action: Action
    sources: frozenset[State]
    targets: frozenset[State]
    law: str


def _row(action: Action, sources: set[State] | frozenset[State], targets: set[State], law: str) -> Transition:
    return Transition(action, frozenset(sources), frozenset(targets), law)


S = State
TRANSITIONS: tuple[Transition, ...] = (
    _row(Action.VERIFY, {S.NEW}, {S.VERIFIED}, "ND20 art. 9"),
    _row(Action.REJECT, AT_DESK, {S.REJECTED}, "ND20 art. 9"),
    _row(Action.MERGE, _BEFORE_ANSWER, {S.MERGED}, "practice of 1022"),
    _row(Action.UNMERGE, {S.MERGED}, {S.VERIFIED}, "practice of 1022"),
    _row(Action.LEAD_AWAY, _BEFORE_ANSWER, {S.LED_AWAY}, "ND20 art. 1; laws on complaints and denunciations"),
    _row(Action.FORWARD, AT_DESK, {S.FORWARDED}, "ND20 art. 9.1d"),
    _row(Action.ASSIGN, {*AT_DESK, S.ASSIGNED}, {S.ASSIGNED}, "ND20 art. 9"),
    _row(Action.TAKE, {S.ASSIGNED}, {S.IN_PROGRESS}, "ND20 art. 14"),
    _row(Action.ASK_SENDER, _BEFORE_ANSWER, set(), "ND20 art. 14"),
    _row(Action.SENDER_ANSWERS, _BEFORE_ANSWER, set(), "ND20 art. 14"),
    _row(Action.GO_ON, _BEFORE_ANSWER, set(), "nothing waits on nobody"),
    _row(Action.WITHDRAW, _BEFORE_ANSWER, {S.REJECTED}, "the sender's own will"),
    _row(Action.RETURN_TO_OPERATOR, AT_UNIT, {S.VERIFIED}, "practice of 1022"),
    _row(Action.EXTEND, AT_UNIT, set(), "dated data of the category"),
    _row(Action.ANSWER, AT_UNIT, {S.ANSWERED}, "ND20 art. 15"),
    _row(Action.APPROVE, {S.ANSWERED}, {S.APPROVED}, "ND20 art. 15"),
    _row(Action.RETURN_TO_UNIT, {S.ANSWERED, S.APPROVED}, {S.IN_PROGRESS}, "QD31 art. 46"),
    _row(Action.PUBLISH, {S.APPROVED}, {S.PUBLISHED}, "ND20 art. 19"),
    _row(Action.WITHHOLD, {S.APPROVED, S.PUBLISHED}, {S.CLOSED}, "law on personal data"),
    _row(Action.RATE, {S.APPROVED, S.PUBLISHED, S.CLOSED}, set(), "QD766 indicator 5.3"),
    _row(
        Action.REOPEN,
        {S.PUBLISHED, S.CLOSED, S.REJECTED, S.FORWARDED, S.LED_AWAY},
        {S.ASSIGNED, S.NEW},
        "practice of 1022",
    ),
    _row(Action.CLOSE, {S.PUBLISHED}, {S.CLOSED}, "practice of 1022"),
    _row(Action.MARK_URGENT, _BEFORE_ANSWER, set(), "practice: two tracks (30/2022/QD-UBND Hue)"),
    _row(Action.CROSS_NOTICE, _OPEN, set(), "practice: two tracks (30/2022/QD-UBND Hue)"),
    _row(Action.CORRECT, _OPEN, set(), "ND20 art. 9"),
    _row(Action.RECORD_APOLOGY, frozenset(State), set(), "duty of a late answer"),
    _row(Action.WARN, _OPEN, set(), "nothing waits on nobody"),
    _row(Action.MOVE, _OPEN, set(), "reorganisation"),
)

BY_ACTION = {row.action: row for row in TRANSITIONS}

SYSTEM_ACTIONS = frozenset({Action.WARN, Action.MOVE})
SENDER_ACTIONS = frozenset({Action.WITHDRAW, Action.SENDER_ANSWERS, Action.RATE, Action.REOPEN})


def possible_actions(state: State) -> tuple[Action, ...]:
    """The acts the table allows in ``state``, in the table's order, without those of the system."""
    return tuple(row.action for row in TRANSITIONS if state in row.sources and row.action not in SYSTEM_ACTIONS)
