"""One unit at a glance: main figures and their course, where it is late, what it has to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from motcua.core.canonical import Json
from motcua.figures import answers
from motcua.figures.counting import Dimension

from .packing import pack
from .rows import Kind, count_rows
from .steps import steps
from .work import Made, Work

FIGURES: Final = (
    "dossiers_new",
    "dossiers_settled_total",
    "on_time_rate_ii06",
    "dossiers_open_total",
    "dossiers_late_total",
    "online_rate",
    "components_digitised_rate",
    "electronic_result_rate",
    "trips_per_dossier",
)
STATES: Final = ("late", "today", "week", "later")
Lines = Mapping[str, list[Json]]


def make(work: Work) -> list[Made]:
    """A row for each unit that had something."""
    table = answers.table(FIGURES, Dimension.UNIT, work.course, unit=work.province, as_of=work.as_of, on=work.day)
    late_steps, late_procedures, load = _late_steps(work), _late_procedures(work), _load(work)
    rows = []
    for code, name in work.names.items():
        if code not in table:
            continue
        own = table[code]
        body: dict[str, Json] = {
            "course": [period.code for period in work.course],
            "figures": {indicator: [pack(own[period][indicator]) for period in work.course] for indicator in FIGURES},
            "late_steps": late_steps.get(code, []),
            "late_procedures": late_procedures.get(code, []),
            "load": load.get(code, []),
        }
        has_counted = any(answer.outcome.value for answer in own[work.period].values())
        if has_counted or any(body[part] for part in ("late_steps", "late_procedures", "load")):
            rows.append(Made(code, name, body))
    return rows


def _late_steps(work: Work) -> Lines:
    """Unit -> (step, name, how many stays were late), the most first."""
    named, found = steps(), defaultdict[str, list[Json]](list)
    rows = count_rows(work.facts, Kind.LATE_STEPS, work.codes, work.period, by=["cell"])
    for row in sorted(rows, key=lambda row: (-row.number, row.cell)):
        found[row.member].append([row.cell, named.name(row.cell), row.number])
    return found


def _late_procedures(work: Work) -> Lines:
    """Unit -> (procedure, name, how many dossiers were late), the most first."""
    found = defaultdict[str, list[Json]](list)
    rows = count_rows(work.facts, Kind.LATE, work.codes, work.period, by=["procedure"])
    for row in sorted(rows, key=lambda row: (-row.number, row.procedure)):
        found[row.member].append([row.procedure, work.procedure_names.get(row.procedure, row.procedure), row.number])
    return found


def _load(work: Work) -> Lines:
    """Unit -> (step, name, stays by state)."""
    named = steps()
    by_step: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    for row in count_rows(work.facts, Kind.OPEN_STEPS, work.codes, work.period, by=["cell", "state"]):
        by_step[row.member, row.cell][row.state] += row.number
    found = defaultdict[str, list[Json]](list)
    for (member, step), states in sorted(by_step.items(), key=lambda one: (-sum(one[1].values()), one[0])):
        found[member].append([step, named.name(step), *states.values()])
    return found
