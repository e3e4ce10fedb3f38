"""Who may do what with a dossier. Everything is decided on the units the dossier belongs to, through the one grant
table of ``people``; the applicant reaches only the own dossiers and only the acts listed here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.core.errors import NotAllowed, NotFound
from motcua.people.actors import Actor, ActorKind
from motcua.people.permissions import Decision, decide, scope, standing_for

from .lifecycle import Action, DossierState, Holder, HolderKind, State
from .lifecycle.states import RECEPTION_STATES
from .models import Consultation, Dossier, Forwarding
from .references import post_id, unit_id
from .rerouting import units_under_way

READ = "dossier.read"
READ_PRIVATE = "dossier.read_private"
RECEIVE = "dossier.receive"
SUBMIT_FOR = "dossier.submit_for"
ASSIGN = "dossier.assign"
SETTLE = "dossier.settle"
SIGN = "dossier.sign"
STOP = "dossier.stop"
CORRECT = "dossier.correct"
EXPORT = "dossier.export"
RESPONSIBILITY = "dossier.responsibility"
RESPONSIBILITY_READ = "dossier.responsibility_read"
CAUSES = "dossier.causes"
TIMERS = "dossier.timers"
OUTAGE = "dossier.outage"

VERBS = {
    READ: _("Xem hồ sơ"),
    READ_PRIVATE: _("Xem dữ liệu cá nhân trong hồ sơ"),
    SUBMIT_FOR: _("Nộp hồ sơ thay người dân"),
    RECEIVE: _("Tiếp nhận và trả kết quả"),
    ASSIGN: _("Phân công xử lý"),
    SETTLE: _("Thụ lý hồ sơ"),
    SIGN: _("Ký kết quả"),
    STOP: _("Dừng và tiếp tục xử lý"),
    CORRECT: _("Đính chính kết quả"),
    EXPORT: _("Xuất danh sách hồ sơ"),
    RESPONSIBILITY: _("Kết luận trách nhiệm hồ sơ chậm"),
    RESPONSIBILITY_READ: _("Xem hồ sơ xác định trách nhiệm"),
    CAUSES: _("Sửa danh mục nguyên nhân chậm"),
    TIMERS: _("Sửa quy tắc hẹn giờ"),
    OUTAGE: _("Công bố hệ thống ngừng hoạt động"),
}

APPLICANT_ACTIONS = frozenset({Action.ANSWER_SUPPLEMENT, Action.WITHDRAW, Action.ADD_DOCUMENT})
UNIT_FIELDS = ("reception_unit", "settling_unit", "holder_unit")

_YES = Decision(allowed=True, code="allowed")
_NO_APPLICANT = Decision(allowed=False, code="not_the_applicant")
_NOT_HOLDER = Decision(allowed=False, code="held_by_another_post")


def step_verb(role: str) -> str:
    """The verb that completing a step of ``role`` needs."""
    return f"dossier.step.{role}"


def is_applicant(actor: Actor, dossier: Dossier) -> bool:
    """The account that filed the dossier, or the person it is about."""
    if actor.kind is not ActorKind.CITIZEN:
        return False
    return (actor.user_id is not None and dossier.account_id == actor.user_id) or (
        actor.party_id is not None and dossier.applicant_id == actor.party_id
    )


def decide_read(actor: Actor, dossier: Dossier) -> Decision:
    if is_applicant(actor, dossier):
        return _YES
    units = [dossier.reception_unit_id, dossier.settling_unit_id, dossier.holder_unit_id]
    decision = decide(actor, READ, units)
    if decision.allowed or actor.kind is ActorKind.CITIZEN:
        return decision
    concerned = dossier.consultations.values_list("unit_id").union(dossier.forwardings.values_list("from_unit_id"))
    units = [*(unit for (unit,) in concerned), *units_under_way(dossier)]
    return decide(actor, READ, units) if units else decision


def scope_read(actor: Actor) -> Q:
    """The dossiers ``actor`` may read: exactly those :func:`decide_read` allows."""
    if actor.kind is ActorKind.CITIZEN:
        mine = Q(account=actor.user_id) if actor.user_id is not None else Q(pk__in=[])
        return mine | Q(applicant=actor.party_id) if actor.party_id is not None else mine
    return scope(actor, READ, *UNIT_FIELDS) | _scope_concerned(actor)


def _scope_concerned(actor: Actor) -> Q:
    """The dossiers on which a unit in reach was asked for an opinion, or which its desk sent on to another one."""
    reach = actor.reach_of(READ)
    if reach.everywhere:
        return Q()
    if not reach.units:
        return Q(pk__in=[])
    units = sorted(reach.units)
    asked = Consultation.objects.filter(unit__in=units).values("dossier")
    return Q(pk__in=asked) | Q(pk__in=Forwarding.objects.filter(from_unit__in=units).values("dossier"))


def require_read(actor: Actor, dossier: Dossier | None) -> None:
    """Raises NotFound for no dossier and for one out of reach alike."""
    if dossier is None or not decide_read(actor, dossier).allowed:
        raise NotFound("dossier_unknown")


def _verb_and_units(action: Action, state: DossierState) -> tuple[str, list[int]]:
    """The verb an act needs in this state, and the units of which one must be reached."""
    reception, settling = unit_id(state.reception_unit), unit_id(state.settling_unit)
    holder = unit_id(state.holder.unit) if state.holder else settling
    at_desk = state.state in RECEPTION_STATES or (
        state.state is State.STOPPED and state.stopped_from in RECEPTION_STATES
    )
    match action:
        case Action.ACCEPT | Action.HAND_OVER | Action.TRANSFER | Action.WITHDRAW | Action.ANSWER_SUPPLEMENT:
            return RECEIVE, [reception]
        case Action.CONFIRM_PAYMENT:
            return RECEIVE, [reception, settling]
        case Action.REQUEST_SUPPLEMENT:
            return (RECEIVE, [reception]) if at_desk else (SETTLE, [settling, holder])
        case Action.REFUSE:
            return (RECEIVE, [reception]) if at_desk else (SIGN, [settling])
        case Action.ADD_DOCUMENT:
            return (RECEIVE, [reception]) if at_desk else (SETTLE, [settling, holder])
        case Action.ASSIGN | Action.REASSIGN:
            return ASSIGN, [holder]
        case Action.ANSWER_CONSULTATION:
            return SETTLE, [unit_id(c.unit) for c in state.consultations]
        case Action.STOP | Action.RESUME:
            return (RECEIVE, [reception]) if at_desk else (STOP, [settling])
        case Action.APOLOGISE | Action.ISSUE_RESULT:
            return SIGN, [settling]
        case Action.CORRECT_RESULT:
            return CORRECT, [settling]
        case _:
            return SETTLE, [settling, holder]


def _decide_step(actor: Actor, holder: Holder) -> Decision:
    """A step belongs to its role in the holding unit; a step with a named post to that post, or to who assigns."""
    unit = unit_id(holder.unit)
    decision = decide(actor, step_verb(holder.role), [unit])
    if not decision.allowed or holder.kind is not HolderKind.POST or actor.is_system:
        return decision
    if any(standing.post_id == post_id(holder.ref) for standing in actor.standings):
        return _YES
    return _YES if decide(actor, ASSIGN, [unit]).allowed else _NOT_HOLDER


def decide_act(actor: Actor, action: Action, dossier: Dossier, state: DossierState) -> Decision:
    """May ``actor`` do ``action`` on ``dossier`` in ``state``? The transition table is asked elsewhere."""
    if actor.kind is ActorKind.CITIZEN:
        if action not in APPLICANT_ACTIONS:
            return Decision(allowed=False, code="verb_not_granted")
        return _YES if is_applicant(actor, dossier) else _NO_APPLICANT
    if action is Action.COMPLETE_STEP and state.holder is not None and state.state is not State.SUBMITTED:
        return _decide_step(actor, state.holder)
    verb, units = _verb_and_units(action, state)
    return decide(actor, verb, units)


def require_act(actor: Actor, action: Action, dossier: Dossier, state: DossierState) -> None:
    """Raises NotFound for whoever may not even read the dossier, NotAllowed with the reason for the others."""
    decision = decide_act(actor, action, dossier, state)
    if decision.allowed:
        return
    require_read(actor, dossier)
    raise NotAllowed(decision.code, params={"action": str(action)})


def _standing_in(actor: Actor, holder: Holder | None) -> str:
    """On whose behalf, when the dossier is in the hands of a post that the actor fills for somebody else only. One's
    own post in the same unit might do the same act; it was not asked."""
    if holder is None or holder.kind is not HolderKind.POST:
        return ""
    key = post_id(holder.ref)
    filling = [standing for standing in actor.standings if standing.post_id == key]
    if not filling or any(standing.on_behalf_of is None for standing in filling):
        return ""
    return filling[0].on_behalf_of or ""


def acting_for(actor: Actor, action: Action, state: DossierState) -> str:
    """The title on whose behalf an act is done, when a delegation carries it; empty for an own post."""
    stood_in = _standing_in(actor, state.holder)
    if stood_in:
        return stood_in
    if action is Action.COMPLETE_STEP and state.holder is not None:
        verb, units = step_verb(state.holder.role), [unit_id(state.holder.unit)]
    elif actor.kind is ActorKind.OFFICIAL:
        verb, units = _verb_and_units(action, state)
    else:
        return ""
    standing = standing_for(actor, verb, units)
    return (standing.on_behalf_of or "") if standing else ""


def may_open_parts(actor: Actor, dossier: Dossier) -> bool:
    """Try a part that could not open: the desk that received the whole, or its lead agency."""
    settling = [dossier.settling_unit_id, dossier.holder_unit_id]
    return decide(actor, RECEIVE, [dossier.reception_unit_id]).allowed or decide(actor, SETTLE, settling).allowed


def require_open_parts(actor: Actor, dossier: Dossier | None) -> None:
    """Raises NotFound for whoever may not read the whole, NotAllowed for whoever may only read it."""
    require_read(actor, dossier)
    if dossier is None or not may_open_parts(actor, dossier):
        raise NotAllowed("not_allowed")


def allowed(actor: Actor, actions: Iterable[Action], dossier: Dossier, state: DossierState) -> list[Action]:
    return [action for action in actions if decide_act(actor, action, dossier, state).allowed]
