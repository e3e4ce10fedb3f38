"""The rows of a process being written: adding, doubling, taking out and moving steps. Pure.

An outcome that leads to the row below goes on leading to the row below, whichever that is after the change: officials
read the table from top to bottom. Other outcomes keep the step they name; when that one is taken out they lead to the
row that comes into its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from motcua.core.canonical import Json
from motcua.procedures.process import END, StepKind, UnitRule
from motcua.worktime.rules import LimitUnit

Row = dict[str, Json]
Rows = list[Row]

_BELOW = "\0below"
"""The target of an outcome while rows change: the row below."""


def outcomes_of(row: Row) -> list[dict[str, Json]]:
    """The outcomes of a row, those that can be read."""
    found = row.get("outcomes")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def new_row(rows: Sequence[Row], *, name: str = "", kind: StepKind = StepKind.WORK) -> Row:
    """An empty step with a key that no row has: half a day of work where the dossier is settled."""
    return {
        "key": free_key(rows),
        "name": name,
        "kind": kind.value,
        "role": "settling_officer",
        "unit_rule": UnitRule.SETTLING.value,
        "named_unit": None,
        "amount": 4,
        "unit": LimitUnit.WORKING_HOUR.value,
        "outcomes": [{"key": "xong", "name": "", "to": END}],
        "actions": [],
    }


def free_key(rows: Sequence[Row], stem: str = "buoc") -> str:
    """``buoc-N``, the first number that is free from the count of rows on."""
    taken = {str(row.get("key", "")) for row in rows}
    number = len(rows) + 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def free_outcome_key(row: Row, stem: str = "huong") -> str:
    taken = {str(one.get("key", "")) for one in outcomes_of(row)}
    number = len(taken) + 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def added(rows: Rows, place: int, row: Row) -> Rows:
    """``row`` as number ``place``, the way going through it."""
    at = min(max(0, place), len(rows))
    held = _to_below(rows)
    return _from_below([*held[:at], _leading_below(row), *held[at:]])


def doubled(rows: Rows, place: int) -> Rows:
    """The row at ``place`` once more beneath it, under a key of its own."""
    if not 0 <= place < len(rows):
        return rows
    copy = cast("Row", {**rows[place], "key": free_key(rows)})
    held = _to_below(rows)
    again = {**copy, "outcomes": held[place].get("outcomes", [])}
    return _from_below([*held[: place + 1], again, *held[place + 1 :]])


def removed(rows: Rows, place: int) -> Rows:
    """Without the row at ``place``."""
    if not 0 <= place < len(rows):
        return rows
    gone = rows[place].get("key")
    held = _to_below(rows)
    after = held[place + 1].get("key") if place + 1 < len(held) else END
    left = [row for number, row in enumerate(held) if number != place]
    if any(row.get("key") == gone for row in left):
        return _from_below(left)
    return _from_below([_retargeted(row, {str(gone): after}) for row in left])


def moved(rows: Rows, place: int, to: int) -> Rows:
    """The row at ``place`` as number ``to``."""
    if not 0 <= place < len(rows) or not 0 <= to < len(rows) or place == to:
        return rows
    held = _to_below(rows)
    row = held.pop(place)
    held.insert(to, row)
    return _from_below(held)


def renamed(rows: Rows, place: int, key: str) -> Rows:
    """The row at ``place`` under another key; what led to it leads to it still."""
    old = rows[place].get("key")
    if key == old or not 0 <= place < len(rows):
        return rows
    named = [{**row, "key": key} if number == place else row for number, row in enumerate(rows)]
    return [_retargeted(row, {str(old): key}) for row in named]


def _to_below(rows: Rows) -> Rows:
    below = [row.get("key") for row in rows[1:]] + [END]
    return [_retargeted(row, {str(target): _BELOW}) for row, target in zip(rows, below, strict=False)]


def _from_below(rows: Rows) -> Rows:
    below = [row.get("key") for row in rows[1:]] + [END]
    return [_retargeted(row, {_BELOW: target}) for row, target in zip(rows, below, strict=False)]


def _leading_below(row: Row) -> Row:
    first, *others = outcomes_of(row) or [{"key": "xong", "name": "", "to": END}]
    return {**row, "outcomes": [{**first, "to": _BELOW}, *others]}


def _retargeted(row: Row, targets: Mapping[str, Json]) -> Row:
    """The row with targets replaced; the timers' too."""
    changed: Row = {**row, "outcomes": [_to(one, targets) for one in outcomes_of(row)]}
    timers = row.get("timers")
    if isinstance(timers, list):
        changed["timers"] = [_to(one, targets) if isinstance(one, dict) else one for one in timers]
    return changed


def _to(one: dict[str, Json], targets: Mapping[str, Json]) -> dict[str, Json]:
    to = one.get("to")
    return {**one, "to": targets[to]} if isinstance(to, str) and to in targets else dict(one)
