"""The one transition table: which act is possible in which state, and where it may lead.

It corrects the draft table of the field (see docs/adr/0003-dossier-lifecycle.md): a warned dossier is a flag, not a
state, so it can still pause; a supplement at settlement returns to processing; forwarded dossiers and those settled
elsewhere have their own states; a stopped dossier may resume or close.
"""

from __future__ import annotations

from dataclasses import dataclass

from .commands import Action
from .states import CLOSED_STATES, SETTLING_STATES, State

WORKING = frozenset({State.ACCEPTED, State.PROCESSING, State.VERIFYING, State.CONSULTING, State.ELSEWHERE})
"""Accepted, running, in the hands of an agency."""

AT_WORK = frozenset({State.ACCEPTED, State.PROCESSING})


@dataclass(frozen=True, slots=True)
class Transition:
    """``targets`` are the states the act may lead to; an empty set means the state stays."""

    action: Action
    sources: frozenset[State]
    targets: frozenset[State]
    law: str


def _row(action: Action, sources: set[State] | frozenset[State], targets: set[State], law: str) -> Transition:
    return Transition(action, frozenset(sources), frozenset(targets), law)


TRANSITIONS: tuple[Transition, ...] = (
    _row(Action.ACCEPT, {State.SUBMITTED, State.FORWARDED}, {State.ACCEPTED}, "ND61 17.1c, 17.3; ND309 art. 8"),
    _row(
        Action.REQUEST_SUPPLEMENT,
        {State.SUBMITTED, State.FORWARDED, State.ACCEPTED, State.PROCESSING, State.VERIFYING},
        {State.SUPPLEMENT_AT_RECEPTION, State.SUPPLEMENT_AT_SETTLEMENT},
        "ND61 15.3, 17.1a, 19.4",
    ),
    _row(
        Action.ANSWER_SUPPLEMENT,
        {State.SUPPLEMENT_AT_RECEPTION, State.SUPPLEMENT_AT_SETTLEMENT},
        {State.SUBMITTED, State.PROCESSING},
        "ND61 19.4",
    ),
    _row(
        Action.REFUSE,
        {State.SUBMITTED, State.SUPPLEMENT_AT_RECEPTION, State.FORWARDED, *WORKING},
        {State.REFUSED, State.RESULT_READY},
        "ND61 17.1b, 19.8",
    ),
    _row(
        Action.TRANSFER,
        {State.SUBMITTED, State.FORWARDED, State.ACCEPTED},
        {State.FORWARDED, State.ACCEPTED},
        "ND61 18.2-3; ND309 9",
    ),
    _row(
        Action.ASSIGN,
        AT_WORK | {State.VERIFYING, State.CONSULTING},
        {State.PROCESSING, State.VERIFYING, State.CONSULTING},
        "ND61 19.1",
    ),
    _row(Action.COMPLETE_STEP, AT_WORK | {State.CONSULTING}, {State.ACCEPTED, State.PROCESSING}, "ND61 19.2"),
    _row(Action.RECORD_VERIFICATION, AT_WORK | {State.VERIFYING}, {State.VERIFYING, State.PROCESSING}, "ND61 19.3"),
    _row(Action.CONSULT, AT_WORK | {State.CONSULTING}, {State.CONSULTING}, "ND61 19.5"),
    _row(Action.ANSWER_CONSULTATION, {State.CONSULTING}, {State.CONSULTING, State.PROCESSING}, "ND61 19.5"),
    _row(Action.FOLLOW_ELSEWHERE, AT_WORK | {State.ELSEWHERE}, {State.ELSEWHERE, State.PROCESSING}, "ND61 19"),
    _row(Action.PAUSE_FOR_PAYMENT, AT_WORK, {State.PAYMENT_PENDING}, "sector law on financial obligations"),
    _row(Action.CONFIRM_PAYMENT, {State.PAYMENT_PENDING}, {State.PROCESSING}, "sector law on financial obligations"),
    _row(
        Action.STOP,
        WORKING | {State.SUPPLEMENT_AT_SETTLEMENT, State.SUPPLEMENT_AT_RECEPTION, State.STOPPED},
        {State.STOPPED, State.CLOSED},
        "ND301 art. 6; practice",
    ),
    _row(
        Action.RESUME,
        {State.STOPPED},
        {State.PROCESSING, State.CONSULTING, State.SUBMITTED},
        "ND301; practice",
    ),
    _row(Action.APOLOGISE, SETTLING_STATES, set(), "ND61 19.9"),
    _row(Action.ISSUE_RESULT, AT_WORK | {State.VERIFYING, State.ELSEWHERE}, {State.RESULT_READY}, "ND61 19, 20"),
    _row(Action.HAND_OVER, {State.RESULT_READY}, {State.RETURNED}, "ND61 20; QD45 8-12"),
    _row(
        Action.WITHDRAW,
        SETTLING_STATES | {State.SUBMITTED, State.SUPPLEMENT_AT_RECEPTION, State.FORWARDED},
        {State.WITHDRAWN},
        "national status 7; before a result is issued",
    ),
    _row(Action.CORRECT_RESULT, {State.RESULT_READY, State.RETURNED}, {State.RESULT_READY}, "ND61 21"),
    _row(Action.REASSIGN, SETTLING_STATES, set(), "ND61 19.1; ND61 9: the head replaces who settles"),
    _row(
        Action.ADD_DOCUMENT,
        frozenset(State) - CLOSED_STATES - {State.RESULT_READY},
        set(),
        "ND61 15-17; before a result is issued",
    ),
    _row(Action.REPLAN, frozenset(State) - CLOSED_STATES, set(), "a calendar changed under open dossiers"),
    _row(Action.REROUTE, frozenset(State) - CLOSED_STATES, set(), "competence moved under open dossiers"),
    _row(Action.ERASE, frozenset(State), set(), "Law 91/2025/QH15"),
    _row(Action.RECORD_FEE, frozenset(State), set(), "ND61 22; a fee is taken whenever the person pays it"),
    _row(Action.RECORD_INCIDENT, frozenset(State), set(), "ND61 21"),
    _row(Action.EXCLUDE_TIME, frozenset(State) - CLOSED_STATES, set(), "ND301 art. 3; ND224 art. 13"),
    _row(Action.DECIDE_RESPONSIBILITY, frozenset(State), set(), "ND61 19.9, 21; the responsibility of each person"),
)

BY_ACTION = {row.action: row for row in TRANSITIONS}

INTERNAL_ACTIONS = frozenset(
    {
        Action.ADD_DOCUMENT,
        Action.REPLAN,
        Action.REROUTE,
        Action.ERASE,
        Action.SUBMIT,
        Action.RECORD_FEE,
        Action.RECORD_INCIDENT,
        Action.EXCLUDE_TIME,
        Action.DECIDE_RESPONSIBILITY,
    }
)
"""Acts that have an entrance of their own and are not offered as buttons."""


def possible_actions(state: State) -> tuple[Action, ...]:
    """The acts the table allows in ``state``, in the table's order, without the internal ones."""
    return tuple(row.action for row in TRANSITIONS if state in row.sources and row.action not in INTERNAL_ACTIONS)
