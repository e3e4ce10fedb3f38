"""What dates bring about, and reorganisations: nothing waits on nobody."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.remember import forget_everything
from motcua.organisation.models import UnitSuccession
from motcua.organisation.services.closure import rebuild_closure
from motcua.petitions.lifecycle import AskSender, Reject
from motcua.petitions.models import Petition, StepLimit
from motcua.petitions.services.purge import purge
from motcua.petitions.services.reorganise import follow_units
from motcua.petitions.services.sweep import alarms, sweep
from tests.organisation.factories import UnitFactory

from .world import NOW, World, assigned, done, published, sent

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_a_sender_who_stays_silent_is_waited_for_until_the_date_only(world: World) -> None:
    petition = done(sent(), AskSender(words="Ở đâu?"), world.actor("operator"))

    assert sweep(now=petition.next_at - dt.timedelta(minutes=1))["went_on"] == 0
    assert sweep(now=petition.next_at + dt.timedelta(minutes=1))["went_on"] == 1

    petition.refresh_from_db()
    assert (petition.holder_kind, petition.holder_unit_id) == ("operator", world.centre.pk)


def test_what_nobody_objects_to_closes(world: World) -> None:
    petition = published(world)

    assert sweep(now=petition.next_at + dt.timedelta(minutes=1))["closed"] == 1

    petition.refresh_from_db()
    assert (petition.state, petition.closed, petition.holder_unit_id) == ("closed", True, None)


def test_a_near_date_is_told_once_and_a_missed_one_owes_an_apology_once(world: World) -> None:
    petition = assigned(world)
    near = petition.handle_due - dt.timedelta(hours=3)
    late = petition.handle_due + dt.timedelta(hours=3)

    assert [sweep(now=near)["warned"], sweep(now=near)["warned"]] == [1, 0]
    assert [sweep(now=late)["warned"], sweep(now=late)["warned"]] == [1, 0]

    assert petition.apologies.get().done_at is None
    kinds = list(petition.events.order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["warned", "apology_due"]


def test_alarms_are_nought_until_something_is_left_alone(world: World) -> None:
    petition = assigned(world)
    asked = done(sent(), AskSender(words="Ở đâu?"), world.actor("operator"))
    assert alarms(now=NOW) == {"unheld": 0, "stuck": 0, "apologies": 0}

    late = petition.handle_due + DAY
    assert alarms(now=late)["stuck"] == 1, "nobody swept"
    sweep(now=late)
    assert alarms(now=late) == {"unheld": 0, "stuck": 0, "apologies": 0}

    assert alarms(now=petition.apologies.get().due_at + DAY)["apologies"] == 1
    asked.refresh_from_db()
    assert asked.holder_kind == "operator"


def test_open_petitions_go_to_who_answers_for_the_unit_by_an_event(world: World) -> None:
    petition = assigned(world)
    ended = done(sent(), Reject(reason="spam", words="Quảng cáo"), world.actor("operator"))
    on = NOW.date() + DAY
    heir = UnitFactory(code="T-SXD2", parent=world.province, valid_from=on, name="Sở mới")
    world.department.valid_to = on
    world.department.save()
    UnitSuccession.objects.create(old=world.department, new=heir, share=1, is_default=True, on=on)
    rebuild_closure()
    forget_everything()

    assert follow_units(now=NOW) == 0, "not before its day"
    assert follow_units(now=NOW + 2 * DAY) == 1
    assert follow_units(now=NOW + 2 * DAY) == 0

    before = petition.next_at
    petition.refresh_from_db()
    assert (petition.owner_unit_id, petition.holder_unit_id, petition.next_at) == (heir.pk, heir.pk, before)
    assert petition.events.order_by("-seq").first().kind == "moved"
    assert Petition.objects.get(pk=ended.pk).seq == ended.seq


def test_limits_are_dated_data_and_hold_for_what_begins_under_them(world: World) -> None:
    before = assigned(world)
    limit = StepLimit.objects.get(category_code="duong-hong", step="handle")
    assert (limit.amount, limit.unit) == (7, "working_day")
    StepLimit.objects.filter(pk=limit.pk).update(valid_to=NOW.date() + DAY)
    StepLimit.objects.create(
        category_code="duong-hong",
        step="handle",
        amount=3,
        unit="working_day",
        valid_from=NOW.date() + DAY,
        source="Quyết định thử",
    )
    forget_everything()

    after = assigned(world, NOW + DAY)

    assert after.clocks.get(step="handle").amount == 3
    before.refresh_from_db()
    assert before.clocks.get(step="handle").amount == 7


def test_names_and_numbers_are_forgotten_when_their_time_is_over(world: World) -> None:
    petition = done(sent(), Reject(reason="not_clear", words="Không rõ"), world.actor("operator"))
    open_one = sent()

    assert purge(now=NOW + 700 * DAY)["senders"] == 0
    assert purge(now=NOW + 740 * DAY)["senders"] == 1

    petition.words.refresh_from_db()
    open_one.words.refresh_from_db()
    assert (petition.words.sender_name, petition.words.phone_key) == ("", "")
    assert petition.words.text
    assert open_one.words.sender_name
