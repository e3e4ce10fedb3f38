"""Building events: the state moves with each event written, so a later event of the same act sees the earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from motcua.core.canonical import Json, plain
from motcua.procedures.process import END, MAX_STEPS, Outcome, Step, StepKind, UnitRule
from motcua.procedures.process_conditions import default_outcome
from motcua.procedures.terms import Limit
from motcua.worktime.rules import Basis, LimitUnit

from .events import Event, EventKind
from .guards import AFTER_WORK
from .state import Clock, DossierState, Holder, HolderKind, evolve
from .states import Flag
from .types import Context, Stamp

RECEPTION_ROLE = "reception_officer"
MINUTES_A_HOUR = 60


class Writer:
    """Collects the events of one act."""

    def __init__(self, context: Context, state: DossierState | None, now: dt.datetime) -> None:
        self.context = context
        self.now = now
        self.events: list[Event] = []
        self._state = state

    @property
    def state(self) -> DossierState:
        if self._state is None:
            raise ValueError("nothing was submitted yet")
        return self._state

    def emit(
        self, kind: EventKind, data: Mapping[str, object], private: Mapping[str, Json] | None = None
    ) -> DossierState:
        plain_data = plain(data)
        assert isinstance(plain_data, dict)  # noqa: S101 - a mapping reduces to an object
        event = Event(kind, plain_data, dict(private) if private else None)
        self._state = evolve(self._state, event)
        self.events.append(event)
        return self._state

    # -- clocks ---------------------------------------------------------------------------------------------------
    def start(self, kind: str, limit: Limit, stamp: Stamp, step: str = "") -> dict[str, Json]:
        return {
            "op": "start",
            "clock": kind,
            "step": step,
            "run": self.state.next_run(kind, step) if self._state else 1,
            "amount": limit.amount,
            "unit": str(limit.unit),
            "basis": str(limit.basis),
            "calendar": stamp.calendar,
            "revision": stamp.revision,
            "provisional": stamp.provisional,
            "at": plain(self.now),
            "due": plain(stamp.at),
        }

    def _op(self, name: str, clock: Clock) -> dict[str, Json]:
        return {"op": name, "clock": clock.kind, "step": clock.step, "run": clock.run, "at": plain(self.now)}

    def end(self, *kinds: str) -> list[Json]:
        """End every open run of the kinds; of all kinds when none is named."""
        return [self._op("end", clock) for clock in self.state.clocks if not kinds or clock.kind in kinds]

    def pause(self, why: str) -> list[Json]:
        """Stop the time of settlement and step; runs already paused stay as they are."""
        return [
            {**self._op("pause", clock), "kind": why, "due_before": plain(clock.due_at)}
            for clock in self.state.clocks
            if clock.kind in {"settlement", "step"} and clock.paused_since is None
        ]

    def resume(self) -> list[Json]:
        """Let paused runs go on: each due instant moves by the time that did not count."""
        ops: list[Json] = []
        for clock in self.state.clocks:
            if clock.paused_since is None:
                continue
            stamp = self.context.deadlines.shifted(clock.due_at, clock_limit(clock), clock.paused_since, self.now)
            ops.append({**self._op("resume", clock), "due_before": plain(clock.due_at), "due_after": plain(stamp.at)})
        return ops

    def shifted_dates(self) -> dict[str, Json]:
        """The dossier's dates after the settlement clock resumes now."""
        clock = self.state.clock("settlement")
        if clock is None or clock.paused_since is None:
            return {}
        moved: dict[str, Json] = {}
        for key in ("statutory_due", "committed_due", "appointed_due"):
            due = getattr(self.state, key)
            if due is not None:
                limit = clock_limit(clock)
                moved[key] = plain(self.context.deadlines.shifted(due, limit, clock.paused_since, self.now).at)
        return moved

    # -- who and when ---------------------------------------------------------------------------------------------
    def unit_of(self, step: Step) -> str:
        return unit_of_step(self.context, self.state, step)

    def held_by_unit(self, unit: str, role: str) -> dict[str, Json]:
        return Holder(HolderKind.UNIT, unit, unit, role).to_json()

    def held_at(self, step: Step) -> dict[str, Json]:
        """Whoever holds an open step after a wait: the post that was named for it, else its unit."""
        unit = self.unit_of(step)
        if not self.state.assignee:
            return self.held_by_unit(unit, step.role)
        return Holder(HolderKind.POST, self.state.assignee, unit, step.role).to_json()

    def held_by_reception(self) -> dict[str, Json]:
        return self.held_by_unit(self.state.reception_unit, RECEPTION_ROLE)

    def held_by_applicant(self, unit: str, role: str) -> dict[str, Json]:
        return Holder(HolderKind.APPLICANT, "", unit, role).to_json()

    # -- steps ----------------------------------------------------------------------------------------------------
    def step(self, key: str | None) -> Step | None:
        return next((step for step in self.context.process.steps if step.key == key), None)

    def first_step(self) -> Step | None:
        """The first step after reception."""
        return next((step for step in self.context.process.steps if step.kind is not StepKind.RECEPTION), None)

    def after(self, step: Step, outcome: str) -> tuple[Outcome | None, Step | None]:
        """The outcome named (the first open one when none is) and the step it leads to; (None, None) if unknown."""
        chosen = step.outcome(outcome) if outcome else default_outcome(step, self.context.scope)
        if chosen is None:
            return None, None
        target = None if chosen.to == END else self.step(chosen.to)
        return chosen, target

    def step_stamp(self, step: Step) -> Stamp:
        if step.unit is LimitUnit.WORKING_HOUR:
            return self.context.deadlines.working_minutes(step.amount * MINUTES_A_HOUR, self.now)
        return self.context.deadlines.limit(self.now, Limit(step.amount, step.unit, Basis.END_OF_DAY))

    def entering(self, step: Step | None, last: Step | None, settlement_due: Json) -> dict[str, Json]:
        """The patch for arriving at ``step``; ``None`` or a closing step means the result is awaited."""
        if step is None or step.kind in AFTER_WORK:
            kept = self.state.holder.role if self.state.holder else ""
            closing = step if step is not None and step.kind is StepKind.RESULT else last
            role, unit = closing.role if closing else kept, self.state.settling_unit
            return {"step": None, "holder": self.held_by_unit(unit, role), "next_at": settlement_due, "clocks": []}
        clocks: list[Json] = []
        next_at = settlement_due
        if step.amount > 0:
            stamp = self.step_stamp(step)
            clocks.append(self.start("step", Limit(step.amount, step.unit, Basis.SAME_HOUR), stamp, step=step.key))
            next_at = plain(stamp.at)
        return {
            "step": step.key,
            "holder": self.held_by_unit(self.unit_of(step), step.role),
            "next_at": next_at,
            "clocks": clocks,
        }

    def pass_on(self, post: str = "") -> None:
        """Leave automatic steps until somebody works on the dossier, one event for each: which way was open is decided
        once and written down. ``post`` is who was named for the next work."""
        for _ in range(MAX_STEPS):
            step = self.step(self.state.step)
            if step is None or step.kind is not StepKind.AUTOMATIC or Flag.TRANSFERRED not in self.state.flags:
                return
            chosen, target = self.after(step, "")
            if chosen is None:
                raise ValueError("an automatic step has no way out")
            entered = self.entering(target, step, plain(self.state.statutory_due))
            holder = entered["holder"]
            works = entered["step"] is not None and target is not None and target.kind is not StepKind.AUTOMATIC
            if post and works and isinstance(holder, dict):
                entered["holder"] = {**holder, "kind": str(HolderKind.POST), "ref": post}
            letter: dict[str, Json] = {"letter": step.letter} if step.letter else {}
            self.emit(EventKind.STEP_PASSED, {"done": step.key, "outcome": chosen.key, **letter, **entered})
        raise ValueError("automatic steps lead in a circle")

    def running_next_at(self) -> Json:
        """The next date of a running dossier: its nearest open clock, else its statutory date, else today's close."""
        dues = [clock.due_at for clock in self.state.clocks if clock.paused_since is None]
        nearest = min(dues) if dues else (self.state.statutory_due or self.context.deadlines.same_day(self.now).at)
        return plain(nearest)


def unit_of_step(context: Context, state: DossierState, step: Step) -> str:
    """The public id of the unit a step belongs to."""
    match step.unit_rule:
        case UnitRule.RECEPTION | UnitRule.ONE_STOP:
            return state.reception_unit
        case UnitRule.NAMED:
            return context.named_units.get(step.named_unit or "", state.settling_unit)
        case UnitRule.PARENT:
            return context.parent_unit or state.settling_unit
        case _:
            return state.settling_unit


def clock_limit(clock: Clock) -> Limit:
    return Limit(clock.amount, LimitUnit(clock.unit), Basis(clock.basis))
