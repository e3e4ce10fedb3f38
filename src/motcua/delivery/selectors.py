"""Reads of hand-over records."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from motcua.core.errors import NotFound
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import scope_read
from motcua.people.actors import Actor
from motcua.people.permissions import scope

from .models import HandoverItem, HandoverRecord
from .permissions import CARRY
from .rules import ItemState, Scan, Way

SHOWN = 100


def records(actor: Actor) -> QuerySet[HandoverRecord]:
    """The records the actor's units gave or are to receive, newest first."""
    rows = HandoverRecord.objects.filter(scope(actor, CARRY, "from_unit", "to_unit"))
    counted = rows.annotate(many=Count("items"), left=Count("items", filter=Q(items__state=ItemState.GIVEN.value)))
    return counted.select_related("from_unit", "to_unit", "given_by", "received_by").order_by("-id")


def record_of(uid: UUID, actor: Actor) -> HandoverRecord:
    """Raises NotFound("parcel_unknown")."""
    found = records(actor).filter(uid=uid).first()
    if found is None:
        raise NotFound("parcel_unknown")
    return found


def items_of(record: HandoverRecord) -> list[HandoverItem]:
    return list(record.items.select_related("dossier__version", "dossier__applicant", "settled_by").order_by("id"))


def candidates(way: Way, actor: Actor) -> QuerySet[Dossier]:
    """Dossiers whose papers wait to travel this way, those that wait longest first."""
    rows = Dossier.objects.filter(closed=False).exclude(handovers__state=ItemState.GIVEN.value)
    if way is Way.TO_SETTLING:
        rows = rows.filter(scope(actor, CARRY, "reception_unit"), state="accepted", accepted_at__isnull=False)
        rows = rows.exclude(flags__contains=["transferred"])
    else:
        unit = "settling_unit" if way is Way.TO_DESK else "reception_unit"
        rows = rows.filter(scope(actor, CARRY, unit), state="result_ready")
        rows = rows.exclude(handovers__record__way=way.value, handovers__state=ItemState.RECEIVED.value)
    joined = rows.select_related("version", "settling_unit", "reception_unit").defer("snapshot")
    return joined.order_by("next_at", "id")


def dossier_of(scan: Scan, actor: Actor) -> Dossier | None:
    """The dossier that was scanned, when the actor may read it."""
    value = scan.value
    try:
        same = Q(uid=UUID(value))
    except ValueError:
        same = Q(code=value) | Q(receipt_no=value) | Q(link_secret=value)
    return (
        Dossier.objects.filter(scope_read(actor) | scope(actor, CARRY, "reception_unit", "settling_unit"))
        .filter(same)
        .first()
    )


def differences(items: Sequence[HandoverItem]) -> dict[str, list[HandoverItem]]:
    """What does not agree between sheet and parcel."""
    return {
        state.value: [one for one in items if one.state == state.value]
        for state in (ItemState.GIVEN, ItemState.MISSING, ItemState.EXTRA)
    }
