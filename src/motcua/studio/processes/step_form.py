"""A step's own page as a form: its ways on with their conditions, its timers, what may be done there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from motcua.core.canonical import Json
from motcua.core.texts import say
from motcua.forms.condition_rows import ConditionRow, Conditions
from motcua.forms.expression import ExpressionError
from motcua.procedures.process import END, STEP_ACTIONS
from motcua.procedures.process_rows import Row, free_outcome_key, outcomes_of
from motcua.studio.processes.conditions import Askable, shown, written
from motcua.studio.processes.table import MOST_CELL, timed

MOST_WAYS, MOST_TIMERS, SPARE = 20, 10, 1
ALWAYS, WHEN, OTHERWISE = "always", "when", "otherwise"
TIMER_CELLS = ("name", "wait", "act", "since", "amount", "unit", "outcome", "ground")


@dataclass(slots=True)
class WayForm:
    """One outcome as it is filled in. ``fault`` is what was wrong with its condition, ``at`` the row it is about."""

    key: str
    name: str
    to: str
    mode: str
    conditions: Conditions
    fault: str = ""

    def rows(self) -> list[ConditionRow]:
        return [*self.conditions.rows, *(ConditionRow("", "=", "") for _ in range(SPARE))]


@dataclass(slots=True)
class StepForm:
    ways: list[WayForm]
    timers: list[dict[str, str]]
    actions: Sequence[str]
    faults: list[str] = field(default_factory=list)


def step_form(row: Row, asked: Askable) -> StepForm:
    """What stands, ready to be filled in."""
    ways = [_way(one, asked) for one in outcomes_of(row)]
    timers, actions = row.get("timers"), row.get("actions")
    listed = [_timer(one) for one in timers if isinstance(one, dict)] if isinstance(timers, list) else []
    return StepForm(ways, listed, [str(one) for one in actions] if isinstance(actions, list) else [])


def _way(one: Mapping[str, Json], asked: Askable) -> WayForm:
    when = one.get("when")
    mode = WHEN if when is not None else OTHERWISE if one.get("otherwise") else ALWAYS
    return WayForm(
        str(one.get("key") or ""), str(one.get("name") or ""), str(one.get("to") or END), mode, shown(when, asked)
    )


def _timer(one: Mapping[str, Json]) -> dict[str, str]:
    return {"key": str(one.get("key") or ""), **{cell: _text(one.get(cell)) for cell in TIMER_CELLS}}


def _text(value: Json) -> str:
    return "" if value is None else str(value)


def posted_step(row: Row, data: QueryDict, asked: Askable) -> tuple[Row, StepForm]:
    """The row with what the form says, and the form as typed with its faults. A condition that cannot be read stays as
    it was."""
    before = {str(one.get("key")): one for one in outcomes_of(row)}
    form = StepForm([], _posted_timers(data), [one for one in data.getlist("actions") if one in STEP_ACTIONS])
    outcomes: list[Json] = []
    for number in range(_count(data, "ways", MOST_WAYS)):
        way = _posted_way(data, number)
        if data.get(f"w{number}-drop") == "on":
            continue
        if not way.key:
            if not way.name.strip():
                continue
            way.key = free_outcome_key({"outcomes": outcomes})
        form.ways.append(way)
        outcomes.append(_written(way, before.get(way.key, {}), asked, form))
    changed: Row = {**row, "outcomes": outcomes, "actions": list(form.actions)}
    for cell in ("name", "key", "letter"):
        typed = data.get(cell)
        if typed is not None:
            changed[cell] = typed[:MOST_CELL]
    if not changed.get("letter"):
        changed.pop("letter", None)
    if isinstance(data.get("time"), str):
        changed = timed(changed, str(data.get("time"))[:200])
    timers = [_timer_json(one) for one in form.timers]
    if timers or "timers" in row:
        changed["timers"] = list(timers)
    return changed, form


def _count(data: QueryDict, name: str, most: int) -> int:
    text = str(data.get(name, ""))
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _posted_way(data: QueryDict, number: int) -> WayForm:
    def cell(name: str) -> str:
        return str(data.get(f"w{number}-{name}", ""))[:MOST_CELL]

    rows = [
        ConditionRow(cell(f"{place}-field"), cell(f"{place}-cmp") or "=", cell(f"{place}-value"))
        for place in range(_count(data, f"w{number}-rows", 20))
    ]
    kept = tuple(row for row in rows if row.field)
    conditions = Conditions(cell("all") or "all", kept, cell("formula"))
    mode = cell("mode") if cell("mode") in {ALWAYS, WHEN, OTHERWISE} else ALWAYS
    return WayForm(cell("key"), cell("name"), cell("to") or END, mode, conditions)


def _written(way: WayForm, before: Mapping[str, Json], asked: Askable, form: StepForm) -> Json:
    kept = {name: value for name, value in before.items() if name not in {"when", "otherwise"}}
    made: dict[str, Json] = {**kept, "key": way.key, "name": way.name, "to": way.to}
    if way.mode == OTHERWISE:
        made["otherwise"] = True
    if way.mode != WHEN:
        return made
    try:
        made["when"] = written(way.conditions, asked)
    except ExpressionError as error:
        way.fault = say(error.code, error.params)
        form.faults.append(way.fault)
        made["when"] = before.get("when")
    else:
        if made["when"] is None:
            way.fault = say("condition_missing")
            form.faults.append(way.fault)
    if made["when"] is None:
        del made["when"]
    return made


def _posted_timers(data: QueryDict) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for number in range(_count(data, "timers", MOST_TIMERS)):
        cells = {cell: str(data.get(f"t{number}-{cell}", ""))[:MOST_CELL] for cell in ("key", *TIMER_CELLS)}
        if data.get(f"t{number}-drop") == "on" or not (cells["key"] or cells["name"].strip()):
            continue
        cells["key"] = cells["key"] or _free({one["key"] for one in found})
        found.append(cells)
    return found


def _free(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"hen-{number}" in taken:
        number += 1
    return f"hen-{number}"


def _timer_json(cells: Mapping[str, str]) -> Json:
    amount = cells["amount"].strip()
    whole = int(amount) if amount.isascii() and amount.isdecimal() and len(amount) < 6 else -1
    made: dict[str, Json] = {name: cells[name] for name in ("key", "name", "wait", "act", "since", "unit")}
    made["amount"] = whole
    made.update({name: cells[name] for name in ("outcome", "ground") if cells[name].strip()})
    return made
