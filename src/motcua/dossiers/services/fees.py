"""How a fee was paid at the counter, and whether a paid one goes back after a withdrawal.

Taking a fee is an event of the chain: it is a fact between the person and the state, and a row that could be changed
without a trace proves nothing to either. What the applicant owes beyond the fee (a tax, a land-use charge) is never
settled here: it ends a pause, by :attr:`motcua.dossiers.lifecycle.Action.CONFIRM_PAYMENT`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.dossiers.lifecycle.duty import fee_recorded
from motcua.dossiers.log.facts import OBLIGATION
from motcua.dossiers.models import Dossier, DossierFee
from motcua.dossiers.permissions import RECEIVE
from motcua.dossiers.services.act import lock, write
from motcua.people.actors import Actor
from motcua.people.permissions import require

WAYS = frozenset({"cash", "transfer", "online", "exempt"})
REFUNDS = frozenset({"repaid", "kept"})


@transaction.atomic
def record_payment(
    dossier: UUID, *, how: str, actor: Actor, now: dt.datetime, keys: Collection[str] | None = None
) -> int:
    """Mark the fees that are still due (those of ``keys``, or all) as paid; the number. Doing it twice changes nothing.
    Raises Invalid("paid_how_unknown", "obligation_is_confirmed"), NotFound, NotAllowed for who does not receive there.
    """
    if how not in WAYS:
        raise Invalid("paid_how_unknown", params={"how": how})
    if keys is not None and OBLIGATION in keys:
        raise Invalid("obligation_is_confirmed")
    locked = lock(dossier, now)
    require(actor, RECEIVE, [locked.dossier.reception_unit_id])
    due = DossierFee.objects.filter(dossier=locked.dossier, paid_at=None).exclude(key=OBLIGATION)
    if keys is not None:
        due = due.filter(key__in=keys)
    rows = dict(due.values_list("key", "amount"))
    if not rows:
        return 0
    write(locked, (fee_recorded(locked.state, keys=rows, how=how, amount=sum(rows.values())),), actor=actor)
    return len(rows)


@transaction.atomic
def settle_refund(dossier: UUID, key: str, *, answer: str, reason: str, actor: Actor, now: dt.datetime) -> DossierFee:
    """After a withdrawal: the paid fee was ``repaid``, or is ``kept`` with a reason. Raises Invalid, NotFound, Conflict
    (``refund_settled``), NotAllowed for who does not receive there."""
    if answer not in REFUNDS:
        raise Invalid("refund_unknown")
    if not reason.strip():
        raise Invalid("data_invalid", errors=[{"field": "reason", "code": "required"}])
    found = Dossier.objects.filter(uid=dossier).only("pk", "uid", "reception_unit_id").first()
    fee = DossierFee.objects.select_for_update().filter(dossier=found, key=key).first() if found else None
    if found is None or fee is None:
        raise NotFound("dossier_unknown")
    require(actor, RECEIVE, [found.reception_unit_id])
    if fee.refund != "check":
        raise Conflict("refund_settled")
    fee.refund = answer
    fee.save(update_fields=["refund"])
    details = {"fee": key, "answer": answer, "amount": fee.amount}
    audit.record(
        act="dossiers.refund_settled",
        actor=actor,
        subject_kind="dossier",
        subject=str(found.uid),
        now=now,
        details=details,
    )
    return fee
