"""What each act asks, and the command its answers make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.desk.petitions.wording import KINDS, REASONS, TRACKS, WAYS
from motcua.desk.wording import words
from motcua.documents.models import StoredFile
from motcua.forms.schema import Field, FieldKind, Option
from motcua.petitions.lifecycle import (
    REJECT_REASONS,
    Action,
    Answer,
    ApologyWay,
    Approve,
    AskSender,
    Assign,
    Close,
    Command,
    Correct,
    CrossNotice,
    Extend,
    Forward,
    GoOn,
    Kind,
    LeadAway,
    MarkUrgent,
    Merge,
    Point,
    Rate,
    RecordApology,
    Reject,
    Reopen,
    ReturnToOperator,
    ReturnToUnit,
    SenderAnswers,
    Take,
    Track,
    Unmerge,
    Verify,
    Withhold,
)

Pairs = Sequence[tuple[str, str]]
FOLDED = frozenset({"unit", "category", "place", "into"})
"""Choices drawn as lists that open, however short."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the choices are made of: codes and names. ``most_days``: how long an extension may be at most."""

    categories: Pairs = ()
    units: Pairs = ()
    places: Pairs = ()
    into: Pairs = ()
    most_days: int = 0
    chosen: Mapping[str, str] = field(default_factory=dict)
    """What is filled in when the form is opened."""


def choice(key: str, label: str, pairs: Pairs, *, required: bool = True, hint: str = "") -> Field:
    return Field(
        key, label, FieldKind.CHOICE, required=required, options=tuple(Option(*one) for one in pairs), hint=hint
    )


def long(key: str, label: str, *, required: bool = True, hint: str = "", most: int = 4000) -> Field:
    return Field(key, label, FieldKind.LONG_TEXT, required=required, hint=hint, max_length=most)


def line(key: str, label: str, *, required: bool = True, hint: str = "") -> Field:
    return Field(key, label, FieldKind.TEXT, required=required, hint=hint, max_length=300)


def _why(label: Callable[[], str]) -> Callable[[Given], list[Field]]:
    return lambda _given: [long("words", label())]


def _nothing(_given: Given) -> list[Field]:
    return []


def _verify(given: Given) -> list[Field]:
    return [choice("category", _("Loại việc"), given.categories)]


def _reject(_given: Given) -> list[Field]:
    reasons = [(code, words(REASONS, code)) for code in REJECT_REASONS]
    return [choice("reason", _("Lý do"), reasons), long("words", _("Nói với người gửi"))]


def _assign(given: Given) -> list[Field]:
    return [
        choice("unit", _("Giao cho"), given.units),
        Field("due_on", _("Xong sớm hơn hạn, trước hết ngày"), FieldKind.DATE, required=False),
        long("words", _("Dặn thêm"), required=False),
    ]


def _correct(given: Given) -> list[Field]:
    kinds = [(one.value, words(KINDS, one)) for one in Kind]
    return [
        choice("category", _("Loại việc"), given.categories),
        choice("kind", _("Phản ánh về"), kinds),
        choice("place", _("Xã, phường"), given.places, required=False),
        line("lat", _("Vĩ độ"), required=False, hint=_("Để trống thì giữ chỗ đang ghim.")),
        line("lng", _("Kinh độ"), required=False),
    ]


def _lead_away(given: Given) -> list[Field]:
    tracks = [(one.value, words(TRACKS, one)) for one in Track]
    return [
        choice("track", _("Đây là"), tracks),
        choice("unit", _("Nơi có thẩm quyền giải quyết"), given.units),
        long("words", _("Nói với người gửi"), required=False),
    ]


def _forward(_given: Given) -> list[Field]:
    return [line("outside", _("Chuyển đến cơ quan, tỉnh nào")), long("words", _("Nói với người gửi"))]


def _extend(given: Given) -> list[Field]:
    most = _("Nhiều nhất {days} ngày làm việc, một lần.").format(days=given.most_days)
    return [
        Field("working_days", _("Thêm bao nhiêu ngày làm việc"), FieldKind.NUMBER, hint=most),
        long("words", _("Vì sao cần thêm")),
    ]


def _apology(_given: Given) -> list[Field]:
    ways = [(one.value, words(WAYS, one)) for one in ApologyWay]
    return [choice("way", _("Đã xin lỗi bằng"), ways), long("words", _("Đã nói gì, với ai, lúc nào"))]


def _rate(_given: Given) -> list[Field]:
    scores = [
        ("5", _("5, rất hài lòng")),
        ("4", _("4, hài lòng")),
        ("3", _("3, tạm được")),
        ("2", _("2, không hài lòng")),
        ("1", _("1, rất không hài lòng")),
    ]
    return [choice("score", _("Người gửi đánh giá"), scores), long("words", _("Nói thêm"), required=False)]


FIELDS: Mapping[Action, Callable[[Given], list[Field]]] = {
    Action.VERIFY: _verify,
    Action.REJECT: _reject,
    Action.MERGE: lambda given: [choice("into", _("Gộp vào"), given.into)],
    Action.UNMERGE: _why(lambda: _("Vì sao hai việc khác nhau")),
    Action.LEAD_AWAY: _lead_away,
    Action.FORWARD: _forward,
    Action.ASK_SENDER: _why(lambda: _("Hỏi người gửi điều gì")),
    Action.SENDER_ANSWERS: _why(lambda: _("Người gửi trả lời")),
    Action.GO_ON: _nothing,
    Action.ASSIGN: _assign,
    Action.TAKE: _nothing,
    Action.RETURN_TO_OPERATOR: _why(lambda: _("Vì sao không phải việc của đơn vị, theo đơn vị thì của ai")),
    Action.EXTEND: _extend,
    Action.ANSWER: lambda _given: [
        long("text", _("Trả lời người gửi"), hint=_("Nói đúng điều được hỏi: đã làm gì, xong ngày nào, ai làm."))
    ],
    Action.RETURN_TO_UNIT: _why(lambda: _("Trả lời còn thiếu hoặc sai ở đâu")),
    Action.APPROVE: _nothing,
    Action.WITHHOLD: _why(lambda: _("Vì sao không công khai")),
    Action.RATE: _rate,
    Action.REOPEN: _why(lambda: _("Việc gì chưa xong")),
    Action.CLOSE: _nothing,
    Action.MARK_URGENT: _why(lambda: _("Vì sao khẩn")),
    Action.CROSS_NOTICE: lambda given: [
        choice("unit", _("Báo cho"), given.units),
        long("words", _("Nói gì"), required=False),
    ],
    Action.CORRECT: _correct,
    Action.RECORD_APOLOGY: _apology,
}
"""Acts with a form of this kind; publishing has a page of its own."""

WITH_FILES = frozenset({Action.ANSWER, Action.SENDER_ANSWERS, Action.REOPEN})


def command_of(
    action: Action,
    answers: Mapping[str, object],
    *,
    files: Sequence[StoredFile] = (),
    end_of_day: Callable[[dt.date], dt.datetime],
) -> Command:
    """The command of checked answers. ``end_of_day`` gives the instant until which a day lasts. Raises ValueError for
    a pin that is no number."""
    said = {name: str(value) for name, value in answers.items() if value is not None}
    text = said.get("words", "")
    simple: dict[Action, Callable[[], Command]] = {
        Action.VERIFY: lambda: Verify(category=said["category"]),
        Action.REJECT: lambda: Reject(reason=said["reason"], words=text),
        Action.MERGE: lambda: Merge(into=UUID(said["into"])),
        Action.UNMERGE: lambda: Unmerge(words=text),
        Action.LEAD_AWAY: lambda: LeadAway(track=said["track"], unit=said["unit"], words=text),
        Action.FORWARD: lambda: Forward(outside=said["outside"], words=text),
        Action.ASK_SENDER: lambda: AskSender(words=text),
        Action.SENDER_ANSWERS: lambda: SenderAnswers(words=text, files=files),
        Action.GO_ON: GoOn,
        Action.ASSIGN: lambda: Assign(unit=said["unit"], due_at=_until(said.get("due_on", ""), end_of_day), words=text),
        Action.TAKE: Take,
        Action.RETURN_TO_OPERATOR: lambda: ReturnToOperator(words=text),
        Action.EXTEND: lambda: Extend(working_days=int(said["working_days"]), words=text),
        Action.ANSWER: lambda: Answer(text=said["text"], files=files),
        Action.RETURN_TO_UNIT: lambda: ReturnToUnit(words=text),
        Action.APPROVE: Approve,
        Action.WITHHOLD: lambda: Withhold(words=text),
        Action.RATE: lambda: Rate(score=int(said["score"]), words=text),
        Action.REOPEN: lambda: Reopen(words=text, files=files),
        Action.CLOSE: Close,
        Action.MARK_URGENT: lambda: MarkUrgent(words=text),
        Action.CROSS_NOTICE: lambda: CrossNotice(unit=said["unit"], words=text),
        Action.CORRECT: lambda: _corrected(said),
        Action.RECORD_APOLOGY: lambda: RecordApology(way=said["way"], words=text),
    }
    return simple[action]()


def _until(text: str, end_of_day: Callable[[dt.date], dt.datetime]) -> dt.datetime | None:
    return end_of_day(dt.date.fromisoformat(text)) if text else None


def _corrected(said: Mapping[str, str]) -> Correct:
    point = pin(said.get("lat", ""), said.get("lng", ""))
    return Correct(category=said["category"], place=said.get("place", ""), kind=said["kind"], point=point)


def pin(lat: str, lng: str) -> Point | None:
    """A typed pin; None where both are empty. Raises ValueError for what is no point on earth."""
    if not lat.strip() and not lng.strip():
        return None
    north, east = float(lat.strip().replace(",", ".")), float(lng.strip().replace(",", "."))
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise ValueError("not on earth")
    return Point(north, east)
