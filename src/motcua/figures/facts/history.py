"""From one dossier's log to its facts: pure, by the lifecycle's own ``evolve``.

A replay of the first n events gives what was known then, so facts as of any instant equal a replay up to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from motcua.core.clock import legal_date
from motcua.dossiers.lifecycle import DossierState, Event, Flag, State, evolve
from motcua.dossiers.lifecycle.events import Data

from .clocks import Clocks
from .course import Course
from .papers import Papers
from .steps import Steps, WorkingMinutes
from .traces import Traces
from .versions import Ledger, Sink, Values


class Entry(NamedTuple):
    """One event as the log keeps it."""

    position: int
    seq: int
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    event: Event


OUTCOMES = {State.REFUSED: "refused", State.WITHDRAWN: "withdrawn", State.CLOSED: "closed"}
_RESULTS = frozenset({State.RESULT_READY, State.RETURNED})
_FLAGS = (
    Flag.ELECTRONIC,
    Flag.ASSISTED,
    Flag.BOUNDARY_FREE,
    Flag.INSTANT,
    Flag.LATE_WARNED,
    Flag.REAPPOINTED,
    Flag.CORRECTED,
    Flag.PROVISIONAL,
)


@lru_cache(maxsize=100_000)
def legal_day(at: dt.datetime) -> dt.date:
    return legal_date(at)


def timeliness(finished: dt.datetime | None, due: dt.datetime | None) -> str | None:
    """``early`` on an earlier legal day than the due date, ``late`` after it, else ``on_time``; None while either is
    missing."""
    if finished is None or due is None:
        return None
    if finished > due:
        return "late"
    return "early" if legal_day(finished) < legal_day(due) else "on_time"


def outcome(state: DossierState) -> str | None:
    """How it ended, or will end now that its result is there; None while open."""
    if state.state in _RESULTS:
        return "refusal" if Flag.REFUSAL_RESULT in state.flags else "granted"
    return OUTCOMES.get(state.state)


def tell(
    dossier: str,
    entries: Iterable[Entry],
    sink: Sink,
    minutes: WorkingMinutes,
    *,
    first_new: int = 1,
    standing: int | None = None,
) -> int:
    """Send every row version of one chain to ``sink``; returns how many events were read. Events with a ``seq`` below
    ``first_new`` are in files already; with ``standing`` as rows told from projections, under the dossier's key.
    Raises ValueError or KeyError for a log that cannot be."""
    ledger = Ledger(sink, first_new, standing)
    teller = _Teller(dossier, ledger, minutes)
    read = 0
    for entry in entries:
        ledger.turn(entry.position, entry.seq, entry.recorded_at)
        teller.hear(entry)
        read += 1
    ledger.done()
    return read


class _Teller:
    """Follows one chain and keeps its tables' rows."""

    def __init__(self, dossier: str, ledger: Ledger, minutes: WorkingMinutes) -> None:
        self._dossier = dossier
        self._ledger = ledger
        self._state: DossierState | None = None
        self._minutes = minutes
        self._seen: tuple[object, ...] | None = None
        self._course = Course(minutes)

    def _begin(self, data: Data) -> None:
        """The first event fixes what no later one changes."""
        procedure = str(data["procedure"])
        put = self._ledger.put
        self._papers = Papers(self._dossier, procedure, put, data)
        self._clocks = Clocks(self._dossier, procedure, put)
        self._steps = Steps(self._dossier, procedure, put, self._minutes)
        self._traces = Traces(self._dossier, procedure, put, str(data["channel"]))
        whole = str(data.get("whole", ""))
        self._is_part = bool(whole)
        self._law: Values = (
            procedure,
            str(data["version"]),
            str(data["case"]),
            str(data["channel"]),
            str(data["place"]),
        )
        self._tie: Values = (whole or None, str(data.get("part", "")) or None)

    def hear(self, entry: Entry) -> None:
        event, at, before = entry.event, entry.occurred_at, self._state
        if before is None:
            self._begin(event.data)
        after = self._state = evolve(before, event)
        self._papers.hear(event, after, at)
        self._clocks.hear(event, after, at)
        self._steps.hear(event, before, after, at)
        self._traces.hear(event, after, entry.seq, at)
        self._course.hear(event, before, after, at)
        self._put(after)

    def _put(self, state: DossierState) -> None:
        seen = (
            state.state,
            state.flags,
            state.reception_unit,
            state.settling_unit,
            state.accepted_at,
            state.finished_at,
            state.closed_at,
            state.statutory_due,
            state.committed_due,
            state.appointed_due,
            state.supplements,
            bool(state.parts),
            self._papers.counted,
            self._course.counted,
        )
        if seen == self._seen:
            return
        self._seen = seen
        self._ledger.put("dossiers", "", self._row(state))

    def _row(self, state: DossierState) -> Values:
        flags, finished = state.flags, state.finished_at
        grain = "part" if self._is_part else "whole" if state.parts else "single"
        return (
            self._dossier,
            grain,
            *self._tie,
            Flag.UMBRELLA in flags,
            state.state.value,
            *self._law,
            state.reception_unit,
            state.settling_unit,
            *[flag in flags for flag in _FLAGS],
            state.submitted_at,
            state.accepted_at,
            finished,
            self._papers.handed_over_at,
            state.closed_at,
            state.statutory_due,
            state.committed_due,
            state.appointed_due,
            *[at and legal_day(at) for at in (state.submitted_at, state.accepted_at, finished, state.closed_at)],
            outcome(state),
            timeliness(finished, state.statutory_due),
            timeliness(finished, state.committed_due),
            timeliness(finished, state.appointed_due),
            state.supplements.get("reception", 0),
            state.supplements.get("settlement", 0),
            *self._papers.counted,
            *self._course.counted,
        )
