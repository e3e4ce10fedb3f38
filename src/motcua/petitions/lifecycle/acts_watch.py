"""Urgent matters, dates that are near or missed, and reorganisations: what somebody must hear of at once."""

from __future__ import annotations

from collections.abc import Callable

from .commands import Action, Command, CrossNotice, MarkUrgent, Move, Warn
from .events import EventKind, Refusal
from .states import Flag, State, Step
from .writer import Writer


def mark_urgent(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, MarkUrgent)  # noqa: S101
    if Flag.URGENT in writer.state.flags:
        return Refusal("urgent_already")
    change = writer.change()
    change.flags_on.add(Flag.URGENT)
    if writer.state.state is not State.IN_PROGRESS and not writer.state.waits_for_sender:
        change.start(Step.URGENT)
    writer.tell(EventKind.URGENT, change, {"words": command.words})
    notice_area(writer)
    return None


def notice_area(writer: Writer) -> None:
    """The immediate notice of the urgent track to the officer of the area."""
    if writer.state.place:
        writer.tell(EventKind.CROSS_NOTICED, unit=writer.state.place, at_once=True)


def cross_notice(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, CrossNotice)  # noqa: S101
    unit = writer.context.unit(command.unit)
    if unit is None:
        return Refusal("unit_unknown", {"unit": command.unit})
    writer.tell(EventKind.CROSS_NOTICED, None, {"words": command.words}, unit=unit)
    return None


def warn(writer: Writer, command: Command) -> Refusal | None:
    """Of the sweep. A missed handling date opens the duty to apologise, once a round; a near one is told once."""
    assert isinstance(command, Warn)  # noqa: S101
    state = writer.state
    handle = state.pressing(Step.HANDLE)
    if handle is not None and handle.presses and handle.due_at < writer.now:
        return None if owe(writer) else Refusal("nothing_to_warn")
    due = state.next_due()
    if due is None or Flag.WARNED in state.flags or not writer.context.soon(due, writer.now):
        return Refusal("nothing_to_warn")
    change = writer.change()
    change.flags_on.add(Flag.WARNED)
    writer.tell(EventKind.WARNED, change, due_at=due)
    return None


def owe(writer: Writer) -> bool:
    """Open the duty to apologise for this round, unless it was opened before."""
    state = writer.state
    clock = state.clock(Step.HANDLE)
    if clock is None or state.rounds in state.owed:
        return False
    change = writer.change()
    change.fields |= {"apology_since": clock.due_at, "owed": [*state.owed, state.rounds]}
    stamp = writer.context.due(state.category, Step.APOLOGY, writer.now)
    by = stamp.at if stamp is not None else writer.now
    writer.tell(EventKind.APOLOGY_DUE, change, due_at=clock.due_at, apologise_by=by, round=state.rounds)
    return True


def move(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Move)  # noqa: S101
    state = writer.state
    change = writer.change()
    old, new = command.old, command.unit
    for name in ("reception_unit", "owner_unit", "place"):
        if getattr(state, name) == old:
            change.fields[name] = new
    if state.holder is not None and state.holder.unit == old:
        change.holder = state.holder.kind, new
    if not change.fields and change.holder is None:
        return Refusal("nothing_to_move")
    writer.tell(EventKind.MOVED, change, old=old, new=new)
    return None


DECIDERS: dict[Action, Callable[[Writer, Command], Refusal | None]] = {
    Action.MARK_URGENT: mark_urgent,
    Action.CROSS_NOTICE: cross_notice,
    Action.WARN: warn,
    Action.MOVE: move,
}
