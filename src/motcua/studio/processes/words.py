"""The words of a process in the studio: kinds of steps, roles, units, actions, times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from motcua.core.canonical import Json
from motcua.procedures.process import MINUTES_A_WORKING_DAY, STEP_ACTIONS, STEP_ROLES, StepKind, UnitRule
from motcua.procedures.process_timers import TimerAct, TimerSince, TimerWait
from motcua.procedures.step_time import StepTime, TimeUnit, time_parts
from motcua.worktime.rules import LimitUnit

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Words = Mapping[str, "StrPromise"]

KINDS: Words = {
    StepKind.RECEPTION: _("tiếp nhận"),
    StepKind.TRANSFER: _("chuyển"),
    StepKind.ASSIGN: _("phân công"),
    StepKind.WORK: _("xử lý"),
    StepKind.VERIFICATION: _("xác minh"),
    StepKind.CONSULTATION: _("lấy ý kiến"),
    StepKind.APPROVAL: _("duyệt"),
    StepKind.SIGN: _("ký"),
    StepKind.ELSEWHERE: _("ở hệ thống khác"),
    StepKind.FAMILY: _("liên thông"),
    StepKind.RESULT: _("trả về một cửa"),
    StepKind.HAND_OVER: _("trả kết quả"),
    "automatic": _("tự động"),
}
ROLES: Words = {
    "reception_officer": _("Tiếp nhận"),
    "reception_head": _("Lãnh đạo một cửa"),
    "settling_officer": _("Thụ lý"),
    "division_head": _("Trưởng phòng"),
    "unit_head": _("Lãnh đạo cơ quan"),
    "clerk": _("Văn thư"),
    "province_leader": _("Lãnh đạo tỉnh"),
    "control_officer": _("Kiểm soát thủ tục"),
}
UNIT_RULES: Words = {
    UnitRule.RECEPTION: _("nơi tiếp nhận"),
    UnitRule.SETTLING: _("nơi giải quyết"),
    UnitRule.ONE_STOP: _("một cửa nơi nộp"),
    UnitRule.NAMED: _("cơ quan nêu đích danh"),
    UnitRule.PARENT: _("cấp trên của nơi giải quyết"),
}
ACTIONS: Words = {
    "request_supplement": _("Yêu cầu bổ sung"),
    "record_verification": _("Ghi xác minh"),
    "consult": _("Xin ý kiến"),
    "follow_elsewhere": _("Ghi số ở hệ thống khác"),
    "pause_for_payment": pgettext_lazy("action", "Chờ thực hiện nghĩa vụ tài chính"),
    "stop": _("Dừng xử lý"),
    "refuse": _("Từ chối"),
    "issue_result": _("Ký, ban hành kết quả"),
    "apologise": _("Xin lỗi, hẹn lại"),
    "complete_step": _("Xong bước này"),
}
WAITS: Words = {
    TimerWait.STEP: _("bước này chưa xong"),
    TimerWait.SUPPLEMENT: _("người nộp chưa bổ sung"),
    TimerWait.CONSULTATION: _("nơi được hỏi chưa trả lời"),
}
TIMER_ACTS: Words = {
    TimerAct.REMIND: _("nhắc người đang giữ"),
    TimerAct.ESCALATE: _("báo lãnh đạo"),
    TimerAct.STOP: _("dừng xử lý"),
    TimerAct.PROCEED: _("tự đi theo hướng"),
}
SINCE: Words = {
    TimerSince.START: _("kể từ lúc bắt đầu chờ"),
    TimerSince.DUE: _("kể từ lúc quá hạn"),
    TimerSince.BEFORE: _("trước hạn"),
}
TIMER_UNITS: Words = {
    LimitUnit.WORKING_DAY: _("ngày làm việc"),
    LimitUnit.WORKING_HOUR: _("giờ làm việc"),
    LimitUnit.DAY: _("ngày lịch"),
    LimitUnit.HOUR: _("giờ đồng hồ"),
}
_TIMES: Words = {
    TimeUnit.DAY: _("ngày"),
    TimeUnit.HOUR: _("giờ"),
    TimeUnit.CALENDAR_DAY: _("ngày lịch"),
    TimeUnit.CLOCK_HOUR: _("giờ đồng hồ"),
}


def words(table: Words, code: object) -> str:
    """The words of a code; the code itself when nobody named it."""
    return str(table.get(str(code), str(code)))


def choices(table: Words) -> list[tuple[str, str]]:
    return [(str(code), str(text)) for code, text in table.items()]


def kind_choices() -> list[tuple[str, str]]:
    """The kinds this program knows, in the order of a usual process."""
    known = {kind.value for kind in StepKind}
    return [(code, text) for code, text in choices(KINDS) if code in known]


def role_choices() -> list[tuple[str, str]]:
    return [(code, text) for code, text in choices(ROLES) if code in STEP_ROLES]


def action_choices() -> list[tuple[str, str]]:
    return [(code, text) for code, text in choices(ACTIONS) if code in STEP_ACTIONS]


def time_words(amount: Json, unit: Json) -> str:
    """``0,5 ngày``; nothing when it is no time."""
    try:
        number, counts = time_parts(StepTime(int(str(amount)), LimitUnit(str(unit))))
    except ValueError:
        return ""
    return f"{number} {words(_TIMES, counts)}"


def minutes_words(minutes: int) -> str:
    """Working minutes in days and hours: ``3,5 ngày``, ``2 giờ``, ``1 ngày 3 giờ``."""
    days, rest = divmod(minutes, MINUTES_A_WORKING_DAY)
    if rest == MINUTES_A_WORKING_DAY // 2:
        return f"{days},5 {_TIMES[TimeUnit.DAY]}"
    hours = f"{rest / 60:.1f}".rstrip("0").rstrip(".").replace(".", ",")
    parts = [f"{days} {_TIMES[TimeUnit.DAY]}"] if days or not rest else []
    return " ".join([*parts, *([f"{hours} {_TIMES[TimeUnit.HOUR]}"] if rest else [])])


def unit_words(row: Mapping[str, Json], names: Mapping[str, str]) -> str:
    """Where a step is done: the unit's name when it is named and known."""
    code = str(row.get("named_unit") or "")
    return names.get(code, code) if code else words(UNIT_RULES, row.get("unit_rule"))
