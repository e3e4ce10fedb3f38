"""Dossiers led to every state by real acts, and for every cell of the table who may act there with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.models import Dossier

from .test_lifecycle_table import EXPECTED
from .world import NOW, World

A, S = Action, State
HOUR = dt.timedelta(hours=1)
LATER = dt.timedelta(days=20)

Data = Callable[[World], dict[str, object]]


@dataclass(frozen=True)
class Doing:
    who: str
    data: Data


def _nothing(world: World) -> dict[str, object]:
    return {}


DATA: dict[Action, Data] = {
    A.ACCEPT: lambda world: {"originals": [world.component]},
    A.REQUEST_SUPPLEMENT: lambda world: {"items": [{"component": world.component, "note": "thiếu chữ ký"}]},
    A.REFUSE: lambda world: {"reason": "không đủ điều kiện", "legal_ground": "Điều 5"},
    A.ASSIGN: lambda world: {"post": str(world.posts["settling"].uid)},
    A.RECORD_VERIFICATION: lambda world: {"content": "đã kiểm tra"},
    A.CONSULT: lambda world: {"unit": world.consulted.code, "question": "ý kiến về quy hoạch"},
    A.ANSWER_CONSULTATION: lambda world: {"answer": "đồng ý"},
    A.FOLLOW_ELSEWHERE: lambda world: {"system": "civil-status", "foreign_number": "12/2026"},
    A.PAUSE_FOR_PAYMENT: lambda world: {"amount": 1_500_000},
    A.STOP: lambda world: {"reason": "sự cố"},
    A.APOLOGISE: lambda world: {"reason": "thẩm định kéo dài"},
    A.CORRECT_RESULT: lambda world: {"reason": "sai tên"},
    A.REASSIGN: lambda world: {"post": str(world.posts["head"].uid), "reason": "quá tải"},
}

DESK = {S.SUBMITTED, S.SUPPLEMENT_AT_RECEPTION}
WORKERS: dict[Action, str] = {
    A.ACCEPT: "reception",
    A.REQUEST_SUPPLEMENT: "settling",
    A.ANSWER_SUPPLEMENT: "citizen",
    A.REFUSE: "head",
    A.TRANSFER: "reception",
    A.ASSIGN: "division_head",
    A.COMPLETE_STEP: "settling",
    A.RECORD_VERIFICATION: "settling",
    A.CONSULT: "settling",
    A.ANSWER_CONSULTATION: "consulted",
    A.FOLLOW_ELSEWHERE: "settling",
    A.PAUSE_FOR_PAYMENT: "settling",
    A.CONFIRM_PAYMENT: "reception",
    A.STOP: "division_head",
    A.RESUME: "division_head",
    A.APOLOGISE: "head",
    A.ISSUE_RESULT: "head",
    A.HAND_OVER: "reception",
    A.WITHDRAW: "citizen",
    A.CORRECT_RESULT: "head",
    A.REASSIGN: "division_head",
}

GUARDED: dict[tuple[State, Action], str] = {
    (S.ACCEPTED, A.ISSUE_RESULT): "steps_remaining",
    (S.ACCEPTED, A.TRANSFER): "already_transferred",
    (S.VERIFYING, A.ISSUE_RESULT): "steps_remaining",
    (S.ELSEWHERE, A.ISSUE_RESULT): "steps_remaining",
    (S.PROCESSING, A.ISSUE_RESULT): "steps_remaining",
    (S.CONSULTING, A.REFUSE): "consultations_open",
    (S.CONSULTING, A.COMPLETE_STEP): "consultations_open",
    (S.CONSULTING, A.CONSULT): "already_consulted",
    (S.STOPPED, A.STOP): "already_stopped",
    (S.SUPPLEMENT_AT_SETTLEMENT, A.APOLOGISE): "no_due_date",
    **{(state, A.REASSIGN): "nothing_to_reassign" for state, names in EXPECTED.items() if "reassign" in names.split()},
}
"""Cells the table allows and a guard refuses, for the dossiers of :func:`led_to`."""


def worker(state: State, action: Action) -> str:
    """Who does ``action`` in ``state`` in this world."""
    if state is S.FORWARDED and action is not A.WITHDRAW:
        return "other_reception"
    if state in DESK and action in {A.REQUEST_SUPPLEMENT, A.REFUSE, A.STOP}:
        return "reception"
    if state is S.ACCEPTED and action is A.COMPLETE_STEP:
        return "division_head"
    return WORKERS[action]


def data_for(state: State, action: Action) -> Data:
    if state in {S.SUBMITTED, S.FORWARDED} and action is A.TRANSFER:
        return lambda world: {"to_unit": (world.other_centre if state is S.SUBMITTED else world.centre).code}
    return DATA.get(action, _nothing)


CELLS = [(state, Action(name)) for state, names in EXPECTED.items() for name in names.split()]
ACTS: dict[tuple[State, Action], Doing] = {
    (state, action): Doing(worker(state, action), data_for(state, action))
    for state, action in CELLS
    if (state, action) not in GUARDED
}
"""Every cell where the act is done, with who does it and with what."""

PATHS: dict[State, list[Action]] = {
    S.SUBMITTED: [],
    S.SUPPLEMENT_AT_RECEPTION: [A.REQUEST_SUPPLEMENT],
    S.REFUSED: [A.REFUSE],
    S.FORWARDED: [A.TRANSFER],
    S.ACCEPTED: [A.ACCEPT],
    S.PROCESSING: [A.ACCEPT, A.COMPLETE_STEP],
    S.VERIFYING: [A.ACCEPT, A.COMPLETE_STEP, A.RECORD_VERIFICATION],
    S.CONSULTING: [A.ACCEPT, A.COMPLETE_STEP, A.CONSULT],
    S.ELSEWHERE: [A.ACCEPT, A.COMPLETE_STEP, A.FOLLOW_ELSEWHERE],
    S.SUPPLEMENT_AT_SETTLEMENT: [A.ACCEPT, A.COMPLETE_STEP, A.REQUEST_SUPPLEMENT],
    S.PAYMENT_PENDING: [A.ACCEPT, A.COMPLETE_STEP, A.PAUSE_FOR_PAYMENT],
    S.STOPPED: [A.ACCEPT, A.COMPLETE_STEP, A.STOP],
    S.WITHDRAWN: [A.WITHDRAW],
    S.CLOSED: [A.ACCEPT, A.COMPLETE_STEP, A.STOP],
}


def led_to(
    world: World, target: State, *, channel: str = "online", now: dt.datetime = NOW
) -> tuple[Dossier, dt.datetime]:
    """A dossier in ``target`` and the hour after its last act."""
    if target in {S.RESULT_READY, S.RETURNED}:
        dossier = (
            world.ready(now, channel=channel) if target is S.RESULT_READY else world.returned(now, channel=channel)
        )
        return dossier, now + HOUR
    dossier = world.submit("citizen" if channel == "online" else "reception", now, channel=channel)
    for action in PATHS[target]:
        if action is A.COMPLETE_STEP and channel != "online":
            world.act(dossier, A.TRANSFER, "reception", now)
        state = State(dossier.state)
        data = data_for(state, action)(world)
        if target is S.CLOSED and action is A.STOP:
            data["final"] = True
        if target is S.VERIFYING and action is A.RECORD_VERIFICATION:
            data["finished"] = False
        now += HOUR
        who = worker(state, action)
        world.act(dossier, action, "reception" if who == "citizen" and channel != "online" else who, now, **data)
        dossier.refresh_from_db()
    assert dossier.state == target
    return dossier, now + HOUR
