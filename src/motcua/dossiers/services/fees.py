"""How a fee was paid at the counter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.errors import Invalid, NotFound
from motcua.dossiers.models import Dossier, DossierFee
from motcua.dossiers.permissions import RECEIVE
from motcua.people.actors import Actor
from motcua.people.permissions import require

WAYS = frozenset({"cash", "transfer", "online", "exempt"})


@transaction.atomic
def record_payment(
    dossier: UUID, *, how: str, actor: Actor, now: dt.datetime, keys: Collection[str] | None = None
) -> int:
    """Mark the fees that are still due (those of ``keys``, or all) as paid; the number. Doing it twice changes nothing.
    Raises Invalid("paid_how_unknown"), NotFound, NotAllowed for who does not receive there."""
    if how not in WAYS:
        raise Invalid("paid_how_unknown", params={"how": how})
    found = Dossier.objects.filter(uid=dossier).only("pk", "uid", "reception_unit_id").first()
    if found is None:
        raise NotFound("dossier_unknown")
    require(actor, RECEIVE, [found.reception_unit_id])
    due = DossierFee.objects.filter(dossier=found, paid_at=None)
    if keys is not None:
        due = due.filter(key__in=keys)
    paid = due.update(paid_at=now, paid_how=how)
    if paid:
        audit.record(
            act="dossiers.fee_paid",
            actor=actor,
            subject_kind="dossier",
            subject=str(found.uid),
            now=now,
            details={"how": how, "rows": paid},
        )
    return paid
