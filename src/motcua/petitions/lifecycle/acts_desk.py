"""What the receiving desk decides: what comes in, where it goes, whom to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from .commands import (
    Action,
    AskSender,
    Assign,
    Command,
    Correct,
    Forward,
    GoOn,
    LeadAway,
    Merge,
    Reject,
    SenderAnswers,
    Unmerge,
    Verify,
    Withdraw,
)
from .events import EventKind, Refusal
from .states import AT_DESK, REJECT_REASONS, Flag, HolderKind, Kind, State, Step, Track
from .writer import Change, Writer

_OPENING = (Step.REJECT, Step.ASK, Step.FORWARD)
"""Limits that all begin with receipt."""


def words_missing(words: str) -> Refusal | None:
    return None if words.strip() else Refusal("words_missing", {"field": "words"})


def begin(writer: Writer, change: Change, *, urgent: bool) -> None:
    """A petition reaches the desk: new, or taken up again after it was rejected or sent elsewhere."""
    change.state = State.NEW
    change.holder = HolderKind.OPERATOR, str(change.fields.get("reception_unit", writer.state.reception_unit))
    category = str(change.fields.get("category", writer.state.category))
    for step in _OPENING:
        change.start(step, category)
    if urgent:
        change.start(Step.URGENT, category)
        change.flags_on.add(Flag.URGENT)


def verify(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Verify)  # noqa: S101 - the table of deciders pairs them
    state = writer.state
    change = writer.change()
    if command.category:
        refusal = _recategorise(writer, change, command.category)
        if refusal is not None:
            return refusal
    change.state = State.VERIFIED
    change.holder = HolderKind.OPERATOR, state.reception_unit
    change.end(Step.REJECT, outcome="dropped")
    if state.waits_for_sender:
        _back_from_sender(change)
    writer.tell(EventKind.VERIFIED, change, {"words": command.words})
    return None


def reject(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Reject)  # noqa: S101
    if command.reason not in REJECT_REASONS:
        return Refusal("reject_reason_unknown", {"reason": command.reason})
    refusal = words_missing(command.words)
    if refusal is not None:
        return refusal
    change = _ending(writer, State.REJECTED, Step.REJECT)
    writer.tell(EventKind.REJECTED, change, {"words": command.words}, reason=command.reason)
    return None


def merge(writer: Writer, command: Command) -> Refusal | None:
    """The service has looked at ``into``: another one, open or answered, not merged itself."""
    assert isinstance(command, Merge)  # noqa: S101
    if command.into is None:
        return Refusal("merge_target_missing")
    change = _ending(writer, State.MERGED)
    change.fields["merged_into"] = str(command.into)
    writer.tell(EventKind.MERGED, change, into=str(command.into))
    return None


def unmerge(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Unmerge)  # noqa: S101
    refusal = words_missing(command.words)
    if refusal is not None:
        return refusal
    change = writer.change()
    change.state = State.VERIFIED
    change.holder = HolderKind.OPERATOR, writer.state.reception_unit
    change.fields |= {"merged_into": "", "closed_at": None}
    change.start(Step.FORWARD)
    writer.tell(EventKind.UNMERGED, change, {"words": command.words}, out_of=writer.state.merged_into)
    return None


def lead_away(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, LeadAway)  # noqa: S101
    if command.track not in set(Track):
        return Refusal("track_unknown", {"track": str(command.track)})
    unit = writer.context.unit(command.unit)
    if unit is None:
        return Refusal("unit_unknown", {"unit": command.unit})
    told = writer.context.due(writer.state.category, Step.FORWARD, writer.now)
    change = _ending(writer, State.LED_AWAY, Step.FORWARD)
    change.fields["owner_unit"] = unit
    facts = {"track": Track(command.track), "unit": unit, "answer_by": told.at if told else None}
    writer.tell(EventKind.LED_AWAY, change, {"words": command.words}, **facts)
    return None


def forward(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Forward)  # noqa: S101
    if not command.outside.strip():
        return Refusal("outside_missing", {"field": "outside"})
    refusal = words_missing(command.words)
    if refusal is not None:
        return refusal
    change = _ending(writer, State.FORWARDED, Step.FORWARD)
    writer.tell(EventKind.FORWARDED, change, {"words": command.words, "outside": command.outside})
    return None


def assign(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Assign)  # noqa: S101
    unit = writer.context.unit(command.unit)
    if unit is None:
        return Refusal("unit_unknown", {"unit": command.unit})
    if not writer.state.category:
        return Refusal("category_missing", {"field": "category"})
    if writer.state.state is State.NEW:
        verify(writer, Verify())
    change = writer.change()
    if writer.state.waits_for_sender:
        _back_from_sender(change)
    change.end(Step.FORWARD)
    change.end_all(but={Step.URGENT, Step.HANDLE, Step.SENDER})
    if writer.state.pressing(Step.HANDLE) is None:
        refusal = _give_time(writer, change, command.due_at)
        if refusal is not None:
            return refusal
    change.state = State.ASSIGNED
    change.holder = HolderKind.UNIT, unit
    change.fields["owner_unit"] = unit
    writer.tell(EventKind.ASSIGNED, change, {"words": command.words}, unit=unit)
    return None


def _give_time(writer: Writer, change: Change, due_at: dt.datetime | None) -> Refusal | None:
    """The handling limit begins: not when it goes to another unit before anybody took it, then the time goes on."""
    stamp = writer.context.due(writer.state.category, Step.HANDLE, writer.now)
    if stamp is None:
        return Refusal("limit_missing", {"step": Step.HANDLE.value})
    if due_at is not None:
        if not writer.now < due_at <= stamp.at:
            return Refusal("due_not_within_limit", {"latest": stamp.at.isoformat()})
        stamp = stamp._replace(at=due_at)
    change.start_with(Step.HANDLE, stamp)
    return None


def ask_sender(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, AskSender)  # noqa: S101
    state = writer.state
    if state.waits_for_sender or state.holder is None:
        return Refusal("sender_asked_already")
    refusal = words_missing(command.words)
    if refusal is not None:
        return refusal
    change = writer.change()
    asked_by_desk = state.state in AT_DESK
    change.pause_all(but={Step.ASK} if asked_by_desk else set())
    if asked_by_desk:
        change.end(Step.ASK)
    change.start(Step.SENDER)
    change.holder = HolderKind.SENDER, state.holder.unit
    change.fields["asked_from"] = state.holder.kind
    change.flags_on.add(Flag.ASKED)
    writer.tell(EventKind.SENDER_ASKED, change, {"words": command.words})
    return None


def sender_answers(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, SenderAnswers)  # noqa: S101
    if not writer.state.waits_for_sender:
        return Refusal("sender_not_asked")
    if not command.files:
        refusal = words_missing(command.words)
        if refusal is not None:
            return refusal
    change = writer.change()
    _back_from_sender(change)
    files = [str(one.uid) for one in command.files]
    writer.tell(EventKind.SENDER_ANSWERED, change, {"words": command.words}, files=files)
    return None


def go_on(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, GoOn)  # noqa: S101
    if not writer.state.waits_for_sender:
        return Refusal("sender_not_asked")
    change = writer.change()
    _back_from_sender(change)
    writer.tell(EventKind.WENT_ON, change)
    return None


def withdraw(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Withdraw)  # noqa: S101
    change = _ending(writer, State.REJECTED)
    writer.tell(EventKind.WITHDRAWN, change, {"words": command.words}, reason="withdrawn")
    return None


def _back_from_sender(change: Change) -> None:
    """The clocks go on, and whoever asked holds it again."""
    state = change.writer.state
    change.end(Step.SENDER)
    change.resume_all()
    unit = state.holder.unit if state.holder else state.reception_unit
    change.holder = change.holder or (state.asked_from or HolderKind.OPERATOR, unit)
    change.fields["asked_from"] = None


def correct(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Correct)  # noqa: S101
    change = writer.change()
    if command.category is not None and command.category != writer.state.category:
        refusal = _recategorise(writer, change, command.category)
        if refusal is not None:
            return refusal
    if command.kind is not None:
        if command.kind not in set(Kind):
            return Refusal("kind_unknown", {"kind": str(command.kind)})
        change.fields["kind"] = Kind(command.kind)
    if command.place is not None:
        place = writer.context.unit(command.place) if command.place else ""
        if place is None:
            return Refusal("unit_unknown", {"unit": command.place})
        change.fields["place"] = place
    private: dict[str, object] = {}
    if command.point is not None:
        private["point"] = in_microdegrees(command.point.lat, command.point.lng, command.point.accuracy_metres)
    if not change.fields and not private:
        return Refusal("nothing_corrected")
    writer.tell(EventKind.CORRECTED, change, private)
    return None


def in_microdegrees(lat: float, lng: float, accuracy: int | None) -> list[int]:
    """A pin as whole numbers, which have one canonical form."""
    return [round(lat * 1_000_000), round(lng * 1_000_000), -1 if accuracy is None else accuracy]


def _recategorise(writer: Writer, change: Change, code: str) -> Refusal | None:
    terms = writer.context.category(code)
    if terms is None or not code:
        return Refusal("category_unknown", {"category": code})
    if Flag.ANONYMOUS in writer.state.flags and not terms.anonymous:
        return Refusal("anonymous_not_allowed", {"category": code})
    change.fields["category"] = code
    if terms.kind:
        change.fields["kind"] = Kind(terms.kind)
    return None


def _ending(writer: Writer, state: State, *done: Step) -> Change:
    """Out of everybody's hands; what a limit was kept for is done, the others matter no more."""
    change = writer.change()
    change.state = state
    change.fields |= {"closed_at": writer.now, "asked_from": None}
    change.end(*done)
    change.end_all()
    return change


DECIDERS: dict[Action, Callable[[Writer, Command], Refusal | None]] = {
    Action.VERIFY: verify,
    Action.REJECT: reject,
    Action.MERGE: merge,
    Action.UNMERGE: unmerge,
    Action.LEAD_AWAY: lead_away,
    Action.FORWARD: forward,
    Action.ASSIGN: assign,
    Action.ASK_SENDER: ask_sender,
    Action.SENDER_ANSWERS: sender_answers,
    Action.GO_ON: go_on,
    Action.WITHDRAW: withdraw,
    Action.CORRECT: correct,
}
