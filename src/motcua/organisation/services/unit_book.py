"""The lines of a unit file laid over the units known already: which of them can be taken together. No database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from motcua.organisation.rules import Fault, UnitLine

Key = tuple[str, dt.date]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line that was not taken: its number in the file, a stable code, and what shows the fault."""

    line: int
    code: str
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A unit as it is in the database."""

    code: str
    valid_from: dt.date
    valid_to: dt.date | None
    parent: Key | None


class Book:
    """Known units with the good lines laid over them. :meth:`settle` throws out, again and again until nothing more
    falls, the lines that do not fit: what hangs on a thrown-out line falls with it."""

    def __init__(self, known: Iterable[Known], lines: Iterable[UnitLine]) -> None:
        self._known = {(one.code, one.valid_from): one for one in known}
        self.lines: dict[Key, UnitLine] = {}
        self.rejections: list[Rejection] = []
        for line in lines:
            if line.key in self.lines:
                self._note(line, Fault("twice_in_file", "code", line.code))
            else:
                self.lines[line.key] = line
        self._by_code: dict[str, list[tuple[dt.date, dt.date | None]]] = {}

    def settle(self) -> None:
        while True:
            faults = self._overlaps()
            if not faults:
                self._by_code = self._identities()
                faults = {**self._unknown_ends(), **self._loops()}
            if not faults:
                return
            for key, fault in faults.items():
                self._note(self.lines.pop(key), fault)

    def in_force(self, code: str, on: dt.date) -> Key | None:
        """The identity that the code names on a day."""
        for valid_from, valid_to in self._by_code.get(code, ()):
            if valid_from <= on and (valid_to is None or on < valid_to):
                return code, valid_from
        return None

    def _note(self, line: UnitLine, fault: Fault) -> None:
        self.rejections.append(Rejection(line.line, fault.code, fault.field, fault.value))

    def _identities(self) -> dict[str, list[tuple[dt.date, dt.date | None]]]:
        found: defaultdict[str, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
        merged: dict[Key, Known | UnitLine] = {**self._known, **self.lines}
        for key in sorted(merged):
            found[key[0]].append((key[1], merged[key].valid_to))
        return found

    def _overlaps(self) -> dict[Key, Fault]:
        faults: dict[Key, Fault] = {}
        for code, spans in self._identities().items():
            for (first, end), (second, _) in pairwise(spans):
                if end is None or end > second:
                    blamed = (code, second) if (code, second) in self.lines else (code, first)
                    faults[blamed] = Fault("code_in_force_twice", "valid_from", code)
        return faults

    def _unknown_ends(self) -> dict[Key, Fault]:
        faults: dict[Key, Fault] = {}
        for key, line in self.lines.items():
            if line.parent and self.in_force(line.parent, line.valid_from) is None:
                faults[key] = Fault("parent_unknown", "parent", line.parent)
            for successor in line.successors or ():
                taken_over = self.in_force(successor.code, line.valid_to) if line.valid_to else None
                if taken_over != (successor.code, successor.valid_from):
                    faults[key] = Fault("successor_unknown", "successors", successor.code)
        return faults

    def _loops(self) -> dict[Key, Fault]:
        """Lines whose parents lead back to themselves."""
        above: Mapping[Key, Key | None] = {
            **{key: one.parent for key, one in self._known.items()},
            **{key: self.in_force(line.parent, line.valid_from) for key, line in self.lines.items()},
        }
        safe: set[Key] = set()
        faults: dict[Key, Fault] = {}
        for start in self.lines:
            path: dict[Key, None] = {}
            place: Key | None = start
            while place is not None and place not in safe and place not in path:
                path[place] = None
                place = above.get(place)
            if place is not None and place not in safe:
                steps = list(path)
                looped = steps[steps.index(place) :]
                faults.update(
                    {key: Fault("unit_under_itself", "parent", key[0]) for key in looped if key in self.lines}
                )
            safe.update(path)
        return faults
