"""What is left of a dossier's process: the steps from the present one on, by the first outcome of each."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from motcua.dossiers.lifecycle.guards import AFTER_WORK
from motcua.procedures.models import ProcessBinding
from motcua.procedures.process import Process
from motcua.procedures.process_json import UnreadableProcessError, from_json

LONGEST: Final = 60


class Left(NamedTuple):
    """``keys``: the steps, the present one first; ``minutes``: what each is allowed."""

    keys: tuple[str, ...]
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Bound:
    case: str
    unit: str
    since: dt.date
    until: dt.date
    process: Process


class Processes:
    """Which process a dossier follows by procedure, case and the day of acceptance, and what of it is left. Read once
    for a job: bindings are few."""

    def __init__(self) -> None:
        self._bound: defaultdict[str, list[_Bound]] = defaultdict(list)
        self._known: dict[tuple[str, str, str, int], Left | None] = {}
        self._read: dict[int, Process | None] = {}
        edges = set()
        rows = ProcessBinding.objects.select_related("process_version", "procedure").order_by("valid_from", "pk")
        for row in rows:
            process = self._process(row.process_version_id, row.process_version.steps)
            if process is not None:
                until = row.valid_to or dt.date.max
                edges |= {row.valid_from, until}
                bound = _Bound(row.case_key, row.unit_code, row.valid_from, until, process)
                self._bound[row.procedure.key].append(bound)
        self._edges: Sequence[dt.date] = sorted(edges)

    def _process(self, key: int, steps: object) -> Process | None:
        if key not in self._read:
            try:
                self._read[key] = from_json(steps)
            except UnreadableProcessError:
                self._read[key] = None
        return self._read[key]

    def left(self, procedure: str, case: str, step: str, accepted_on: dt.date) -> Left | None:
        """None where no process is known that has the step. Of several processes in force that day the one for the
        case and for no single unit comes first."""
        key = (procedure, case, step, bisect_right(self._edges, accepted_on))
        if key not in self._known:
            self._known[key] = self._found(procedure, case, step, accepted_on)
        return self._known[key]

    def _found(self, procedure: str, case: str, step: str, on: dt.date) -> Left | None:
        fitting = [
            one
            for one in self._bound.get(procedure, ())
            if one.since <= on < one.until and one.case in {"", case} and any(s.key == step for s in one.process.steps)
        ]
        if not fitting:
            return None
        best = max(fitting, key=lambda one: (one.case == case, one.unit == "", one.since))
        return way_on(best.process, step)


def way_on(process: Process, step: str) -> Left:
    """From ``step`` to the end of the work by the first outcome of each step. Raises KeyError."""
    found: list[str] = []
    minutes: list[int] = []
    here = process.step(step)
    while here.kind not in AFTER_WORK and here.key not in found and len(found) < LONGEST:
        found.append(here.key)
        minutes.append(here.minutes)
        following = process.following(here.key)
        if following is None:
            break
        here = following
    return Left(tuple(found), tuple(minutes))


Remaining = Mapping[tuple[str, str, str], Left]
