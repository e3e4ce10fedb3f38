"""What an act will do, said before it is confirmed: where the dossier goes, who has it next, and what becomes of its
time. Nothing is guessed: the lifecycle itself decides on a trial, and the trial is thrown away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.errors import DomainError
from motcua.desk.act_fields import Given
from motcua.desk.wording import HOLDERS, ROLES, STATES, words
from motcua.dossiers import references
from motcua.dossiers.answers import unit_name
from motcua.dossiers.context import context_of
from motcua.dossiers.lifecycle import (
    Action,
    Command,
    Context,
    DossierState,
    Holder,
    HolderKind,
    Refusal,
    State,
    decide,
    evolve,
)
from motcua.dossiers.models import Dossier
from motcua.web.words import instant

Line = tuple[str, str]
Variant = tuple[str, Mapping[str, Json], Mapping[str, Json]]

BY_NAME = frozenset({State.ACCEPTED, State.PROCESSING})
"""States in which the step's name says more than the state."""

SILENT = frozenset({Action.CORRECT_RESULT, Action.APOLOGISE, Action.REASSIGN})
"""Acts that move nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """``when``: the choice that leads here; empty when there is none."""

    when: str
    lines: tuple[Line, ...]


def consequences(
    action: Action, dossier: Dossier, state: DossierState, given: Given, now: dt.datetime
) -> list[Consequence]:
    """What each choice of the form leads to; empty for acts that move nothing, or where too much depends on what is
    still to be typed."""
    if action in SILENT or given.needs_unit:
        return []
    context = context_of(dossier, state, now)
    found = []
    for when, data, private in _variants(action, state, given, context):
        after = _after(context, state, Command(action, data, private), now)
        if after is not None:
            found.append(Consequence(when, tuple(_lines(action, context, state, after))))
    return found


def _variants(action: Action, state: DossierState, given: Given, context: Context) -> Iterator[Variant]:
    match action:
        case Action.COMPLETE_STEP if len(given.outcomes) > 1:
            for key, name in given.outcomes:
                yield name, {"outcome": key}, {}
        case Action.STOP:
            yield _("Tạm dừng"), {}, {"reason": "?"}
            yield _("Dừng hẳn"), {"final": True}, {"reason": "?"}
        case Action.ACCEPT:
            yield "", {"originals": [*sorted(context.required_components)]}, {}
        case Action.ASSIGN:
            yield "", {"post": given.posts[0][0] if given.posts else ""}, {}
        case Action.ANSWER_CONSULTATION:
            yield "", {"consultation": state.consultations[0].id if state.consultations else "", "agrees": True}, {}
        case _:
            data, private = _PROBES.get(action, ({}, {}))
            yield "", data, private


_PROBES: Mapping[Action, tuple[Mapping[str, Json], Mapping[str, Json]]] = {
    Action.REQUEST_SUPPLEMENT: ({"items": ["other"], "reason_code": "answer_incomplete"}, {"items": [""]}),
    Action.CONSULT: ({"unit": "probe"}, {"question": "?"}),
    Action.RECORD_VERIFICATION: ({"finished": True}, {"content": "?"}),
    Action.FOLLOW_ELSEWHERE: ({"system": "probe"}, {}),
    Action.REFUSE: ({}, {"reason": "?"}),
    Action.HAND_OVER: ({"way": "counter"}, {}),
    Action.ISSUE_RESULT: ({"kind": "granted"}, {}),
    Action.PAUSE_FOR_PAYMENT: ({"amount": 0}, {}),
}


def _after(context: Context, state: DossierState, command: Command, now: dt.datetime) -> DossierState | None:
    try:
        decided = decide(context, state, command, now)
    except (DomainError, LookupError, ValueError):
        return None
    if isinstance(decided, Refusal):
        return None
    for event in decided:
        state = evolve(state, event)
    return state


def _lines(action: Action, context: Context, before: DossierState, after: DossierState) -> Iterator[Line]:
    yield _("Hồ sơ sang"), _place(context, after)
    if after.closed:
        returned = after.state is State.RETURNED
        yield _("Sau đó"), _("Hồ sơ hoàn tất.") if returned else _("Hồ sơ kết thúc, không mở lại được.")
        return
    if after.holder is not None and (after.holder != before.holder or action is Action.ASSIGN):
        yield _("Người giữ tiếp"), _holder(after.holder)
    yield from _dates(context, before, after)
    if after.next_at is not None:
        waits = after.paused or after.state is State.SUPPLEMENT_AT_RECEPTION
        yield (_("Chờ tới") if waits else _("Việc tiếp theo xong trước")), instant(after.next_at)


def _place(context: Context, after: DossierState) -> str:
    name = next((step.name for step in context.process.steps if step.key == after.step), "")
    return name if name and after.state in BY_NAME else words(STATES, after.state)


def _holder(holder: Holder) -> str:
    if holder.kind in HOLDERS:
        return words(HOLDERS, holder.kind)
    if holder.kind is HolderKind.POST:
        return _("Người được giao")
    parts = [unit_name(references.unit_id(holder.unit)).name, words(ROLES, holder.role) if holder.role else ""]
    return ", ".join(part for part in parts if part)


def _dates(context: Context, before: DossierState, after: DossierState) -> Iterator[Line]:
    """What becomes of the time: it starts, stands still, goes on, moves, or runs on as it was."""
    if after.paused and not before.paused:
        again = (
            _("tính lại từ đầu khi bổ sung đủ")
            if after.state is State.SUPPLEMENT_AT_SETTLEMENT and context.supplement_clock == "reset"
            else _("sau đó tính tiếp phần còn lại")
        )
        yield _("Thời hạn"), _("Dừng tính từ bây giờ, {again}").format(again=again)
    elif after.state is State.SUPPLEMENT_AT_RECEPTION:
        yield _("Thời hạn"), _("Chưa tính, vì chưa tiếp nhận")
    elif after.appointed_due is None:
        return
    elif before.appointed_due is None:
        yield _("Hẹn trả"), instant(after.appointed_due)
    elif after.appointed_due != before.appointed_due:
        moved = _("{after} (trước là {before})")
        yield _("Hẹn trả"), moved.format(after=instant(after.appointed_due), before=instant(before.appointed_due))
    elif after.state is not State.RESULT_READY and not after.paused:
        yield _("Thời hạn"), _("Vẫn chạy, hẹn trả {due}").format(due=instant(after.appointed_due))


def slip_line(slip: str, name: str) -> Sequence[Line]:
    """That a paper for the applicant comes of it."""
    return [(_("In cho người nộp"), _("Mẫu số {number}, {name}").format(number=slip, name=name))] if slip else []
