"""The page of one decision: what it changes, where it stands, and what the reader may do with it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.desk.decisions.listing import DRAFT, READ, page_in
from motcua.desk.decisions.reading import facts_of, history_of, item_views, name_of, warnings_of
from motcua.desk.decisions.trials import trial_address, trial_rows, with_trials
from motcua.desk.decisions.values import fault_words
from motcua.desk.decisions.wording import ACTS, KINDS, state_badge
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.foresight.trial.services import attached
from motcua.people.actors import Actor
from motcua.procedures.lifecycle import (
    ACT_VERBS,
    COMPETENCE_KINDS,
    ITEM_KINDS,
    DecisionAct,
    DecisionKind,
    DecisionState,
    ItemKind,
    after,
)
from motcua.procedures.models import Decision
from motcua.procedures.selectors.decisions import decision_history, decision_items, find_decision
from motcua.procedures.services.history import has_written
from motcua.web.access import holds, official

SLUGS = {
    DecisionAct.SUBMIT: "trinh",
    DecisionAct.CHECK: "kiem-soat",
    DecisionAct.SIGN: "ky",
    DecisionAct.PUT_IN_FORCE: "dua-vao-danh-muc",
    DecisionAct.REOPEN: "tra-lai",
    DecisionAct.RECALL: "rut-ve",
    DecisionAct.WITHDRAW: "bo",
}
"""The acts in the order in which they are offered, with the last part of their address."""


@dataclass(frozen=True, slots=True)
class Offer:
    text: str
    href: str


@official(READ)
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    return show(request, find_decision(uid))


def show(
    request: HttpRequest, decision: Decision, *, error: DomainError | None = None, status: int = 200
) -> HttpResponseBase:
    """The page; with ``error`` why an act was refused, each fault at its item."""
    actor, today = actor_at(request), legal_date(now())
    items = decision_items(decision, page=page_in(request.GET))
    may_edit = decision.state == DecisionState.DRAFT and holds(actor, DRAFT)
    faults = error.errors if error else []
    state, badge_look = state_badge(decision, today)
    offers, blocked = offers_for(actor, decision)
    trials = attached(decision)
    context = {
        "decision": decision,
        "name": name_of(decision),
        "state": state,
        "badge_look": badge_look,
        "look": badge_look if badge_look in {"ontime", "soon", "late", "paused"} else "done",
        "kind": words(KINDS, decision.kind),
        "where": decision.source,
        "warnings": warnings_of(decision, today),
        "facts": facts_of(decision),
        "items": items,
        "views": item_views(decision, items, may_edit=may_edit, faults=faults),
        "errors": _errors(error, faults),
        "history": with_trials(history_of(decision_history(decision)), trials),
        "trials": trial_rows(trials, decision),
        "trial_new": trial_address(actor, decision),
        "may_edit": may_edit,
        "may_lines": ItemKind.PROCEDURE in ITEM_KINDS[DecisionKind(decision.kind)],
        "offers": offers,
        "blocked": blocked,
        "compared": reverse("desk:decision_compared", args=[decision.uid]) if decision.kind in COMPETENCE_KINDS else "",
        "post_line": post_line(actor),
        "nav": "decisions",
    }
    return render(request, "desk/decisions/decision.jinja", context, status=status)


def _errors(error: DomainError | None, faults: Sequence[Mapping[str, object]]) -> list[dict[str, str]]:
    if error is None:
        return []
    listed = [{"text": say(error.code, error.params), "href": "#items-title"}]
    for fault in faults:
        ordinal = str(fault.get("field", "")).removeprefix("items[").removesuffix("]")
        text = _("Mục {number}: {fault}").format(number=ordinal, fault=fault_words(fault))
        listed.append({"text": text, "href": f"#item-{ordinal}"})
    return listed


def offers_for(actor: Actor, decision: Decision) -> tuple[list[Offer], list[dict[str, str]]]:
    """What the actor may do now, the expected next step first; and what is expected but blocked, with the reason."""
    state = DecisionState(decision.state)
    offers, blocked = [], []
    for act, slug in SLUGS.items():
        if after(state, act) is None or not any(holds(actor, verb) for verb in ACT_VERBS[act]):
            continue
        why = _why_not(actor, decision, act)
        if why:
            blocked.append({"text": words(ACTS, act), "why": why})
        else:
            offers.append(Offer(words(ACTS, act), reverse("desk:decision_act", args=[decision.uid, slug])))
    if _waits_for_national_posting(decision) and holds(actor, "procedure.check"):
        address = reverse("desk:decision_national", args=[decision.uid])
        offers.append(Offer(_("Ghi ngày đăng CSDL quốc gia"), address))
    return offers, blocked


def _waits_for_national_posting(decision: Decision) -> bool:
    in_force = decision.state == DecisionState.IN_FORCE and decision.kind != DecisionKind.BASELINE
    return in_force and decision.nationally_posted_on is None


def _why_not(actor: Actor, decision: Decision, act: DecisionAct) -> str:
    if act is not DecisionAct.SIGN:
        return ""
    if actor.user_id is None or has_written(decision, actor.user_id):
        return say("signer_is_drafter")
    return say("signer_is_checker") if actor.user_id == decision.checked_by_id else ""
