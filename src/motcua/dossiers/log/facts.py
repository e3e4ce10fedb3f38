"""Smaller projections of single events: consultations, results, contacts, papers presented. They ride along in the
statement that projects the dossier, so they cost no statement of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.dossiers import references
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.lifecycle.reception import PAPER_WAYS
from motcua.dossiers.lifecycle.state import parse_instant
from motcua.dossiers.models import Dossier
from motcua.dossiers.payees import competent_agency

from .chain import Sealed
from .family_facts import FAMILY_RECORDERS, SILENT, clear_alerts, went_on
from .riders import Rider, insert

Recorder = Callable[[Dossier, Sealed, dt.datetime], Iterator[Rider]]

OBLIGATION = "financial_obligation"


PAPERS_CAME = """
UPDATE dossiers_dossiercomponent SET presented_on_paper = component = ANY(%s), from_store = component = ANY(%s),
    reused = component = ANY(%s)
WHERE dossier_id = %s AND component = ANY(%s)
"""


def _result(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    data = link.event.data
    yield insert(
        "dossiers_dossierresult",
        dossier_id=dossier.pk,
        issued_seq=link.seq,
        kind=str(data["result"]),
        result_code=str(data.get("result_code", "")),
        electronic=data["electronic"] is True,
        digitised=data.get("digitised") is True,
        issued_at=now,
        way="",
    )
    yield from went_on(dossier, now)


def _corrected(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    """The corrected result takes the place of the one before; both are kept. Older events say nothing of it."""
    data = link.event.data
    if "result" not in data:
        return
    yield insert(
        "dossiers_dossierresult",
        dossier_id=dossier.pk,
        issued_seq=link.seq,
        kind=str(data["result"]),
        result_code="",
        electronic=data["electronic"] is True,
        digitised=data.get("digitised") is True,
        issued_at=now,
        way="",
    )


def _handed_over(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    way = str(link.event.data["way"])
    yield (
        "UPDATE dossiers_dossierresult SET handed_over_at = %s, way = %s"
        " WHERE dossier_id = %s AND handed_over_at IS NULL",
        (now, way, dossier.pk),
    )
    if way == "counter":
        yield _contact(dossier, link, now, "visit", "collect_result")


def _asked(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    data = link.event.data
    yield insert(
        "dossiers_consultation",
        dossier_id=dossier.pk,
        key=str(data["consultation"]),
        unit_id=references.unit_id(str(data["asked_unit"])),
        asked_at=now,
        due_at=parse_instant(data["due"]) or now,
        lapsed=False,
    )


def _answered(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    data = link.event.data
    yield (
        "UPDATE dossiers_consultation SET answered_at = %s, lapsed = %s WHERE dossier_id = %s AND key = %s",
        (now, data["lapsed"] is True, dossier.pk, str(data["consultation"])),
    )
    yield clear_alerts(dossier, SILENT, str(data["consultation"]), now)


def _asked_elsewhere(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    """Open questions that went over with the unit that was asked."""
    units = link.event.data.get("asked_units")
    for key, unit in units.items() if isinstance(units, dict) else ():
        yield (
            "UPDATE dossiers_consultation SET unit_id = %s WHERE dossier_id = %s AND key = %s",
            (references.unit_id(str(unit)), dossier.pk, key),
        )


def _forwarded(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    data = link.event.data
    yield insert(
        "dossiers_forwarding",
        dossier_id=dossier.pk,
        from_unit_id=references.unit_id(str(data["from_unit"])),
        to_unit_id=references.unit_id(str(data["reception_unit"])),
        at=now,
        seq=link.seq,
    )
    payee = competent_agency(references.unit_id(str(data["settling_unit"])), legal_date(now))
    yield (
        "UPDATE dossiers_dossierfee SET payee_id = %s WHERE dossier_id = %s AND paid_at IS NULL",
        (payee, dossier.pk),
    )


def _accepted(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    ways = [_codes(link.event.data, way) for way in PAPER_WAYS]
    if any(ways):
        named = [*{code for way in ways for code in way}]
        yield PAPERS_CAME, (*ways, dossier.pk, named)
    if "waited_minutes" in link.event.data or dossier.channel == "counter":
        yield _contact(dossier, link, now, "visit", "submit")


def _codes(data: Mapping[str, Json], key: str) -> list[str]:
    value = data.get(key)
    return [str(item) for item in value] if isinstance(value, list) else []


def _supplement(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    yield _contact(dossier, link, now, "message", f"supplement_{link.event.data['stage']}")


def _verified(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    if link.event.data["finished"] is True:
        yield _contact(dossier, link, now, "field_check", "verification")


def _paid(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    how = "exempt" if link.event.data["exempt"] is True else "obligation"
    paid_at = parse_instant(link.event.data["paid_at"]) or now
    yield (
        "UPDATE dossiers_dossierfee SET paid_at = %s, paid_how = %s"
        " WHERE dossier_id = %s AND key = %s AND paid_at IS NULL",
        (paid_at, how, dossier.pk, OBLIGATION),
    )


def _payment_due(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    amount = link.event.data["amount"]
    query, values = insert(
        "dossiers_dossierfee",
        dossier_id=dossier.pk,
        key=OBLIGATION,
        name="",
        amount=amount if isinstance(amount, int) else 0,
        paid_how="",
    )
    again = "ON CONFLICT (dossier_id, key) DO UPDATE SET amount = EXCLUDED.amount, paid_at = NULL, paid_how = ''"
    yield f"{query} {again}", values


def _fee(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    yield (
        "UPDATE dossiers_dossierfee SET paid_at = %s, paid_how = %s"
        " WHERE dossier_id = %s AND key = ANY(%s) AND paid_at IS NULL",
        (now, str(link.event.data["how"]), dossier.pk, _codes(link.event.data, "fees")),
    )


def _withdrawn(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    """A fee that was paid for work that will not be done: somebody checks whether it goes back."""
    yield (
        "UPDATE dossiers_dossierfee SET refund = 'check'"
        " WHERE dossier_id = %s AND paid_at IS NOT NULL AND paid_how NOT IN ('exempt', 'obligation') AND amount > 0",
        (dossier.pk,),
    )
    yield from FAMILY_RECORDERS[EventKind.WITHDRAWN](dossier, link, now)


def _contact(dossier: Dossier, link: Sealed, now: dt.datetime, kind: str, purpose: str) -> Rider:
    waited = link.event.data.get("waited_minutes")
    return insert(
        "dossiers_contact",
        dossier_id=dossier.pk,
        kind=kind,
        purpose=purpose,
        unit_id=dossier.reception_unit_id,
        at=now,
        waited_minutes=waited if isinstance(waited, int) else None,
        seq=link.seq,
    )


RECORDERS: Mapping[EventKind, Recorder] = {
    EventKind.RESULT_ISSUED: _result,
    EventKind.RESULT_CORRECTED: _corrected,
    EventKind.HANDED_OVER: _handed_over,
    EventKind.CONSULTATION_ASKED: _asked,
    EventKind.CONSULTATION_ANSWERED: _answered,
    EventKind.FORWARDED: _forwarded,
    EventKind.REROUTED: _asked_elsewhere,
    EventKind.ACCEPTED: _accepted,
    EventKind.SUPPLEMENT_REQUESTED: _supplement,
    EventKind.VERIFICATION_RECORDED: _verified,
    EventKind.PAYMENT_REQUESTED: _payment_due,
    EventKind.PAYMENT_CONFIRMED: _paid,
    EventKind.FEE_RECORDED: _fee,
    **FAMILY_RECORDERS,
    EventKind.WITHDRAWN: _withdrawn,
}


def facts_of(dossier: Dossier, sealed: Sequence[Sealed], now: dt.datetime) -> Iterator[Rider]:
    """The queries that write what single events say into their own tables."""
    for link in sealed:
        recorder = RECORDERS.get(link.event.kind)
        if recorder is not None:
            yield from recorder(dossier, link, now)
