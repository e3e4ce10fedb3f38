"""A process with a way for costly matters, chosen by the answers, an automatic step and a letter."""

from __future__ import annotations

from motcua.core.canonical import Json
from motcua.forms.digest import digest
from motcua.forms.formula import parse
from motcua.procedures import selectors as registry
from motcua.procedures.models import ProcessBinding, ProcessVersion
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule, longest_minutes
from motcua.procedures.process_json import to_json
from motcua.worktime.rules import LimitUnit
from tests.organisation.factories import BEGINNING

from .legal_time import PROCESS, step
from .world import NOW

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


NEARER = (("default", ""), ("default", "TS"), ("default", "TS-0101"), ("default", "TS-0101.VH"))
"""Places of bindings, each more specific than the one before: what was published stays."""


def bound(process: Process) -> ProcessVersion:
    """A new version of the process in force for everybody who files from now on."""
    last = ProcessVersion.objects.order_by("-number")[0]
    body: dict[str, Json] = to_json(process)
    version = ProcessVersion.objects.create(
        procedure=last.procedure,
        number=last.number + 1,
        decision=last.decision,
        name="Quy trình có điều kiện",
        steps=body,
        schema_version=int(str(body["schema_version"])),
        digest=digest(body),
        total_minutes=longest_minutes(process),
        created_at=NOW,
    )
    case, unit = NEARER[last.number - 1]
    ProcessBinding.objects.create(
        procedure=last.procedure,
        decision=last.decision,
        process_version=version,
        case_key=case,
        unit_code=unit,
        valid_from=BEGINNING,
    )
    registry.forget()
    return version
