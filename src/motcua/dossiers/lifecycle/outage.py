"""Declared outages: the time in which a system was down does not count (Decree 301/2026/ND-CP art. 3 and section 2).

Afterwards every clock that ran meanwhile is given the time back, by one event; the state of the dossier stays, for
work may have gone on by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from motcua.core.canonical import Json, plain

from .events import Event, EventKind
from .replan import REPLANNED_CLOCKS
from .state import Clock, DossierState
from .types import Context
from .writer import Writer, clock_limit

Span = tuple[dt.datetime, dt.datetime]


def ran(clock: Clock, since: dt.datetime, until: dt.datetime) -> list[Span]:
    """When within the span the clock's time was counted: after its start and outside its pauses."""
    begin, end = max(since, clock.started_at), until
    if clock.paused_since is not None:
        end = min(end, clock.paused_since)
    found: list[Span] = []
    for paused, resumed in sorted(clock.pauses):
        if begin < min(paused, end):
            found.append((begin, min(paused, end)))
        begin = max(begin, resumed)
    if begin < end:
        found.append((begin, end))
    return found


def exclude_time(
    context: Context, state: DossierState, since: dt.datetime, until: dt.datetime, *, outage: str, now: dt.datetime
) -> tuple[Event, ...]:
    """The event that gives back what an outage took; nothing where no clock ran in it."""
    writer = Writer(context, state, now)
    ops: list[Json] = []
    dates: dict[str, Json] = {}
    dues: list[dt.datetime] = []
    for clock in state.clocks:
        due = clock.due_at
        spans = ran(clock, since, until) if clock.kind in REPLANNED_CLOCKS else []
        for begin, end in spans:
            after = context.deadlines.shifted(due, clock_limit(clock), begin, end).at
            if after != due:
                ops.append(_op(clock, begin, end, due, after, now))
            due = after
        if clock.kind == "settlement":
            dates = _dates(context, state, clock, spans)
        if clock.paused_since is None:
            dues.append(due)
    if not ops:
        return ()
    on_clock = state.next_at in {clock.due_at for clock in state.clocks if clock.paused_since is None}
    next_at = {"next_at": plain(min(dues))} if on_clock and dues else {}
    began = state.submitted_at or since
    spans_all: list[Json] = [[plain(max(since, began)), plain(until)]]
    data: dict[str, object] = {"outage": outage, "spans": spans_all, **dates, **next_at, "clocks": ops}
    writer.emit(EventKind.TIME_EXCLUDED, data)
    return tuple(writer.events)


def _op(
    clock: Clock, begin: dt.datetime, end: dt.datetime, due: dt.datetime, after: dt.datetime, now: dt.datetime
) -> dict[str, Json]:
    return {
        "op": "exclude",
        "clock": clock.kind,
        "step": clock.step,
        "run": clock.run,
        "at": plain(now),
        "from": plain(begin),
        "until": plain(end),
        "due_before": plain(due),
        "due_after": plain(after),
    }


def _dates(context: Context, state: DossierState, clock: Clock, spans: Sequence[Span]) -> dict[str, Json]:
    """The three dates of the dossier, each shifted by the time that did not count."""
    found: dict[str, Json] = {}
    for key in ("statutory_due", "committed_due", "appointed_due"):
        due = getattr(state, key)
        if due is None:
            continue
        for begin, end in spans:
            due = context.deadlines.shifted(due, clock_limit(clock), begin, end).at
        found[key] = plain(due)
    return found
