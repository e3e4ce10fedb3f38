"""What changed between two versions of a process, in words."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import override

from motcua.forms.formula import parse
from motcua.procedures.process import STEP_ROLES, Outcome, Process, StepKind, UnitRule
from motcua.procedures.process_timers import Timer, TimerAct, TimerSince, TimerWait
from motcua.procedures.process_words import ACTS, KINDS, ROLES, SINCE, UNIT_RULES, WAITS, differences_in_words
from motcua.worktime.rules import LimitUnit

from .given import PROCESS, step


def told(old: Process | None, new: Process) -> list[str]:
    with override("vi"):
        return differences_in_words(old, new)


def changed(key: str, **changes: object) -> Process:
    return Process(tuple(replace(s, **changes) if s.key == key else s for s in PROCESS.steps))  # type: ignore[arg-type]


def test_words_when_nothing_differs_then_none() -> None:
    assert told(PROCESS, PROCESS) == []


def test_words_when_hours_role_and_unit_change_then_one_sentence_each() -> None:
    new = changed(
        "work", amount=12, unit=LimitUnit.WORKING_HOUR, role="clerk", unit_rule=UnitRule.NAMED, named_unit="A"
    )

    assert told(PROCESS, new) == [
        "Bước “Bước work”, người làm: cán bộ thụ lý → văn thư.",
        "Bước “Bước work”, đơn vị: đơn vị giải quyết → A.",
        "Bước “Bước work”, thời gian: 1 ngày làm việc → 12 giờ làm việc.",
    ]


def test_words_when_ways_get_a_condition_then_it_is_said() -> None:
    ways = (
        Outcome("big", "Trình lãnh đạo", "sign", parse("@fee > 1000000")),
        Outcome("small", "Trình trưởng phòng", "sign", otherwise=True),
    )

    assert told(PROCESS, changed("work", outcomes=ways)) == [
        "Bước “Bước work”, hướng đi: Chuyển → Bước sign → Trình lãnh đạo → Bước sign (nếu @fee > 1000000); "
        "Trình trưởng phòng → Bước sign (còn lại)."
    ]


def test_words_when_a_timer_comes_then_it_is_said_with_its_ground() -> None:
    timer = Timer(
        "silent", "Không bổ sung", TimerWait.SUPPLEMENT, TimerAct.STOP, TimerSince.START, 10, LimitUnit.WORKING_DAY,
        ground="NĐ 301",
    )  # fmt: skip

    assert told(PROCESS, changed("work", timers=(timer,))) == [
        "Bước “Bước work”, hẹn giờ: – → Không bổ sung: chờ người nộp bổ sung, 10 ngày làm việc kể từ khi bắt đầu chờ "
        "thì dừng hồ sơ (căn cứ NĐ 301)."
    ]


def test_words_when_steps_come_go_and_move_then_told() -> None:
    first, work, sign, hand_over = PROCESS.steps
    check = step("check", "sign", kind=StepKind.VERIFICATION)

    assert told(PROCESS, Process((first, check, sign, work)))[-2:] == [
        "Bỏ bước “Bước return”.",
        "Xếp lại các bước: Bước receive → Bước check → Bước sign → Bước work.",
    ]
    assert told(PROCESS, Process((first, work, check, sign, hand_over))) == [
        "Thêm bước “Bước check”: xác minh, cán bộ thụ lý, đơn vị giải quyết, 4 giờ làm việc, Chuyển → Bước sign."
    ]
    assert len(told(None, PROCESS)) == 4
    assert told(PROCESS, changed("work", name="Thẩm định")) == ["Bước “Bước work” nay gọi là “Thẩm định”."]


def test_every_code_has_words() -> None:
    assert set(KINDS) == set(StepKind)
    assert set(UNIT_RULES) == set(UnitRule)
    assert set(ROLES) == set(STEP_ROLES)
    assert set(WAITS) == set(TimerWait)
    assert set(ACTS) == set(TimerAct)
    assert set(SINCE) == set(TimerSince)
