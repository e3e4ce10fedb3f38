"""A calendar moved under open dossiers: their dates are computed again and the change is an event.

Time that did not count stays as it was recorded: past pauses are applied again to the new base date.
"""

from __future__ import annotations

import datetime as dt

from motcua.core.canonical import Json, plain
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

from .events import Event, EventKind
from .state import Clock, DossierState
from .states import Flag
from .types import Context, Stamp
from .writer import MINUTES_A_HOUR, Writer, clock_limit

REPLANNED_CLOCKS = frozenset({"settlement", "step", "response", "transfer"})


def planned(context: Context, clock: Clock, limit: Limit | None = None) -> Stamp:
    """What a clock's due instant would be by today's calendar, its past pauses included."""
    limit = limit or clock_limit(clock)
    deadlines = context.deadlines
    if clock.kind == "response":
        return deadlines.response(clock.started_at)
    if clock.kind == "transfer":
        return deadlines.transfer(clock.started_at)
    if clock.kind == "settlement" and context.statutory is None:
        base = deadlines.same_day(clock.started_at)
    elif limit.unit is LimitUnit.WORKING_HOUR:
        base = deadlines.working_minutes(limit.amount * MINUTES_A_HOUR, clock.started_at)
    else:
        base = deadlines.limit(clock.started_at, limit)
    due = base.at
    for since, until in clock.pauses:
        due = deadlines.shifted(due, limit, since, until).at
    return Stamp(due, base.calendar, base.revision, base.provisional)


def replan_op(clock: Clock, stamp: Stamp, now: dt.datetime) -> dict[str, Json]:
    moved: dict[str, Json] = {} if stamp.calendar == clock.calendar else {"calendar": stamp.calendar}
    return {
        **moved,
        "op": "replan",
        "clock": clock.kind,
        "step": clock.step,
        "run": clock.run,
        "at": plain(now),
        "due_before": plain(clock.due_at),
        "due_after": plain(stamp.at),
        "revision": stamp.revision,
        "provisional": stamp.provisional,
    }


def replan(
    context: Context, state: DossierState, now: dt.datetime, *, reason: str = "calendar_revised"
) -> tuple[Event, ...]:
    """The event that moves every running clock of an open dossier to today's calendar; nothing when none moves. A
    clock whose unit works by another calendar now goes over to that one, also where its date stays.

    A paused clock moves too: its time goes on from the new date when it resumes. The one re-appointment an applicant
    was promised stays.
    """
    writer = Writer(context, state, now)
    ops: list[Json] = []
    dates: dict[str, object] = {}
    dues: list[dt.datetime] = []
    for clock in state.clocks:
        if clock.kind not in REPLANNED_CLOCKS:
            dues.append(clock.due_at)
            continue
        stamp = planned(context, clock)
        if clock.paused_since is None:
            dues.append(stamp.at)
        if clock.kind == "settlement":
            dates = clock_dates(context, state, clock, stamp)
        if (stamp.at, stamp.provisional, stamp.calendar) != (clock.due_at, clock.provisional, clock.calendar):
            ops.append(replan_op(clock, stamp, now))
    changed = {key: value for key, value in dates.items() if value != getattr(state, key)}
    if not ops and not changed:
        return ()
    on_clock = state.next_at in {clock.due_at for clock in state.clocks if clock.paused_since is None}
    if on_clock and dues:
        changed["next_at"] = min(dues)
    provisional = any(isinstance(op, dict) and op["provisional"] is True for op in ops)
    flags = {"flags_on" if provisional else "flags_off": [Flag.PROVISIONAL]}
    writer.emit(EventKind.REPLANNED, {**changed, **flags, "clocks": ops, "reason_code": reason})
    return tuple(writer.events)


def clock_dates(context: Context, state: DossierState, clock: Clock, stamp: Stamp) -> dict[str, object]:
    committed = planned(context, clock, context.committed).at if context.committed else None
    dates: dict[str, object] = {"statutory_due": stamp.at, "committed_due": committed}
    if Flag.REAPPOINTED not in state.flags:
        dates["appointed_due"] = committed or stamp.at
    return dates
