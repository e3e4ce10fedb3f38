"""Acts that make a dossier wait for somebody outside, and that let it go on."""

from __future__ import annotations

import datetime as dt

from motcua.core.canonical import Json, plain
from motcua.procedures.terms import Limit

from .commands import Command
from .events import EventKind
from .reception import RESPONSE_LIMIT, restart_settlement
from .state import DossierState
from .states import RECEPTION_STATES, State
from .types import SUPPLEMENT_NOTICE, Refusal
from .writer import Writer

RECEPTION, SETTLEMENT = "reception", "settlement"
ANSWER_INCOMPLETE = "answer_incomplete"


def _deadline(writer: Writer, command: Command, name: str, default: Limit) -> dt.datetime | Refusal:
    given = command.instant(name)
    if given is None:
        return writer.context.deadlines.limit(writer.now, default).at
    return given if given > writer.now else Refusal("date_in_the_past", {"field": name})


def asked_before(state: DossierState) -> bool:
    """Was the one complete guidance of the present stage given already?"""
    return state.supplements.get(_stage(state), 0) > 0


def _stage(state: DossierState) -> str:
    return RECEPTION if state.state in RECEPTION_STATES else SETTLEMENT


def request_supplement(writer: Writer, command: Command) -> Refusal | None:
    """Ask for what is missing, completely and once (arts 15.3, 17.1a, 19.4).

    A second request at the same stage is allowed only because the answer was incomplete, and only for papers that
    were asked for the first time.
    """
    state = writer.state
    where = _stage(state)
    items = command.codes("items")
    if asked_before(state):
        if command.code("reason_code") != ANSWER_INCOMPLETE:
            return Refusal("supplement_only_once")
        new = sorted(set(items) - state.requested)
        if new:
            return Refusal("supplement_new_items", {"components": new})
    deadline = _deadline(writer, command, "deadline", writer.context.waits.supplement)
    if isinstance(deadline, Refusal):
        return deadline
    data: dict[str, object] = {
        "stage": where,
        "items": items,
        "reason_code": command.code("reason_code", "incomplete"),
        "from": state.state,
        "next_at": deadline,
    }
    if where == RECEPTION:
        data |= {"to": State.SUPPLEMENT_AT_RECEPTION, "clocks": writer.end("response", "transfer")}
        data["holder"] = writer.held_by_applicant(state.reception_unit, "reception_officer")
    else:
        data |= {"to": State.SUPPLEMENT_AT_SETTLEMENT, **_settlement_pause(writer)}
        data["holder"] = writer.held_by_applicant(state.settling_unit, state.holder.role if state.holder else "")
    writer.emit(EventKind.SUPPLEMENT_REQUESTED, data, command.private)
    return None


def _settlement_pause(writer: Writer) -> dict[str, object]:
    state, context = writer.state, writer.context
    accepted = state.accepted_at or writer.now
    late = context.deadlines.limit(accepted, SUPPLEMENT_NOTICE).at < writer.now
    if context.supplement_clock == "pause":
        return {"clock_rule": "pause", "notice_late": late, "clocks": writer.pause("supplement")}
    return {
        "clock_rule": "reset",
        "notice_late": late,
        "clocks": writer.end("settlement", "step"),
        "statutory_due": None,
        "committed_due": None,
        "appointed_due": None,
    }


def answer_supplement(writer: Writer, command: Command) -> Refusal | None:
    """The applicant delivered. At settlement the full limit starts again, or the paused time goes on."""
    if writer.state.state is State.SUPPLEMENT_AT_RECEPTION:
        writer.emit(EventKind.SUPPLEMENT_ANSWERED, {"stage": RECEPTION, **_back_to_reception(writer)}, command.private)
        return None
    writer.emit(EventKind.SUPPLEMENT_ANSWERED, {"stage": SETTLEMENT, **back_to_work(writer)}, command.private)
    return None


def _back_to_reception(writer: Writer) -> dict[str, object]:
    stamp = writer.context.deadlines.response(writer.now)
    return {
        "to": State.SUBMITTED,
        "holder": writer.held_by_reception(),
        "next_at": stamp.at,
        "clocks": [writer.start("response", RESPONSE_LIMIT, stamp)],
    }


def back_to_work(writer: Writer) -> dict[str, object]:
    """Time runs again: resumed where it was paused, restarted in full where it was reset."""
    state = writer.state
    step = writer.step(state.step)
    dates: dict[str, Json]
    if state.clock("settlement") is not None:
        dates, clocks = writer.shifted_dates(), writer.resume()
        running = state.clock("step") is not None
    else:
        clocks, dates = restart_settlement(writer)
        running = False
    clocks = [*clocks, *writer.end("payment")]
    due = dates.get("statutory_due", plain(state.statutory_due))
    entered = writer.entering(step, None, due)
    started = entered.pop("clocks")
    if step is not None:
        entered["holder"] = writer.held_at(step)
    if running:
        entered["next_at"] = _resumed_step_due(clocks) or due
    elif isinstance(started, list):
        clocks = [*clocks, *started]
    to = State.CONSULTING if state.consultations else State.PROCESSING
    return {"to": to, **dates, **entered, "clocks": clocks}


def _resumed_step_due(clocks: list[Json]) -> Json:
    for op in clocks:
        if isinstance(op, dict) and op["clock"] == "step" and op["op"] == "resume":
            return op["due_after"]
    return None


def pause_for_payment(writer: Writer, command: Command) -> Refusal | None:
    """The result waits for a financial obligation; the time is not counted."""
    waits = writer.context.waits.payment
    deadline = _deadline(writer, command, "deadline", waits)
    if isinstance(deadline, Refusal):
        return deadline
    state = writer.state
    stamp = writer.context.deadlines.limit(writer.now, waits)
    writer.emit(
        EventKind.PAYMENT_REQUESTED,
        {
            "to": State.PAYMENT_PENDING,
            "amount": command.number("amount"),
            "reason_code": command.code("reason_code", "financial_obligation"),
            "holder": writer.held_by_applicant(state.settling_unit, state.holder.role if state.holder else ""),
            "next_at": deadline,
            "clocks": [*writer.pause("payment"), {**writer.start("payment", waits, stamp), "due": plain(deadline)}],
        },
        command.private,
    )
    return None


def confirm_payment(writer: Writer, command: Command) -> Refusal | None:
    paid_at = command.instant("paid_at")
    if paid_at is not None and paid_at > writer.now:
        return Refusal("date_in_the_future", {"field": "paid_at"})
    data = back_to_work(writer)
    data |= {"paid_at": paid_at or writer.now, "exempt": command.flag("exempt", default=False)}
    writer.emit(EventKind.PAYMENT_CONFIRMED, data, command.private)
    return None


def stop(writer: Writer, command: Command) -> Refusal | None:
    """Stop for a while, or for good with ``final`` (no supplement, an order, an outage)."""
    state = writer.state
    reason = command.code("reason_code", "other")
    if command.flag("final", default=False):
        _stop_for_good(writer, command, reason)
        return None
    if state.state is State.STOPPED:
        return Refusal("already_stopped")
    review = _deadline(writer, command, "review_at", writer.context.waits.stop_review)
    if isinstance(review, Refusal):
        return review
    at_desk = state.state in RECEPTION_STATES
    role = "reception_officer" if at_desk else (state.holder.role if state.holder else "")
    unit = state.reception_unit if at_desk else state.settling_unit
    writer.emit(
        EventKind.STOPPED,
        {
            "to": State.STOPPED,
            "from": state.state,
            "final": False,
            "reason_code": reason,
            "holder": writer.held_by_unit(unit, role),
            "next_at": review,
            "clocks": [*writer.pause("stop"), *writer.end("payment")],
        },
        command.private,
    )
    return None


def _stop_for_good(writer: Writer, command: Command, reason: str) -> None:
    writer.emit(
        EventKind.STOPPED,
        {
            "to": State.CLOSED,
            "from": writer.state.state,
            "final": True,
            "reason_code": reason,
            "holder": None,
            "next_at": None,
            "closed_at": writer.now,
            "clocks": writer.end(),
        },
        command.private,
    )


def resume(writer: Writer, command: Command) -> Refusal | None:
    """Go on after a stop: from the desk with a new answer time, else with the time that was left."""
    at_desk = writer.state.stopped_from in RECEPTION_STATES
    data = _back_to_reception(writer) if at_desk else back_to_work(writer)
    writer.emit(EventKind.RESUMED, data, command.private)
    return None
