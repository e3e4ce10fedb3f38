"""Which acts a person may do on a dossier now, and which expected ones not yet, with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.texts import say
from motcua.desk.wording import ACTIONS, words
from motcua.dossiers.context import context_of
from motcua.dossiers.lifecycle import (
    Action,
    Context,
    DossierState,
    Flag,
    asked_before,
    possible_actions,
    standing_refusal,
)
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import decide_act
from motcua.people.actors import Actor
from motcua.procedures.process import StepKind

SHOWN = 3
FIRST = (
    Action.ACCEPT,
    Action.TRANSFER,
    Action.HAND_OVER,
    Action.ANSWER_CONSULTATION,
    Action.ANSWER_SUPPLEMENT,
    Action.CONFIRM_PAYMENT,
    Action.ISSUE_RESULT,
    Action.ASSIGN,
    Action.COMPLETE_STEP,
    Action.RESUME,
    Action.REQUEST_SUPPLEMENT,
    Action.CONSULT,
)
"""The order of buttons; the rest follows in the order of the transition table."""

QUIET = frozenset({"nothing_to_assign", "nothing_to_reassign", "already_transferred", "step_action_not_allowed"})
"""Refusals nobody waits for: the act has no place at this step."""


@dataclass(frozen=True, slots=True)
class Button:
    action: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Offer:
    """``buttons`` are in sight, ``more`` behind a fold; ``blocked`` are shown greyed with the reason."""

    buttons: tuple[Button, ...]
    more: tuple[Button, ...]
    blocked: tuple[Mapping[str, str], ...]


def offer(actor: Actor, dossier: Dossier, state: DossierState, now: dt.datetime, *, query: str = "") -> Offer:
    context = context_of(dossier, state, now)
    free: list[Action] = []
    rare: list[Button] = []
    blocked: list[Mapping[str, str]] = []
    for action in _ordered(state, context):
        decision = decide_act(actor, action, dossier, state)
        if decision.code == "held_by_another_post":
            blocked.append({"text": button_words(action, state, context), "why": say(decision.code)})
        if not decision.allowed:
            continue
        why = standing_refusal(context, state, action, now)
        if why is not None:
            if why.code not in QUIET:
                blocked.append({"text": button_words(action, state, context), "why": say(why.code, why.params)})
        elif action is Action.REQUEST_SUPPLEMENT and asked_before(state):
            again = act_address(dossier, action, query)
            rare.append(Button(action.value, _("Yêu cầu bổ sung lần nữa, vì nộp chưa đúng"), again))
            blocked.append({"text": button_words(action, state, context), "why": say("supplement_only_once")})
        else:
            free.append(action)
    made = [
        Button(action.value, button_words(action, state, context), act_address(dossier, action, query))
        for action in free
    ]
    return Offer(tuple(made[:SHOWN]), (*made[SHOWN:], *rare), tuple(blocked))


def act_address(dossier: Dossier, action: Action, query: str = "") -> str:
    address = reverse("desk:act", args=[dossier.uid, action.value])
    return f"{address}?{query}" if query else address


def _ordered(state: DossierState, context: Context) -> list[Action]:
    possible = possible_actions(state.state)
    waiting_to_travel = state.accepted_at is not None and Flag.TRANSFERRED not in state.flags
    dropped: set[Action] = set()
    if waiting_to_travel:
        dropped.add(Action.COMPLETE_STEP)
    elif state.accepted_at is not None:
        dropped.add(Action.TRANSFER)
    if _kind(state, context) is StepKind.ASSIGN:
        dropped.add(Action.COMPLETE_STEP)
    ranked = [action for action in FIRST if action in possible]
    return [action for action in [*ranked, *(one for one in possible if one not in FIRST)] if action not in dropped]


def _kind(state: DossierState, context: Context) -> StepKind | None:
    return next((step.kind for step in context.process.steps if step.key == state.step), None)


def button_words(action: Action, state: DossierState, context: Context) -> str:
    """The act's name; completing a step says which."""
    if action is Action.COMPLETE_STEP and state.step:
        name = next((step.name for step in context.process.steps if step.key == state.step), state.step)
        return _("Xong bước {step}").format(step=name)
    return words(ACTIONS, action)


def refusal(action: Action, state: DossierState, context: Context, now: dt.datetime) -> str | None:
    """Why the dossier itself forbids the act now, in words; None when it may be tried."""
    found = standing_refusal(context, state, action, now)
    return say(found.code, found.params) if found is not None else None
