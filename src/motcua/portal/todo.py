"""What the person has to do about a dossier now, or why there is nothing: one box on the dossier's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from motcua.core.masking import mask_email
from motcua.dossiers.answers import unit_name
from motcua.dossiers.lifecycle import EventKind, State
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.due import came_early
from motcua.dossiers.selectors.timeline import Moment
from motcua.portal import history, progress
from motcua.web.words import day as day_words


@dataclass(frozen=True, slots=True)
class Todo:
    """``kind`` of the callout; ``lines``: papers asked for, with why; ``advice``: how to go on; ``href`` with ``link``:
    where."""

    kind: str
    title: str
    text: str = ""
    lines: tuple[dict[str, str], ...] = ()
    advice: str = ""
    href: str = ""
    link: str = ""


def todo_of(dossier: Dossier, moments: Sequence[Moment], names: dict[str, str], now: dt.datetime) -> Todo:
    """The box for the state the dossier is in. ``names``: of its papers, by component."""
    state = State(dossier.state)
    if progress.needs_supplement(state):
        lines = history.asked_papers(moments, names)
        reason = history.reason_of(moments, EventKind.SUPPLEMENT_REQUESTED)
        # The reason is often said once more beside the only paper.
        text = "" if reason in {line["why"] for line in lines} else reason
        return Todo("soon", gettext("Bạn cần bổ sung giấy tờ."), text, tuple(lines))
    if state is State.PAYMENT_PENDING:
        text = gettext("Nộp theo thông báo đã gửi rồi báo cho bộ phận một cửa. Thời gian chờ không tính vào thời hạn.")
        return Todo("soon", gettext("Bạn cần thực hiện nghĩa vụ tài chính."), text)
    if state is State.RESULT_READY:
        where = gettext("Nhận tại {unit}.").format(unit=unit_name(dossier.reception_unit_id).name)
        if dossier.appointed_due_at is not None and came_early(dossier):
            why = gettext("Bạn không phải chờ đến ngày hẹn {day}.").format(day=day_words(dossier.appointed_due_at))
            return Todo("ontime", gettext("Kết quả có sớm hơn ngày hẹn, bạn đến nhận được ngay."), where, advice=why)
        return Todo("ontime", gettext("Kết quả đã có."), where)
    if dossier.closed or state is State.STOPPED:
        return _ended(dossier, state, moments)
    return _sorry(dossier, state, moments, now) or Todo(
        "ontime", gettext("Bạn không phải làm gì lúc này."), _notice_words(dossier)
    )


def _ended(dossier: Dossier, state: State, moments: Sequence[Moment]) -> Todo:
    if state is State.STOPPED:
        return Todo("paused", gettext("Lý do tạm dừng:"), history.reason_of(moments, EventKind.STOPPED))
    if state is State.RETURNED:
        thanks = gettext("Việc của bạn đã xong.")
        return Todo("ontime", thanks, gettext("Giữ mã hồ sơ này để tra cứu lại khi cần."))
    href, link = reverse("portal:procedure", args=[dossier.version.procedure.key]), gettext("Xem thủ tục")
    if state is State.WITHDRAWN:
        text = gettext("Muốn làm tiếp, nộp hồ sơ mới.")
        return Todo("paused", gettext("Hồ sơ dừng theo yêu cầu của bạn."), text, href=href, link=link)
    is_refused = state is State.REFUSED
    kind = EventKind.REFUSED if is_refused else EventKind.STOPPED
    return Todo(
        "late" if is_refused else "paused",
        gettext("Lý do từ chối:") if is_refused else gettext("Lý do dừng giải quyết:"),
        history.reason_of(moments, kind) or gettext("ghi trong phiếu gửi kèm."),
        advice=gettext("Sửa theo lý do này rồi nộp hồ sơ mới. Chưa rõ thì gọi 1022 hoặc hỏi bộ phận một cửa."),
        href=href,
        link=link,
    )


def _sorry(dossier: Dossier, state: State, moments: Sequence[Moment], now: dt.datetime) -> Todo | None:
    """The office is late, or was and has apologised."""
    ask = gettext("Bạn không phải làm gì thêm. Muốn hỏi thì gọi 1022 hoặc đến bộ phận một cửa, mang theo mã hồ sơ.")
    if state in progress.AT_DESK:
        if dossier.next_at is None or now <= dossier.next_at:
            return None
        return Todo("late", gettext("Bộ phận một cửa trả lời chậm hơn hẹn, chúng tôi xin lỗi bạn."), ask)
    reason = history.reason_of(moments, EventKind.APOLOGISED)
    if dossier.appointed_due_at is not None and now > dossier.appointed_due_at:
        title = gettext("Hồ sơ đã quá ngày hẹn, chúng tôi xin lỗi bạn.")
        duty = gettext("Cơ quan đang giữ hồ sơ phải gửi phiếu xin lỗi và hẹn lại ngày trả.")
        return Todo("late", title, reason or duty, advice=ask)
    if reason or has_apologised(moments):
        return Todo("late", gettext("Cơ quan xin lỗi vì trễ hẹn và đã hẹn lại ngày trả."), reason)
    return None


def has_apologised(moments: Sequence[Moment]) -> bool:
    return any(moment.kind is EventKind.APOLOGISED for moment in moments)


def _notice_words(dossier: Dossier) -> str:
    email = dossier.applicant.email or (dossier.account.email if dossier.account else "")
    if not email:
        return gettext("Xem lại trang này để biết khi nào có kết quả.")
    return gettext("Khi có việc mới, thư được gửi tới {address}.").format(address=mask_email(email))
