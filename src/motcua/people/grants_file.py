"""The shipped table of roles and rights, ``data/grants.toml``, as plain rows. No database."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Final

REACHES: Final = ("own_unit", "subtree", "agency", "served_area", "everywhere")


@dataclass(frozen=True, slots=True)
class RoleRow:
    code: str
    name: str
    name_en: str
    grants: frozenset[tuple[str, str]]
    """(verb, reach)"""


@dataclass(frozen=True, slots=True)
class GrantsFile:
    valid_from: dt.date
    source: str
    roles: tuple[RoleRow, ...]


def parse(text: str) -> GrantsFile:
    """Raises ValueError or TypeError for a file of another format, an unknown key, or a role given twice."""
    table = tomllib.loads(text)
    if table.get("format") != 1:
        raise ValueError("the file of grants is of a format this version does not know")
    roles = tuple(_role(row) for row in table["role"])
    if len({role.code for role in roles}) < len(roles):
        raise ValueError("a role is given twice")
    return GrantsFile(valid_from=table["valid_from"], source=table["source"], roles=roles)


def _role(row: dict[str, object]) -> RoleRow:
    unknown = set(row) - {"code", "name", "name_en", *REACHES}
    if unknown:
        raise ValueError(f"role {row.get('code')}: unknown keys {', '.join(sorted(unknown))}")
    grants: set[tuple[str, str]] = set()
    for reach in REACHES:
        verbs = row.get(reach, [])
        if not isinstance(verbs, list):
            raise TypeError(f"role {row.get('code')}: {reach} must be a list")
        grants |= {(str(verb), reach) for verb in verbs}
    return RoleRow(str(row["code"]), str(row["name"]), str(row.get("name_en", "")), frozenset(grants))


def shipped() -> GrantsFile:
    """What comes with the program."""
    return parse(resources.files("motcua.people").joinpath("data", "grants.toml").read_text(encoding="utf-8"))
