"""What is different between two versions of a process, in words: steps, hours, who does them, ways, timers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.forms.formula import say as formula
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.process_timers import Timer, TimerAct, TimerSince, TimerWait
from motcua.worktime.rules import LimitUnit

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = Mapping[str, str | StrPromise]

KINDS: Words = {
    StepKind.RECEPTION: _("tiếp nhận"),
    StepKind.TRANSFER: _("bàn giao"),
    StepKind.ASSIGN: _("phân công"),
    StepKind.WORK: _("thụ lý"),
    StepKind.VERIFICATION: _("xác minh"),
    StepKind.CONSULTATION: _("lấy ý kiến"),
    StepKind.APPROVAL: _("phê duyệt"),
    StepKind.SIGN: _("ký"),
    StepKind.ELSEWHERE: _("làm ở hệ thống khác"),
    StepKind.FAMILY: _("liên thông"),
    StepKind.RESULT: _("trả kết quả về một cửa"),
    StepKind.HAND_OVER: _("trả cho người nộp"),
    StepKind.AUTOMATIC: _("tự động"),
}
UNIT_RULES: Words = {
    UnitRule.RECEPTION: _("nơi tiếp nhận"),
    UnitRule.SETTLING: _("đơn vị giải quyết"),
    UnitRule.ONE_STOP: _("bộ phận một cửa"),
    UnitRule.NAMED: _("đơn vị đích danh"),
    UnitRule.PARENT: _("cấp trên của đơn vị giải quyết"),
}
ROLES: Words = {
    "reception_officer": _("cán bộ tiếp nhận"),
    "reception_head": _("trưởng bộ phận một cửa"),
    "settling_officer": _("cán bộ thụ lý"),
    "division_head": _("trưởng phòng"),
    "unit_head": _("thủ trưởng đơn vị"),
    "clerk": _("văn thư"),
    "province_leader": _("lãnh đạo tỉnh"),
    "control_officer": _("cán bộ kiểm soát thủ tục"),
}
UNITS: Words = {
    LimitUnit.WORKING_HOUR: _("giờ làm việc"),
    LimitUnit.HOUR: _("giờ"),
    LimitUnit.WORKING_DAY: _("ngày làm việc"),
    LimitUnit.DAY: _("ngày"),
    LimitUnit.MONTH: _("tháng"),
}
WAITS: Words = {
    TimerWait.STEP: _("làm bước này"),
    TimerWait.SUPPLEMENT: _("người nộp bổ sung"),
    TimerWait.CONSULTATION: _("cơ quan được hỏi trả lời"),
}
ACTS: Words = {
    TimerAct.REMIND: _("nhắc người giữ"),
    TimerAct.ESCALATE: _("báo lãnh đạo"),
    TimerAct.STOP: _("dừng hồ sơ"),
    TimerAct.PROCEED: _("tự đi tiếp"),
}
SINCE: Words = {
    TimerSince.START: _("kể từ khi bắt đầu chờ"),
    TimerSince.DUE: _("kể từ khi hết hạn"),
    TimerSince.BEFORE: _("trước khi hết hạn"),
}


Names = Mapping[str, str]
"""What steps are called now, by key: a new name is told once, not at every way that leads there."""


def differences_in_words(old: Process | None, new: Process) -> list[str]:
    """One sentence for each difference, in the order of the new steps; empty when they say the same."""
    before = {step.key: step for step in old.steps} if old is not None else {}
    after = {step.key: step for step in new.steps}
    names = {step.key: step.name for step in (*before.values(), *new.steps)}
    found: list[str] = []
    for step in new.steps:
        was = before.get(step.key)
        if was is None:
            said = ", ".join(text for _label, text in _members(step, names) if text)
            found.append(gettext("Thêm bước “{name}”: {said}.").format(name=step.name, said=said))
        else:
            found += _changes(was, step, names)
    gone = [step for key, step in before.items() if key not in after]
    found += [gettext("Bỏ bước “{name}”.").format(name=step.name) for step in gone]
    common = [key for key in before if key in after]
    if common != [key for key in after if key in before]:
        order = " → ".join(step.name for step in new.steps)
        found.append(gettext("Xếp lại các bước: {order}.").format(order=order))
    return found


def _members(step: Step, names: Names) -> Iterator[tuple[str, str]]:
    """What is said of a step, member by member."""
    yield gettext("loại"), str(KINDS[step.kind])
    yield gettext("người làm"), str(ROLES.get(step.role, step.role))
    yield gettext("đơn vị"), step.named_unit or str(UNIT_RULES[step.unit_rule])
    yield gettext("thời gian"), "" if step.kind is StepKind.AUTOMATIC else _span(step.amount, step.unit)
    yield gettext("hướng đi"), "; ".join(_way(one, names) for one in step.outcomes)
    yield gettext("thao tác"), ", ".join(step.actions)
    yield gettext("hẹn giờ"), "; ".join(timer_words(one) for one in step.timers)
    yield gettext("thư gửi"), step.letter


def _changes(was: Step, step: Step, names: Names) -> Iterator[str]:
    if was.name != step.name:
        yield gettext("Bước “{was}” nay gọi là “{name}”.").format(was=was.name, name=step.name)
    for (label, before), (_label, after) in zip(_members(was, names), _members(step, names), strict=True):
        if before == after:
            continue
        said = {"name": step.name, "label": label, "old": before or "–", "new": after or "–"}
        yield gettext("Bước “{name}”, {label}: {old} → {new}.").format(**said)


def _span(amount: int, unit: LimitUnit) -> str:
    return f"{amount} {UNITS[unit]}"


def _way(outcome: Outcome, names: Names) -> str:
    target = gettext("kết thúc") if outcome.to == END else names.get(outcome.to, outcome.to)
    text = f"{outcome.name or outcome.key} → {target}"
    if outcome.when is not None:
        return gettext("{way} (nếu {condition})").format(way=text, condition=formula(outcome.when))
    return gettext("{way} (còn lại)").format(way=text) if outcome.otherwise else text


def timer_words(timer: Timer) -> str:
    """``Không bổ sung: chờ người nộp bổ sung, 10 ngày làm việc kể từ khi bắt đầu chờ thì dừng hồ sơ (căn cứ ...)``."""
    said = {
        "name": timer.name,
        "wait": WAITS[timer.wait],
        "span": _span(timer.amount, timer.unit),
        "since": SINCE[timer.since],
        "act": ACTS[timer.act],
    }
    text = gettext("{name}: chờ {wait}, {span} {since} thì {act}").format(**said)
    if timer.outcome:
        text = gettext("{text} theo hướng {outcome}").format(text=text, outcome=timer.outcome)
    return gettext("{text} (căn cứ {ground})").format(text=text, ground=timer.ground) if timer.ground else text
