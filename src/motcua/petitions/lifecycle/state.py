"""What a petition is after its events, and how an event changes it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .events import Event
from .states import ENDS, Flag, HolderKind, State, Step


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has to do the next thing. ``unit`` is the public id of the unit that answers for it."""

    kind: HolderKind
    unit: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One run of a limit. ``outcome``: ``done``, or ``dropped`` when it no longer matters."""

    step: Step
    run: int
    amount: int
    unit: str
    calendar: str
    revision: int
    started_at: dt.datetime
    due_at: dt.datetime
    ended_at: dt.datetime | None = None
    outcome: str = ""
    paused_since: dt.datetime | None = None
    pauses: tuple[tuple[dt.datetime, dt.datetime], ...] = ()

    @property
    def runs(self) -> bool:
        return self.ended_at is None

    @property
    def presses(self) -> bool:
        """Whether it runs and is not paused."""
        return self.runs and self.paused_since is None


@dataclass(frozen=True, slots=True)
class PetitionState:
    """``rounds`` counts how often it was taken up again after an answer."""

    state: State = State.NEW
    seq: int = 0
    kind: str = ""
    category: str = ""
    flags: frozenset[Flag] = frozenset()
    holder: Holder | None = None
    next_at: dt.datetime | None = None
    reception_unit: str = ""
    owner_unit: str = ""
    place: str = ""
    merged_into: str = ""
    asked_from: HolderKind | None = None
    rounds: int = 0
    submitted_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    approved_at: dt.datetime | None = None
    published_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    apology_since: dt.datetime | None = None
    """The date that was missed, while nobody has apologised for it."""
    owed: tuple[int, ...] = ()
    """Rounds for which an apology was found due: once each."""
    clocks: tuple[Clock, ...] = field(default=())

    @property
    def ended(self) -> bool:
        return self.state in ENDS

    @property
    def waits_for_sender(self) -> bool:
        return self.holder is not None and self.holder.kind is HolderKind.SENDER

    def clock(self, step: Step) -> Clock | None:
        """The latest run of a step."""
        return next((one for one in reversed(self.clocks) if one.step is step), None)

    def pressing(self, step: Step) -> Clock | None:
        found = self.clock(step)
        return found if found is not None and found.runs else None

    def next_due(self) -> dt.datetime | None:
        """The earliest date that presses: when the holder has to be done with the next thing."""
        return min((one.due_at for one in self.clocks if one.presses), default=None)


_INSTANTS = ("submitted_at", "answered_at", "approved_at", "published_at", "closed_at", "apology_since")


def evolve(state: PetitionState, event: Event) -> PetitionState:
    """The state after ``event``. Reads only what is in the event, so that a log replays without tables."""
    data = event.data
    fields: dict[str, object] = {"seq": state.seq + 1}
    if "state" in data:
        fields["state"] = State(str(data["state"]))
    if "holder" in data:
        fields["holder"] = _holder(data["holder"])
    if "next_at" in data:
        fields["next_at"] = _instant(data["next_at"])
    on = {Flag(str(flag)) for flag in _items(data.get("flags_on"))}
    off = {Flag(str(flag)) for flag in _items(data.get("flags_off"))}
    if on or off:
        fields["flags"] = (state.flags - off) | on
    for name, value in _mapping(data.get("set")).items():
        fields[name] = _field(name, value)
    if "clocks" in data:
        fields["clocks"] = _clocks(state.clocks, data["clocks"])
    return replace(state, **fields)  # type: ignore[arg-type]


def replay(events: Iterable[Event]) -> PetitionState:
    state = PetitionState()
    for event in events:
        state = evolve(state, event)
    return state


def _field(name: str, value: object) -> object:
    if name in _INSTANTS:
        return _instant(value)
    if name == "asked_from":
        return HolderKind(str(value)) if value else None
    if name == "owed":
        return tuple(one for one in _items(value) if isinstance(one, int))
    return value


def _holder(value: object) -> Holder | None:
    data = _mapping(value)
    return Holder(HolderKind(str(data["kind"])), str(data["unit"])) if data else None


def _clocks(clocks: tuple[Clock, ...], changes: object) -> tuple[Clock, ...]:
    found = {(one.step, one.run): one for one in clocks}
    for change in map(_mapping, _items(changes)):
        step, run = Step(str(change["step"])), _whole(change["run"])
        if change["op"] == "start":
            found[step, run] = _started(step, run, change)
        else:
            found[step, run] = _changed(found[step, run], change)
    return tuple(found.values())


def _started(step: Step, run: int, change: Mapping[str, object]) -> Clock:
    return Clock(
        step=step,
        run=run,
        amount=_whole(change["amount"]),
        unit=str(change["unit"]),
        calendar=str(change["calendar"]),
        revision=_whole(change["revision"]),
        started_at=_at(change["at"]),
        due_at=_at(change["due_at"]),
    )


def _changed(clock: Clock, change: Mapping[str, object]) -> Clock:
    match change["op"]:
        case "end":
            return replace(clock, ended_at=_at(change["at"]), outcome=str(change["outcome"]), paused_since=None)
        case "again":
            return replace(clock, ended_at=None, outcome="")
        case "due":
            return replace(clock, due_at=_at(change["due_at"]), revision=_whole(change["revision"]))
        case "pause":
            return replace(clock, paused_since=_at(change["at"]))
        case "resume":
            pause = (_at(change["since"]), _at(change["at"]))
            return replace(clock, paused_since=None, pauses=(*clock.pauses, pause), due_at=_at(change["due_at"]))
        case other:
            raise ValueError(f"a clock knows no {other!r}")


def _instant(value: object) -> dt.datetime | None:
    if isinstance(value, str):
        return dt.datetime.fromisoformat(value)
    return value if isinstance(value, dt.datetime) else None


def _at(value: object) -> dt.datetime:
    found = _instant(value)
    if found is None:
        raise ValueError("an event lacks an instant")
    return found


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("an event lacks a number")
    return value


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple | set | frozenset) else []


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
