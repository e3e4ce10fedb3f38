"""A dossier in parts (liên thông): what the whole records of its sub-dossiers, and what that does to it.

Decree 61/2018/ND-CP art. 19.6-7 (kept by Decree 118/2025 as amended by Decree 309/2026). A part has its own chain; the
whole keeps of it who works on it, by when, and how it ended. Nothing here asks for an actor: parts follow their own
acts, and the whole follows its parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motcua.core.canonical import Json, plain
from motcua.procedures.bundle import RUNNING, Bundle, Outcome, Part, Verdict, to_open, verdict
from motcua.procedures.process import StepKind

from .commands import Action, Command
from .events import EventKind
from .reception import emit_result
from .settlement import complete_step
from .state import DossierState
from .states import Flag, State
from .table import AT_WORK
from .waiting import back_to_work
from .writer import Writer

FAILED = "failed"
"""The outcome of a family step that is taken by itself when a needed part was not granted."""

_OUTCOMES: Mapping[State, Outcome] = {
    State.REFUSED: Outcome.REFUSED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.CLOSED: Outcome.CLOSED,
    State.SUPPLEMENT_AT_RECEPTION: Outcome.WAITING,
    State.SUPPLEMENT_AT_SETTLEMENT: Outcome.WAITING,
    State.PAYMENT_PENDING: Outcome.WAITING,
    State.RESULT_READY: Outcome.GRANTED,
    State.RETURNED: Outcome.GRANTED,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A sub-dossier as it stands now."""

    outcome: Outcome
    due_at: dt.datetime | None
    next_at: dt.datetime | None


def seen(child: DossierState) -> Seen:
    """What the whole has to know of ``child``."""
    outcome = _OUTCOMES.get(child.state, Outcome.OPEN)
    if outcome is Outcome.GRANTED and Flag.REFUSAL_RESULT in child.flags:
        outcome = Outcome.REFUSAL
    return Seen(outcome, child.appointed_due, child.next_at)


def at_family_step(writer: Writer) -> bool:
    """The dossier runs and is at a step where others work on its parts."""
    state = writer.state
    step = writer.step(state.step)
    return (
        step is not None and step.kind is StepKind.FAMILY and state.state in AT_WORK and Flag.TRANSFERRED in state.flags
    )


def note(writer: Writer, key: str, now: Seen, *, pauses_whole: bool) -> None:
    """Record how a part stands, as far as that is news. While the applicant owes a part something, the time of the
    whole stands still, if the whole runs at all."""
    known = writer.state.parts[key]
    if known.status not in RUNNING:
        return
    if now.outcome is Outcome.WAITING:
        _wait(writer, key, now, pauses_whole=pauses_whole)
    elif now.outcome is Outcome.OPEN:
        if known.status is Outcome.WAITING:
            _go_on(writer, EventKind.CHILD_RESUMED, key, {"due": now.due_at})
    else:
        failed = now.outcome is not Outcome.GRANTED
        _go_on(writer, EventKind.CHILD_ENDED, key, {"outcome": now.outcome, "failed": failed})


def _wait(writer: Writer, key: str, now: Seen, *, pauses_whole: bool) -> None:
    state, known = writer.state, writer.state.parts[key]
    pauses = pauses_whole and at_family_step(writer)
    if known.status is Outcome.WAITING and not pauses:
        return
    data: dict[str, object] = {"part": key, "child": known.child, "until": now.next_at, "pauses": pauses}
    if pauses:
        data |= {
            "to": State.SUPPLEMENT_AT_SETTLEMENT,
            "holder": writer.held_by_applicant(state.settling_unit, state.holder.role if state.holder else ""),
            "clocks": writer.pause("supplement"),
            "next_at": now.next_at or state.next_at,
        }
    writer.emit(EventKind.CHILD_WAITS, data)


def _go_on(writer: Writer, kind: EventKind, key: str, facts: Mapping[str, object]) -> None:
    """The part works again or has ended. The whole goes on too when this was the last part it stood still for."""
    state = writer.state
    known = state.parts[key]
    data: dict[str, object] = {"part": key, "child": known.child, **facts}
    others = any(part.pauses for name, part in state.parts.items() if name != key)
    if known.pauses and not others and state.state is State.SUPPLEMENT_AT_SETTLEMENT:
        data |= back_to_work(writer)
    elif state.state in AT_WORK:
        data["next_at"] = _next_at(writer, without=key if kind is EventKind.CHILD_ENDED else "")
    writer.emit(kind, data)


def _next_at(writer: Writer, *, without: str = "") -> Json:
    """The nearest date of the running clocks and of the parts that are with their agencies."""
    state = writer.state
    dues = [clock.due_at for clock in state.clocks if clock.paused_since is None]
    dues += [
        part.due_at
        for key, part in state.parts.items()
        if key != without and part.status is Outcome.OPEN and part.due_at is not None and part.due_at > writer.now
    ]
    return plain(min(dues)) if dues else writer.running_next_at()


@dataclass(frozen=True, slots=True)
class Opened:
    """A sub-dossier that was just made."""

    part: Part
    child: str
    unit: str
    due_at: dt.datetime | None


def record_opened(writer: Writer, bundle: Bundle, version: str, one: Opened) -> None:
    """The whole records a part with its duty, its agency and its limit (art. 19.6). ``version``: public id of the
    definition."""
    state = writer.state
    dues = [due for due in (state.next_at, one.due_at) if due is not None and due > writer.now]
    writer.emit(
        EventKind.CHILD_OPENED,
        {
            "to": State.PROCESSING,
            "part": one.part.key,
            "child": one.child,
            "procedure": one.part.procedure,
            "agency": one.unit,
            "due": one.due_at,
            "bundle": version,
            "flags_on": [Flag.INTERLINKED, *([Flag.UMBRELLA] if bundle.is_umbrella else [])],
            "next_at": min(dues) if dues else state.next_at,
        },
    )


def openable(writer: Writer, chosen: Sequence[Part]) -> tuple[Part, ...]:
    """The parts to open now; none while the whole does not run or is elsewhere."""
    return to_open(chosen, statuses(writer.state)) if at_family_step(writer) else ()


def statuses(state: DossierState) -> Mapping[str, Outcome]:
    return {key: part.status for key, part in state.parts.items()}


def proceed(writer: Writer, bundle: Bundle, chosen: Sequence[Part]) -> None:
    """Leave the family step when nothing is left to wait for: by its first outcome when all that is needed was
    granted, by ``failed`` when the step has such an outcome; else the lead agency decides. An umbrella has its result
    with the last of its parts."""
    step = writer.step(writer.state.step)
    if not at_family_step(writer) or step is None:
        return
    found = verdict(chosen, statuses(writer.state))
    if found is Verdict.OPEN:
        return
    if found is Verdict.FAILED and step.outcome(FAILED) is None:
        return
    outcome = FAILED if found is Verdict.FAILED else ""
    complete_step(writer, Command(Action.COMPLETE_STEP, {"outcome": outcome}, {}))
    if bundle.is_umbrella and writer.state.step is None and found is Verdict.DONE:
        electronic = Flag.ELECTRONIC in writer.state.flags
        emit_result(writer, {"result": "granted", "electronic": electronic, "collected": True}, {})


def record_overdue(writer: Writer, key: str, unit: str) -> None:
    """An agency let its time pass without an answer: the one-stop head is told, and the whole gets a date on which
    somebody looks again."""
    known = writer.state.parts[key]
    again = writer.context.deadlines.limit(writer.now, writer.context.waits.consultation).at
    writer.emit(
        EventKind.CHILD_OVERDUE,
        {
            "part": key,
            "child": known.child,
            "agency": unit,
            "due": known.due_at,
            "tell": writer.state.reception_unit,
            "look_again_at": again,
            **({"next_at": again} if writer.state.state in AT_WORK else {}),
        },
    )


def record_blocked(writer: Writer, bundle: Bundle, part: Part, fault: Mapping[str, Json]) -> None:
    """A part cannot open: nobody is competent for it, or its law is not complete. The whole stays where it is, and its
    holder and the one-stop head are told. ``fault``: its code as ``fault`` and the
    reasons; ``code`` would be the dossier's."""
    writer.emit(
        EventKind.CHILD_BLOCKED,
        {
            "part": part.key,
            "procedure": part.procedure,
            "tell": writer.state.reception_unit,
            "flags_on": [Flag.INTERLINKED, *([Flag.UMBRELLA] if bundle.is_umbrella else [])],
            **fault,
        },
    )


def record_silence(writer: Writer, identifier: str) -> None:
    """An opinion that was asked for did not come in time: the lead agency notifies the one-stop head (art. 19.5)."""
    asked = next(one for one in writer.state.consultations if one.id == identifier)
    writer.emit(
        EventKind.CONSULTATION_SILENT,
        {
            "consultation": identifier,
            "agency": asked.unit,
            "due": asked.due_at,
            "tell": writer.state.reception_unit,
        },
    )


# --- what the end of the whole does to its parts; the writer is that of the part ---------------------------------


def end_with_whole(writer: Writer, whole: State) -> None:
    """The whole was withdrawn, stopped for good or refused: an unfinished part ends too, a finished one keeps its
    result and is handed over by itself."""
    state = writer.state
    if state.closed:
        return
    if state.state is State.RESULT_READY:
        if state.with_whole:
            writer.emit(EventKind.PARENT_LEFT, {"whole": state.whole, "with_whole": False})
        return
    ending = {"holder": None, "next_at": None, "closed_at": writer.now, "step": None, "clocks": writer.end()}
    if whole is State.WITHDRAWN:
        writer.emit(EventKind.WITHDRAWN, {"to": State.WITHDRAWN, "reason_code": "whole_withdrawn", **ending})
    else:
        data: dict[str, object] = {"to": State.CLOSED, "from": state.state, "final": True, "reason_code": "whole_ended"}
        writer.emit(EventKind.STOPPED, {**data, **ending})


def hand_over_with_whole(writer: Writer, way: str, *, proxy: bool) -> None:
    """The applicant got everything at once: what lay ready is handed over with the whole."""
    if writer.state.state is not State.RESULT_READY:
        return
    ending = {"holder": None, "next_at": None, "closed_at": writer.now, "step": None, "clocks": writer.end()}
    writer.emit(EventKind.HANDED_OVER, {"to": State.RETURNED, "way": way, "proxy": proxy, "with_whole": True, **ending})
