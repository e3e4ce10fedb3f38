"""One procedure at a glance: figures and their course, its steps, supplements, channels, the versions in force."""

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
    "dossiers_open_total",
    "dossiers_late_total",
    "on_time_rate_ii06",
    "online_rate",
    "settlement_time",
)
Lines = Mapping[str, list[Json]]


def make(work: Work) -> list[Made]:
    """A row for each procedure that had dossiers in the period."""
    table = answers.table(FIGURES, Dimension.PROCEDURE, work.course, unit=work.province, as_of=work.as_of, on=work.day)
    stays, supplements, channels = _stays(work), _counted(work, Kind.SUPPLEMENTS), _counted(work, Kind.RECEIVED)
    versions = _versions(work)
    rows = []
    for key in sorted(table):
        own = table[key]
        if not any(answer.outcome.value for answer in own[work.period].values()):
            continue
        body: dict[str, Json] = {
            "course": [period.code for period in work.course],
            "figures": {
                indicator: [pack(own[period][indicator], is_quiet=True) for period in work.course]
                for indicator in FIGURES
            },
            "steps": stays.get(key, []),
            "supplements": supplements.get(key, []),
            "channels": channels.get(key, []),
            "versions": versions.get(key, []),
        }
        rows.append(Made(key, work.procedure_names.get(key, key), body))
    return rows


def _stays(work: Work) -> Lines:
    """Procedure -> (step, name, stays that ended, twice the median of working minutes, how many of them late)."""
    named = steps()
    late = {
        (row.procedure, row.cell): row.number
        for row in count_rows(work.facts, Kind.STAYS, [work.province], work.period, by=["procedure", "cell", "state"])
        if row.state == "late"
    }
    found = defaultdict[str, list[Json]](list)
    for row in count_rows(work.facts, Kind.STAYS, [work.province], work.period, by=["procedure", "cell"]):
        name, where = named.name(row.cell, row.procedure), (row.procedure, row.cell)
        found[row.procedure].append([row.cell, name, row.number, row.middle or 0, late.get(where, 0)])
    return found


def _counted(work: Work, kind: Kind) -> Lines:
    """Procedure -> (cell, number), the most first."""
    found = defaultdict[str, list[Json]](list)
    rows = count_rows(work.facts, kind, [work.province], work.period, by=["procedure", "cell"])
    for row in sorted(rows, key=lambda row: (-row.number, row.cell)):
        found[row.procedure].append([row.cell, row.number])
    return found


def _versions(work: Work) -> Lines:
    """Procedure -> (number, from, to, name) of the versions in force at some time of the course."""
    rows = work.facts.connection.execute(
        "SELECT procedure, number, valid_from, valid_to, name FROM procedure_versions"
        " WHERE valid_from <= $last AND (valid_to IS NULL OR valid_to > $first) ORDER BY procedure, valid_from, number",
        {"first": work.course[0].first, "last": work.period.last},
    ).fetchall()
    found = defaultdict[str, list[Json]](list)
    for procedure, number, since, until, name in rows:
        found[str(procedure)].append([int(number), since.isoformat(), until.isoformat() if until else None, str(name)])
    return found
