"""From a command to events, or to a refusal: first the transition table, then the decider of the act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from . import acts_desk, acts_public, acts_unit, acts_watch
from .commands import Action, Command
from .context import Context
from .events import Event, Refusal
from .state import PetitionState
from .table import BY_ACTION
from .writer import Writer

Decider = Callable[[Writer, Command], Refusal | None]

DECIDERS: Mapping[Action, Decider] = {
    **acts_desk.DECIDERS,
    **acts_unit.DECIDERS,
    **acts_public.DECIDERS,
    **acts_watch.DECIDERS,
}


def decide(context: Context, state: PetitionState, command: Command, now: dt.datetime) -> tuple[Event, ...] | Refusal:
    """The events of ``command`` in ``state`` at ``now``, or why not.

    Guarantees: the events evolve ``state`` to one of the transition table's targets; an open petition has a holder and
    a next date after them; nothing is decided from anything but the arguments.
    """
    if state.state not in BY_ACTION[command.action].sources:
        return Refusal("petition_not_in_this_state", {"action": str(command.action), "state": str(state.state)})
    writer = Writer(context, state, now)
    refusal = DECIDERS[command.action](writer, command)
    return refusal if refusal is not None else tuple(writer.events)
