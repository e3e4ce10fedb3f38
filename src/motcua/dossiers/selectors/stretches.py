"""Who held a dossier, for how long, against which limit: the stretches between the events that pass it on.

A stretch begins when the holder, the step or the counting of time changes, and ends when one of them changes again;
events in between (a verification, a question, one more paper) do not cut it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motcua.dossiers.lifecycle import Clock, DossierState, Holder, State
from motcua.dossiers.lifecycle.states import CLOSED_STATES, PAUSED_STATES, RECEPTION_STATES
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import working_minutes

STILL = frozenset({State.SUPPLEMENT_AT_RECEPTION, *PAUSED_STATES})
"""States in which time does not count for the administration."""

RULING = ("step", "response", "transfer", "settlement")
"""Which clock a stretch is measured by: the first of these that runs."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """``first`` and ``last``: the events (by place in the chain, from 0) it lies between; ``last`` is None while it
    lasts. ``minutes``: working minutes. ``clock``: the limit it is measured by; ``late_minutes``: how far beyond."""

    first: int
    last: int | None
    since: dt.datetime
    until: dt.datetime
    state: State
    step: str | None
    holder: Holder | None
    paused: bool
    minutes: int
    clock: Clock | None
    late_minutes: int = 0

    @property
    def open(self) -> bool:
        return self.last is None


@dataclass(frozen=True, slots=True)
class Calendars:
    """Working time of the desk that receives and of the unit that settles."""

    reception: CompiledCalendar
    settlement: CompiledCalendar

    def of(self, state: State) -> CompiledCalendar:
        return self.reception if state in RECEPTION_STATES else self.settlement


def stretches(
    states: Sequence[tuple[dt.datetime, DossierState]], calendars: Calendars, now: dt.datetime
) -> Iterator[Stretch]:
    """``states``: after each event, oldest first, with the instant of the event. A closed dossier is held by nobody."""
    first = 0
    for index, (at, state) in enumerate(states):
        if index and _held_alike(states[index - 1][1], state):
            continue
        if index:
            yield _stretch(states, first, index, at, calendars)
        first = index
    if states and states[-1][1].state not in CLOSED_STATES:
        yield _stretch(states, first, None, max(now, states[-1][0]), calendars)


def _held_alike(before: DossierState, after: DossierState) -> bool:
    return (before.holder, before.step, before.state in STILL, before.closed) == (
        after.holder,
        after.step,
        after.state in STILL,
        after.closed,
    )


def _stretch(
    states: Sequence[tuple[dt.datetime, DossierState]],
    first: int,
    last: int | None,
    until: dt.datetime,
    calendars: Calendars,
) -> Stretch:
    since, began = states[first]
    # The limit as the last event within the stretch left it: a new calendar may have moved it.
    latest = states[-1 if last is None else last - 1][1]
    calendar = calendars.of(began.state)
    paused = began.state in STILL
    clock = None if paused else _ruling(latest)
    late = clock is not None and clock.due_at < until
    return Stretch(
        first,
        last,
        since,
        until,
        latest.state,
        began.step,
        began.holder,
        paused,
        max(0, working_minutes(calendar, since, until)),
        clock,
        max(1, working_minutes(calendar, clock.due_at, until)) if late and clock is not None else 0,
    )


def _ruling(state: DossierState) -> Clock | None:
    running = [clock for clock in state.clocks if clock.paused_since is None]
    for kind in RULING:
        found = [c for c in running if c.kind == kind and (kind != "step" or c.step == state.step)]
        if found:
            return max(found, key=lambda one: one.run)
    return None
