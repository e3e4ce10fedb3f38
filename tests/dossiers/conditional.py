"""A process with a way for costly matters, chosen by the answers, an automatic step and a letter."""

from __future__ import annotations

from motcua.forms.formula import parse
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.worktime.rules import LimitUnit

from .legal_time import PROCESS, step

COSTLY = parse("@fee > 1000000")


def automatic(key: str, *outcomes: Outcome, letter: str = "") -> Step:
    return Step(
        key,
        f"Tự động {key}",
        StepKind.AUTOMATIC,
        "settling_officer",
        UnitRule.SETTLING,
        None,
        0,
        LimitUnit.WORKING_HOUR,
        outcomes,
        letter=letter,
    )


SORT = automatic(
    "sort",
    Outcome("costly", "Phí cao", "tell", COSTLY),
    Outcome("usual", "Thông thường", "assign", otherwise=True),
)
TELL = automatic("tell", Outcome("on", "Tiếp", "assign"), letter="notice")
WORK = Step(
    "work",
    "work",
    StepKind.WORK,
    "settling_officer",
    UnitRule.SETTLING,
    None,
    4,
    LimitUnit.WORKING_HOUR,
    (
        Outcome("leader", "Trình lãnh đạo", "approve", COSTLY),
        Outcome("head", "Trình trưởng phòng", "choose", otherwise=True),
        Outcome("again", "Làm lại", "work"),
    ),
)
CHOOSE = automatic("choose", Outcome("on", "Tiếp", "sign"))
APPROVE = step("approve", StepKind.APPROVAL, "division_head", (("done", "sign"),))
SIGN = Step(
    "sign",
    "sign",
    StepKind.SIGN,
    "unit_head",
    UnitRule.SETTLING,
    None,
    4,
    LimitUnit.WORKING_HOUR,
    (Outcome("done", "Ký", "last"), Outcome("return", "Trả lại", "work")),
)
LAST = automatic("last", Outcome("end", "Hết", END), letter="notice")

CONDITIONAL = Process(
    (
        PROCESS.steps[0],
        step("transfer", StepKind.TRANSFER, "reception_officer", (("done", "sort"),)),
        SORT,
        TELL,
        PROCESS.steps[2],
        WORK,
        CHOOSE,
        APPROVE,
        SIGN,
        LAST,
    )
)
