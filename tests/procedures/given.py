"""A small catalogue and a small province, as rows and as values."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

from motcua.organisation.models import Unit
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM, Actor
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.process_json import to_json
from motcua.procedures.services.baseline import BaselineReport, Proposal, apply_baseline
from motcua.procedures.services.importing import ImportReport, import_procedures
from motcua.worktime.rules import LimitUnit
from tests.organisation.factories import ServiceAreaFactory, UnitFactory

NOW = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
START = dt.date(2025, 7, 1)
CODE = "1.000001"

ROW: dict[str, Any] = {
    "code": CODE,
    "name": "Thủ tục đăng ký khai sinh",
    "ministry": "Bộ Tư pháp",
    "field": "Hộ tịch",
    "levels": ["commune"],
    "type": "TTHC được giao luật quy định chi tiết",
    "decision": "163/QĐ-BTP",
    "executing": ["Ủy ban nhân dân cấp xã"],
    "subjects": ["Công dân Việt Nam"],
    "channels": [
        {"channel": "online", "time": 3, "unit": "working_day", "fees": [{"amount": 0, "currency": "VND"}]},
        {"channel": "counter", "time": 3, "unit": "working_day", "fees": [{"amount": 8000, "currency": "VND"}]},
        {"channel": "postal", "time": 5, "unit": "working_day", "fees": []},
    ],
    "components": [
        {"name": "Tờ khai đăng ký khai sinh", "originals": 1, "copies": 0, "form_file": "tk.doc"},
        {"name": "Giấy chứng sinh", "originals": 1, "copies": 0},
        {"name": "Lưu ý khi nộp trực tuyến", "originals": 0, "copies": 0},
    ],
    "results": [{"name": "Giấy khai sinh", "code": "KQ.G15.000031"}],
    "legal": ["60/2014/QH13", "123/2015/NĐ-CP"],
}


def row(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(ROW), **changes}


def line(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode() + b"\n"


def take_in(*rows: object, on: dt.date = START, strict: bool = False, actor: Actor = SYSTEM) -> ImportReport:
    """Import rows (dicts or raw lines)."""
    lines = [item if isinstance(item, bytes) else line(item) for item in rows]
    return import_procedures(lines, actor=actor, now=NOW, effective_on=on, source="test", strict=strict)


def decide(*proposals: Proposal, on: dt.date = START, strict: bool = False) -> BaselineReport:
    return apply_baseline(proposals, actor=SYSTEM, now=NOW, effective_on=on, number="1/QĐ-UBND", strict=strict)


def local_terms(procedure: str = CODE, **content: Any) -> Proposal:
    return Proposal(ItemKind.LOCAL_TERMS, procedure, {"schema_version": 1, **content})


def competence(procedure: str = CODE, **content: Any) -> Proposal:
    values = {"settling": "place", "reception": "place_centre", **content}
    return Proposal(ItemKind.COMPETENCE, procedure, {"schema_version": 1, **values})


def step(key: str, to: str | tuple[str, ...], **changes: Any) -> Step:
    targets = (to,) if isinstance(to, str) else to
    values: dict[str, Any] = {
        "key": key,
        "name": f"Bước {key}",
        "kind": StepKind.WORK,
        "role": "settling_officer",
        "unit_rule": UnitRule.SETTLING,
        "named_unit": None,
        "amount": 4,
        "unit": LimitUnit.WORKING_HOUR,
        "outcomes": tuple(Outcome(f"o{number}", "Chuyển", target) for number, target in enumerate(targets)),
    }
    return Step(**{**values, **changes})


PROCESS = Process(
    (
        step("receive", "work", kind=StepKind.RECEPTION, role="reception_officer", unit_rule=UnitRule.RECEPTION),
        step("work", "sign", amount=1, unit=LimitUnit.WORKING_DAY, actions=("request_supplement",)),
        step("sign", ("return", "work"), kind=StepKind.SIGN, role="unit_head"),
        step("return", END, kind=StepKind.HAND_OVER, role="reception_officer", unit_rule=UnitRule.ONE_STOP),
    )
)


def process(procedure: str = CODE, drawn: Process = PROCESS, **content: Any) -> Proposal:
    values = {"name": "Quy trình mẫu", "process": to_json(drawn), **content}
    return Proposal(ItemKind.PROCESS, procedure, {"schema_version": 1, **values})


def province() -> dict[str, Unit]:
    """A province, two communes with centres, a department, a land branch that serves one commune."""
    top = UnitFactory(province=True, code="TS")
    units = {
        "TS": top,
        "TS.MC": UnitFactory(centre=True, code="TS.MC", parent=top),
        "TS.S01": UnitFactory(code="TS.S01", parent=top),
        "TS.DK1": UnitFactory(code="TS.DK1", kind="land_branch", parent=top),
    }
    for code in ("TS-0101", "TS-0102"):
        units[code] = UnitFactory(commune=True, code=code, parent=top)
        units[f"{code}.MC"] = UnitFactory(centre=True, code=f"{code}.MC", parent=units[code])
        units[f"{code}.KT"] = UnitFactory(code=f"{code}.KT", kind="economic_division", parent=units[code])
    ServiceAreaFactory(unit=units["TS.DK1"], area=units["TS-0101"], kind="land")
    rebuild_closure()
    return units


def open_procedure(**changes: Any) -> dict[str, Unit]:
    """The procedure with everything that reception needs."""
    units = province()
    take_in(row(**changes))
    report = decide(competence(), process())
    assert not report.refused, report.refused
    return units
