"""The life of a decision: drafted, submitted, checked, signed by a second person, put in force.

What is checked is exactly what is signed and what comes into force: the digest over the decision, its items and their
differences is computed at the check, confirmed by the signer with a second factor, and computed again at the end.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.core import outbox
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.forms.cleaning import UncleanError, clean_lines
from motcua.people.actors import Actor
from motcua.people.models import User
from motcua.people.permissions import require
from motcua.people.services.sign_in import confirm_totp
from motcua.procedures.items import CompetenceItem
from motcua.procedures.lifecycle import (
    ACT_VERBS,
    COMPETENCE_KINDS,
    NEEDS_REASON,
    DecisionAct,
    DecisionKind,
    DecisionNoteKind,
    DecisionState,
    after,
)
from motcua.procedures.models import Decision, ProcedureVersion
from motcua.procedures.services.applying import apply_item
from motcua.procedures.services.decision_content import (
    ReadItem,
    decision_digest,
    faults_of,
    item_diff,
    read_items,
)
from motcua.procedures.services.history import has_written, note
from motcua.procedures.services.locking import lock_registry
from motcua.procedures.services.standing import version_on

MOST_REASON = 2_000


def require_act(actor: Actor, act: DecisionAct) -> None:
    """Raises NotAllowed unless the actor holds one of the act's verbs for the whole province."""
    verbs = ACT_VERBS[act]
    if not any(actor.reach_of(verb).everywhere for verb in verbs):
        require(actor, verbs[0], ())


def move(uid: UUID, act: DecisionAct, *, actor: Actor, expected: int | None = None) -> Decision:
    """Lock the decision for an act. Raises NotAllowed without one of the act's verbs, NotFound ``decision_not_found``,
    Conflict ``decision_moved`` when its state does not allow the act (any more), ``decision_edited`` when it is not the
    revision that was looked at."""
    require_act(actor, act)
    decision = locked_decision(uid)
    state = after(DecisionState(decision.state), act)
    if state is None:
        raise Conflict("decision_moved", params={"state": decision.state, "act": act.value})
    require_revision(decision, expected)
    decision.state = state.value
    decision.revision += 1
    return decision


def locked_decision(uid: UUID) -> Decision:
    decision = Decision.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if decision is None:
        raise NotFound("decision_not_found")
    return decision


def require_revision(decision: Decision, expected: int | None) -> None:
    """Raises Conflict ``decision_edited`` when somebody wrote since the revision ``expected``."""
    if expected is not None and expected != decision.revision:
        raise Conflict("decision_edited", params={"seen": expected, "is": decision.revision})


@transaction.atomic
def submit_decision(uid: UUID, *, actor: Actor, now: dt.datetime, expected: int | None = None) -> Decision:
    """Hand the draft to control. Raises Invalid as :func:`check_decision`."""
    decision = move(uid, DecisionAct.SUBMIT, actor=actor, expected=expected)
    _sound(decision)
    decision.save(update_fields=["state", "revision"])
    note(DecisionNoteKind.SUBMIT, decision, actor=actor, now=now)
    return decision


@transaction.atomic
def recall_decision(uid: UUID, *, actor: Actor, now: dt.datetime, expected: int | None = None) -> Decision:
    """Take a submitted decision back to go on writing."""
    decision = move(uid, DecisionAct.RECALL, actor=actor, expected=expected)
    decision.save(update_fields=["state", "revision"])
    note(DecisionNoteKind.RECALL, decision, actor=actor, now=now)
    return decision


@transaction.atomic
def check_decision(uid: UUID, *, actor: Actor, now: dt.datetime, expected: int | None = None) -> Decision:
    """Control (TT 01/2018 art. 8; ND63/2010): every item is sound, and its difference is written down. Raises Invalid
    ``decision_empty``, ``decision_number_missing`` or ``decision_faulty`` with the faults."""
    decision = move(uid, DecisionAct.CHECK, actor=actor, expected=expected)
    items = _sound(decision)
    for one in items:
        one.row.diff = item_diff(one, decision.effective_on)
        one.row.base = version_on(one.row.procedure_key, decision.effective_on) if one.row.procedure_key else None
        one.row.save(update_fields=["diff", "base"])
    decision.digest = decision_digest(decision, items)
    decision.checked_by_id, decision.checked_at = actor.user_id, now
    decision.save(update_fields=["state", "revision", "digest", "checked_by", "checked_at"])
    note(DecisionNoteKind.CHECK, decision, actor=actor, now=now)
    return decision


def _sound(decision: Decision) -> list[ReadItem]:
    """The items of a decision that can come into force as it is written."""
    items = read_items(decision)
    if not items:
        raise Invalid("decision_empty")
    if not decision.number.strip():
        raise Invalid("decision_number_missing")
    if faults := faults_of(decision, items):
        raise Invalid("decision_faulty", errors=faults)
    return items


@transaction.atomic
def reopen_decision(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime, expected: int | None = None) -> Decision:
    """Send a submitted or checked decision back to its drafter. Raises Invalid ``reason_missing``."""
    decision = move(uid, DecisionAct.REOPEN, actor=actor, expected=expected)
    said = reason_given(DecisionAct.REOPEN, reason)
    decision.digest, decision.checked_by, decision.checked_at = "", None, None
    decision.save(update_fields=["state", "revision", "digest", "checked_by", "checked_at"])
    note(DecisionNoteKind.REOPEN, decision, actor=actor, now=now, text=said)
    return decision


@transaction.atomic
def withdraw_decision(
    uid: UUID, *, reason: str, actor: Actor, now: dt.datetime, expected: int | None = None
) -> Decision:
    """Give up a decision that is not signed. Raises Invalid ``reason_missing``."""
    decision = move(uid, DecisionAct.WITHDRAW, actor=actor, expected=expected)
    said = reason_given(DecisionAct.WITHDRAW, reason)
    decision.save(update_fields=["state", "revision"])
    note(DecisionNoteKind.WITHDRAW, decision, actor=actor, now=now, text=said)
    return decision


def reason_given(act: DecisionAct, reason: str) -> str:
    """The reason, clean. Raises Invalid ``reason_missing``, ``text_too_long`` or what cannot be kept."""
    try:
        said = clean_lines(reason)
    except UncleanError as error:
        raise Invalid(error.code, errors=[{"field": "reason", "code": error.code}]) from error
    if act in NEEDS_REASON and not said:
        raise Invalid("reason_missing", errors=[{"field": "reason", "code": "reason_missing"}])
    if len(said) > MOST_REASON:
        params = {"most": MOST_REASON}
        raise Invalid("text_too_long", params=params, errors=[{"field": "reason", "code": "text_too_long", **params}])
    return said


def sign_decision(
    uid: UUID, *, digest: str, code: str, actor: Actor, now: dt.datetime, signed_on: dt.date | None = None
) -> Decision:
    """Sign what ``digest`` names, with the second factor. The signer is neither who wrote in the draft nor who checked
    it. Repeated by the signer for the same digest it answers as the first time. Raises NotAllowed
    ``signer_is_drafter``, ``signer_is_checker`` or what :func:`confirm_totp` raises, Conflict ``decision_changed`` when
    the decision no longer is what the signer saw, ``decision_moved`` when somebody else was faster."""
    require_act(actor, DecisionAct.SIGN)
    decision = Decision.objects.filter(uid=uid).first()
    if decision is None:
        raise NotFound("decision_not_found")
    if _is_signed_so(decision, digest, actor):
        return decision
    signer = _signer(decision, digest, actor)
    # Before the transaction: a refused code stays counted.
    try:
        confirm_totp(User.objects.get(pk=signer), code, now)
    except NotAllowed:
        if done := _signed_meanwhile(uid, digest, actor):
            return done
        raise
    return _sign(uid, digest, actor, now, signed_on or legal_date(now))


def _is_signed_so(decision: Decision, digest: str, actor: Actor) -> bool:
    signed = decision.state in {DecisionState.SIGNED, DecisionState.IN_FORCE}
    return signed and actor.user_id is not None and decision.signed_by_id == actor.user_id and decision.digest == digest


@transaction.atomic
def _signed_meanwhile(uid: UUID, digest: str, actor: Actor) -> Decision | None:
    """The same click twice: the first has used the code. Waits for it."""
    decision = locked_decision(uid)
    return decision if _is_signed_so(decision, digest, actor) else None


def _signer(decision: Decision, digest: str, actor: Actor) -> int:
    """The user who may sign the decision as it is now."""
    if actor.user_id is None or has_written(decision, actor.user_id):
        raise NotAllowed("signer_is_drafter")
    if after(DecisionState(decision.state), DecisionAct.SIGN) is None:
        raise Conflict("decision_moved", params={"state": decision.state, "act": DecisionAct.SIGN.value})
    if actor.user_id == decision.checked_by_id:
        raise NotAllowed("signer_is_checker")
    if digest != decision.digest:
        raise Conflict("decision_changed")
    return actor.user_id


@transaction.atomic
def _sign(uid: UUID, digest: str, actor: Actor, now: dt.datetime, signed_on: dt.date) -> Decision:
    before = locked_decision(uid)
    signer = _signer(before, digest, actor)
    if decision_digest(before, read_items(before)) != digest:
        raise Conflict("decision_changed")
    before.state = DecisionState.SIGNED.value
    before.revision += 1
    before.signed_by_id, before.signed_at, before.signed_on = signer, now, signed_on
    before.save(update_fields=["state", "revision", "signed_by", "signed_at", "signed_on"])
    note(DecisionNoteKind.SIGN, before, actor=actor, now=now)
    return before


@transaction.atomic
def put_in_force(uid: UUID, *, actor: Actor, now: dt.datetime) -> Decision:
    """Write what was signed into the registry, in force from the decision's day. Raises Conflict ``decision_stale``
    when the wording it was checked against has changed since, ``decision_faulty`` when an item no longer fits."""
    lock_registry()
    decision = move(uid, DecisionAct.PUT_IN_FORCE, actor=actor)
    items = read_items(decision)
    if decision_digest(decision, items) != decision.digest:
        raise Conflict("decision_changed")
    for one in items:
        base = version_on(one.row.procedure_key, decision.effective_on) if one.row.procedure_key else None
        if (base.pk if base else None) != one.row.base_id:
            raise Conflict("decision_stale", params={"procedure": one.row.procedure_key})
    if faults := faults_of(decision, items):
        raise Conflict("decision_faulty", errors=faults)
    decision.in_force_at = now
    decision.save(update_fields=["state", "in_force_at"])
    try:
        for one in items:
            apply_item(one.row.procedure_key, one.item, decision=decision, now=now)
    except IntegrityError as error:
        raise Conflict("decision_overlaps") from error
    note(DecisionNoteKind.PUT_IN_FORCE, decision, actor=actor, now=now)
    tell_competence(decision, items, now)
    return decision


def tell_competence(decision: Decision, items: list[ReadItem], now: dt.datetime) -> None:
    """Open dossiers follow a decision that moves competence: whoever has them hears of it. ``ends`` are the days on
    which authorisations run out."""
    if DecisionKind(decision.kind) not in COMPETENCE_KINDS:
        return
    moved = [(one.row.procedure_key, one.item) for one in items if isinstance(one.item, CompetenceItem)]
    subject = Q(pk__in=[])
    for key, item in moved:
        if key:
            subject |= Q(procedure__key=key)
        else:
            field = Q(field=item.field) if item.field else Q()
            subject |= field & (Q(levels__contains=[item.level]) if item.level else Q())
    keys = ProcedureVersion.objects.filter(subject).order_by("procedure__key").values_list("procedure__key", flat=True)
    body = {
        "decision": str(decision.uid),
        "number": decision.number,
        "effective_on": decision.effective_on.isoformat(),
        "signed_on": decision.signed_on.isoformat() if decision.signed_on else None,
        "procedures": list(keys.distinct()),
        "tells_applicants": decision.tells_applicants,
        "ends": sorted({item.until for _key, item in moved if item.until}),
    }
    outbox.publish(topic="registry", key="competence", kind="competence_moved", body=body, now=now)
