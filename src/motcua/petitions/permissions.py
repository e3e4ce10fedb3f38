"""Who may do what with a petition. Everything is decided on the units it belongs to, through the one grant table of
``people``; the sender reaches the own one, by the account it was sent from or by the secret of its receipt."""

from __future__ import annotations

import hmac

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.core.errors import NotAllowed, NotFound
from motcua.people.actors import Actor, ActorKind
from motcua.people.permissions import Decision, decide, scope, standing_for
from motcua.petitions.lifecycle import AT_DESK, SENDER_ACTIONS, SYSTEM_ACTIONS, Action, State, possible_actions
from motcua.petitions.models import Petition, PetitionNoticed

READ = "petition.read"
RECEIVE = "petition.receive"
ASSIGN = "petition.assign"
HANDLE = "petition.handle"
APPROVE = "petition.approve"
PUBLISH = "petition.publish"
LEAD_AWAY = "petition.lead_away"
QUALITY = "petition.quality"
SUPERVISE = "petition.supervise"
CONFIGURE = "petition.configure"

VERBS = {
    READ: _("Xem phản ánh, kiến nghị"),
    RECEIVE: _("Tiếp nhận, phân loại phản ánh, kiến nghị"),
    ASSIGN: _("Chuyển phản ánh, kiến nghị đến đơn vị xử lý"),
    HANDLE: _("Xử lý, trả lời phản ánh, kiến nghị"),
    APPROVE: _("Duyệt câu trả lời phản ánh, kiến nghị"),
    PUBLISH: _("Công khai phản ánh, kiến nghị"),
    LEAD_AWAY: _("Xem đơn khiếu nại, tố cáo đã tách riêng"),
    QUALITY: _("Chấm chất lượng trả lời phản ánh, kiến nghị"),
    SUPERVISE: _("Theo dõi phản ánh, kiến nghị sắp trễ, quá hạn"),
    CONFIGURE: _("Sửa danh mục, thời hạn phản ánh, kiến nghị"),
}

UNIT_FIELDS = ("reception_unit", "owner_unit", "holder_unit")

_YES = Decision(allowed=True, code="allowed")
_NOT_SENDER = Decision(allowed=False, code="not_the_sender")
_NOT_GRANTED = Decision(allowed=False, code="verb_not_granted")


def reached(actor: Actor, verb: str, *fields: str) -> Q:
    """As :func:`motcua.people.permissions.scope`, fit for ``|``: an empty condition vanishes there instead of letting
    everything through."""
    found = scope(actor, verb, *fields)
    return found if found else Q(pk__isnull=False)


def knows_secret(petition: Petition, secret: str) -> bool:
    """Whether ``secret`` is the one on the sender's receipt."""
    return bool(secret) and hmac.compare_digest(secret.encode(), petition.secret.encode())


def is_sender(actor: Actor, petition: Petition, secret: str = "") -> bool:
    mine = actor.kind is ActorKind.CITIZEN and actor.user_id is not None and petition.account_id == actor.user_id
    return mine or knows_secret(petition, secret)


def decide_read(actor: Actor, petition: Petition, secret: str = "") -> Decision:
    """A complaint or denunciation that was led away needs a verb of its own; nothing else opens it to an official."""
    if is_sender(actor, petition, secret) or actor.is_system:
        return _YES
    units = [petition.reception_unit_id, petition.owner_unit_id, petition.holder_unit_id]
    if petition.state == State.LED_AWAY:
        return decide(actor, LEAD_AWAY, [unit for unit in units if unit is not None])
    decision = decide(actor, READ, [unit for unit in units if unit is not None])
    if decision.allowed or actor.kind is ActorKind.CITIZEN:
        return decision
    noticed = list(petition.noticed.values_list("unit_id", flat=True))
    return decide(actor, READ, noticed) if noticed else decision


def scope_read(actor: Actor) -> Q:
    """The petitions ``actor`` may read: exactly those :func:`decide_read` allows without a secret."""
    if actor.is_system:
        return Q(pk__isnull=False)
    mine = Q(account=actor.user_id) if actor.kind is ActorKind.CITIZEN and actor.user_id is not None else Q(pk__in=[])
    plain = ~Q(state=State.LED_AWAY.value) & (reached(actor, READ, *UNIT_FIELDS) | _scope_noticed(actor))
    apart = Q(state=State.LED_AWAY.value) & reached(actor, LEAD_AWAY, *UNIT_FIELDS)
    return mine | plain | apart


def _scope_noticed(actor: Actor) -> Q:
    reach = actor.reach_of(READ)
    if reach.everywhere or not reach.units or actor.kind is ActorKind.CITIZEN:
        return Q(pk__in=[])
    return Q(pk__in=PetitionNoticed.objects.filter(unit__in=sorted(reach.units)).values("petition"))


def require_read(actor: Actor, petition: Petition | None, secret: str = "") -> Petition:
    """Raises NotFound for no petition and for one out of reach alike."""
    if petition is None or not decide_read(actor, petition, secret).allowed:
        raise NotFound("petition_unknown")
    return petition


_AT_DESK = {
    *(Action.VERIFY, Action.REJECT, Action.MERGE, Action.UNMERGE, Action.LEAD_AWAY, Action.FORWARD),
    *(Action.MARK_URGENT, Action.CROSS_NOTICE, Action.CORRECT, Action.CLOSE, Action.REOPEN, Action.RATE),
    Action.WITHDRAW,
}
_BY_UNIT = {Action.TAKE, Action.RETURN_TO_OPERATOR, Action.ANSWER}


def verbs_and_units(action: Action, petition: Petition) -> list[tuple[str, list[int]]]:
    """What carries an act: any one of these verbs, on any one of its units."""
    desk = [petition.reception_unit_id]
    unit = [petition.owner_unit_id] if petition.owner_unit_id is not None else []
    if action is Action.REOPEN and petition.state == State.LED_AWAY:
        return [(LEAD_AWAY, desk)]
    if action in _AT_DESK:
        return [(RECEIVE, desk)]
    if action in _BY_UNIT:
        return [(HANDLE, unit)]
    match action:
        case Action.ASSIGN:
            # The head of the unit it lies with may hand it on to a part of the own agency.
            return [(ASSIGN, desk), (APPROVE, unit)]
        case Action.ASK_SENDER | Action.GO_ON | Action.SENDER_ANSWERS:
            at_desk = petition.state in AT_DESK
            return [(RECEIVE, desk)] if at_desk else [(HANDLE, unit), (RECEIVE, desk)]
        case Action.EXTEND | Action.APPROVE:
            return [(APPROVE, unit)]
        case Action.RETURN_TO_UNIT:
            return [(APPROVE, unit), (RECEIVE, desk), (PUBLISH, desk)]
        case Action.PUBLISH | Action.WITHHOLD:
            return [(PUBLISH, desk)]
        case Action.RECORD_APOLOGY:
            return [(HANDLE, unit), (APPROVE, unit), (RECEIVE, desk)]
        case _:
            return []


def decide_act(actor: Actor, action: Action, petition: Petition, secret: str = "") -> Decision:
    """May ``actor`` do ``action`` on ``petition`` as it stands? The transition table is asked elsewhere."""
    if actor.is_system:
        return _YES
    if action in SYSTEM_ACTIONS:
        return _NOT_GRANTED
    if action in SENDER_ACTIONS and is_sender(actor, petition, secret):
        return _YES
    if actor.kind is ActorKind.CITIZEN:
        return _NOT_SENDER if action in SENDER_ACTIONS else _NOT_GRANTED
    decision = _NOT_GRANTED
    for verb, units in verbs_and_units(action, petition):
        decision = decide(actor, verb, units)
        if decision.allowed:
            return decision
    return decision


def require_act(actor: Actor, action: Action, petition: Petition, secret: str = "") -> None:
    """Raises NotFound for whoever may not even read the petition, NotAllowed with the reason for the others."""
    decision = decide_act(actor, action, petition, secret)
    if decision.allowed:
        return
    require_read(actor, petition, secret)
    raise NotAllowed(decision.code, params={"action": str(action)})


def require_target(actor: Actor, target: int, petition: Petition) -> None:
    """Who may assign only as the head of the unit that has it hands it on within the own reach. Raises NotAllowed."""
    if decide(actor, ASSIGN, [petition.reception_unit_id]).allowed:
        return
    decision = decide(actor, HANDLE, [target])
    if not decision.allowed:
        raise NotAllowed(decision.code, params={"action": str(Action.ASSIGN)})


def acting_for(actor: Actor, action: Action, petition: Petition) -> str:
    """The title on whose behalf an act is done, when a delegation carries it; empty for an own post."""
    for verb, units in verbs_and_units(action, petition):
        standing = standing_for(actor, verb, units)
        if standing is not None:
            return standing.on_behalf_of or ""
    return ""


def allowed_actions(actor: Actor, petition: Petition, secret: str = "") -> list[Action]:
    """The acts that the state and the rights of ``actor`` both allow, in the table's order."""
    possible = possible_actions(State(petition.state))
    return [action for action in possible if decide_act(actor, action, petition, secret).allowed]
