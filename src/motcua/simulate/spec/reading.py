"""A specification from TOML. Everything wrong with it is said with the line it stands in. Pure."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from motcua.simulate.spec.lines import Lines
from motcua.simulate.spec.model import (
    OF_PAPERS,
    REST,
    SHARES,
    TABLES,
    WHERE,
    Group,
    Outcome,
    Spec,
    SpecFault,
    Timeliness,
    Wanted,
    wanted,
)
from motcua.simulate.spec.reading_registry import read_decisions, read_registry

FORMAT: Final = 1
_KEYS: Final = frozenset({"name", "from", "to", "dossiers", "settled_by", "where", *TABLES, *SHARES})
_NAMES: Final[Mapping[str, frozenset[str]]] = {
    "outcome": frozenset(one.value for one in Outcome),
    "timeliness": frozenset(one.value for one in Timeliness),
    "channel": frozenset({"online", "counter", "post"}),
    "level": frozenset({"province", "commune"}),
    "service_level": frozenset({"full", "partial", "none"}),
    "result": frozenset({"document", "none"}),
}


def read_spec(text: str) -> Spec:
    """Raises SpecFault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise SpecFault("spec_toml", int(found[1]) if found else 0, "", why=str(error)) from None
    lines = Lines(text)
    if data.get("format") != FORMAT:
        raise SpecFault("spec_format", lines.of("", 0, "", "format"), "format", wanted=FORMAT)
    for name in data:
        if name not in {"format", "group", "registry", "decisions"}:
            raise SpecFault("spec_key", lines.of("", 0, "", name), name)
    rows = data.get("group")
    if not isinstance(rows, list) or not rows:
        raise SpecFault("spec_no_group", 0, "group")
    groups = [_group(row, number, lines) for number, row in enumerate(rows)]
    for number, group in enumerate(groups):
        for other in groups[:number]:
            if group.name == other.name or _meet(group, other):
                raise SpecFault("spec_groups_meet", group.line, group.name, other=other.name)
    return Spec(groups, read_registry(data.get("registry"), lines), read_decisions(data.get("decisions", []), lines))


def _group(row: Mapping[str, Any], number: int, lines: Lines) -> Group:
    line = lines.head("group", number)
    name = str(row.get("name", number + 1))
    for key in row:
        if key not in _KEYS:
            raise SpecFault("spec_key", lines.of("group", number, "", key), f"{name}.{key}")
    first, last, count = row.get("from"), row.get("to"), row.get("dossiers")
    if type(first) is not dt.date or type(last) is not dt.date or first > last:
        raise SpecFault("spec_days", lines.of("group", number, "", "from") or line, f"{name}.from")
    if type(count) is not int or count < 1:
        at = lines.of("group", number, "", "dossiers") or line
        raise SpecFault("spec_value", at, f"{name}.dossiers", value=count)
    by = row.get("settled_by")
    if by is not None and (type(by) is not dt.date or by <= last):
        raise SpecFault("spec_days", lines.of("group", number, "", "settled_by"), f"{name}.settled_by")
    where = row.get("where", {})
    for key in where:
        if key not in WHERE:
            raise SpecFault("spec_key", lines.of("group", number, "where", key), f"{name}.where.{key}")
    tables = {table: _table(row[table], name, table, number, lines) for table in TABLES if table in row}
    shares = {
        share: wanted(row[share], path=f"{name}.{share}", line=lines.of("group", number, "", share))
        for share in SHARES
        if share in row
    }
    if "digitised" in shares and len(OF_PAPERS & {*shares}) > 1:
        raise SpecFault("spec_beside", shares["digitised"].line, shares["digitised"].path, name="digitised")
    texts = {key: str(value) for key, value in where.items()}
    return Group(name, first, last, count, line, texts, tables, shares, by)


def _table(row: object, group: str, table: str, number: int, lines: Lines) -> Mapping[str, Wanted]:
    if not isinstance(row, dict) or not row:
        raise SpecFault("spec_value", lines.of("group", number, "", table), f"{group}.{table}", value=row)
    allowed = _NAMES.get(table)
    found = {}
    for key, value in row.items():
        line, path = lines.of("group", number, table, key), f"{group}.{table}.{key}"
        if (allowed is not None and key not in allowed) or (table == "month" and not re.fullmatch(r"\d{4}-\d\d", key)):
            raise SpecFault("spec_name", line, path, name=key)
        if key == REST:
            raise SpecFault("spec_name", line, path, name=key)
        found[key] = wanted(value, path=path, line=line)
    return found


def _meet(one: Group, other: Group) -> bool:
    """Whether a dossier could belong to both."""
    if one.last < other.first or other.last < one.first:
        return False
    for name in {*one.where} & {*other.where}:
        mine, theirs = one.where[name], other.where[name]
        apart = mine != theirs
        if name == "unit":
            apart = apart and not mine.startswith(f"{theirs}.") and not theirs.startswith(f"{mine}.")
        if apart:
            return False
    return True
