"""How it ends in the open: publication, the sender's verdict, taking it up again."""

from __future__ import annotations

from collections.abc import Callable

from .acts_desk import begin, words_missing
from .commands import Action, Close, Command, Publish, Rate, Reopen, Withhold
from .events import EventKind, Refusal
from .states import Flag, HolderKind, State, Step
from .writer import Writer

LOWEST, HIGHEST = 1, 5


def publish(writer: Writer, command: Command) -> Refusal | None:
    """The sender has the time of :attr:`Step.SETTLE` to say that it is not settled; then it closes."""
    assert isinstance(command, Publish)  # noqa: S101 - the table of deciders pairs them
    for name in ("title", "question", "answer"):
        if not getattr(command, name).strip():
            return Refusal("words_missing", {"field": name})
    change = writer.change()
    change.state = State.PUBLISHED
    change.end(Step.PUBLISH)
    change.start(Step.SETTLE)
    change.holder = HolderKind.OPERATOR, writer.state.reception_unit
    change.fields["published_at"] = writer.now
    shown = {"title": command.title, "question": command.question, "answer": command.answer}
    writer.tell(EventKind.PUBLISHED, change, shown, files=[str(one.uid) for one in command.files])
    return None


def withhold(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Withhold)  # noqa: S101
    refusal = words_missing(command.words)
    if refusal is not None:
        return refusal
    change = writer.change()
    change.state = State.CLOSED
    change.end_all()
    change.flags_on.add(Flag.WITHHELD)
    change.fields |= {"closed_at": writer.now, "published_at": None}
    writer.tell(EventKind.WITHHELD, change, {"words": command.words})
    return None


def rate(writer: Writer, command: Command) -> Refusal | None:
    """Once a round."""
    assert isinstance(command, Rate)  # noqa: S101
    if not LOWEST <= command.score <= HIGHEST:
        return Refusal("score_unknown", {"lowest": LOWEST, "highest": HIGHEST})
    if writer.state.approved_at is None:
        return Refusal("no_answer_to_rate")
    if Flag.RATED in writer.state.flags:
        return Refusal("rated_already")
    change = writer.change()
    change.flags_on.add(Flag.RATED)
    facts = {"score": command.score, "round": writer.state.rounds}
    writer.tell(EventKind.RATED, change, {"words": command.words}, **facts)
    return None


def reopen(writer: Writer, command: Command) -> Refusal | None:
    """Fixed is not fixed: back to the unit that answered. One that was rejected or sent elsewhere is new again."""
    assert isinstance(command, Reopen)  # noqa: S101
    state = writer.state
    refusal = words_missing(command.words) or _reopening_refused(writer)
    if refusal is not None:
        return refusal
    change = writer.change()
    change.flags_on.add(Flag.REOPENED)
    change.flags_off |= {Flag.EXTENDED, Flag.RATED, Flag.WITHHELD, Flag.WARNED} & state.flags
    change.fields |= {"rounds": state.rounds + 1, "closed_at": None, "published_at": None}
    change.fields |= {"answered_at": None, "approved_at": None}
    change.end_all()
    if state.approved_at is not None:
        change.state = State.ASSIGNED
        change.holder = HolderKind.UNIT, state.owner_unit
        change.start(Step.HANDLE)
    else:
        change.fields["owner_unit"] = ""
        begin(writer, change, urgent=Flag.URGENT in state.flags)
    files = [str(one.uid) for one in command.files]
    writer.tell(EventKind.REOPENED, change, {"words": command.words}, files=files, round=state.rounds + 1)
    return None


def _reopening_refused(writer: Writer) -> Refusal | None:
    state, context = writer.state, writer.context
    terms = context.category(state.category)
    most = terms.most_reopenings if terms else 0
    if state.rounds >= most:
        return Refusal("reopened_too_often", {"most": most})
    if context.by_sender and state.state is State.LED_AWAY:
        return Refusal("led_away_stays")
    ended = state.approved_at or state.closed_at
    window = context.due(state.category, Step.SETTLE, ended) if ended else None
    if context.by_sender and window is not None and writer.now > window.at:
        return Refusal("reopening_too_late", {"until": window.at.isoformat()})
    return None


def close(writer: Writer, command: Command) -> Refusal | None:
    assert isinstance(command, Close)  # noqa: S101
    change = writer.change()
    change.state = State.CLOSED
    change.end(Step.SETTLE)
    change.end_all()
    change.fields["closed_at"] = writer.now
    writer.tell(EventKind.CLOSED, change)
    return None


DECIDERS: dict[Action, Callable[[Writer, Command], Refusal | None]] = {
    Action.PUBLISH: publish,
    Action.WITHHOLD: withhold,
    Action.RATE: rate,
    Action.REOPEN: reopen,
    Action.CLOSE: close,
}
