"""What an act will do, said before it is done: where the petition stands then, who has it, by when, and who is told.
The lifecycle itself decides on a trial that is thrown away; who is told follows from what happened in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.desk.petitions.wording import STATES
from motcua.desk.wording import words
from motcua.organisation.models import Unit
from motcua.petitions.lifecycle import (
    Action,
    Answer,
    Approve,
    AskSender,
    Assign,
    Close,
    Command,
    CrossNotice,
    EventKind,
    Extend,
    Forward,
    GoOn,
    HolderKind,
    LeadAway,
    MarkUrgent,
    PetitionState,
    Refusal,
    Reject,
    Reopen,
    ReturnToOperator,
    ReturnToUnit,
    SenderAnswers,
    Take,
    Unmerge,
    Verify,
    Withhold,
    decide,
    evolve,
    possible_actions,
)
from motcua.petitions.log.snapshot import thaw
from motcua.petitions.models import Petition
from motcua.petitions.terms import context_of
from motcua.web.words import instant

Line = tuple[str, str]
_MARK = "…"
"""Stands for words that are still to be written."""


def trial_command(action: Action, chosen: dict[str, str]) -> Command | None:
    """The act with what is chosen so far; None where nothing can be tried."""
    unit = chosen.get("unit", "")
    made: dict[Action, Command] = {
        Action.VERIFY: Verify(category=chosen.get("category", "")),
        Action.REJECT: Reject(reason="other", words=_MARK),
        Action.UNMERGE: Unmerge(words=_MARK),
        Action.LEAD_AWAY: LeadAway(unit=unit),
        Action.FORWARD: Forward(outside=_MARK, words=_MARK),
        Action.ASK_SENDER: AskSender(words=_MARK),
        Action.SENDER_ANSWERS: SenderAnswers(words=_MARK),
        Action.GO_ON: GoOn(),
        Action.ASSIGN: Assign(unit=unit),
        Action.TAKE: Take(),
        Action.RETURN_TO_OPERATOR: ReturnToOperator(words=_MARK),
        Action.EXTEND: Extend(working_days=int(chosen.get("working_days") or 1), words=_MARK),
        Action.ANSWER: Answer(text=_MARK),
        Action.RETURN_TO_UNIT: ReturnToUnit(words=_MARK),
        Action.APPROVE: Approve(),
        Action.WITHHOLD: Withhold(words=_MARK),
        Action.REOPEN: Reopen(words=_MARK),
        Action.CLOSE: Close(),
        Action.MARK_URGENT: MarkUrgent(words=_MARK),
        Action.CROSS_NOTICE: CrossNotice(unit=unit),
    }
    return made.get(action)


NEEDS_UNIT = frozenset({Action.LEAD_AWAY, Action.ASSIGN, Action.CROSS_NOTICE})


def refused(petition: Petition, action: Action, now: dt.datetime) -> Refusal | None:
    """Why the act cannot be tried at all, whatever is typed; None when it can, or when that depends on the words."""
    state = thaw(petition.snapshot)
    if action not in possible_actions(state.state):
        return Refusal("petition_not_in_this_state", {"action": str(action), "state": str(state.state)})
    command = trial_command(action, {})
    if command is None or action in NEEDS_UNIT or action is Action.VERIFY:
        return None
    found = decide(context_of(petition, now), state, command, now)
    return found if isinstance(found, Refusal) else None


def then(petition: Petition, action: Action, chosen: dict[str, str], now: dt.datetime) -> list[Line]:
    """What happens next, in lines; empty where too much is still open. ``chosen``: ``unit``, ``category`` as codes."""
    command = trial_command(action, chosen)
    if command is None:
        return []
    before = thaw(petition.snapshot)
    events = decide(context_of(petition, now), before, command, now)
    if isinstance(events, Refusal):
        return _told(action, [])
    after = before
    for event in events:
        after = evolve(after, event)
    return [*_stands(before, after), *_told(action, [event.kind for event in events])]


def _stands(before: PetitionState, after: PetitionState) -> list[Line]:
    found: list[Line] = []
    if after.state is not before.state:
        found.append((_("Chuyển sang"), words(STATES, after.state)))
    if after.holder is not None and after.holder != before.holder:
        found.append((_("Người làm tiếp"), _who(after)))
    if after.ended:
        found.append((_("Người làm tiếp"), _("không ai, việc kết thúc")))
    elif after.next_at is not None and after.next_at != before.next_at:
        found.append((_("Xong trước"), instant(after.next_at)))
    return found


def _who(after: PetitionState) -> str:
    holder = after.holder
    if holder is None:
        return ""
    name = Unit.objects.filter(uid=UUID(holder.unit)).values_list("name", flat=True).first() or holder.unit
    if holder.kind is HolderKind.SENDER:
        return _("người gửi trả lời; {unit} theo dõi").format(unit=name)
    if holder.kind is HolderKind.OPERATOR:
        return _("người trực tiếp nhận, {unit}").format(unit=name)
    return name


def _told(action: Action, kinds: Sequence[EventKind]) -> list[Line]:
    sender = {
        Action.REJECT: _("Người gửi, với lý do bạn ghi"),
        Action.FORWARD: _("Người gửi: chuyển đi đâu, vì sao"),
        Action.LEAD_AWAY: _("Người gửi: nơi giải quyết và thời hạn theo luật riêng. Không bao giờ công khai."),
        Action.ASK_SENDER: _("Người gửi, với câu hỏi bạn ghi; đồng hồ tạm dừng tới khi trả lời"),
        Action.ASSIGN: _("Đơn vị được giao ngay; người gửi: ai xử lý, hẹn ngày nào"),
        Action.EXTEND: _("Người gửi: hẹn lại ngày nào, vì sao"),
        Action.ANSWER: _("Người duyệt. Người gửi chỉ thấy sau khi duyệt."),
        Action.APPROVE: _("Người gửi và người theo dõi nhận câu trả lời"),
        Action.RETURN_TO_UNIT: _("Đơn vị đã trả lời, với lý do bạn ghi; thời hạn chạy tiếp"),
        Action.RETURN_TO_OPERATOR: _("Người trực tiếp nhận, với lý do bạn ghi"),
        Action.WITHHOLD: _("Không ai ngoài người gửi; người gửi vẫn có câu trả lời"),
        Action.REOPEN: _("Đơn vị đã trả lời; người theo dõi"),
        Action.MARK_URGENT: _("Đơn vị địa bàn và đơn vị đang giữ, ngay bây giờ"),
        Action.CROSS_NOTICE: _("Đơn vị bạn chọn, ngay bây giờ; người đang xử lý không đổi"),
        Action.MERGE: _("Người gửi của phản ánh này được báo kết quả của phản ánh kia"),
        Action.UNMERGE: _("Người gửi: việc được xử lý riêng"),
        Action.CLOSE: _("Không ai; người gửi vẫn mở lại được trong hạn"),
    }
    found = [(_("Được báo"), sender[action])] if action in sender else []
    if EventKind.CROSS_NOTICED in kinds and action is Action.ASSIGN:
        found.append((_("Báo ngay"), _("đơn vị địa bàn, vì việc khẩn")))
    return found
