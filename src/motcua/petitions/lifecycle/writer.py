"""Putting events together: each act says what it changes in the one shape that ``evolve`` reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from .context import Context, Stamp
from .events import Event, EventKind
from .state import PetitionState, evolve
from .states import ENDS, Flag, HolderKind, State, Step


class Change:
    """The changes of one event, collected. Ends in :meth:`Writer.tell`."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.clocks: list[dict[str, object]] = []
        self.fields: dict[str, object] = {}
        self.flags_on: set[Flag] = set()
        self.flags_off: set[Flag] = set()
        self.state: State | None = None
        self.holder: tuple[HolderKind, str] | None = None

    def start(self, step: Step, category: str | None = None) -> None:
        """Begin the limit of a step, where the category has one."""
        writer = self.writer
        stamp = writer.context.due(writer.state.category if category is None else category, step, writer.now)
        if stamp is not None:
            self.start_with(step, stamp)

    def start_with(self, step: Step, stamp: Stamp) -> None:
        last = self.writer.state.clock(step)
        self.clocks.append(
            {
                "op": "start",
                "step": step,
                "run": last.run + 1 if last else 1,
                "amount": stamp.amount,
                "unit": stamp.unit,
                "calendar": stamp.calendar,
                "revision": stamp.revision,
                "at": self.writer.now,
                "due_at": stamp.at,
            }
        )

    def end(self, *steps: Step, outcome: str = "done") -> None:
        """End the running limits of these steps."""
        for step in steps:
            clock = self.writer.state.pressing(step)
            if clock is not None:
                change = {"op": "end", "step": step, "run": clock.run, "at": self.writer.now, "outcome": outcome}
                self.clocks.append(change)

    def end_all(self, *, but: Iterable[Step] = ()) -> None:
        """Whatever still runs matters no more."""
        kept = set(but)
        ended = {(one["step"], one["run"]) for one in self.clocks if one["op"] == "end"}
        for clock in self.writer.state.clocks:
            if clock.runs and clock.step not in kept and (clock.step, clock.run) not in ended:
                self.end(clock.step, outcome="dropped")

    def pause_all(self, *, but: Iterable[Step] = ()) -> None:
        kept = set(but)
        for clock in self.writer.state.clocks:
            if clock.presses and clock.step not in kept:
                self.clocks.append({"op": "pause", "step": clock.step, "run": clock.run, "at": self.writer.now})

    def resume_all(self) -> None:
        writer = self.writer
        for clock in writer.state.clocks:
            if clock.runs and clock.paused_since is not None:
                stamp = writer.context.shifted(clock.due_at, clock.unit, clock.paused_since, writer.now)
                resumed = {"op": "resume", "step": clock.step, "run": clock.run, "at": writer.now}
                self.clocks.append({**resumed, "since": clock.paused_since, "due_at": stamp.at})

    def again(self, step: Step) -> None:
        """The latest run goes on as if it had not ended: being sent back gives no more time."""
        clock = self.writer.state.clock(step)
        if clock is not None and not clock.runs:
            self.clocks.append({"op": "again", "step": step, "run": clock.run})

    def move(self, step: Step, stamp: Stamp) -> None:
        clock = self.writer.state.pressing(step)
        if clock is not None:
            moved = {"op": "due", "step": step, "run": clock.run, "due_at": stamp.at, "revision": stamp.revision}
            self.clocks.append(moved)


class Writer:
    """Events of one act, with the state they lead to."""

    def __init__(self, context: Context, state: PetitionState, now: dt.datetime) -> None:
        self.context, self.state, self.now = context, state, now
        self.events: list[Event] = []

    def change(self) -> Change:
        return Change(self)

    def tell(
        self,
        kind: EventKind,
        change: Change | None = None,
        private: Mapping[str, object] | None = None,
        **facts: object,
    ) -> None:
        """Add an event: ``facts`` in the open, ``private`` apart. Who holds the petition next, and until when, is
        worked out here, so that an open one always has both."""
        done = change or self.change()
        if done.state is not None and Flag.WARNED in self.state.flags:
            done.flags_off.add(Flag.WARNED)
        data: dict[str, object] = dict(facts)
        if done.clocks:
            data["clocks"] = done.clocks
        if done.flags_on:
            data["flags_on"] = sorted(done.flags_on)
        if done.flags_off:
            data["flags_off"] = sorted(done.flags_off)
        if done.fields:
            data["set"] = done.fields
        if done.state is not None:
            data["state"] = done.state
        if done.holder is not None:
            data["holder"] = {"kind": done.holder[0], "unit": done.holder[1]}
        spoken = {name: value for name, value in (private or {}).items() if value}
        data |= self._next(Event(kind, data))
        event = Event(kind, data, spoken)
        self.events.append(event)
        self.state = evolve(self.state, event)

    def _next(self, event: Event) -> dict[str, object]:
        after = evolve(self.state, event)
        if after.state in ENDS:
            return {"holder": None, "next_at": None}
        due = after.next_due()
        if due is None:
            # No limit presses: the holder looks again after the time of an unhurried step, whatever the category says.
            stamp = self.context.due("", Step.HANDLE, self.now)
            due = stamp.at if stamp is not None else self.now + dt.timedelta(days=1)
        return {"next_at": due} if due != after.next_at else {}
