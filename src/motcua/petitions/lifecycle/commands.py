"""What somebody may ask of a petition, as typed commands. Units and places are named by their codes of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, NamedTuple, Protocol
from uuid import UUID

from .states import ApologyWay, Kind, Track


class Action(StrEnum):
    VERIFY = "verify"
    REJECT = "reject"
    MERGE = "merge"
    UNMERGE = "unmerge"
    LEAD_AWAY = "lead_away"
    FORWARD = "forward"
    ASK_SENDER = "ask_sender"
    SENDER_ANSWERS = "sender_answers"
    GO_ON = "go_on"
    WITHDRAW = "withdraw"
    ASSIGN = "assign"
    TAKE = "take"
    RETURN_TO_OPERATOR = "return_to_operator"
    EXTEND = "extend"
    ANSWER = "answer"
    RETURN_TO_UNIT = "return_to_unit"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHHOLD = "withhold"
    RATE = "rate"
    REOPEN = "reopen"
    CLOSE = "close"
    MARK_URGENT = "mark_urgent"
    CROSS_NOTICE = "cross_notice"
    CORRECT = "correct"
    RECORD_APOLOGY = "record_apology"
    WARN = "warn"
    MOVE = "move"


class Kept(Protocol):
    """A file that is in the store already."""

    @property
    def pk(self) -> int: ...

    @property
    def uid(self) -> UUID: ...


class Point(NamedTuple):
    """A pin, in degrees (WGS 84)."""

    lat: float
    lng: float
    accuracy_metres: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``words`` are what people read of the act: kept apart from the log, erased by law."""

    action: ClassVar[Action]


@dataclass(frozen=True, slots=True)
class Verify(Command):
    """Complete and clear; ``category`` decides or corrects the branch."""

    action: ClassVar[Action] = Action.VERIFY
    category: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reject(Command):
    action: ClassVar[Action] = Action.REJECT
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Merge(Command):
    """The same matter as ``into``, which goes on; senders and followers hear how that one ends."""

    action: ClassVar[Action] = Action.MERGE
    into: UUID | None = None


@dataclass(frozen=True, slots=True)
class Unmerge(Command):
    action: ClassVar[Action] = Action.UNMERGE
    words: str = ""


@dataclass(frozen=True, slots=True)
class LeadAway(Command):
    """A complaint or a denunciation: handed to ``unit`` under its own law, kept apart and never published."""

    action: ClassVar[Action] = Action.LEAD_AWAY
    track: Track | str = Track.COMPLAINT
    unit: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Forward(Command):
    """Not ours to settle: sent to ``outside``, another province or agency, and the sender is told."""

    action: ClassVar[Action] = Action.FORWARD
    outside: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class AskSender(Command):
    action: ClassVar[Action] = Action.ASK_SENDER
    words: str = ""


@dataclass(frozen=True, slots=True)
class SenderAnswers(Command):
    action: ClassVar[Action] = Action.SENDER_ANSWERS
    words: str = ""
    files: Sequence[Kept] = ()


@dataclass(frozen=True, slots=True)
class GoOn(Command):
    """Go on without the sender's answer."""

    action: ClassVar[Action] = Action.GO_ON


@dataclass(frozen=True, slots=True)
class Withdraw(Command):
    """The sender takes it back, before anybody has answered."""

    action: ClassVar[Action] = Action.WITHDRAW
    words: str = ""


@dataclass(frozen=True, slots=True)
class Assign(Command):
    """``due_at`` may be earlier than the category's limit, never later."""

    action: ClassVar[Action] = Action.ASSIGN
    unit: str = ""
    due_at: dt.datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Take(Command):
    action: ClassVar[Action] = Action.TAKE


@dataclass(frozen=True, slots=True)
class ReturnToOperator(Command):
    action: ClassVar[Action] = Action.RETURN_TO_OPERATOR
    words: str = ""


@dataclass(frozen=True, slots=True)
class Extend(Command):
    action: ClassVar[Action] = Action.EXTEND
    working_days: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Command):
    action: ClassVar[Action] = Action.ANSWER
    text: str = ""
    files: Sequence[Kept] = ()


@dataclass(frozen=True, slots=True)
class ReturnToUnit(Command):
    """The answer does not do: back to who gave it."""

    action: ClassVar[Action] = Action.RETURN_TO_UNIT
    words: str = ""


@dataclass(frozen=True, slots=True)
class Approve(Command):
    action: ClassVar[Action] = Action.APPROVE
    words: str = ""


@dataclass(frozen=True, slots=True)
class Publish(Command):
    """The texts and pictures that the public sees, masked, as the person who publishes approved them."""

    action: ClassVar[Action] = Action.PUBLISH
    title: str = ""
    question: str = ""
    answer: str = ""
    files: Sequence[Kept] = ()


@dataclass(frozen=True, slots=True)
class Withhold(Command):
    """Not for the public; the sender has the answer all the same. Of a published one: taken from the public again."""

    action: ClassVar[Action] = Action.WITHHOLD
    words: str = ""


@dataclass(frozen=True, slots=True)
class Rate(Command):
    action: ClassVar[Action] = Action.RATE
    score: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reopen(Command):
    """Fixed is not fixed."""

    action: ClassVar[Action] = Action.REOPEN
    words: str = ""
    files: Sequence[Kept] = ()


@dataclass(frozen=True, slots=True)
class Close(Command):
    action: ClassVar[Action] = Action.CLOSE


@dataclass(frozen=True, slots=True)
class MarkUrgent(Command):
    action: ClassVar[Action] = Action.MARK_URGENT
    words: str = ""


@dataclass(frozen=True, slots=True)
class CrossNotice(Command):
    """Tell the officer of another unit at once; who handles stays."""

    action: ClassVar[Action] = Action.CROSS_NOTICE
    unit: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Correct(Command):
    """What was taken down wrongly. ``None`` leaves a thing as it is."""

    action: ClassVar[Action] = Action.CORRECT
    category: str | None = None
    place: str | None = None
    point: Point | None = None
    kind: Kind | str | None = None


@dataclass(frozen=True, slots=True)
class RecordApology(Command):
    action: ClassVar[Action] = Action.RECORD_APOLOGY
    way: ApologyWay | str = ApologyWay.LETTER
    words: str = ""


@dataclass(frozen=True, slots=True)
class Warn(Command):
    """Of the sweep: somebody looked at what is about to be late, or is."""

    action: ClassVar[Action] = Action.WARN


@dataclass(frozen=True, slots=True)
class Move(Command):
    """Of a reorganisation: ``unit`` answers for ``old``; both public ids."""

    action: ClassVar[Action] = Action.MOVE
    old: str = ""
    unit: str = ""


COMMANDS: dict[Action, type[Command]] = {
    one.action: one
    for one in (
        Verify,
        Reject,
        Merge,
        Unmerge,
        LeadAway,
        Forward,
        AskSender,
        SenderAnswers,
        GoOn,
        Withdraw,
        Assign,
        Take,
        ReturnToOperator,
        Extend,
        Answer,
        ReturnToUnit,
        Approve,
        Publish,
        Withhold,
        Rate,
        Reopen,
        Close,
        MarkUrgent,
        CrossNotice,
        Correct,
        RecordApology,
        Warn,
        Move,
    )
}
