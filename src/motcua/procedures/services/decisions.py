"""The life of a decision: drafted, checked, signed by a second person, put in force.

What is checked is exactly what is signed and what comes into force: the digest over the decision, its items and their
differences is computed at the check, confirmed by the signer with a second factor, and computed again at the end.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.canonical import Json, encode
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.people.actors import Actor
from motcua.people.models import User
from motcua.people.permissions import require
from motcua.people.services.sign_in import confirm_totp
from motcua.procedures.diff import differences
from motcua.procedures.items import Item, ProcedureItem, is_ending, item_json, read_item
from motcua.procedures.lifecycle import ACT_VERBS, DecisionAct, DecisionKind, DecisionState, ItemKind, after
from motcua.procedures.models import Decision, DecisionItem
from motcua.procedures.services.applying import apply_item
from motcua.procedures.services.faults import Setting, item_faults
from motcua.procedures.services.locking import lock_registry
from motcua.procedures.services.standing import standing, version_on

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item with its content read."""

    row: DecisionItem
    item: Item


def move(uid: UUID, act: DecisionAct, *, actor: Actor) -> Decision:
    """Lock the decision for an act. Raises NotAllowed without the act's verb, NotFound ``decision_not_found``, Conflict
    ``decision_moved`` when its state does not allow the act (any more)."""
    require(actor, ACT_VERBS[act], ())
    decision = locked_decision(uid)
    state = after(DecisionState(decision.state), act)
    if state is None:
        raise Conflict("decision_moved", params={"state": decision.state, "act": act.value})
    decision.state = state.value
    return decision


def locked_decision(uid: UUID) -> Decision:
    decision = Decision.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if decision is None:
        raise NotFound("decision_not_found")
    return decision


def read_items(decision: Decision) -> list[ReadItem]:
    rows = DecisionItem.objects.filter(decision=decision).order_by("ordinal")
    return [ReadItem(row, read_item(ItemKind(row.kind), row.content)) for row in rows]


def setting_of(decision: Decision, items: Sequence[ReadItem]) -> Setting:
    proposed = {one.row.procedure_key: one.item.content for one in items if isinstance(one.item, ProcedureItem)}
    return Setting(DecisionKind(decision.kind), decision.effective_on, proposed)


def faults_of(decision: Decision, items: Sequence[ReadItem]) -> list[dict[str, object]]:
    """Every fault of every item, as errors of an Invalid."""
    setting = setting_of(decision, items)
    return [
        {"field": f"items[{one.row.ordinal}]", "code": fault.code, **fault.params}
        for one in items
        for fault in item_faults(one.row.procedure_key, one.item, setting)
    ]


def item_diff(one: ReadItem, on: dt.date) -> list[dict[str, Json]]:
    """What the item changes, field by field; ending something shows as everything going."""
    item = one.item
    stands = standing(one.row.procedure_key, item, on)
    new = None if is_ending(item) else item_json(item)
    return [change.as_json() for change in differences(item_json(stands) if stands else None, new)]


def decision_digest(decision: Decision, items: Sequence[ReadItem]) -> str:
    """SHA-256 over the canonical bytes of everything the signature covers."""
    body: dict[str, Json] = {
        "decision": {
            "uid": str(decision.uid),
            "kind": decision.kind,
            "number": decision.number,
            "title": decision.title,
            "effective_on": decision.effective_on.isoformat(),
            "law_effective_on": decision.law_effective_on.isoformat() if decision.law_effective_on else None,
        },
        "items": [
            {
                "ordinal": one.row.ordinal,
                "kind": one.row.kind,
                "procedure": one.row.procedure_key,
                "base": one.row.base_id,
                "content": one.row.content,
                "diff": one.row.diff,
            }
            for one in items
        ],
    }
    return hashlib.sha256(encode(body)).hexdigest()


@transaction.atomic
def check_decision(uid: UUID, *, actor: Actor, now: dt.datetime) -> Decision:
    """Control (TT 01/2018 art. 8; ND63/2010): every item is sound, and its difference is written down. Raises Invalid
    ``decision_empty``, ``decision_number_missing`` or ``decision_faulty`` with the faults."""
    decision = move(uid, DecisionAct.CHECK, actor=actor)
    items = read_items(decision)
    if not items:
        raise Invalid("decision_empty")
    if not decision.number.strip():
        raise Invalid("decision_number_missing")
    if faults := faults_of(decision, items):
        raise Invalid("decision_faulty", errors=faults)
    for one in items:
        one.row.diff = item_diff(one, decision.effective_on)
        one.row.base = version_on(one.row.procedure_key, decision.effective_on) if one.row.procedure_key else None
        one.row.save(update_fields=["diff", "base"])
    decision.digest = decision_digest(decision, items)
    decision.checked_by_id, decision.checked_at = actor.user_id, now
    decision.save(update_fields=["state", "digest", "checked_by", "checked_at"])
    _record("procedures.decision_checked", decision, actor, now)
    return decision


@transaction.atomic
def reopen_decision(uid: UUID, *, actor: Actor, now: dt.datetime) -> Decision:
    """Send a checked decision back to its drafter."""
    decision = move(uid, DecisionAct.REOPEN, actor=actor)
    decision.digest, decision.checked_by, decision.checked_at = "", None, None
    decision.save(update_fields=["state", "digest", "checked_by", "checked_at"])
    _record("procedures.decision_reopened", decision, actor, now)
    return decision


@transaction.atomic
def withdraw_decision(uid: UUID, *, actor: Actor, now: dt.datetime) -> Decision:
    """Give up a decision that is not signed."""
    decision = move(uid, DecisionAct.WITHDRAW, actor=actor)
    decision.save(update_fields=["state"])
    _record("procedures.decision_withdrawn", decision, actor, now)
    return decision


def sign_decision(
    uid: UUID, *, digest: str, code: str, actor: Actor, now: dt.datetime, signed_on: dt.date | None = None
) -> Decision:
    """Sign what ``digest`` names, with the second factor. The signer is never the drafter. Raises NotAllowed
    ``signer_is_drafter`` or what :func:`confirm_totp` raises, Conflict ``decision_changed`` when the decision no longer
    is what the signer saw, ``decision_moved`` when somebody else was faster."""
    require(actor, ACT_VERBS[DecisionAct.SIGN], ())
    decision = Decision.objects.filter(uid=uid).first()
    if decision is None:
        raise NotFound("decision_not_found")
    signer = _signer(decision, digest, actor)
    # Before the transaction: a refused code stays counted.
    confirm_totp(User.objects.get(pk=signer), code, now)
    return _sign(uid, digest, actor, now, signed_on or legal_date(now))


def _signer(decision: Decision, digest: str, actor: Actor) -> int:
    """The user who may sign the decision as it is now."""
    if actor.user_id is None or actor.user_id == decision.drafted_by_id:
        raise NotAllowed("signer_is_drafter")
    if after(DecisionState(decision.state), DecisionAct.SIGN) is None:
        raise Conflict("decision_moved", params={"state": decision.state, "act": DecisionAct.SIGN.value})
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
    before.signed_by_id, before.signed_at, before.signed_on = signer, now, signed_on
    before.save(update_fields=["state", "signed_by", "signed_at", "signed_on"])
    _record("procedures.decision_signed", before, actor, now)
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
    _record("procedures.decision_in_force", decision, actor, now)
    return decision


def _record(act: str, decision: Decision, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        act=act,
        actor=actor,
        subject_kind="decision",
        subject=str(decision.uid),
        now=now,
        details={"digest": decision.digest, "kind": decision.kind},
    )
    log.info(act, decision=str(decision.uid), kind=decision.kind)
