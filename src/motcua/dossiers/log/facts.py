"""Smaller projections of single events: consultations, results, contacts, papers presented. One statement each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from motcua.core.canonical import Json
from motcua.dossiers import references
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.lifecycle.state import parse_instant
from motcua.dossiers.models import Consultation, Contact, Dossier, DossierComponent, DossierFee, DossierResult

from .chain import Sealed

Recorder = Callable[[Dossier, Sealed, dt.datetime], None]


def _result(dossier: Dossier, link: Sealed, now: dt.datetime) -> None:
    data = link.event.data
    DossierResult.objects.create(
        dossier=dossier,
        issued_seq=link.seq,
        kind=str(data["result"]),
        result_code=str(data.get("result_code", "")),
        electronic=data["electronic"] is True,
        issued_at=now,
    )


def _handed_over(dossier: Dossier, link: Sealed, now: dt.datetime) -> None:
    way = str(link.event.data["way"])
    DossierResult.objects.filter(dossier=dossier, handed_over_at=None).update(handed_over_at=now, way=way)
    if way == "counter":
        _contact(dossier, link, now, "visit", "collect_result")


def _asked(dossier: Dossier, link: Sealed, now: dt.datetime) -> None:
    data = link.event.data
    Consultation.objects.create(
        dossier=dossier,
        key=str(data["consultation"]),
        unit_id=references.unit_id(str(data["asked_unit"])),
        asked_at=now,
        due_at=parse_instant(data["due"]) or now,
    )


def _answered(dossier: Dossier, link: Sealed, now: dt.datetime) -> None:
    data = link.event.data
    Consultation.objects.filter(dossier=dossier, key=str(data["consultation"])).update(
        answered_at=now, lapsed=data["lapsed"] is True
    )


def _accepted(dossier: Dossier, link: Sealed, now: dt.datetime) -> None:
    originals = _codes(link.event.data, "originals")
    if originals:
        DossierComponent.objects.filter(dossier=dossier, component__in=originals).update(presented_on_paper=True)
    if "waited_minutes" in link.event.data or dossier.channel == "counter":
        _contact(dossier, link, now, "visit", "submit")


def _codes(data: Mapping[str, Json], key: str) -> list[str]:
    value = data.get(key)
    return [str(item) for item in value] if isinstance(value, list) else []


def _supplement(dossier: Dossier, link: Sealed, now: dt.datetime) -> None:
    _contact(dossier, link, now, "message", f"supplement_{link.event.data['stage']}")


def _verified(dossier: Dossier, link: Sealed, now: dt.datetime) -> None:
    if link.event.data["finished"] is True:
        _contact(dossier, link, now, "field_check", "verification")


def _paid(dossier: Dossier, link: Sealed, now: dt.datetime) -> None:
    how = "exempt" if link.event.data["exempt"] is True else "obligation"
    paid_at = parse_instant(link.event.data["paid_at"]) or now
    DossierFee.objects.filter(dossier=dossier, paid_at=None, key="financial_obligation").update(
        paid_at=paid_at, paid_how=how
    )


def _payment_due(dossier: Dossier, link: Sealed, now: dt.datetime) -> None:
    amount = link.event.data["amount"]
    DossierFee.objects.update_or_create(
        dossier=dossier,
        key="financial_obligation",
        defaults={"name": "", "amount": amount if isinstance(amount, int) else 0, "paid_at": None, "paid_how": ""},
    )


def _contact(dossier: Dossier, link: Sealed, now: dt.datetime, kind: str, purpose: str) -> None:
    waited = link.event.data.get("waited_minutes")
    Contact.objects.create(
        dossier=dossier,
        kind=kind,
        purpose=purpose,
        unit_id=dossier.reception_unit_id,
        at=now,
        waited_minutes=waited if isinstance(waited, int) else None,
        seq=link.seq,
    )


RECORDERS: Mapping[EventKind, Recorder] = {
    EventKind.RESULT_ISSUED: _result,
    EventKind.HANDED_OVER: _handed_over,
    EventKind.CONSULTATION_ASKED: _asked,
    EventKind.CONSULTATION_ANSWERED: _answered,
    EventKind.ACCEPTED: _accepted,
    EventKind.SUPPLEMENT_REQUESTED: _supplement,
    EventKind.VERIFICATION_RECORDED: _verified,
    EventKind.PAYMENT_REQUESTED: _payment_due,
    EventKind.PAYMENT_CONFIRMED: _paid,
}


def record_facts(dossier: Dossier, sealed: Sequence[Sealed], now: dt.datetime) -> None:
    """Write what single events say into their own tables, in the caller's transaction."""
    for link in sealed:
        recorder = RECORDERS.get(link.event.kind)
        if recorder is not None:
            recorder(dossier, link, now)
