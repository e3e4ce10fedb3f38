"""What the handling unit decides: taking it, more time, the answer, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable

from .acts_desk import words_missing
from .acts_watch import owe
from .commands import (
    Action,
    Answer,
    Approve,
    Command,
    Extend,
    RecordApology,
    ReturnToOperator,
    ReturnToUnit,
    Take,
)
from .events import EventKind, Refusal
from .states import ApologyWay, Flag, HolderKind, State, Step
from .writer import Writer


def take(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Take)  # noqa: S101 - the table of deciders pairs them
    if writer.state.waits_for_sender:
        return Refusal("waits_for_sender")
    change = writer.change()
    change.state = State.IN_PROGRESS
    change.end(Step.URGENT)
    writer.tell(EventKind.TAKEN, change)
    return None


def return_to_operator(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, ReturnToOperator)  # noqa: S101
    refusal = words_missing(command.words)
    if refusal is not None:
        return refusal
    change = writer.change()
    change.end_all(but={Step.URGENT})
    change.start(Step.FORWARD)
    change.state = State.VERIFIED
    change.holder = HolderKind.OPERATOR, writer.state.reception_unit
    change.flags_on.add(Flag.RETURNED_TO_DESK)
    change.fields |= {"owner_unit": "", "asked_from": None}
    writer.tell(EventKind.RETURNED_TO_DESK, change, {"words": command.words}, unit=writer.state.owner_unit)
    return None


def extend(writer: Writer, command: Command) -> Refusal | None:
    """Once, before the date has passed, as long as the category allows."""
    assert isinstance(command, Extend)  # noqa: S101
    state = writer.state
    clock = state.pressing(Step.HANDLE)
    if clock is None or clock.paused_since is not None:
        return Refusal("nothing_to_extend")
    if Flag.EXTENDED in state.flags:
        return Refusal("extended_already")
    if clock.due_at < writer.now:
        return Refusal("extension_too_late")
    terms = writer.context.category(state.category)
    most = terms.most_extension_days if terms else 0
    if not 0 < command.working_days <= most:
        return Refusal("extension_too_long", {"most": most})
    refusal = words_missing(command.words)
    if refusal is not None:
        return refusal
    change = writer.change()
    change.flags_on.add(Flag.EXTENDED)
    stamp = writer.context.later(clock.due_at, command.working_days)
    change.move(Step.HANDLE, stamp)
    facts = {"due_before": clock.due_at, "due_at": stamp.at, "working_days": command.working_days}
    writer.tell(EventKind.EXTENDED, change, {"words": command.words}, **facts)
    return None


def answer(writer: Writer, command: Command) -> Refusal | None:
    """What was done. A late one opens the duty to apologise."""
    assert isinstance(command, Answer)  # noqa: S101
    state = writer.state
    if state.waits_for_sender:
        return Refusal("waits_for_sender")
    if not command.text.strip():
        return Refusal("words_missing", {"field": "text"})
    if state.state is State.ASSIGNED:
        take(writer, Take())
    clock = writer.state.pressing(Step.HANDLE)
    late = clock is not None and clock.due_at < writer.now
    if late:
        owe(writer)
    change = writer.change()
    change.state = State.ANSWERED
    change.end(Step.HANDLE)
    change.start(Step.APPROVE)
    change.fields["answered_at"] = writer.now
    files = [str(one.uid) for one in command.files]
    writer.tell(EventKind.ANSWERED, change, {"answer": command.text}, files=files, late=late)
    return None


def approve(writer: Writer, command: Command) -> Refusal | None:
    """The answer goes to the sender."""
    assert isinstance(command, Approve)  # noqa: S101
    change = writer.change()
    change.state = State.APPROVED
    change.end(Step.APPROVE)
    change.start(Step.PUBLISH)
    change.holder = HolderKind.OPERATOR, writer.state.reception_unit
    change.fields["approved_at"] = writer.now
    writer.tell(EventKind.APPROVED, change, {"words": command.words})
    return None


def return_to_unit(writer: Writer, command: Command) -> Refusal | None:
    """QD31 art. 46: a wrong or insufficient answer goes back before it is published. The handling time was never
    over."""
    assert isinstance(command, ReturnToUnit)  # noqa: S101
    refusal = words_missing(command.words)
    if refusal is not None:
        return refusal
    change = writer.change()
    change.end(Step.APPROVE, outcome="dropped")
    change.end(Step.PUBLISH, outcome="dropped")
    change.again(Step.HANDLE)
    change.state = State.IN_PROGRESS
    change.holder = HolderKind.UNIT, writer.state.owner_unit
    change.flags_on.add(Flag.RETURNED_TO_UNIT)
    change.fields |= {"answered_at": None, "approved_at": None}
    writer.tell(EventKind.RETURNED_TO_UNIT, change, {"words": command.words})
    return None


def record_apology(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, RecordApology)  # noqa: S101
    if writer.state.apology_since is None:
        return Refusal("no_apology_due")
    if command.way not in set(ApologyWay):
        return Refusal("apology_way_unknown", {"way": str(command.way)})
    change = writer.change()
    change.fields["apology_since"] = None
    facts = {"way": ApologyWay(command.way), "late_since": writer.state.apology_since}
    writer.tell(EventKind.APOLOGISED, change, {"words": command.words}, **facts)
    return None


DECIDERS: dict[Action, Callable[[Writer, Command], Refusal | None]] = {
    Action.TAKE: take,
    Action.RETURN_TO_OPERATOR: return_to_operator,
    Action.EXTEND: extend,
    Action.ANSWER: answer,
    Action.APPROVE: approve,
    Action.RETURN_TO_UNIT: return_to_unit,
    Action.RECORD_APOLOGY: record_apology,
}
