"""The table of a process as a form: what is shown in each row, and how a sent form is read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.texts import say
from motcua.procedures.process import END, UnitRule
from motcua.procedures.process_content import MOST_ROWS, TIME, Content, RowFault, steps_of, with_steps
from motcua.procedures.process_rows import Row, Rows, outcomes_of
from motcua.procedures.step_time import StepTime, TimeMalformedError, read_time, typed_time
from motcua.studio.processes.timers_words import timer_words
from motcua.studio.processes.words import ACTIONS, ROLES, time_words, unit_words, words
from motcua.worktime.rules import LimitUnit

MOST_CELL = 2_000
PLAIN = {"name": "name", "kind": "kind", "role": "role", "rule": "unit_rule"}


@dataclass(frozen=True, slots=True)
class RowView:
    """One row as it is shown. ``cells`` by name as typed; ``ways``, ``timers`` and ``allowed`` say what stands on the
    step's own page; ``faults`` by cell, those of no shown cell under ``outcomes``."""

    number: int
    cells: Mapping[str, str]
    ways: Sequence[str]
    timers: int
    allowed: str
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, object] = field(default_factory=dict)
    """The row as a reader has it: role, unit, time, every way on, every timer."""

    @property
    def all_faults(self) -> list[str]:
        return [text for texts in self.faults.values() for text in texts]


def posted_content(base: Content, data: QueryDict) -> Content:
    """``base`` with what the form says of it: names, kinds, roles, units, times and the first way on of each row. A row
    or a cell that the form does not send stays as it is."""
    count = _number(data.get("rows"))
    rows = [_posted_row(row, number, data) if number < count else row for number, row in enumerate(steps_of(base))]
    name = data.get("name")
    named: Content = {**base, "name": name[:MOST_CELL]} if isinstance(name, str) else base
    return with_steps(named, rows)


def _number(value: object) -> int:
    text = str(value or "")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0


def _posted_row(row: Row, number: int, data: QueryDict) -> Row:
    changed: Row = dict(row)
    for cell, member in PLAIN.items():
        typed = data.get(f"r{number}-{cell}")
        if typed is not None:
            changed[member] = typed[:MOST_CELL]
    named = data.get(f"r{number}-named")
    if named is not None:
        changed["named_unit"] = named.strip()[:40] or None
    if changed.get("unit_rule") != UnitRule.NAMED.value and changed.get("unit_rule") != row.get("unit_rule"):
        changed["named_unit"] = None
    time = data.get(f"r{number}-time")
    if time is not None:
        changed = timed(changed, time[:200])
    following = data.get(f"r{number}-next")
    if following:
        changed["outcomes"] = list(_leading(outcomes_of(row), following[:80]))
    return changed


def timed(row: Row, typed: str) -> Row:
    """The row with the time that was typed, or with the text where it is none."""
    if typed.strip() == shown_time(row):
        return row
    plain: Row = {name: value for name, value in row.items() if name != TIME}
    try:
        time = read_time(typed)
    except TimeMalformedError:
        return {**plain, TIME: typed.strip() or "?"}
    return {**plain, "amount": time.amount, "unit": time.unit.value}


def _leading(outcomes: Sequence[dict[str, Json]], to: str) -> list[Json]:
    first, *others = outcomes or [{"key": "xong", "name": "", "to": END}]
    return [{**first, "to": to}, *others]


def shown_time(row: Mapping[str, Json]) -> str:
    if row.get(TIME):
        return str(row[TIME])
    try:
        return typed_time(StepTime(int(str(row.get("amount"))), LimitUnit(str(row.get("unit")))))
    except ValueError:
        return ""


def row_views(content: Content, faults: Sequence[RowFault]) -> list[RowView]:
    rows = steps_of(content)
    targets = dict(target_choices(rows))
    return [
        _view(row, number, targets, [one for one in faults if one.row == number]) for number, row in enumerate(rows)
    ]


def _view(row: Row, number: int, targets: Mapping[str, str], faults: Sequence[RowFault]) -> RowView:
    outcomes = outcomes_of(row)
    actions, timers = row.get("actions"), row.get("timers")
    listed = [words(ACTIONS, one) for one in actions] if isinstance(actions, list) else []
    by_cell: dict[str, list[str]] = {}
    for fault in faults:
        by_cell.setdefault(fault.column or "outcomes", []).append(say(fault.code, fault.params))
    cells = {
        "name": str(row.get("name") or ""),
        "kind": str(row.get("kind") or ""),
        "role": str(row.get("role") or ""),
        "rule": str(row.get("unit_rule") or ""),
        "named": str(row.get("named_unit") or ""),
        "time": shown_time(row),
        "next": str(outcomes[0].get("to") or "") if outcomes else "",
    }
    return RowView(
        number,
        cells,
        [way_words(one, targets) for one in outcomes] if len(outcomes) > 1 else [],
        len(timers) if isinstance(timers, list) else 0,
        ", ".join(listed),
        by_cell,
        {
            "role": words(ROLES, row.get("role")),
            "unit": unit_words(row, {}),
            "time": time_words(row.get("amount"), row.get("unit")),
            "ways": [way_words(one, targets) for one in outcomes],
            "timers": [timer_words(one) for one in timers if isinstance(one, dict)] if isinstance(timers, list) else [],
        },
    )


def way_words(outcome: Mapping[str, Json], targets: Mapping[str, str]) -> str:
    """``Trả lại → 4. Thụ lý``, with what it depends on."""
    to = str(outcome.get("to") or "")
    name = str(outcome.get("name") or "")
    asks = (
        _("nếu đúng điều kiện") if outcome.get("when") is not None else _("còn lại") if outcome.get("otherwise") else ""
    )
    told = _("{name} ({asks})").format(name=name, asks=asks) if asks else name
    return f"{told} → {targets.get(to, to)}".strip()


def target_choices(rows: Rows) -> list[tuple[str, str]]:
    """Every step an outcome may lead to, and the end."""
    found = [
        (str(row.get("key")), f"{number}. {str(row.get('name') or _('(chưa có tên)'))[:60]}")
        for number, row in enumerate(rows, start=1)
    ]
    return [*found, (END, _("Kết thúc"))]
