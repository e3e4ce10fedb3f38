"""Competence moved under an open dossier: units merged, split or dissolved, or a decision gave the work to another
authority. The dossier goes where it belongs now, by an event; its clocks run on.

Who holds it is never empty in between: one event changes desk, settling unit and holder together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from motcua.core.canonical import Json, plain
from motcua.procedures.process import UnitRule

from .events import Event, EventKind
from .replan import REPLANNED_CLOCKS, clock_dates, planned, replan_op
from .state import DossierState, Holder, HolderKind
from .states import RECEPTION_STATES, Flag, State
from .types import Context
from .writer import Writer, unit_of_step


@dataclass(frozen=True, slots=True)
class Way:
    """Where a dossier belongs now, in public ids. ``units`` leads from units that ended to whoever answers for them;
    ``posts`` from posts that may hold it to the post that took over and its unit (themselves while they stand);
    ``process`` is the process of the settling unit, for a dossier that has not begun one."""

    reception: str
    settling: str
    units: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    process: int | None = None

    def now(self, unit: str) -> str:
        return self.units.get(unit, unit)


@dataclass(frozen=True, slots=True)
class Ground:
    """The decision behind it: its public id and number, the day of effect and of signing. The event is recorded when
    it happens; the decision's own dates are inside. ``quiet``: it says not to tell the applicant."""

    reason_code: str
    decision: str
    number: str
    effective_on: dt.date
    signed_on: dt.date | None = None
    quiet: bool = False

    def to_json(self) -> dict[str, Json]:
        signed: dict[str, Json] = {"signed_on": self.signed_on.isoformat()} if self.signed_on else {}
        return {
            "reason_code": self.reason_code,
            "decision": self.decision,
            "decision_number": self.number,
            "effective_on": self.effective_on.isoformat(),
            **signed,
            **({"quiet": True} if self.quiet else {}),
        }


def routed(state: DossierState, way: Way) -> DossierState:
    """The state with the desk and the settling unit of today: what the context of the move is made for."""
    return replace(state, reception_unit=way.reception, settling_unit=way.settling)


def reroute(context: Context, state: DossierState, way: Way, ground: Ground, now: dt.datetime) -> tuple[Event, ...]:
    """The event that moves the dossier; nothing when it is where it belongs. ``context`` is made for :func:`routed`.

    Dates stay, unless the new unit works by another calendar: then they are planned again, as when one is revised.
    """
    if state.closed or state.holder is None:
        return ()
    after = routed(state, way)
    changes: dict[str, object] = {}
    for name in ("reception_unit", "settling_unit"):
        if getattr(after, name) != getattr(state, name):
            changes[name] = getattr(after, name)
    changes |= _held_now(context, state, after, way)
    asked = {c.id: way.now(c.unit) for c in state.consultations if way.now(c.unit) != c.unit}
    if asked:
        changes["asked_units"] = asked
    if not changes:
        return ()
    if state.state in RECEPTION_STATES and way.process is not None:
        changes["process"] = way.process
    writer = Writer(context, state, now)
    writer.emit(EventKind.REROUTED, {**changes, **_new_dates(context, state, now), **ground.to_json()})
    return tuple(writer.events)


def _held_now(context: Context, state: DossierState, after: DossierState, way: Way) -> dict[str, object]:
    """The holder after the move, and the post that the open step was given to, where they change."""
    holder = state.holder
    if holder is None:
        return {}
    unit = _unit_now(context, state, after, way)
    given = _post_now(state.assignee, unit, way)
    changes: dict[str, object] = {"assignee": given} if given != state.assignee else {}
    if holder.kind is HolderKind.POST:
        ref = _post_now(holder.ref, unit, way)
        moved = (
            Holder(HolderKind.POST, ref, unit, holder.role) if ref else Holder(HolderKind.UNIT, unit, unit, holder.role)
        )
    elif holder.kind is HolderKind.UNIT:
        moved = Holder(HolderKind.UNIT, unit, unit, holder.role)
    else:
        moved = replace(holder, unit=unit)
    return changes | ({"holder": moved.to_json()} if moved != holder else {})


def _post_now(post: str, unit: str, way: Way) -> str:
    """The post that took over, if it stands in the unit that has the work now; else none."""
    there, of = way.posts.get(post, ("", ""))
    return there if of == unit else ""


def _unit_now(context: Context, state: DossierState, after: DossierState, way: Way) -> str:
    """Who answers for the dossier after the move, in the part the holder has now: desk, settling unit, or a unit that
    the open step names."""
    held = state.holder.unit if state.holder else state.settling_unit
    at_desk = (
        state.state in RECEPTION_STATES
        or state.state is State.RESULT_READY
        or (state.state is State.ACCEPTED and Flag.TRANSFERRED not in state.flags)
    )
    if held == state.reception_unit and (at_desk or held != state.settling_unit):
        return after.reception_unit
    if held == state.settling_unit:
        return after.settling_unit
    step = next((step for step in context.process.steps if step.key == state.step), None)
    if step is not None and step.unit_rule in {UnitRule.NAMED, UnitRule.PARENT}:
        return unit_of_step(context, after, step)
    return way.now(held)


def _new_dates(context: Context, state: DossierState, now: dt.datetime) -> dict[str, object]:
    """What changes where the unit's calendar is another one than its clocks run by; nothing else moves a date."""
    ops: list[Json] = []
    dates: dict[str, object] = {}
    dues: list[dt.datetime] = []
    for clock in state.clocks:
        stamp = planned(context, clock) if clock.kind in REPLANNED_CLOCKS else None
        if stamp is None or stamp.calendar == clock.calendar:
            dues += [] if clock.paused_since else [clock.due_at]
            continue
        ops.append(replan_op(clock, stamp, now))
        dues += [] if clock.paused_since else [stamp.at]
        if clock.kind == "settlement":
            dates = clock_dates(context, state, clock, stamp)
    if not ops:
        return {}
    running = {clock.due_at for clock in state.clocks if clock.paused_since is None}
    if state.next_at in running and dues:
        dates["next_at"] = plain(min(dues))
    provisional = any(isinstance(op, dict) and op["provisional"] is True for op in ops)
    return {**dates, "clocks": ops, "flags_on" if provisional else "flags_off": [Flag.PROVISIONAL]}
