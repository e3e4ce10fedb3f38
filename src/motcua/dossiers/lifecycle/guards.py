"""What in the dossier itself forbids an act, whatever one would send along: asked by ``decide`` before anything is
decided, and by whoever offers acts. Pure and cheap: no date is computed, no event is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol

from motcua.forms.evaluation import Scope
from motcua.procedures.bundle import RUNNING
from motcua.procedures.process import END, MAX_STEPS, Process, Step, StepKind
from motcua.procedures.process_conditions import default_outcome
from motcua.procedures.terms import Limit

from .commands import Action
from .state import DossierState
from .states import RECEPTION_STATES, Flag, State
from .table import BY_ACTION, possible_actions
from .types import Refusal

MAX_STEP_VISITS = 200
"""A process that turns in a circle is stopped here; no real one comes near."""

AFTER_WORK = frozenset({StepKind.RESULT, StepKind.HAND_OVER})
"""Steps of a process that are done by issuing and handing over the result, not by completing a step."""

AFTER_LAST_STEP = frozenset({Action.REFUSE, Action.PAUSE_FOR_PAYMENT})
"""What can still be done when every step is done and the result is awaited, beside issuing it."""


class Law(Protocol):
    """What guards ask: the part of :class:`Context` that needs no calendar."""

    @property
    def process(self) -> Process: ...
    @property
    def statutory(self) -> Limit | None: ...
    @property
    def instant(self) -> bool: ...
    @property
    def scope(self) -> Scope: ...


Guard = Callable[[Law, DossierState, dt.datetime], Refusal | None]


def standing_refusal(law: Law, state: DossierState, action: Action, now: dt.datetime) -> Refusal | None:
    """Why ``action`` cannot be done now with any data; None when some data would be accepted."""
    row = BY_ACTION.get(action)
    if row is None:
        return Refusal("action_unknown", {"action": str(action)})
    if state.state not in row.sources:
        return Refusal("not_in_this_state", {"action": str(action), "state": str(state.state)})
    guard = GUARDS.get(action)
    return guard(law, state, now) if guard is not None else None


def offered(law: Law, state: DossierState, now: dt.datetime) -> tuple[Action, ...]:
    """The acts that can be done now with the right data, in the table's order. Rights are asked elsewhere."""
    return tuple(a for a in possible_actions(state.state) if standing_refusal(law, state, a, now) is None)


def step_of(law: Law, state: DossierState) -> Step | None:
    """The open step of the process."""
    return next((step for step in law.process.steps if step.key == state.step), None)


def next_step(law: Law, step: Step) -> Step | None:
    """Where the dossier stands next when ``step`` ends as usual: automatic steps are passed; None at the end."""
    here: Step | None = step
    for _ in range(MAX_STEPS):
        chosen = default_outcome(here, law.scope) if here is not None else None
        to = chosen.to if chosen is not None else END
        here = next((one for one in law.process.steps if one.key == to), None)
        if here is None or here.kind is not StepKind.AUTOMATIC:
            return here
    return None


def _ends_work(law: Law, step: Step) -> bool:
    target = next_step(law, step)
    return target is None or target.kind in AFTER_WORK


def _permitted(law: Law, state: DossierState, action: Action) -> Refusal | None:
    """The open step must permit the act (its list in the internal process)."""
    step = step_of(law, state)
    if step is not None:
        allowed = step.permits(action.value)
        return None if allowed else Refusal("step_action_not_allowed", {"action": action.value, "step": step.name})
    return None if action in AFTER_LAST_STEP else Refusal("no_step_left")


def _waiting_for_opinions(state: DossierState, now: dt.datetime) -> Refusal | None:
    """Work goes on without an opinion only when its time is over (art. 19.5)."""
    waiting = [c for c in state.consultations if c.due_at > now]
    return Refusal("consultations_open", {"count": len(waiting)}) if waiting else None


def _accept(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    if law.statutory is None and not law.instant:
        return Refusal("procedure_not_open", {"reasons": ["limit_unknown"]})
    return None


def _transfer(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    if Flag.TRANSFERRED in state.flags:
        return Refusal("already_transferred")
    return None


def _request_supplement(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    return None if state.state in RECEPTION_STATES else _permitted(law, state, Action.REQUEST_SUPPLEMENT)


def _parts_open(state: DossierState) -> Refusal | None:
    """A whole goes on when its parts have ended (art. 19.6)."""
    running = sorted(key for key, part in state.parts.items() if part.status in RUNNING)
    return Refusal("parts_open", {"count": len(running)}) if running else None


def _answer_supplement(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    """What a part asked for is answered there."""
    asked = sorted(key for key, part in state.parts.items() if part.pauses)
    at_settlement = state.state is State.SUPPLEMENT_AT_SETTLEMENT
    return Refusal("asked_by_part", {"count": len(asked)}) if asked and at_settlement else None


def _hand_over(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    return Refusal("returned_with_whole") if state.with_whole else None


def _refuse(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    if state.state in RECEPTION_STATES:
        return None
    if state.consultations:
        return Refusal("consultations_open", {"count": len(state.consultations)})
    return _parts_open(state) or _permitted(law, state, Action.REFUSE)


def _assign(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    step = step_of(law, state)
    if step is None or Flag.TRANSFERRED not in state.flags:
        return Refusal("nothing_to_assign")
    if step.kind is not StepKind.ASSIGN:
        return None
    if _ends_work(law, step):
        return Refusal("nothing_to_assign")
    if state.state is State.VERIFYING:
        return Refusal("verification_open")
    return _waiting_for_opinions(state, now)


def _complete_step(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    if Flag.TRANSFERRED not in state.flags:
        return None
    if step_of(law, state) is None:
        return Refusal("no_step_left")
    if state.step_visits >= MAX_STEP_VISITS:
        return Refusal("process_loop", {"limit": MAX_STEP_VISITS})
    return _parts_open(state) or _waiting_for_opinions(state, now)


def _record_verification(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    return None if state.state is State.VERIFYING else _permitted(law, state, Action.RECORD_VERIFICATION)


def _consult(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    if Flag.TRANSFERRED not in state.flags:
        return Refusal("not_transferred")
    return _permitted(law, state, Action.CONSULT)


def _follow_elsewhere(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    if Flag.TRANSFERRED not in state.flags:
        return Refusal("not_transferred")
    return None if state.state is State.ELSEWHERE else _permitted(law, state, Action.FOLLOW_ELSEWHERE)


def _pause_for_payment(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    return _permitted(law, state, Action.PAUSE_FOR_PAYMENT)


def _apologise(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    return Refusal("no_due_date") if state.appointed_due is None else None


def _issue_result(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    if state.consultations:
        return Refusal("consultations_open", {"count": len(state.consultations)})
    still = _parts_open(state)
    if still is not None:
        return still
    step = step_of(law, state)
    if step is None or Flag.INSTANT in state.flags:
        return None
    signs = step.kind is StepKind.SIGN or Action.ISSUE_RESULT.value in step.actions
    if not signs or Flag.TRANSFERRED not in state.flags or not _ends_work(law, step):
        return Refusal("steps_remaining", {"step": step.key})
    return None


def _reassign(law: Law, state: DossierState, now: dt.datetime) -> Refusal | None:
    if not state.assignee or step_of(law, state) is None or Flag.TRANSFERRED not in state.flags:
        return Refusal("nothing_to_reassign")
    return None


GUARDS: Mapping[Action, Guard] = {
    Action.ACCEPT: _accept,
    Action.TRANSFER: _transfer,
    Action.REQUEST_SUPPLEMENT: _request_supplement,
    Action.ANSWER_SUPPLEMENT: _answer_supplement,
    Action.HAND_OVER: _hand_over,
    Action.REFUSE: _refuse,
    Action.ASSIGN: _assign,
    Action.COMPLETE_STEP: _complete_step,
    Action.RECORD_VERIFICATION: _record_verification,
    Action.CONSULT: _consult,
    Action.FOLLOW_ELSEWHERE: _follow_elsewhere,
    Action.PAUSE_FOR_PAYMENT: _pause_for_payment,
    Action.APOLOGISE: _apologise,
    Action.ISSUE_RESULT: _issue_result,
    Action.REASSIGN: _reassign,
}
