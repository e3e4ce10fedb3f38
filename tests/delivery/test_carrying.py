"""Papers with a sheet: given, scanned at the other end, and what does not agree."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.core.ids import new_id
from motcua.delivery.models import HandoverItem, HandoverRecord
from motcua.delivery.rules import ItemState, Way
from motcua.delivery.services.carrying import give, miss, receive
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.dossiers.services.verify import verify
from tests.dossiers.world import NOW, World, claim

LATER = NOW + dt.timedelta(hours=1)


def paper(world: World, many: int = 2) -> list[Dossier]:
    return [world.accepted(channel="counter") for _ in range(many)]


def given(world: World, dossiers: list[Dossier], way: Way = Way.TO_SETTLING, who: str = "reception") -> HandoverRecord:
    made = give(way, [one.uid for one in dossiers], actor=world.actors[who], now=NOW)
    (record,) = made.records
    return HandoverRecord.objects.get(uid=record)


def test_papers_are_transferred_when_the_other_end_has_them(world: World) -> None:
    one, other = paper(world)
    record = given(world, [one, other])

    assert (record.number, record.next_at is not None) == (1, True)
    one.refresh_from_db()
    assert "transferred" not in one.flags

    assert receive(record.uid, one.uid, actor=world.actors["settling"], now=LATER) is ItemState.RECEIVED
    one.refresh_from_db()
    record.refresh_from_db()
    assert "transferred" in one.flags
    assert one.holder_unit_id == world.division.pk
    assert record.closed_at is None
    event = DossierEvent.objects.filter(dossier=one).order_by("-seq").first()
    assert event is not None
    assert event.kind == "dossier_transferred"
    assert str(record.uid).encode() in bytes(event.payload)

    receive(record.uid, other.uid, actor=world.actors["settling"], now=LATER)
    record.refresh_from_db()
    assert record.closed_at == LATER
    assert record.received_by == world.users["settling"]
    assert differences(one) == []
    assert verify().ok


def test_receiving_twice_changes_nothing(world: World) -> None:
    one, other = paper(world)
    record = given(world, [one, other])

    for _ in range(2):
        receive(record.uid, one.uid, actor=world.actors["settling"], now=LATER)

    assert DossierEvent.objects.filter(dossier=one, kind="dossier_transferred").count() == 1


def test_what_is_missing_stays_with_the_giver_and_what_is_extra_is_told(world: World) -> None:
    one, other, third = paper(world, 3)
    record = given(world, [one, other])

    assert receive(record.uid, third.uid, actor=world.actors["settling"], now=LATER) is ItemState.EXTRA
    miss(record.uid, other.uid, actor=world.actors["settling"], now=LATER)
    with pytest.raises(Conflict):
        miss(record.uid, other.uid, actor=world.actors["settling"], now=LATER)
    receive(record.uid, one.uid, actor=world.actors["settling"], now=LATER)

    record.refresh_from_db()
    assert record.closed_at is not None
    other.refresh_from_db()
    assert other.holder_unit_id == world.centre.pk
    assert "transferred" not in other.flags
    kinds = DossierEvent.objects.filter(dossier=other).order_by("-seq").values_list("kind", flat=True)
    assert kinds[0] == "papers_carried"
    third.refresh_from_db()
    assert "transferred" not in third.flags


def test_a_half_received_record_stays_open_with_a_next_date(world: World) -> None:
    one, other = paper(world)
    record = given(world, [one, other])
    first = record.next_at
    days_later = NOW + dt.timedelta(days=3)

    receive(record.uid, one.uid, actor=world.actors["settling"], now=days_later)

    record.refresh_from_db()
    assert record.closed_at is None
    assert first is not None
    assert record.next_at is not None
    assert record.next_at > days_later > first


def test_papers_travel_in_one_parcel_at_a_time(world: World) -> None:
    one, other = paper(world)
    given(world, [one])

    made = give(Way.TO_SETTLING, [one.uid, other.uid], actor=world.actors["reception"], now=NOW)

    assert [row.code for row in made.rows] == ["parcel_on_its_way", ""]
    assert HandoverItem.objects.filter(state="given").count() == 2


def test_the_same_form_twice_makes_one_record(world: World) -> None:
    (one,) = paper(world, 1)
    key = claim("k", operation="give")

    first = give(Way.TO_SETTLING, [one.uid], actor=world.actors["reception"], now=NOW, idempotency=key)
    again = give(Way.TO_SETTLING, [one.uid], actor=world.actors["reception"], now=NOW, idempotency=key)

    assert list(first.records) == list(again.records)
    assert HandoverRecord.objects.count() == 1


def test_results_go_to_the_desk_and_to_the_post(world: World) -> None:
    ready = world.ready(channel="counter")
    record = given(world, [ready], Way.TO_DESK, "head")

    receive(record.uid, ready.uid, actor=world.actors["reception"], now=LATER)
    with pytest.raises(Invalid):
        give(Way.TO_POST, [ready.uid], actor=world.actors["reception"], now=LATER)
    posted = give(Way.TO_POST, [ready.uid], actor=world.actors["reception"], now=LATER, clerk="Lê Văn Bưu")

    ready.refresh_from_db()
    assert ready.state == "result_ready"
    sheet = HandoverRecord.objects.get(uid=posted.records[0])
    assert (sheet.closed_at, sheet.clerk, sheet.to_unit) == (LATER, "Lê Văn Bưu", None)
    assert differences(ready) == []
    assert verify().ok


def test_who_is_of_another_unit_neither_gives_nor_receives(world: World) -> None:
    (one,) = paper(world, 1)
    with pytest.raises(Invalid) as caught:
        give(Way.TO_SETTLING, [one.uid], actor=world.actors["other_reception"], now=NOW)
    assert caught.value.errors[0]["code"] == "unit_out_of_reach"
    record = given(world, [one])
    with pytest.raises(NotAllowed):
        receive(record.uid, one.uid, actor=world.actors["stranger"], now=LATER)


def test_what_cannot_travel_says_why(world: World) -> None:
    filed = world.submit("reception", channel="counter")
    online = world.accepted()
    with pytest.raises(Invalid) as caught:
        give(Way.TO_SETTLING, [filed.uid, online.uid], actor=world.actors["reception"], now=NOW)
    assert {error["code"] for error in caught.value.errors} == {"parcel_not_accepted", "already_transferred"}
    with pytest.raises(Invalid):
        give(Way.TO_SETTLING, [new_id() for _ in range(201)], actor=world.actors["reception"], now=NOW)
