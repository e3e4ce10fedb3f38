"""What a process being written holds: the process as JSON, its name and where it is to be followed, possibly not yet
right. Reading it names every fault at its row. Pure.

``{"schema_version": 1, "name": ..., "steps": [...]}``; a step is as in :mod:`motcua.procedures.process_json`, with
``time`` = what was typed where it is no time yet. Members that this module does not know are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from motcua.core.canonical import Json, encode
from motcua.core.errors import Invalid
from motcua.forms.cleaning import UncleanError, clean_line
from motcua.procedures import process_json
from motcua.procedures.process import MAX_STEPS, Fault, Process, StepKind, UnitRule, check, working_minutes
from motcua.procedures.process_rows import Row, Rows, outcomes_of
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

SCHEMA_VERSION = 1
MOST_ROWS = MAX_STEPS + 50
"""A draft may be too long for a while, so that the author sees it and shortens it; not without end."""
MOST_BYTES = 512 * 1024
MOST_TEXT = 2_000
MOST_NAME = 300
TIME = "time"
DEEPEST = 30

Content = dict[str, Json]

COLUMN_OF = {
    "step_name_missing": "name",
    "step_role_unknown": "role",
    "step_named_unit": "named_unit",
    "unit_unknown": "named_unit",
    "step_amount": "time",
    "step_unit": "time",
    "step_time_malformed": "time",
    "step_key_repeated": "key",
    "step_key_malformed": "key",
    "step_action_unknown": "actions",
    "step_unreachable": "name",
}
"""The cell of the row a fault is about; the others are about the outcomes."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """``row`` counts from 0; None = the whole process."""

    row: int | None
    code: str
    column: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadContent:
    """``process`` stands for the rows as far as they can be read, and is to be followed only without ``faults``."""

    process: Process
    faults: tuple[RowFault, ...]

    def of_row(self, row: int) -> list[RowFault]:
        return [fault for fault in self.faults if fault.row == row]


def content_of(process: Process, *, name: str = "") -> Content:
    steps = process_json.to_json(process)["steps"]
    return {"schema_version": SCHEMA_VERSION, "name": name, "steps": steps}


def steps_of(content: Mapping[str, Json]) -> Rows:
    found = content.get("steps")
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def with_steps(content: Mapping[str, Json], steps: Rows) -> Content:
    return {**content, "steps": cast("list[Json]", steps)}


def clean_content(content: Mapping[str, Json]) -> Content:
    """The content in its one form: texts clean, sizes bounded. Raises Invalid ``process_too_long``,
    ``draft_too_large``, ``draft_malformed``."""
    steps = content.get("steps")
    if not isinstance(steps, list) or not all(isinstance(row, dict) for row in steps):
        raise Invalid("draft_malformed")
    if len(steps) > MOST_ROWS:
        raise Invalid("process_too_long", params={"steps": len(steps), "most": MOST_ROWS})
    try:
        cleaned = _clean(dict(content), 0)
    except UncleanError as error:
        raise Invalid(error.code) from error
    if not isinstance(cleaned, dict) or len(str(cleaned.get("name", ""))) > MOST_NAME:
        raise Invalid("text_too_long", params={"most": MOST_NAME}, errors=[])
    if len(encode(cleaned)) > MOST_BYTES:
        raise Invalid("draft_too_large", params={"most": MOST_BYTES // 1024})
    return {"name": "", **cleaned, "schema_version": SCHEMA_VERSION}


def _clean(value: Json, depth: int) -> Json:
    if depth > DEEPEST:
        raise Invalid("draft_malformed")
    if isinstance(value, str):
        text = clean_line(value)
        if len(text) > MOST_TEXT:
            raise Invalid("text_too_long", params={"most": MOST_TEXT})
        return text
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {clean_line(key): _clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, float):
        raise Invalid("draft_malformed")
    return value


def read_content(
    content: Mapping[str, Json], limit: Limit | None, fields: Collection[str] | None = None
) -> ReadContent:
    """The process of the content and every fault :func:`motcua.procedures.process.check` finds, at its row; steps are
    named by their number, as the table shows it. ``fields``: the keys conditions may ask for; None = not known."""
    steps = steps_of(content)
    faults: list[RowFault] = []
    readable: Rows = []
    for number, row in enumerate(steps):
        sound, own = _sound(row, number)
        faults += own
        readable.append(sound)
    process = process_json.from_json(_as_process(readable))
    faults += [
        one
        for fault in check(process, limit, fields=fields)
        for one in _placed(fault, process)
        if not _told(one, faults)
    ]
    return ReadContent(process, tuple(sorted(faults, key=lambda one: (-1 if one.row is None else one.row, one.code))))


def total_minutes(process: Process, limit: Limit | None) -> tuple[int, int | None]:
    """Working minutes of all steps in a row that count, and those there are; for showing while it is being written,
    when the ways through are not yet whole."""
    spent = sum(step.minutes for step in process.steps if step.kind is not StepKind.HAND_OVER)
    return spent, working_minutes(limit.amount, limit.unit) if limit else None


def _as_process(rows: Rows) -> dict[str, Json]:
    return {"schema_version": process_json.SCHEMA_VERSION, "steps": cast("list[Json]", rows)}


_FALLBACK: Row = {
    "key": "",
    "name": "",
    "kind": StepKind.WORK.value,
    "role": "",
    "unit_rule": UnitRule.SETTLING.value,
    "named_unit": None,
    "amount": 0,
    "unit": LimitUnit.WORKING_HOUR.value,
    "outcomes": [],
    "actions": [],
}


def _sound(row: Row, number: int) -> tuple[Row, list[RowFault]]:
    """The row so that it can be read, and what was wrong with it."""
    if row.get(TIME):
        timed: Row = {**row, "amount": 0, "unit": LimitUnit.WORKING_HOUR.value}
        sound, faults = _sound({name: value for name, value in timed.items() if name != TIME}, number)
        return sound, [RowFault(number, "step_time_malformed", "time", {"text": row[TIME]}), *faults]
    plain = {name: value for name, value in row.items() if name != TIME}
    try:
        process_json.from_json(_as_process([plain]))
    except process_json.UnreadableProcessError as error:
        kept: Row = {
            **_FALLBACK,
            "key": str(row.get("key", "")),
            "name": str(row.get("name", "")),
            "outcomes": [_outcome(one) for one in outcomes_of(row)],
        }
        return kept, [RowFault(number, "step_unreadable", "", {"detail": str(error)})]
    return plain, []


def _outcome(one: Mapping[str, Json]) -> Json:
    return {name: str(one.get(name, "")) for name in ("key", "name", "to")}


def _told(fault: RowFault, before: Sequence[RowFault]) -> bool:
    """Whether the row was already found unreadable at that place."""
    return any(one.row == fault.row and one.column in {"", fault.column} for one in before if one.row is not None)


def _placed(fault: Fault, process: Process) -> list[RowFault]:
    column = COLUMN_OF.get(fault.code, "outcomes" if fault.step or fault.code.startswith("step") else "")
    numbers = {step.key: str(number) for number, step in reversed(list(enumerate(process.steps, start=1)))}
    params: dict[str, object] = {"step": numbers.get(fault.step, fault.step), **fault.params}
    if "loop" in params:
        params["loop"] = " → ".join(numbers.get(key, key) for key in str(params["loop"]).split(" → "))
    rows = [number for number, step in enumerate(process.steps) if fault.step and step.key == fault.step]
    if not rows and fault.code.startswith(("step_", "outcome_")):
        rows = [number for number, step in enumerate(process.steps) if step.key == fault.step]
    if fault.code == "step_key_repeated":
        rows = rows[1:]
    return [RowFault(row, fault.code, column, params) for row in rows] or [RowFault(None, fault.code, column, params)]
