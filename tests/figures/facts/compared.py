"""Facts told from tables beside those told from the log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from motcua.figures.facts.build import build
from motcua.figures.facts.manifest import NOT_IN_TABLES
from motcua.figures.facts.projections.build import build_from_projections
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.schema import tables

Rows = dict[str, list[tuple[Any, ...]]]


def rows(as_of: dt.datetime | None = None, *, leave: tuple[str, ...] = (), **how: Any) -> Rows:
    """Every row of every table that projections give, numbers and instants of versions left out, in order. ``leave``:
    columns left out too."""
    found: Rows = {}
    with open_facts(as_of, **how) as facts:
        for name in tables():
            if name not in NOT_IN_TABLES:
                names = [one for one in facts[name].columns if one not in {"fact", "recorded_from", *leave}]
                chosen = ", ".join(f'"{column}"' for column in names)
                found[name] = facts.connection.execute(f'SELECT {chosen} FROM "{name}" ORDER BY ALL').fetchall()
    return found


def told_alike(place: Path, now: dt.datetime, *, leave: tuple[str, ...] = (), processes: int = 1) -> Rows:
    """Builds both and asserts that they say the same of today; what they say."""
    build(now=now, root=place / "log")
    build_from_projections(now=now, root=place / "tables", processes=processes)
    by_log, by_tables = (rows(root=place / name, tail=False, leave=leave) for name in ("log", "tables"))
    for name, found in by_log.items():
        assert by_tables[name] == found, name
    return by_log
