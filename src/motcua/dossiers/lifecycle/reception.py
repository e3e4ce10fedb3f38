"""Acts of the one-stop desk: submission, acceptance, refusal, transfer, hand-over, withdrawal, correction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from motcua.core.canonical import Json, plain
from motcua.procedures.process import Step, StepKind
from motcua.procedures.terms import Limit
from motcua.worktime.rules import Basis, LimitUnit

from .commands import Command
from .events import Event, EventKind
from .state import Holder, HolderKind
from .states import RECEPTION_STATES, Flag, State
from .types import Context, Refusal
from .writer import RECEPTION_ROLE, Writer

RESPONSE_LIMIT = Limit(8, LimitUnit.WORKING_HOUR, Basis.SAME_HOUR)
TRANSFER_LIMIT = Limit(1, LimitUnit.WORKING_DAY, Basis.END_OF_DAY)
PAPER_WAYS = ("originals", "from_store", "reused")
WAYS = frozenset({"counter", "post", "online"})


def submit(
    context: Context, facts: Mapping[str, object], private: Mapping[str, Json], now: dt.datetime
) -> tuple[Event, ...]:
    """The first event of a chain. ``facts`` holds codes and ids only, among them ``reception_unit``,
    ``settling_unit``, ``channel`` and ``flags_on``."""
    writer = Writer(context, None, now)
    online = facts["channel"] == "online"
    stamp = context.deadlines.response(now) if online else context.deadlines.same_day(now)
    unit = str(facts["reception_unit"])
    data: dict[str, object] = {
        **facts,
        "to": State.SUBMITTED,
        "submitted_at": now,
        "holder": Holder(HolderKind.UNIT, unit, unit, RECEPTION_ROLE).to_json(),
        "next_at": stamp.at,
        "clocks": [writer.start("response", RESPONSE_LIMIT if online else TRANSFER_LIMIT, stamp)],
    }
    writer.emit(EventKind.SUBMITTED, data, private)
    return tuple(writer.events)


def accept(writer: Writer, command: Command) -> Refusal | None:
    """Complete and correct: the code is issued and the settlement clock starts now (Decree 309/2026 art. 8).

    A paper is there as a file, on paper (``originals``), from the person's store (``from_store``), or as an earlier
    result the desk found itself (``reused``): what the state holds is not asked for again (art. 2).
    """
    state, context = writer.state, writer.context
    shown = frozenset(code for way in PAPER_WAYS for code in command.codes(way))
    missing = context.required_components - state.documents - shown
    if missing:
        return Refusal("components_missing", {"components": sorted(missing)})
    data: dict[str, object] = {
        "to": State.ACCEPTED,
        "accepted_at": writer.now,
        **{name: value for name, value in command.data.items() if name in {"waited_minutes", "visits", *PAPER_WAYS}},
    }
    settling, dates = _settlement_clock(writer, _begins(writer))
    data |= dates
    flags = [flag for flag, on in ((Flag.INSTANT, context.instant), (Flag.PROVISIONAL, settling["provisional"])) if on]
    clocks: list[Json] = [*writer.end("response", "transfer"), settling]
    first = writer.first_step()
    if Flag.ELECTRONIC in state.flags:
        entered = writer.entering(_past_transfer(writer, first), None, plain(data["statutory_due"]))
        flags.append(Flag.TRANSFERRED)
        data["transferred_to"] = writer.state.settling_unit
        clocks += _list(entered.pop("clocks"))
        data |= entered
    else:
        due = context.deadlines.transfer(writer.now)
        clocks.append(writer.start("transfer", TRANSFER_LIMIT, due))
        data |= {
            "step": first.key if first else None,
            "holder": writer.held_by_reception(),
            "next_at": due.at,
        }
    data |= {"clocks": clocks, "flags_on": flags}
    writer.emit(EventKind.ACCEPTED, data, command.private)
    writer.pass_on()
    return None


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _begins(writer: Writer) -> dt.datetime:
    """When the settlement time begins: now, or for papers by post that needed no supplement when their hand-over
    record was signed (Decision 45/2016/QD-TTg art. 7.4)."""
    state = writer.state
    filed = state.submitted_at if writer.context.handed_in and "reception" not in state.supplements else None
    return filed or writer.now


def _settlement_clock(writer: Writer, since: dt.datetime) -> tuple[dict[str, Json], dict[str, Json]]:
    """The start of the settlement clock and the dossier's three dates, all from ``since``. What is answered on the spot
    is due the same working day, after 15:00 the next one, whatever longer limit the law gives (ND61 art. 17.4)."""
    context = writer.context
    if context.statutory is not None and not context.instant:
        limit, stamp = context.statutory, context.deadlines.limit(since, context.statutory)
    else:
        limit, stamp = TRANSFER_LIMIT, context.deadlines.same_day(since)
    promised = context.committed if not context.instant else None
    committed = context.deadlines.limit(since, promised).at if promised else None
    dates: dict[str, Json] = {
        "statutory_due": plain(stamp.at),
        "committed_due": plain(committed),
        "appointed_due": plain(committed or stamp.at),
    }
    return {**writer.start("settlement", limit, stamp), "at": plain(since)}, dates


def restart_settlement(writer: Writer) -> tuple[list[Json], dict[str, Json]]:
    """The full limit once more, from now (Decree 61/2018 art. 19.4); the one re-appointment stays used up."""
    clock, dates = _settlement_clock(writer, writer.now)
    return [clock], dates


def _past_transfer(writer: Writer, step: Step | None) -> Step | None:
    """Electronic papers are with the settling unit at once (art. 18): its first own step."""
    if step is not None and step.kind is StepKind.TRANSFER:
        return writer.after(step, "")[1]
    return step


def transfer(writer: Writer, command: Command) -> Refusal | None:
    """Paper goes to the settling unit; before acceptance, to the competent authority's desk (art. 18.3)."""
    state = writer.state
    target = command.code("to_unit")
    if state.state in RECEPTION_STATES:
        if not target or target == state.reception_unit:
            return Refusal("forward_needs_unit")
        due = writer.context.deadlines.transfer(writer.now)
        writer.emit(
            EventKind.FORWARDED,
            {
                "to": State.FORWARDED,
                "from_unit": state.reception_unit,
                "reception_unit": target,
                "settling_unit": command.code("settling_unit", state.settling_unit),
                **_own_process(command),
                "flags_on": [Flag.BOUNDARY_FREE],
                "holder": Holder(HolderKind.UNIT, target, target, RECEPTION_ROLE).to_json(),
                "next_at": due.at,
                "clocks": [*writer.end("response", "transfer"), writer.start("transfer", TRANSFER_LIMIT, due)],
            },
            command.private,
        )
        return None
    if target and target != state.settling_unit:
        return Refusal("transfer_not_competent", {"unit": target})
    entered = writer.entering(_past_transfer(writer, writer.step(state.step)), None, plain(state.statutory_due))
    entered["clocks"] = [*writer.end("transfer"), *_list(entered["clocks"])]
    writer.emit(
        EventKind.TRANSFERRED,
        {**entered, "to": State.ACCEPTED, "flags_on": [Flag.TRANSFERRED], "to_unit": state.settling_unit},
        command.private,
    )
    writer.pass_on()
    return None


def _own_process(command: Command) -> dict[str, Json]:
    """The process of the unit it is sent to, where that one has a binding of its own."""
    process = command.number("process")
    return {"process": process} if process is not None else {}


def refuse(writer: Writer, command: Command) -> Refusal | None:
    """At reception a refusal ends the dossier (form 03); after acceptance it is a result (art. 19.8)."""
    state = writer.state
    reason = command.code("reason_code", "not_eligible")
    if state.state in RECEPTION_STATES:
        writer.emit(
            EventKind.REFUSED,
            {"to": State.REFUSED, "reason_code": reason, **_closing(writer)},
            command.private,
        )
        return None
    emit_result(writer, {"result": "refusal", "reason_code": reason, "electronic": False}, command.private)
    return None


def emit_result(writer: Writer, data: Mapping[str, Json], private: Mapping[str, Json]) -> None:
    """A result reaches the one-stop desk: the settlement clock stops."""
    state = writer.state
    appointed = state.appointed_due
    waiting = appointed is not None and appointed > writer.now
    next_at = appointed if waiting else writer.context.deadlines.same_day(writer.now).at
    writer.emit(
        EventKind.RESULT_ISSUED,
        {
            **data,
            "to": State.RESULT_READY,
            "finished_at": writer.now,
            "step": None,
            "flags_on": [Flag.REFUSAL_RESULT] if data["result"] == "refusal" else [],
            "holder": writer.held_by_reception(),
            "next_at": next_at,
            "clocks": writer.end(),
        },
        private,
    )


def _closing(writer: Writer) -> dict[str, object]:
    return {"holder": None, "next_at": None, "closed_at": writer.now, "step": None, "clocks": writer.end()}


def hand_over(writer: Writer, command: Command) -> Refusal | None:
    """The applicant has the result (art. 20); by post when the clerk delivered it (Decision 45/2016)."""
    default = "online" if Flag.ELECTRONIC in writer.state.flags else "counter"
    way = command.code("way", default)
    if way not in WAYS:
        return Refusal("way_unknown", {"way": way})
    proxy = command.flag("proxy", default=False)
    writer.emit(
        EventKind.HANDED_OVER,
        {"to": State.RETURNED, "way": way, "proxy": proxy, **_closing(writer)},
        command.private,
    )
    return None


def withdraw(writer: Writer, command: Command) -> Refusal | None:
    writer.emit(EventKind.WITHDRAWN, {"to": State.WITHDRAWN, **_closing(writer)}, command.private)
    return None
