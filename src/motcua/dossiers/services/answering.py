"""What people write into a record of responsibility: the explanation of the one concerned, the decision of the head.

An explanation is an ordinary row that may be erased. A decision is an event of the dossier's chain too: who was found
to answer for how many minutes and for which cause can be proven, while its ground in words stays private.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.dossiers import references
from motcua.dossiers.lifecycle.commands import clean_text
from motcua.dossiers.lifecycle.duty import responsibility_decided
from motcua.dossiers.models import LatenessCause, ResponsibilityAccount
from motcua.dossiers.models.responsibility import DECISIONS
from motcua.dossiers.permissions import ASSIGN, RESPONSIBILITY
from motcua.dossiers.services.act import lock, write
from motcua.dossiers.services.telling import DECIDED, GIVEN, tell, tell_heads
from motcua.organisation.models import in_force
from motcua.people.actors import Actor
from motcua.people.permissions import decide

LONGEST, LONGEST_GROUND = 5000, 2000


def may_explain(actor: Actor, account: ResponsibilityAccount) -> bool:
    """The person concerned; where nobody was named, whoever gives out the work of the unit."""
    if account.decision or account.erased_at is not None:
        return False
    if account.person_id is not None:
        return actor.user_id == account.person_id
    return bool(decide(actor, ASSIGN, [account.unit_id]))


def why_not_decide(actor: Actor, account: ResponsibilityAccount, now: dt.datetime) -> str:
    """The code of what keeps the actor from deciding this account now; empty when nothing does.

    Second-person rule: nobody decides on the own hours, on what they explained themselves, or in a record in which
    they answer for time beyond a limit.
    """
    units = [account.unit_id, account.record.settling_unit_id]
    if not decide(actor, RESPONSIBILITY, units):
        return "verb_not_granted"
    if actor.user_id is None or actor.user_id in {account.person_id, account.explained_by_id}:
        return "responsibility_own"
    if account.record.accounts.filter(person=actor.user_id, over_minutes__gt=0).exists():
        return "responsibility_party"
    if account.decision:
        return "responsibility_decided"
    if account.record.ended_at is None:
        return "responsibility_running"
    if account.explained_at is None and now < account.explain_by:
        return "explanation_awaited"
    return ""


def cause_in_force(code: str, on: dt.date) -> LatenessCause:
    """Raises Invalid ``cause_unknown``."""
    found = LatenessCause.objects.filter(in_force(on), code=code).first()
    if found is None:
        raise Invalid("cause_unknown", params={"code": code}, errors=[{"field": "cause", "code": "cause_unknown"}])
    return found


@transaction.atomic
def explain(uid: UUID, *, cause: str, text: str, actor: Actor, now: dt.datetime) -> ResponsibilityAccount:
    """The explanation with the cause the person chose; it may be changed until the head decided, also after its date.
    Raises NotFound, NotAllowed (``explanation_of_another``), Conflict (``responsibility_decided``), Invalid."""
    account = _locked(uid)
    if account.decision:
        raise Conflict("responsibility_decided")
    if not may_explain(actor, account):
        raise NotAllowed("explanation_of_another")
    cause_in_force(cause, legal_date(now))
    words = _text(text, "explanation", LONGEST)
    account.cause, account.explanation = cause, words
    account.explained_at, account.explained_by_id = now, actor.user_id
    account.save(update_fields=["cause", "explanation", "explained_at", "explained_by"])
    late = now > account.explain_by
    _note("dossiers.responsibility_explained", account, actor=actor, now=now, cause=cause, after_date=late)
    tell(account, GIVEN, now=now)
    tell_heads(now=now, accounts=ResponsibilityAccount.objects.filter(pk=account.pk))
    return account


@transaction.atomic
def decide_account(
    uid: UUID, *, decision: str, cause: str, ground: str, actor: Actor, now: dt.datetime
) -> ResponsibilityAccount:
    """The head's decision with its ground: the explanation is accepted, not accepted, or the responsibility shared.
    Raises NotFound, NotAllowed and Conflict with the code of :func:`why_not_decide`, Invalid."""
    dossier = ResponsibilityAccount.objects.filter(uid=uid).values_list("record__dossier__uid", flat=True).first()
    if dossier is None:
        raise NotFound("account_of_hours_unknown")
    locked = lock(dossier, now)
    account = _locked(uid)
    why = why_not_decide(actor, account, now)
    if why in {"verb_not_granted", "responsibility_own", "responsibility_party"}:
        raise NotAllowed(why)
    if why:
        raise Conflict(why)
    if decision not in DECISIONS:
        raise Invalid("decision_unknown", errors=[{"field": "decision", "code": "required"}])
    found = cause_in_force(cause, legal_date(now))
    words = _text(ground, "ground", LONGEST_GROUND)
    account.decision, account.decided_cause, account.ground = decision, cause, words
    account.decided_at, account.decided_by_id = now, actor.user_id
    account.save(update_fields=["decision", "decided_cause", "ground", "decided_at", "decided_by"])
    data = _decided(account, external=found.external)
    write(locked, (responsibility_decided(data, {"ground": words}),), actor=actor)
    _note("dossiers.responsibility_decided", account, actor=actor, now=now, decision=decision, cause=cause)
    tell(account, DECIDED, now=now)
    if not account.record.accounts.filter(decision="").exists():
        account.record.decided_at = now
        account.record.save(update_fields=["decided_at"])
    return account


def _decided(account: ResponsibilityAccount, *, external: bool) -> dict[str, Json]:
    """What the chain keeps of a decision, in codes, ids and minutes."""
    return {
        "record": str(account.record.uid),
        "account": str(account.uid),
        "unit": references.unit_uid(account.unit_id),
        "post": str(account.post.uid) if account.post else "",
        "decision": account.decision,
        "cause": account.decided_cause,
        "external": external,
        "explained": account.explained_at is not None,
        "minutes": account.minutes,
        "over": account.over_minutes,
        "late": account.record.late_minutes,
    }


def erase_words(dossier: int, *, now: dt.datetime) -> int:
    """Empty what people wrote about a dossier whose data is erased by law; codes and minutes stay. How many."""
    return ResponsibilityAccount.objects.filter(record__dossier=dossier, erased_at=None).update(
        explanation="", ground="", erased_at=now
    )


def _locked(uid: UUID) -> ResponsibilityAccount:
    rows = ResponsibilityAccount.objects.select_for_update(of=("self",)).select_related("record", "post")
    account = rows.filter(uid=uid).first()
    if account is None:
        raise NotFound("account_of_hours_unknown")
    return account


def _text(value: str, field: str, longest: int) -> str:
    try:
        words = clean_text(value)
    except ValueError as error:
        raise Invalid("data_invalid", errors=[{"field": field, "code": str(error)}]) from None
    if not words:
        raise Invalid("data_invalid", errors=[{"field": field, "code": "required"}])
    if len(words) > longest:
        raise Invalid("data_invalid", errors=[{"field": field, "code": "too_long"}])
    return words


def _note(act: str, account: ResponsibilityAccount, *, actor: Actor, now: dt.datetime, **details: object) -> None:
    audit.record(
        act=act,
        actor=actor,
        subject_kind="responsibility",
        subject=str(account.record.uid),
        now=now,
        details={"account": account.uid, **details},
    )
