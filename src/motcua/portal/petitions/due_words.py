"""What happens next and by when, in words, with the working of the date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext

from motcua.core.clock import LEGAL_ZONE
from motcua.petitions import selectors
from motcua.petitions.lifecycle import HolderKind, State, Step
from motcua.petitions.models import Petition, PetitionClock
from motcua.worktime.selectors import compiled_revision

STEPS_BY_STATE: dict[State, tuple[Step, ...]] = {
    State.NEW: (Step.URGENT, Step.FORWARD, Step.REJECT),
    State.VERIFIED: (Step.FORWARD,),
    State.ASSIGNED: (Step.HANDLE,),
    State.IN_PROGRESS: (Step.HANDLE,),
    State.ANSWERED: (Step.APPROVE, Step.HANDLE),
    State.APPROVED: (Step.PUBLISH,),
    State.PUBLISHED: (Step.SETTLE,),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A limit that runs: until when, how it was counted, and each day of it."""

    lead: str
    at: dt.datetime
    limit: str
    started_at: dt.datetime
    days: list[dict[str, object]]
    is_paused: bool
    is_moved: bool


def next_words(petition: Petition) -> str:
    """Who does what next, without the date."""
    state = State(petition.state)
    if petition.holder_kind == HolderKind.SENDER:
        return gettext("Chúng tôi đang chờ bạn trả lời.")
    unit = petition.holder_unit.name if petition.holder_unit else ""
    texts = {
        State.NEW: gettext("{unit} kiểm tra và chuyển đến nơi xử lý."),
        State.VERIFIED: gettext("{unit} chuyển đến nơi xử lý."),
        State.ASSIGNED: gettext("{unit} nhận việc, xử lý và trả lời bạn."),
        State.IN_PROGRESS: gettext("{unit} đang xử lý và sẽ trả lời bạn."),
        State.ANSWERED: gettext("{unit} đã viết câu trả lời, đang chờ duyệt."),
        State.APPROVED: gettext(
            "Bạn đã có câu trả lời. {unit} chuẩn bị công khai, sau khi che tên và thông tin riêng."
        ),
        State.PUBLISHED: gettext("Bạn đã có câu trả lời. Nếu việc chưa xong, bạn có thể đề nghị xem lại."),
        State.CLOSED: gettext("Việc này đã kết thúc."),
        State.REJECTED: gettext("Chúng tôi không xử lý được việc này; lý do ở bên dưới."),
        State.MERGED: gettext("Việc này đã có người báo trước. Kết quả của việc đó cũng được báo cho bạn."),
        State.FORWARDED: gettext("Việc này thuộc nơi khác và đã được chuyển đi."),
        State.LED_AWAY: gettext("Đơn của bạn được giải quyết theo luật khiếu nại, tố cáo và không công khai."),
    }
    return texts[state].format(unit=unit or gettext("Nơi tiếp nhận"))


def due_of(petition: Petition) -> Due | None:
    """The limit that runs now; None when the petition has ended."""
    if petition.closed:
        return None
    running = {clock.step: clock for clock in petition.clocks.filter(ended_at=None).order_by("run_no")}
    wanted = (
        (Step.SENDER,) if petition.holder_kind == HolderKind.SENDER else STEPS_BY_STATE.get(State(petition.state), ())
    )
    clock = next((running[step.value] for step in wanted if step.value in running), None)
    if clock is None:
        return None
    return due_of_clock(clock, _lead(petition))


def _lead(petition: Petition) -> str:
    """What the date is for whom."""
    if petition.holder_kind == HolderKind.SENDER:
        return gettext("Xin trả lời trước")
    if petition.state == State.PUBLISHED:
        return gettext("Bạn có thể đề nghị xem lại đến")
    return gettext("Chậm nhất")


def due_of_clock(clock: PetitionClock, lead: str) -> Due:
    working = selectors.due_working(clock)
    calendar = compiled_revision(clock.calendar, clock.calendar_revision)
    days = [
        {
            "day": row.date,
            "counts": row.thousandths > 0 or row.minutes > 0,
            "reason": calendar.fact(row.date).name,
        }
        for row in working
    ]
    last = working[-1].date if working else None
    is_moved = last is not None and clock.due_at.astimezone(LEGAL_ZONE).date() != last
    limit = limit_words(clock.amount, clock.unit)
    return Due(lead, clock.due_at, limit, clock.started_at, days, clock.paused_since is not None, is_moved)


def limit_words(amount: int, unit: str) -> str:
    texts = {
        "working_day": gettext("{n} ngày làm việc"),
        "day": gettext("{n} ngày"),
        "working_hour": gettext("{n} giờ làm việc"),
        "hour": gettext("{n} giờ"),
        "month": gettext("{n} tháng"),
    }
    return texts[unit].format(n=amount)
