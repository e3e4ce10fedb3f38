"""The usual internal process, to start from: reception, transfer, assignment, work, signature, result, hand-over, with
the hours the one-stop systems commonly give them. Pure.

The names are those of Decree 61/2018/ND-CP art. 17-20 as they stand in published processes; they are content, which
the author goes on writing, and so stay in Vietnamese.
"""

from __future__ import annotations

from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.worktime.rules import LimitUnit

HOURS = LimitUnit.WORKING_HOUR
_LINES: tuple[tuple[str, str, StepKind, str, UnitRule, int, LimitUnit, tuple[str, ...]], ...] = (
    (
        "tiep-nhan",
        "Tiếp nhận, kiểm tra hồ sơ",
        StepKind.RECEPTION,
        "reception_officer",
        UnitRule.RECEPTION,
        2,
        HOURS,
        (),
    ),
    (
        "chuyen",
        "Chuyển hồ sơ đến nơi giải quyết",
        StepKind.TRANSFER,
        "reception_officer",
        UnitRule.RECEPTION,
        2,
        HOURS,
        (),
    ),
    ("phan-cong", "Phân công người thụ lý", StepKind.ASSIGN, "unit_head", UnitRule.SETTLING, 4, HOURS, ()),
    (
        "thu-ly",
        "Thụ lý, thẩm định hồ sơ",
        StepKind.WORK,
        "settling_officer",
        UnitRule.SETTLING,
        1,
        LimitUnit.WORKING_DAY,
        ("request_supplement", "record_verification", "consult", "refuse", "complete_step"),
    ),
    ("ky", "Ký duyệt kết quả", StepKind.SIGN, "unit_head", UnitRule.SETTLING, 4, HOURS, ()),
    ("ket-qua", "Đóng dấu, chuyển kết quả", StepKind.RESULT, "clerk", UnitRule.SETTLING, 2, HOURS, ()),
    ("tra", "Trả kết quả", StepKind.HAND_OVER, "reception_officer", UnitRule.RECEPTION, 2, HOURS, ()),
)


def usual_process() -> Process:
    """The pattern; the signer may send the dossier back to the officer."""
    keys = [line[0] for line in _LINES]
    steps = []
    for (key, name, kind, role, rule, amount, unit, actions), below in zip(_LINES, [*keys[1:], END], strict=True):
        outcomes = [Outcome("xong", "", below)]
        if kind is StepKind.SIGN:
            outcomes = [Outcome("ky", "Đồng ý", below), Outcome("tra-lai", "Trả lại thụ lý", "thu-ly")]
        steps.append(Step(key, name, kind, role, rule, None, amount, unit, tuple(outcomes), actions))
    return Process(tuple(steps))
