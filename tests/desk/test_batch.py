"""One act for several dossiers: shown before, done one by one, each with its own answer."""

from __future__ import annotations

import re

import pytest

from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from tests.dossiers.world import World

from .conftest import SignIn

pytestmark = pytest.mark.django_db

ADDRESS = "/desk/nhieu-ho-so/"


def at_counter(world: World, count: int) -> list[Dossier]:
    return [world.accepted(channel="counter") for _ in range(count)]


def uids(dossiers: list[Dossier]) -> list[str]:
    return [str(one.uid) for one in dossiers]


def flags(dossiers: list[Dossier]) -> list[bool]:
    return ["transferred" in Dossier.objects.get(pk=one.pk).flags for one in dossiers]


def test_chosen_dossiers_are_shown_before_anything_is_done(world: World, sign_in: SignIn) -> None:
    chosen = at_counter(world, 2)

    page = sign_in("reception").get(ADDRESS, {"do": "transfer", "dossier": uids(chosen)}).content.decode()

    assert "Chuyển hồ sơ: 2 hồ sơ" in page
    assert all(one.code in page for one in chosen if one.code)
    assert flags(chosen) == [False, False]


def test_each_is_done_by_itself_and_one_that_cannot_says_why(world: World, sign_in: SignIn) -> None:
    chosen = at_counter(world, 2)
    moved = world.accepted(channel="counter")
    world.act(moved, Action.TRANSFER, "reception")
    sent = {"do": "transfer", "dossier": uids([*chosen, moved]), "idempotency_key": "k1"}

    page = sign_in("reception").post(ADDRESS, sent).content.decode()

    assert flags(chosen) == [True, True]
    assert "Đã làm 2 trong 3 hồ sơ." in page
    assert "chưa làm được" in page


def test_same_page_sent_twice_acts_once_and_says_the_same(world: World, sign_in: SignIn) -> None:
    chosen = at_counter(world, 1)
    sent = {"do": "transfer", "dossier": uids(chosen), "idempotency_key": "k2"}
    reception = sign_in("reception")
    reception.post(ADDRESS, sent)
    seq = Dossier.objects.get(pk=chosen[0].pk).seq

    again = reception.post(ADDRESS, sent).content.decode()

    assert Dossier.objects.get(pk=chosen[0].pk).seq == seq
    assert "Đã làm 1 trong 1 hồ sơ." in again


def test_head_gives_several_dossiers_to_one_person(world: World, sign_in: SignIn) -> None:
    chosen = [world.accepted(), world.accepted()]
    head, post = sign_in("division_head"), str(world.posts["settling"].uid)
    assert "Cán bộ settling" in head.get(ADDRESS, {"do": "assign", "dossier": uids(chosen)}).content.decode()

    nobody = head.post(ADDRESS, {"do": "assign", "dossier": uids(chosen)})
    page = head.post(ADDRESS, {"do": "assign", "dossier": uids(chosen), "post": post})

    assert nobody.status_code == 400
    assert "Đã làm 2 trong 2 hồ sơ." in page.content.decode()
    assert list(Dossier.objects.values_list("holder_post", flat=True)) == [world.posts["settling"].pk] * 2


def test_results_are_handed_over_row_by_row(world: World, sign_in: SignIn) -> None:
    ready, waiting = world.ready(channel="counter"), at_counter(world, 1)[0]

    page = sign_in("reception").post(
        ADDRESS, {"do": "hand_over", "dossier": uids([ready, waiting]), "idempotency_key": "k"}
    )

    assert "Đã làm 1 trong 2 hồ sơ." in page.content.decode()
    ready.refresh_from_db()
    waiting.refresh_from_db()
    assert (ready.state, waiting.state) == ("returned", "accepted")


def test_what_is_out_of_reach_is_not_there(world: World, sign_in: SignIn) -> None:
    chosen = at_counter(world, 1)

    response = sign_in("stranger").post(ADDRESS, {"do": "transfer", "dossier": [*uids(chosen), "x", "' OR 1=1"]})

    assert "Chưa chọn hồ sơ nào." in response.content.decode()
    assert flags(chosen) == [False]


def test_list_offers_the_acts_of_the_reader(world: World, sign_in: SignIn) -> None:
    at_counter(world, 1)

    page = sign_in("reception").get("/desk/").content.decode()

    assert re.findall(r'name="do" value="([a-z_]+)"', page) == ["transfer", "hand_over", "complete_step"]
    assert 'name="dossier"' in page
    assert 'form="mc-batch"' in page
