"""Giving and receiving papers by record. Each dossier is its own transaction, with its own answer: one that cannot go
or come leaves the others as they are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.counters import next_number
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.idempotency import Claim, claim, finish
from motcua.core.search_text import plain_spaces
from motcua.delivery.models import HandoverItem, HandoverRecord
from motcua.delivery.permissions import CARRY
from motcua.delivery.rules import MOST_ITEMS, ItemState, Way, unfit
from motcua.dossiers import references
from motcua.dossiers.context import context_for, deadlines_for
from motcua.dossiers.lifecycle import Action, Command, Event, EventKind, Refusal, decide
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.act import Locked, lock, refusal_error, write
from motcua.people.actors import Actor
from motcua.people.permissions import decide as may
from motcua.people.permissions import require
from motcua.people.rules import storable


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one dossier: ``code`` of the refusal, empty when it is on a sheet. ``record``: which."""

    dossier: Dossier
    code: str = ""
    record: UUID | None = None


@dataclass(frozen=True, slots=True)
class Given:
    records: Sequence[UUID]
    rows: Sequence[Row]


def give(
    way: Way,
    dossiers: Sequence[UUID],
    *,
    actor: Actor,
    now: dt.datetime,
    clerk: str = "",
    idempotency: Claim | None = None,
) -> Given:
    """Make the records for these dossiers: one sheet for each unit that gives and each that is to receive. What does
    not fit stays out and says why. Raises Invalid("parcel_nothing"), ("parcel_too_many"),
    ("parcel_clerk_missing")."""
    if len(dossiers) > MOST_ITEMS:
        raise Invalid("parcel_too_many", params={"most": MOST_ITEMS})
    who = plain_spaces(storable(clerk))[:200]
    if way is Way.TO_POST and not any(sign.isalpha() for sign in who):
        raise Invalid("parcel_clerk_missing")
    with transaction.atomic():
        if idempotency is not None:
            earlier = claim(idempotency, now=now)
            if earlier is not None:
                told = earlier.response["records"]
                return Given([UUID(str(one)) for one in told] if isinstance(told, list) else [], [])
        rows = _checked(way, dossiers, actor)
        sheets: dict[tuple[int, int | None], list[Dossier]] = defaultdict(list)
        for row in rows:
            if not row.code:
                sheets[_between(way, row.dossier)].append(row.dossier)
        if not sheets:
            raise Invalid("parcel_nothing", errors=[{"field": row.dossier.code, "code": row.code} for row in rows])
        made = {
            dossier.pk: record
            for (giver, taker), papers in sorted(sheets.items(), key=lambda sheet: (sheet[0][0], sheet[0][1] or 0))
            for record in [_sheet(way, giver, taker, papers, who, actor=actor, now=now)]
            for dossier in papers
        }
        records = list(dict.fromkeys(record.uid for record in made.values()))
        if idempotency is not None:
            finish(idempotency, status=201, response={"records": [str(one) for one in records]})
    return Given(records, [row if row.code else replace(row, record=made[row.dossier.pk].uid) for row in rows])


def _checked(way: Way, uids: Sequence[UUID], actor: Actor) -> list[Row]:
    """Every dossier under lock, in one order, with the reason why its papers cannot go."""
    found = Dossier.objects.select_for_update(of=("self",)).filter(uid__in=uids).order_by("pk")
    on_the_way = set(
        HandoverItem.objects.filter(dossier__uid__in=uids, state=ItemState.GIVEN.value).values_list(
            "dossier", flat=True
        )
    )
    rows = []
    for dossier in found:
        giver, _taker = _between(way, dossier)
        decision = may(actor, CARRY, [giver])
        code = "" if decision.allowed else decision.code
        code = code or ("parcel_on_its_way" if dossier.pk in on_the_way else unfit(way, thaw(dossier.snapshot)))
        rows.append(Row(dossier, code))
    return rows


def _between(way: Way, dossier: Dossier) -> tuple[int, int | None]:
    if way is Way.TO_SETTLING:
        return dossier.reception_unit_id, dossier.settling_unit_id
    if way is Way.TO_DESK:
        return dossier.settling_unit_id, dossier.reception_unit_id
    return dossier.reception_unit_id, None


def _sheet(
    way: Way,
    giver: int,
    taker: int | None,
    papers: Sequence[Dossier],
    clerk: str,
    *,
    actor: Actor,
    now: dt.datetime,
) -> HandoverRecord:
    """One record with its items. To the post it is signed on the spot, so it is closed at once."""
    year = legal_date(now).year
    number = next_number(f"handover:{references.unit_uid(giver)}", dt.date(year, 1, 1))
    posted = way is Way.TO_POST
    record = HandoverRecord.objects.create(
        number=number,
        year=year,
        way=way.value,
        from_unit_id=giver,
        to_unit_id=taker,
        clerk=clerk if posted else "",
        given_by_id=actor.user_id,
        given_at=now,
        next_at=None if posted else deadlines_for(giver, taker or giver, legal_date(now)).transfer(now).at,
        closed_at=now if posted else None,
    )
    for dossier in papers:
        if posted:
            _carried(lock(dossier.uid, now), record, actor=actor)
        HandoverItem.objects.create(
            record=record,
            dossier=dossier,
            state=ItemState.RECEIVED.value if posted else ItemState.GIVEN.value,
            settled_at=now if posted else None,
            settled_by_id=actor.user_id if posted else None,
        )
    return record


def receive(record: UUID, dossier: UUID, *, actor: Actor, now: dt.datetime) -> ItemState:
    """One dossier of the parcel is in the receiver's hand: the effect on its life is written and the item settled;
    with the last one the record closes. What is not on the sheet is noted as extra. Doing it twice changes nothing.
    Lock order: dossier, record. Raises NotFound, NotAllowed, Conflict with the refusal's code."""
    with transaction.atomic():
        locked = lock(dossier, now)
        sheet = _locked_sheet(record)
        require(actor, CARRY, [sheet.to_unit_id])
        item = HandoverItem.objects.filter(record=sheet, dossier=locked.dossier).first()
        if item is None:
            return _extra(sheet, locked, actor=actor, now=now)
        if item.state in {ItemState.RECEIVED.value, ItemState.EXTRA.value}:
            return ItemState(item.state)
        _arrive(locked, sheet, actor=actor, now=now)
        _settle(item, ItemState.RECEIVED, actor=actor, now=now)
        _close_when_done(sheet, actor=actor, now=now)
    return ItemState.RECEIVED


def miss(record: UUID, dossier: UUID, *, actor: Actor, now: dt.datetime) -> None:
    """The papers are on the sheet and not in the parcel. The dossier stays with the giver; an incident is recorded on
    its own page. Raises NotFound, NotAllowed, Conflict("parcel_item_settled")."""
    with transaction.atomic():
        locked = lock(dossier, now)
        sheet = _locked_sheet(record)
        require(actor, CARRY, [sheet.to_unit_id])
        item = HandoverItem.objects.filter(record=sheet, dossier=locked.dossier).first()
        if item is None:
            raise NotFound("parcel_unknown")
        if item.state != ItemState.GIVEN.value:
            raise Conflict("parcel_item_settled")
        _carried(locked, sheet, actor=actor, missing=True)
        _settle(item, ItemState.MISSING, actor=actor, now=now)
        _close_when_done(sheet, actor=actor, now=now)


def _locked_sheet(uid: UUID) -> HandoverRecord:
    found = HandoverRecord.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if found is None:
        raise NotFound("parcel_unknown")
    return found


def _arrive(locked: Locked, sheet: HandoverRecord, *, actor: Actor, now: dt.datetime) -> None:
    """What the receipt means in the life of the dossier: papers at the settling unit are its transfer."""
    if sheet.way != Way.TO_SETTLING.value or unfit(Way.TO_SETTLING, locked.state):
        _carried(locked, sheet, actor=actor)
        return
    context = context_for(locked.state, locked.dossier.process_version_id, locked.now)
    decided = decide(context, locked.state, Command(Action.TRANSFER, {}, {}), locked.now)
    if isinstance(decided, Refusal):
        raise refusal_error(decided)
    told = _told(sheet)
    write(locked, tuple(replace(event, data={**event.data, **told}) for event in decided), actor=actor)


def _told(sheet: HandoverRecord) -> dict[str, str]:
    giver = sheet.given_by
    return {"record": str(sheet.uid), "given_by": str(giver.uid) if giver else ""}


def _carried(locked: Locked, sheet: HandoverRecord, *, actor: Actor, missing: bool = False) -> None:
    """An event that changes nothing but says where the papers are."""
    taker = references.unit_uid(sheet.to_unit_id) if sheet.to_unit_id else ""
    data = {"way": sheet.way, "from_unit": references.unit_uid(sheet.from_unit_id), "to_unit": taker, **_told(sheet)}
    private = {"receiver": sheet.clerk} if sheet.clerk else None
    write(locked, (Event(EventKind.PAPERS_CARRIED, {**data, "missing": missing}, private),), actor=actor)


def _extra(sheet: HandoverRecord, locked: Locked, *, actor: Actor, now: dt.datetime) -> ItemState:
    HandoverItem.objects.create(
        record=sheet,
        dossier=locked.dossier,
        state=ItemState.EXTRA.value,
        settled_at=now,
        settled_by_id=actor.user_id,
    )
    return ItemState.EXTRA


def _settle(item: HandoverItem, state: ItemState, *, actor: Actor, now: dt.datetime) -> None:
    item.state, item.settled_at, item.settled_by_id = state.value, now, actor.user_id
    item.save(update_fields=["state", "settled_at", "settled_by"])


def _close_when_done(sheet: HandoverRecord, *, actor: Actor, now: dt.datetime) -> None:
    """Closed when nothing is on its way any more; half received it stays open until the next date, which moves to the
    following one once it has passed."""
    sheet.received_by_id = actor.user_id
    left = HandoverItem.objects.filter(record=sheet, state=ItemState.GIVEN.value).exists()
    if not left:
        sheet.next_at, sheet.closed_at = None, now
    elif sheet.next_at is not None and sheet.next_at < now:
        taker = sheet.to_unit_id or sheet.from_unit_id
        sheet.next_at = deadlines_for(sheet.from_unit_id, taker, legal_date(now)).transfer(now).at
    sheet.save(update_fields=["received_by", "next_at", "closed_at"])
