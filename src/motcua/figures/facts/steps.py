"""Stays in the steps of a process: who had it, how long it was allowed, how long it took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from motcua.dossiers.lifecycle import Clock, DossierState, Event, EventKind, HolderKind

from .versions import Values

Put = Callable[[str, object, Values], None]
WorkingMinutes = Callable[[str, int, dt.datetime, dt.datetime], int]
"""Working minutes by a calendar's code and revision between two instants."""

_AT_WORK = frozenset({HolderKind.UNIT, HolderKind.POST})


def worked(clock: Clock, until: dt.datetime, minutes: WorkingMinutes) -> int:
    """Working minutes that a clock ran until then, pauses left out, by the revision it ran by."""
    by = clock.calendar, clock.revision
    found = minutes(*by, clock.started_at, until) if until > clock.started_at else 0
    gaps = clock.pauses if clock.paused_since is None else (*clock.pauses, (clock.paused_since, until))
    for gap in gaps:
        since, to = max(gap[0], clock.started_at), min(gap[1], until)
        if since < to:
            found -= minutes(*by, since, to)
    return max(found, 0)


class _Visit:
    __slots__ = ("allowed", "due", "entered", "number", "post", "role", "step", "timed", "unit", "used")

    def __init__(self, number: int, step: str, entered: dt.datetime) -> None:
        self.number, self.step, self.entered = number, step, entered
        self.unit = self.role = ""
        self.post: str | None = None
        self.due: dt.datetime | None = None
        self.allowed: int | None = None
        self.used = 0
        self.timed = False


_ENDS = frozenset({EventKind.STEP_COMPLETED, EventKind.STEP_PASSED})


class Steps:
    """Follows the step of one dossier. A stay ends when the step is completed or another one is entered; while the
    dossier waits for somebody outside it goes on, and its clock stands still."""

    def __init__(self, dossier: str, procedure: str, put: Put, minutes: WorkingMinutes) -> None:
        self._dossier, self._procedure, self._put, self._minutes = dossier, procedure, put, minutes
        self._visits = 0
        self._now: _Visit | None = None

    def hear(self, event: Event, before: DossierState | None, after: DossierState, at: dt.datetime) -> None:
        data = event.data
        if self._now is None and not after.step:
            return
        if "clocks" not in data and "holder" not in data and "step" not in data:
            return
        if "clocks" in data and before is not None and self._now is not None:
            self._spend(self._now, before, after, at)
        visit = self._now
        if visit is not None and (after.step != visit.step or event.kind in _ENDS):
            chosen = data.get("outcome") if event.kind in _ENDS else None
            self._write(visit, at, str(chosen) if chosen else None)
            visit = self._now = None
        if visit is None and after.step:
            self._visits += 1
            visit = self._now = _Visit(self._visits, after.step, at)
        if visit is not None:
            self._look(visit, after)
            self._write(visit, None, None)

    def _spend(self, visit: _Visit, before: DossierState, after: DossierState, at: dt.datetime) -> None:
        """Add the working time of the step clocks that this event ends."""
        running = {clock.key for clock in after.clocks}
        for clock in before.clocks:
            if clock.kind == "step" and clock.key not in running:
                visit.used += worked(clock, at, self._minutes)

    def _look(self, visit: _Visit, after: DossierState) -> None:
        """Take over who has it now and until when."""
        holder = after.holder
        if holder is not None and (holder.kind in _AT_WORK or not visit.unit):
            visit.unit, visit.role = holder.unit, holder.role
            visit.post = holder.ref if holder.kind is HolderKind.POST else visit.post
        for clock in after.clocks:
            if clock.kind == "step" and clock.step == visit.step:
                if not visit.timed:
                    visit.timed = True
                    visit.allowed = self._minutes(clock.calendar, clock.revision, clock.started_at, clock.due_at)
                visit.due = clock.due_at

    def _write(self, visit: _Visit, left: dt.datetime | None, outcome: str | None) -> None:
        done = left is not None and visit.timed
        self._put(
            "steps",
            visit.number,
            (
                self._dossier,
                self._procedure,
                visit.number,
                visit.step,
                visit.unit,
                visit.post,
                visit.role,
                visit.entered,
                left,
                visit.due,
                visit.allowed,
                visit.used if done else None,
                (visit.due is not None and left > visit.due) if done and left is not None else None,
                outcome,
            ),
        )
