"""A specification from TOML. Everything wrong with it is said with the line it stands in. Pure."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from motcua.procedures.lifecycle import DecisionKind
from motcua.simulate.spec.model import (
    REST,
    SHARES,
    STRUCTURE,
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

FORMAT: Final = 1
_KEYS: Final = frozenset({"name", "from", "to", "dossiers", "where", *TABLES, *SHARES})
_NAMES: Final[Mapping[str, frozenset[str]]] = {
    "outcome": frozenset(one.value for one in Outcome),
    "timeliness": frozenset(one.value for one in Timeliness),
    "channel": frozenset({"online", "counter", "post"}),
    "level": frozenset({"province", "commune"}),
    "service_level": frozenset({"full", "partial", "none"}),
}
_HEADER: Final = re.compile(r"\s*\[(\[)?\s*([A-Za-z0-9_.\-\"]+)\s*\]")
_KEY: Final = re.compile(r"\s*(\"[^\"]*\"|[A-Za-z0-9_\-]+)\s*=")


def read_spec(text: str) -> Spec:
    """Raises SpecFault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise SpecFault("spec_toml", int(found[1]) if found else 0, "", why=str(error)) from None
    lines = _Lines(text)
    if data.get("format") != FORMAT:
        raise SpecFault("spec_format", lines.of(-1, "", "format"), "format", wanted=FORMAT)
    for name in data:
        if name not in {"format", "group", "decisions"}:
            raise SpecFault("spec_key", lines.of(-1, "", name), name)
    rows = data.get("group")
    if not isinstance(rows, list) or not rows:
        raise SpecFault("spec_no_group", 0, "group")
    groups = [_group(row, number, lines) for number, row in enumerate(rows)]
    for number, group in enumerate(groups):
        for other in groups[:number]:
            if group.name == other.name or _meet(group, other):
                raise SpecFault("spec_groups_meet", group.line, group.name, other=other.name)
    return Spec(groups, dict(_decisions(data.get("decisions", {}), lines)))


def _group(row: Mapping[str, Any], number: int, lines: _Lines) -> Group:
    line = lines.group(number)
    name = str(row.get("name", number + 1))
    for key in row:
        if key not in _KEYS:
            raise SpecFault("spec_key", lines.of(number, "", key), f"{name}.{key}")
    first, last, count = row.get("from"), row.get("to"), row.get("dossiers")
    if type(first) is not dt.date or type(last) is not dt.date or first > last:
        raise SpecFault("spec_days", lines.of(number, "", "from") or line, f"{name}.from")
    if type(count) is not int or count < 1:
        raise SpecFault("spec_value", lines.of(number, "", "dossiers") or line, f"{name}.dossiers", value=count)
    where = row.get("where", {})
    for key in where:
        if key not in WHERE:
            raise SpecFault("spec_key", lines.of(number, "where", key), f"{name}.where.{key}")
    tables = {table: _table(row[table], name, table, number, lines) for table in TABLES if table in row}
    shares = {
        share: wanted(row[share], path=f"{name}.{share}", line=lines.of(number, "", share))
        for share in SHARES
        if share in row
    }
    texts = {key: str(value) for key, value in where.items()}
    return Group(name, first, last, count, line, texts, tables, shares)


def _table(row: object, group: str, table: str, number: int, lines: _Lines) -> Mapping[str, Wanted]:
    if not isinstance(row, dict) or not row:
        raise SpecFault("spec_value", lines.of(number, "", table), f"{group}.{table}", value=row)
    allowed = _NAMES.get(table)
    found = {}
    for key, value in row.items():
        line, path = lines.of(number, table, key), f"{group}.{table}.{key}"
        if (allowed is not None and key not in allowed) or (table == "month" and not re.fullmatch(r"\d{4}-\d\d", key)):
            raise SpecFault("spec_name", line, path, name=key)
        if key == REST:
            raise SpecFault("spec_name", line, path, name=key)
        found[key] = wanted(value, path=path, line=line)
    return found


def _decisions(row: object, lines: _Lines) -> Iterator[tuple[str, Wanted]]:
    if not isinstance(row, dict):
        raise SpecFault("spec_value", lines.of(-1, "", "decisions"), "decisions", value=row)
    for kind, value in row.items():
        line, path = lines.of(-1, "decisions", kind), f"decisions.{kind}"
        if kind not in {one.value for one in DecisionKind}:
            raise SpecFault("spec_name", line, path, name=kind)
        found = wanted(value, path=path, line=line)
        if found.count is None:
            raise SpecFault("spec_value", line, path, value=value)
        yield kind, found


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


class _Lines:
    """Where each key stands, by group (-1 outside of any), table and key; in inline tables too."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[int, str, str], int] = {}
        self._groups: list[int] = []
        group, table = -1, ""
        for number, line in enumerate(text.splitlines(), start=1):
            header = _HEADER.match(line)
            if header:
                name = header[2].replace('"', "")
                if header[1] and name == "group":
                    self._groups.append(number)
                    group, table = group + 1, ""
                else:
                    table = name.rpartition(".")[2]
                    if not name.startswith("group"):
                        group = -1
                continue
            self._read(line, number, group, table)

    def _read(self, line: str, number: int, group: int, table: str) -> None:
        key = _KEY.match(line)
        if key is None:
            return
        name = key[1].strip('"')
        self._found.setdefault((group, table, name), number)
        if "{" in line:
            for inner in re.findall(r"(\"[^\"]*\"|[A-Za-z0-9_\-.]+)\s*=", line.partition("{")[2]):
                self._found.setdefault((group, name, inner.strip('"')), number)

    def group(self, number: int) -> int:
        return self._groups[number] if number < len(self._groups) else 0

    def of(self, group: int, table: str, key: str) -> int:
        return self._found.get((group, table, key), 0)


__all__ = ["STRUCTURE", "read_spec"]
