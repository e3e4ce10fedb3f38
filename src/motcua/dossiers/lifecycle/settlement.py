"""Acts of the settling unit: steps, assignment, checks, opinions, apology, result."""

from __future__ import annotations

from motcua.core.canonical import Json, plain
from motcua.procedures.process import Step, StepKind
from motcua.procedures.process_conditions import open_outcomes, why_closed

from .commands import Command
from .events import EventKind
from .reception import emit_result, transfer
from .state import Holder, HolderKind
from .states import Flag, State
from .types import Refusal
from .writer import Writer

RESULT_KINDS = frozenset({"granted", "refusal"})


def complete_step(writer: Writer, command: Command) -> Refusal | None:
    """The current step is done; ``outcome`` chooses where the dossier goes (the first outcome when not named)."""
    state = writer.state
    if Flag.TRANSFERRED not in state.flags:
        return transfer(writer, command)
    step = writer.step(state.step)
    if step is None:
        return Refusal("no_step_left")
    _lapse_consultations(writer)
    return _leave_step(writer, step, command.code("outcome"), command)


def _lapse_consultations(writer: Writer) -> None:
    """Their time is over, and work goes on without them: the silence is recorded (art. 19.5)."""
    for consultation in writer.state.consultations:
        _close_consultation(writer, consultation.id, {"lapsed": True}, {})


def _leave_step(writer: Writer, step: Step, outcome: str, command: Command) -> Refusal | None:
    chosen, target = writer.after(step, outcome)
    if chosen is None:
        return Refusal("outcome_unknown", {"outcome": outcome, "step": step.key})
    if outcome and chosen not in open_outcomes(step, writer.context.scope):
        code = "outcome_closed" if chosen.when is not None else "outcome_not_otherwise"
        return Refusal(code, {"outcome": chosen.name, "why": why_closed(chosen)})
    ended = writer.end("step")
    entered = writer.entering(target, step, plain(writer.state.statutory_due))
    started = entered.pop("clocks")
    data: dict[str, object] = {
        "to": State.PROCESSING,
        "done": step.key,
        "outcome": chosen.key,
        **entered,
        "clocks": [*ended, *(started if isinstance(started, list) else [])],
    }
    assignee = command.code("assignee")
    passes = target is not None and target.kind is StepKind.AUTOMATIC
    if assignee and not passes:
        refusal = _name_post(data, assignee)
        if refusal:
            return refusal
    writer.emit(EventKind.STEP_COMPLETED, data, command.private)
    writer.pass_on(assignee)
    return Refusal("nothing_to_assign") if assignee and passes and writer.state.step is None else None


def _name_post(data: dict[str, object], post: str) -> Refusal | None:
    holder = data["holder"]
    if not isinstance(holder, dict) or data["step"] is None:
        return Refusal("nothing_to_assign")
    data["holder"] = {**holder, "kind": str(HolderKind.POST), "ref": post}
    return None


def assign(writer: Writer, command: Command) -> Refusal | None:
    """Name the post that does the work. On an assignment step this completes the step (art. 19.1)."""
    state = writer.state
    step = writer.step(state.step)
    if step is None:
        return Refusal("nothing_to_assign")
    post = command.code("post")
    if step.kind is StepKind.ASSIGN:
        _lapse_consultations(writer)
        named = Command(command.action, {**command.data, "assignee": post}, command.private)
        return _leave_step(writer, step, "", named)
    holder = Holder(HolderKind.POST, post, writer.unit_of(step), step.role)
    to = State.PROCESSING if state.state is State.ACCEPTED else state.state
    writer.emit(
        EventKind.ASSIGNED,
        {"to": to, "post": post, "holder": holder.to_json(), "next_at": writer.running_next_at()},
        command.private,
    )
    return None


def record_verification(writer: Writer, command: Command) -> Refusal | None:
    """A field check: planned (``finished`` false) or recorded with time, place, people and content (art. 19.3)."""
    finished = command.flag("finished", default=True)
    if finished and "content" not in command.private:
        return Refusal("verification_needs_content")
    visited = command.instant("visited_at")
    if finished and visited is not None and visited > writer.now:
        return Refusal("date_in_the_future", {"field": "visited_at"})
    writer.emit(
        EventKind.VERIFICATION_RECORDED,
        {
            "to": State.PROCESSING if finished else State.VERIFYING,
            "finished": finished,
            "visited_at": visited or writer.now,
            "next_at": writer.running_next_at(),
        },
        command.private,
    )
    return None


def consult(writer: Writer, command: Command) -> Refusal | None:
    """Ask another unit, with a question and a date (art. 19.5). The lead unit stays the holder."""
    state = writer.state
    unit = command.code("unit")
    if any(c.unit == unit for c in state.consultations):
        return Refusal("already_consulted", {"unit": unit})
    limit = writer.context.waits.consultation
    stamp = writer.context.deadlines.limit(writer.now, limit)
    due = command.instant("deadline") or stamp.at
    if due <= writer.now:
        return Refusal("date_in_the_past", {"field": "deadline"})
    identifier = f"c{state.seq + 1}"
    start = {**writer.start("consultation", limit, stamp, step=identifier), "due": plain(due)}
    nearest = min(due, *(clock.due_at for clock in state.clocks)) if state.clocks else due
    writer.emit(
        EventKind.CONSULTATION_ASKED,
        {
            "to": State.CONSULTING,
            "consultation": identifier,
            "asked_unit": unit,
            "due": due,
            "next_at": nearest,
            "clocks": [start],
        },
        command.private,
    )
    return None


def answer_consultation(writer: Writer, command: Command) -> Refusal | None:
    """An opinion arrives; with the last one the dossier is in process again."""
    identifier = command.code("consultation")
    known = [c.id for c in writer.state.consultations]
    if not identifier and len(known) == 1:
        identifier = known[0]
    if identifier not in known:
        return Refusal("consultation_unknown")
    _close_consultation(
        writer, identifier, {"lapsed": False, "agrees": command.flag("agrees", default=True)}, command.private
    )
    return None


def _close_consultation(writer: Writer, identifier: str, data: dict[str, Json], private: object) -> None:
    others = [c for c in writer.state.consultations if c.id != identifier]
    ended = [op for op in writer.end("consultation") if isinstance(op, dict) and op["step"] == identifier]
    running = [c.due_at for c in writer.state.clocks if c.step != identifier and c.paused_since is None]
    writer.emit(
        EventKind.CONSULTATION_ANSWERED,
        {
            **data,
            "to": State.CONSULTING if others else State.PROCESSING,
            "consultation": identifier,
            "clocks": ended,
            "next_at": min(running) if running else writer.context.deadlines.same_day(writer.now).at,
        },
        private if isinstance(private, dict) else None,
    )


def follow_elsewhere(writer: Writer, command: Command) -> Refusal | None:
    """The work is settled in another system: keep its number and state, do not type it again."""
    finished = command.flag("finished", default=False)
    step = writer.step(writer.state.step)
    unit = writer.state.settling_unit
    role = step.role if step else ""
    outside = Holder(HolderKind.AGENCY, command.code("system"), unit, role).to_json()
    back = writer.held_at(step) if step else writer.held_by_unit(unit, role)
    writer.emit(
        EventKind.ELSEWHERE_FOLLOWED,
        {
            "to": State.PROCESSING if finished else State.ELSEWHERE,
            "system": command.code("system"),
            "status": command.code("status", "finished" if finished else "open"),
            "typed_twice": command.flag("typed_twice", default=False),
            "finished": finished,
            "holder": back if finished else outside,
            "next_at": writer.running_next_at(),
        },
        command.private,
    )
    return None


def apologise(writer: Writer, command: Command) -> Refusal | None:
    """Form 04: the reason of the delay and, once per dossier, a new appointment (art. 19.9).

    A later apology without a new date is a courtesy and always possible.
    """
    state = writer.state
    appointed = state.appointed_due
    if appointed is None:
        return Refusal("no_due_date")
    new_due = command.instant("new_due")
    data: dict[str, object] = {
        "flags_on": [Flag.LATE_WARNED],
        "reason_code": command.code("reason_code", "other"),
        "delayed_unit": command.code("delayed_unit", state.settling_unit),
        "in_time": writer.now <= writer.context.deadlines.working_days_before(appointed, 1),
        "due_before": appointed,
    }
    if new_due is not None:
        if Flag.REAPPOINTED in state.flags:
            return Refusal("reappointed_already")
        if new_due <= max(writer.now, appointed):
            return Refusal("new_due_not_later", {"due": plain(appointed)})
        data |= {"flags_on": [Flag.LATE_WARNED, Flag.REAPPOINTED], "appointed_due": new_due}
    writer.emit(EventKind.APOLOGISED, data, command.private)
    return None


def issue_result(writer: Writer, command: Command) -> Refusal | None:
    """The signed result goes to the one-stop desk (art. 20). On a signing step this completes the step."""
    state = writer.state
    kind = command.code("kind", "granted")
    if kind not in RESULT_KINDS:
        return Refusal("result_kind_unknown", {"kind": kind})
    if kind == "refusal" and not {"reason", "note"} & set(command.private):
        return Refusal("refusal_needs_reason")
    step = writer.step(state.step)
    if step is not None and Flag.INSTANT not in state.flags:
        refusal = _leave_step(writer, step, "", Command(command.action, {}, {}))
        if refusal is not None:
            return refusal
    data: dict[str, Json] = {
        "result": kind,
        "electronic": command.flag("electronic", default=Flag.ELECTRONIC in state.flags),
    }
    if "result_code" in command.data:
        data["result_code"] = command.data["result_code"]
    if command.flag("digitised", default=False):
        data["digitised"] = True
    emit_result(writer, data, command.private)
    return None
