"""From a command to events, or to a refusal: first the transition table and the guards, which ask the dossier alone,
then the decider of the act, which asks what was sent along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from . import duty, reception, settlement, waiting
from .commands import Action, Command
from .events import Event
from .guards import standing_refusal
from .state import DossierState
from .types import Context, Refusal
from .writer import Writer

Decider = Callable[[Writer, Command], Refusal | None]

DECIDERS: Mapping[Action, Decider] = {
    Action.ACCEPT: reception.accept,
    Action.REFUSE: reception.refuse,
    Action.TRANSFER: reception.transfer,
    Action.REQUEST_SUPPLEMENT: waiting.request_supplement,
    Action.ANSWER_SUPPLEMENT: waiting.answer_supplement,
    Action.PAUSE_FOR_PAYMENT: waiting.pause_for_payment,
    Action.CONFIRM_PAYMENT: waiting.confirm_payment,
    Action.STOP: waiting.stop,
    Action.RESUME: waiting.resume,
    Action.ASSIGN: settlement.assign,
    Action.COMPLETE_STEP: settlement.complete_step,
    Action.RECORD_VERIFICATION: settlement.record_verification,
    Action.CONSULT: settlement.consult,
    Action.ANSWER_CONSULTATION: settlement.answer_consultation,
    Action.FOLLOW_ELSEWHERE: settlement.follow_elsewhere,
    Action.APOLOGISE: settlement.apologise,
    Action.ISSUE_RESULT: settlement.issue_result,
    Action.HAND_OVER: reception.hand_over,
    Action.WITHDRAW: reception.withdraw,
    Action.CORRECT_RESULT: duty.correct_result,
    Action.REASSIGN: duty.reassign,
}


def decide(context: Context, state: DossierState, command: Command, now: dt.datetime) -> tuple[Event, ...] | Refusal:
    """The events of ``command`` in ``state`` at ``now``, or why not.

    Guarantees: the events evolve ``state`` to one of the transition table's targets; an open dossier has a holder and
    a next date after them; nothing is decided from anything but the arguments.
    """
    decided = decide_and_evolve(context, state, command, now)
    return decided if isinstance(decided, Refusal) else decided[0]


def decide_and_evolve(
    context: Context, state: DossierState, command: Command, now: dt.datetime
) -> tuple[tuple[Event, ...], DossierState] | Refusal:
    """As :func:`decide`, with the state the events lead to, which is known by then."""
    decider = DECIDERS.get(command.action)
    if decider is None:
        return Refusal("action_unknown", {"action": str(command.action)})
    standing = standing_refusal(context, state, command.action, now)
    if standing is not None:
        return standing
    writer = Writer(context, state, now)
    refusal = decider(writer, command)
    return refusal if refusal is not None else (tuple(writer.events), writer.state)
