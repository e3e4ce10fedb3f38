"""The state of a dossier and how events change it.

Every event carries what it changes in the same words (``to``, ``flags_on``, ``holder``, ``next_at``, ``clocks``, the
three due dates), so ``evolve`` applies a patch and never computes a date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from motcua.core.canonical import Json
from motcua.procedures.bundle import Outcome

from .events import Data, Event, EventKind, upcast
from .states import CLOSED_STATES, PAUSED_STATES, Flag, State


class HolderKind(StrEnum):
    UNIT = "unit"
    POST = "post"
    APPLICANT = "applicant"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who must act next. ``ref`` is a public id of a unit or post, empty for the applicant; ``unit`` is the unit
    that answers for it; ``role`` the role that may act there."""

    kind: HolderKind
    ref: str
    unit: str
    role: str

    def to_json(self) -> dict[str, Json]:
        return {"kind": str(self.kind), "ref": self.ref, "unit": self.unit, "role": self.role}


@dataclass(frozen=True, slots=True)
class Clock:
    """An open run of a clock. ``paused_since`` is set while its time does not count."""

    kind: str
    step: str
    run: int
    amount: int
    unit: str
    basis: str
    calendar: str
    revision: int
    started_at: dt.datetime
    due_at: dt.datetime
    provisional: bool = False
    paused_since: dt.datetime | None = None
    pause_kind: str = ""
    pauses: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    """Past pauses, each [since, until): needed to plan again when a calendar changes."""

    @property
    def key(self) -> tuple[str, str, int]:
        return self.kind, self.step, self.run


@dataclass(frozen=True, slots=True)
class Consultation:
    id: str
    unit: str
    due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PartState:
    """A sub-dossier as its whole knows it. ``pauses``: the time of the whole stands still because of it."""

    child: str
    status: Outcome
    due_at: dt.datetime | None
    pauses: bool = False


@dataclass(frozen=True, slots=True)
class DossierState:
    state: State
    seq: int
    flags: frozenset[Flag] = frozenset()
    holder: Holder | None = None
    next_at: dt.datetime | None = None
    code: str = ""
    reception_unit: str = ""
    settling_unit: str = ""
    step: str | None = None
    step_visits: int = 0
    assignee: str = ""
    """The post that was named for the open step: it gets the dossier back after a wait."""
    submitted_at: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    statutory_due: dt.datetime | None = None
    committed_due: dt.datetime | None = None
    appointed_due: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    clocks: tuple[Clock, ...] = ()
    runs: Mapping[str, int] = field(default_factory=dict)
    consultations: tuple[Consultation, ...] = ()
    documents: frozenset[str] = frozenset()
    """Components for which at least one document is there."""
    requested: frozenset[str] = frozenset()
    """Components ever asked for in the supplement guidance of the present stage."""
    supplements: Mapping[str, int] = field(default_factory=dict)
    """Supplement requests by stage."""
    stopped_from: State | None = None
    terms: Mapping[str, Json] = field(default_factory=dict)
    """The law the dossier was filed under, as its first event says: limits, supplement clock, required papers."""
    process: int = 0
    """The process version that a later event bound it to; 0 while the one of its first event stands."""
    parts: Mapping[str, PartState] = field(default_factory=dict)
    """Its sub-dossiers by the key of their part."""
    whole: str = ""
    """The dossier it is a part of."""
    part: str = ""
    with_whole: bool = False
    """Its result is handed over with the whole."""

    @property
    def closed(self) -> bool:
        return self.state in CLOSED_STATES

    @property
    def paused(self) -> bool:
        """The settlement time does not run now."""
        return self.state in PAUSED_STATES

    def clock(self, kind: str, step: str | None = None) -> Clock | None:
        """The open run of a kind (and step), the latest one first."""
        found = [c for c in self.clocks if c.kind == kind and (step is None or c.step == step)]
        return max(found, key=lambda c: c.run) if found else None

    def next_run(self, kind: str, step: str = "") -> int:
        return self.runs.get(f"{kind}:{step}", 0) + 1


def parse_instant(value: Json) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else None


def _must_instant(value: Json) -> dt.datetime:
    instant = parse_instant(value)
    if instant is None:
        raise ValueError("an event lacks an instant")
    return instant


def _start(op: Data) -> Clock:
    amount, run, revision = op["amount"], op["run"], op["revision"]
    if not isinstance(amount, int) or not isinstance(run, int) or not isinstance(revision, int):
        raise ValueError("a clock operation lacks its numbers")  # noqa: TRY004
    return Clock(
        kind=str(op["clock"]),
        step=str(op["step"]),
        run=run,
        amount=amount,
        unit=str(op["unit"]),
        basis=str(op["basis"]),
        calendar=str(op["calendar"]),
        revision=revision,
        started_at=_must_instant(op["at"]),
        due_at=_must_instant(op["due"]),
        provisional=op.get("provisional") is True,
    )


def _apply_clock(clock: Clock, op: Data) -> Clock | None:
    match op["op"]:
        case "end":
            return None
        case "pause":
            return replace(clock, paused_since=_must_instant(op["at"]), pause_kind=str(op["kind"]))
        case "resume":
            past = (clock.paused_since or _must_instant(op["at"]), _must_instant(op["at"]))
            due = _must_instant(op["due_after"])
            return replace(clock, paused_since=None, pause_kind="", due_at=due, pauses=(*clock.pauses, past))
        case "exclude":
            past = (_must_instant(op["from"]), _must_instant(op["until"]))
            return replace(clock, pauses=(*clock.pauses, past), due_at=_must_instant(op["due_after"]))
        case "replan":
            revision = op["revision"]
            return replace(
                clock,
                due_at=_must_instant(op["due_after"]),
                calendar=str(op.get("calendar", clock.calendar)),
                revision=revision if isinstance(revision, int) else clock.revision,
                provisional=op.get("provisional") is True,
            )
        case other:
            raise ValueError(f"unknown clock operation {other!r}")


def _evolve_clocks(state: DossierState, ops: Json) -> tuple[tuple[Clock, ...], Mapping[str, int]]:
    if not isinstance(ops, list) or not ops:
        return state.clocks, state.runs
    clocks = {clock.key: clock for clock in state.clocks}
    runs = dict(state.runs)
    for op in ops:
        if not isinstance(op, dict):
            raise ValueError("a clock operation is an object")  # noqa: TRY004
        if op["op"] == "start":
            clock = _start(op)
            clocks[clock.key] = clock
            runs[f"{clock.kind}:{clock.step}"] = clock.run
            continue
        run = op["run"]
        key = (str(op["clock"]), str(op["step"]), run if isinstance(run, int) else 0)
        changed = _apply_clock(clocks[key], op)
        if changed is None:
            del clocks[key]
        else:
            clocks[key] = changed
    return tuple(clocks[key] for key in sorted(clocks)), runs


def _holder(value: Json) -> Holder | None:
    if not isinstance(value, dict):
        return None
    return Holder(HolderKind(str(value["kind"])), str(value["ref"]), str(value["unit"]), str(value["role"]))


_DUES = ("statutory_due", "committed_due", "appointed_due")
_INSTANTS = ("next_at", "submitted_at", "accepted_at", *_DUES, "finished_at", "closed_at")


def _assignee(state: DossierState, changes: Mapping[str, object], data: Data) -> str:
    if "assignee" in data:
        return str(data["assignee"])
    holder = changes.get("holder", state.holder)
    if isinstance(holder, Holder) and holder.kind is HolderKind.POST:
        return holder.ref
    return state.assignee if changes.get("step", state.step) == state.step else ""


def _names(value: Json) -> frozenset[str]:
    return frozenset(str(item) for item in value) if isinstance(value, list) else frozenset()


def _evolve_supplement(state: DossierState, data: Data) -> dict[str, object]:
    where = str(data["stage"])
    counts = dict(state.supplements)
    counts[where] = counts.get(where, 0) + 1
    before = state.requested if counts[where] > 1 else frozenset()
    return {"supplements": counts, "requested": before | _names(data["items"])}


def _evolve_consultations(state: DossierState, event: Event) -> tuple[Consultation, ...]:
    identifier = str(event.data["consultation"])
    if event.kind is EventKind.CONSULTATION_ANSWERED:
        return tuple(c for c in state.consultations if c.id != identifier)
    asked = Consultation(identifier, str(event.data["asked_unit"]), _must_instant(event.data["due"]))
    return (*state.consultations, asked)


def _asked_now(state: DossierState, units: Json) -> tuple[Consultation, ...]:
    """Open questions go over to whoever answers for the unit that was asked."""
    moved = units if isinstance(units, dict) else {}
    return tuple(replace(c, unit=str(moved.get(c.id, c.unit))) for c in state.consultations)


_PARTS = frozenset({EventKind.CHILD_OPENED, EventKind.CHILD_WAITS, EventKind.CHILD_RESUMED, EventKind.CHILD_ENDED})


def _evolve_parts(state: DossierState, event: Event) -> Mapping[str, PartState]:
    key, data = str(event.data["part"]), event.data
    before = state.parts.get(key, PartState(str(data["child"]), Outcome.OPEN, None))
    match event.kind:
        case EventKind.CHILD_WAITS:
            after = replace(before, status=Outcome.WAITING, pauses=data["pauses"] is True)
        case EventKind.CHILD_ENDED:
            after = replace(before, status=Outcome(str(data["outcome"])), pauses=False)
        case _:
            after = replace(before, status=Outcome.OPEN, due_at=parse_instant(data.get("due")), pauses=False)
    return {**state.parts, key: after}


def _submitted(data: Data) -> dict[str, object]:
    terms = data.get("terms")
    return {
        "terms": terms if isinstance(terms, dict) else {},
        "whole": str(data.get("whole", "")),
        "part": str(data.get("part", "")),
        "with_whole": data.get("with_whole") is True,
    }


def _special(state: DossierState, event: Event) -> dict[str, object]:
    if event.kind in _PARTS:
        return {"parts": _evolve_parts(state, event)}
    match event.kind:
        case EventKind.SUBMITTED:
            return _submitted(event.data)
        case EventKind.PARENT_LEFT:
            return {"with_whole": event.data["with_whole"] is True}
        case EventKind.DOCUMENT_ADDED:
            return {"documents": state.documents | {str(event.data["component"])}}
        case EventKind.SUPPLEMENT_REQUESTED:
            return _evolve_supplement(state, event.data)
        case EventKind.CONSULTATION_ASKED | EventKind.CONSULTATION_ANSWERED:
            return {"consultations": _evolve_consultations(state, event)}
        case EventKind.REROUTED:
            return {"consultations": _asked_now(state, event.data.get("asked_units"))}
        case EventKind.STEP_COMPLETED | EventKind.STEP_PASSED:
            return {"step_visits": state.step_visits + 1}
        case EventKind.STOPPED:
            return {"stopped_from": State(str(event.data["from"]))}
        case _:
            return {}


def _rebound(event: Event) -> dict[str, object]:
    """Another process from here on; the first event names the one it was filed under, which the row knows."""
    process = event.data.get("process")
    return {"process": process} if isinstance(process, int) and event.kind is not EventKind.SUBMITTED else {}


def evolve(state: DossierState | None, event: Event) -> DossierState:
    """The state after ``event``. Pure; raises ValueError or KeyError for an event that cannot be."""
    event = upcast(event)
    data = event.data
    if state is None:
        if event.kind is not EventKind.SUBMITTED:
            raise ValueError("a chain begins with a submission")
        state = DossierState(State.SUBMITTED, 0)
    changes: dict[str, object] = {"seq": state.seq + 1}
    if "to" in data:
        changes["state"] = State(str(data["to"]))
    if "flags_on" in data or "flags_off" in data:
        on, off = _names(data.get("flags_on")), _names(data.get("flags_off"))
        changes["flags"] = frozenset(Flag(name) for name in ({*state.flags} | on) - off)
    if "holder" in data:
        changes["holder"] = _holder(data["holder"])
    if "step" in data:
        step = data["step"]
        changes["step"] = step if isinstance(step, str) else None
    changes["assignee"] = _assignee(state, changes, data)
    for key in ("code", "reception_unit", "settling_unit"):
        if key in data:
            changes[key] = str(data[key])
    for key in _INSTANTS:
        if key in data:
            changes[key] = parse_instant(data[key])
    if "clocks" in data:
        changes["clocks"], changes["runs"] = _evolve_clocks(state, data["clocks"])
    changes.update(_special(state, event))
    changes.update(_rebound(event))
    return _changed(state, changes)


_SLOTS: tuple[tuple[str, Callable[[DossierState], object], Callable[[DossierState, object], None]], ...] = tuple(
    (slot.name, vars(DossierState)[slot.name].__get__, vars(DossierState)[slot.name].__set__)
    for slot in fields(DossierState)
)


def _changed(state: DossierState, changes: Mapping[str, object]) -> DossierState:
    """``dataclasses.replace`` in a third of the time: every event of every dossier passes here."""
    fresh = object.__new__(DossierState)
    for name, get, put in _SLOTS:
        put(fresh, changes[name] if name in changes else get(state))
    return fresh


def replay(events: Iterable[Event]) -> DossierState:
    """The state a whole chain leads to. Raises ValueError for an empty chain."""
    state: DossierState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise ValueError("an empty chain has no state")
    return state
