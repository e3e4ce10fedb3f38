"""Where a dossier stands, in the words of the person it is about: five plain stages, who holds it, how much time is
left, what to do now. One set of rules for the cards of a list and for the whole page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from motcua.core.clock import legal_date
from motcua.dossiers.lifecycle import Stage, State, stage
from motcua.dossiers.lifecycle.states import CLOSED_STATES, STAGES
from motcua.dossiers.models import Dossier
from motcua.organisation.models import CalendarPurpose, UnitClosure, in_force
from motcua.web.words import TimeLeft, TimeState, short_day, time_left, used_percent
from motcua.worktime.rules import working_minutes
from motcua.worktime.selectors import compiled

WITHOUT_RESULT = frozenset({State.REFUSED, State.WITHDRAWN, State.CLOSED})
AT_DESK = frozenset({State.SUBMITTED, State.FORWARDED})


@dataclass(frozen=True, slots=True)
class Calendars:
    """The working calendars of units, by (unit, purpose), looked up together."""

    codes: Mapping[tuple[int, str], str]

    def code(self, unit: int, purpose: CalendarPurpose) -> str:
        return self.codes.get((unit, purpose.value)) or str(settings.PROVINCE_CALENDARS[purpose.value])


def calendars_for(dossiers: Iterable[Dossier], now: dt.datetime) -> Calendars:
    """The calendars that the dossiers' time runs by: one statement however many they are."""
    on = legal_date(now)
    units = {unit for one in dossiers for unit in (one.reception_unit_id, one.settling_unit_id)}
    rows = (
        UnitClosure.objects.filter(in_force(on), in_force(on, "ancestor__calendars__"), descendant_id__in=units)
        .order_by("-depth")
        .values_list("descendant_id", "ancestor__calendars__purpose", "ancestor__calendars__calendar_code")
    )
    # The nearest comes last and stays.
    return Calendars({(unit, purpose): code for unit, purpose, code in rows})


def left_of(dossier: Dossier, calendars: Calendars, now: dt.datetime) -> TimeLeft:
    """The bar and its words. A citizen is never shown amber; a dossier that waits for somebody outside is paused."""
    state = State(dossier.state)
    if state in CLOSED_STATES or state is State.RESULT_READY:
        return TimeLeft(TimeState.DONE, ended_words(dossier), 100)
    at_desk = state in AT_DESK
    unit, purpose, start, due_at = (
        (dossier.reception_unit_id, CalendarPurpose.RECEPTION, dossier.submitted_at, dossier.next_at)
        if at_desk
        else (
            dossier.settling_unit_id,
            CalendarPurpose.SETTLEMENT,
            dossier.accepted_at or dossier.submitted_at,
            dossier.appointed_due_at,
        )
    )
    waits = waiting_words(state)
    if due_at is None:
        return TimeLeft(TimeState.PAUSED, waits or gettext("chưa có ngày hẹn"), 0)
    calendar = compiled(calendars.code(unit, purpose))
    left = working_minutes(calendar, now, due_at)
    total = working_minutes(calendar, start, due_at)
    if waits:
        return TimeLeft(TimeState.PAUSED, waits, used_percent(left, total))
    found = time_left(left, total, soon_minutes=0, for_citizen=True)
    # Whole minutes round to nothing just after the hour: late is late by the instant.
    if found.state is not TimeState.LATE and now > due_at:
        return TimeLeft(TimeState.LATE, gettext("quá hạn"), 100)
    return found


def waiting_words(state: State) -> str:
    """Why time stands still; empty when it runs."""
    return {
        State.SUPPLEMENT_AT_RECEPTION: gettext("tạm dừng: chờ bạn bổ sung"),
        State.SUPPLEMENT_AT_SETTLEMENT: gettext("tạm dừng: chờ bạn bổ sung"),
        State.PAYMENT_PENDING: gettext("tạm dừng: chờ bạn thực hiện nghĩa vụ tài chính"),
        State.STOPPED: gettext("tạm dừng giải quyết"),
    }.get(state, "")


def ended_words(dossier: Dossier) -> str:
    state = State(dossier.state)
    if state in WITHOUT_RESULT:
        return {
            State.REFUSED: gettext("đã từ chối tiếp nhận"),
            State.WITHDRAWN: gettext("bạn đã rút hồ sơ"),
            State.CLOSED: gettext("đã dừng giải quyết"),
        }[state]
    done, due_at = dossier.finished_at, dossier.appointed_due_at
    if done is None or due_at is None:
        return gettext("đã có kết quả")
    return gettext("có kết quả đúng hạn") if done <= due_at else gettext("có kết quả, chậm hơn hẹn")


def now_words(state: State, step_name: str) -> str:
    """What is being done at this moment, as a heading."""
    fixed = {
        State.SUBMITTED: gettext("Bộ phận một cửa đang kiểm tra hồ sơ"),
        State.FORWARDED: gettext("Hồ sơ đang được chuyển đến nơi có thẩm quyền"),
        State.SUPPLEMENT_AT_RECEPTION: gettext("Chờ bạn bổ sung giấy tờ"),
        State.SUPPLEMENT_AT_SETTLEMENT: gettext("Chờ bạn bổ sung giấy tờ"),
        State.PAYMENT_PENDING: gettext("Chờ bạn thực hiện nghĩa vụ tài chính"),
        State.STOPPED: gettext("Việc giải quyết đang tạm dừng"),
        State.VERIFYING: gettext("Đang kiểm tra, xác minh"),
        State.CONSULTING: gettext("Đang lấy ý kiến cơ quan liên quan"),
        State.ELSEWHERE: gettext("Đang giải quyết trên hệ thống của ngành"),
        State.RESULT_READY: gettext("Đã có kết quả"),
        State.RETURNED: gettext("Đã trả kết quả"),
        State.REFUSED: gettext("Hồ sơ bị từ chối tiếp nhận"),
        State.WITHDRAWN: gettext("Bạn đã rút hồ sơ"),
        State.CLOSED: gettext("Hồ sơ đã dừng giải quyết"),
    }
    if found := fixed.get(state):
        return found
    if not step_name:
        return gettext("Đang giải quyết")
    # "UBND xã ký" keeps its capitals.
    step = step_name if step_name[1:2].isupper() else step_name[:1].lower() + step_name[1:]
    return gettext("Đang giải quyết: {step}").format(step=step)


def stage_words(one: Stage, *, ended: bool) -> str:
    """The stage as a sentence, for whoever has only the code."""
    if ended:
        return gettext("Hồ sơ đã kết thúc, không có kết quả.")
    return {
        Stage.RECEIVED: gettext("Hồ sơ đã được nhận."),
        Stage.CHECKING: gettext("Bộ phận một cửa đang kiểm tra hồ sơ."),
        Stage.SETTLING: gettext("Cơ quan có thẩm quyền đang giải quyết."),
        Stage.RESULT: gettext("Đã có kết quả, chờ bạn đến nhận."),
        Stage.RETURNED: gettext("Đã trả kết quả."),
    }[one]


def stage_name(one: Stage) -> str:
    return {
        Stage.RECEIVED: gettext("Nhận"),
        Stage.CHECKING: gettext("Kiểm tra"),
        Stage.SETTLING: gettext("Giải quyết"),
        Stage.RESULT: gettext("Có kết quả"),
        Stage.RETURNED: gettext("Đã trả"),
    }[one]


def stage_items(reached: Stage, *, ended: bool, notes: Mapping[Stage, str] | None = None) -> list[dict[str, str]]:
    """The line of five. ``ended``: it stopped at ``reached`` without a result."""
    notes = notes or {}
    number = STAGES.index(reached)
    items = []
    for position, one in enumerate(STAGES):
        here = "stopped" if ended else "done" if reached is Stage.RETURNED else "now"
        state = "done" if position < number else here if position == number else "next"
        items.append({"title": stage_name(one), "note": notes.get(one, ""), "state": state})
    return items


def stages_of(dossier: Dossier) -> list[dict[str, str]]:
    """The five stages with their dates."""
    state = State(dossier.state)
    reached = stage(state)
    notes = {Stage.RECEIVED: short_day(dossier.submitted_at)}
    if dossier.accepted_at:
        notes[Stage.CHECKING] = short_day(dossier.accepted_at)
        notes[Stage.SETTLING] = gettext("từ {day}").format(day=short_day(dossier.accepted_at))
    if dossier.finished_at:
        notes[Stage.RESULT] = short_day(dossier.finished_at)
    elif dossier.appointed_due_at:
        notes[Stage.RESULT] = gettext("hẹn {day}").format(day=short_day(dossier.appointed_due_at))
    if state is State.RETURNED and dossier.closed_at:
        notes[Stage.RETURNED] = short_day(dossier.closed_at)
    if state in WITHOUT_RESULT and dossier.accepted_at:
        reached = Stage.SETTLING
    return stage_items(reached, ended=state in WITHOUT_RESULT, notes=notes)


def needs_supplement(state: State) -> bool:
    return state in {State.SUPPLEMENT_AT_RECEPTION, State.SUPPLEMENT_AT_SETTLEMENT}
