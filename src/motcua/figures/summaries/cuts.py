"""The three cuts of every unit."""

from __future__ import annotations

from motcua.core.canonical import Json
from motcua.figures.cuts.baselines import baselines
from motcua.figures.cuts.tallies import tallies

from .work import Made, Work


def make(work: Work) -> list[Made]:
    """A row for each unit with applications that ended: its lines and the names of their procedures."""
    found = tallies(work.facts, work.codes, work.period, baselines(work.day, work.as_of))
    rows = []
    for code, lines in found.items():
        names: dict[str, Json] = {
            key: work.procedure_names.get(key, key) for key in sorted({line.procedure for line in lines} - {""})
        }
        rows.append(Made(code, work.names[code], {"lines": [line.as_json() for line in lines], "names": names}))
    return rows
