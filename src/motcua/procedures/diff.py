"""What changes, field by field: the old and the new value of everything that differs. Pure.

Lists of lines are matched by what a line is about (its name, number or channel), not by position, so an insertion shows
as one line more and not as every line changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.core.canonical import Json

IGNORED = frozenset({"schema_version"})
ORDER = "(order)"
"""The place of a change that is nothing but another order of the same lines."""
_IDENTITIES: tuple[tuple[str, ...], ...] = (
    ("key", "name", "papers"),
    ("channel", "case", "amount", "unit"),
    ("number", "article"),
    ("group", "name"),
    ("key",),
    ("name",),
)


@dataclass(frozen=True, slots=True)
class Change:
    """``path`` names the place, parts joined by ``/``. None = was not there, or is there no more."""

    path: str
    old: Json
    new: Json

    def as_json(self) -> dict[str, Json]:
        return {"path": self.path, "old": self.old, "new": self.new}


def differences(old: Json, new: Json, path: str = "") -> list[Change]:
    """Every place where ``new`` says something else than ``old``, in the order of ``new``. A missing member is
    as one that is null."""
    if old == new:
        return []
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        keys = [key for key in (*new, *(key for key in old if key not in new)) if key not in IGNORED]
        return [change for key in keys for change in differences(old.get(key), new.get(key), _join(path, key))]
    if _is_lines(old) and _is_lines(new):
        before, after = _by_identity(old), _by_identity(new)
        names = [*after, *(name for name in before if name not in after)]
        changes = [
            change for name in names for change in differences(before.get(name), after.get(name), _join(path, name))
        ]
        return changes or [Change(_join(path, ORDER), list(before), list(after))]
    return [Change(path, old, new)]


def _join(path: str, part: str) -> str:
    return f"{path}/{part}" if path else part


def _is_lines(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _by_identity(lines: Json) -> dict[str, Json]:
    """The lines of a list by what they are about; a line about the same thing again is told apart by a number."""
    named: dict[str, Json] = {}
    for line in lines if isinstance(lines, Sequence) else ():
        name = base = _identity(line)
        number = 2
        while name in named:
            name, number = f"{base} ({number})", number + 1
        named[name] = line
    return named


def _identity(line: Json) -> str:
    if not isinstance(line, Mapping):
        return str(line)
    for columns in _IDENTITIES:
        if all(column in line for column in columns):
            parts = (line[column] for column in columns if column != "papers")
            return " · ".join(str(part) for part in parts if part not in {None, ""})[:200]
    return ""
