"""The registry and the decisions of a specification. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from motcua.simulate.spec.lines import Lines
from motcua.simulate.spec.model import (
    DECIDED,
    LEVELS,
    PUBLISHED,
    SERVICES,
    Decided,
    Registry,
    SpecFault,
    Wanted,
    wanted,
)

REGISTRY: Final = "registry"
DECISIONS: Final = "decisions"
_TABLES: Final = {"level": LEVELS, "service_level": SERVICES}


def read_registry(row: object, lines: Lines) -> Registry | None:
    """Raises SpecFault."""
    if row is None:
        return None
    if not isinstance(row, dict):
        raise SpecFault("spec_value", lines.of("", 0, "", REGISTRY), REGISTRY, value=row)
    known = {"from", "on", "procedures", "until", *_TABLES}
    _only(row, known, lines, REGISTRY, 0, REGISTRY)
    on, first = row.get("on"), row.get("from", row.get("on"))
    if type(on) is not dt.date or type(first) is not dt.date or first > on:
        raise SpecFault("spec_days", lines.of(REGISTRY, 0, "", "on") or lines.head(REGISTRY), f"{REGISTRY}.on")
    total = _count(row.get("procedures"), f"{REGISTRY}.procedures", lines.of(REGISTRY, 0, "", "procedures"))
    tables = {name: _table(row[name], name, names, lines) for name, names in _TABLES.items() if name in row}
    if "level" not in tables:
        raise SpecFault("spec_key_missing", lines.head(REGISTRY), REGISTRY, name="level")
    until = _until(row.get("until", {}), on, lines)
    return Registry(first, on, total, lines.head(REGISTRY), tables, until)


def _table(row: object, table: str, names: Collection[str], lines: Lines) -> Mapping[str, Wanted]:
    path = f"{REGISTRY}.{table}"
    if not isinstance(row, dict) or not row:
        raise SpecFault("spec_value", lines.of(REGISTRY, 0, "", table), path, value=row)
    found = {}
    for name, value in row.items():
        line = lines.of(REGISTRY, 0, table, name)
        if name not in names:
            raise SpecFault("spec_name", line, f"{path}.{name}", name=name)
        found[name] = wanted(value, path=f"{path}.{name}", line=line)
    return found


def _until(row: object, on: dt.date, lines: Lines) -> Mapping[str, dt.date]:
    path = f"{REGISTRY}.until"
    if not isinstance(row, dict):
        raise SpecFault("spec_value", lines.of(REGISTRY, 0, "", "until"), path, value=row)
    for name, day in row.items():
        line = lines.of(REGISTRY, 0, "until", name)
        if name not in LEVELS:
            raise SpecFault("spec_name", line, f"{path}.{name}", name=name)
        if type(day) is not dt.date or day <= on:
            raise SpecFault("spec_days", line, f"{path}.{name}")
    return dict(row)


def read_decisions(rows: object, lines: Lines) -> Sequence[Decided]:
    """Raises SpecFault."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SpecFault("spec_value", lines.head(DECISIONS), DECISIONS, value=rows)
    return [_decided(row, number, lines) for number, row in enumerate(rows)]


def _decided(row: Mapping[str, Any], number: int, lines: Lines) -> Decided:
    name = f"{DECISIONS}.{row.get('name', number + 1)}"
    _only(row, {"name", "from", "to", "effective", *DECIDED}, lines, DECISIONS, number, name)
    first, last, effective = row.get("from"), row.get("to"), row.get("effective")
    if type(first) is not dt.date or type(last) is not dt.date or type(effective) is not dt.date:
        raise SpecFault("spec_days", lines.head(DECISIONS, number), name)
    if not first <= last <= effective:
        raise SpecFault("spec_days", lines.of(DECISIONS, number, "", "effective"), f"{name}.effective")
    counts = {
        key: _count(row[key], f"{name}.{key}", lines.of(DECISIONS, number, "", key)) for key in DECIDED if key in row
    }
    found = Decided(name, first, last, effective, lines.head(DECISIONS, number), counts)
    kinds = [kind for kind in PUBLISHED if found.count(kind)]
    decisions, changes = found.count("publication"), sum(found.count(kind) for kind in PUBLISHED)
    if not len(kinds) <= decisions <= changes:
        line = counts.get("publication")
        at = line.line if line else found.line
        raise SpecFault("spec_sum", at, f"{name}.publication", low=len(kinds), high=changes, whole=decisions)
    return found


def _count(value: object, path: str, line: int) -> Wanted:
    found = wanted(value, path=path, line=line)
    if found.count is None:
        raise SpecFault("spec_value", line, path, value=value)
    return found


def _only(row: Mapping[str, Any], known: Collection[str], lines: Lines, block: str, number: int, path: str) -> None:
    for key in row:
        if key not in known:
            raise SpecFault("spec_key", lines.of(block, number, "", key), f"{path}.{key}")
