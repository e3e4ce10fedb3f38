"""Lists of petitions: who sees what, in which order, at a bounded cost."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.petitions.hotline.models import PetitionFilter
from motcua.petitions.models import Petition
from tests.petitions.world import NOW, World, answered, assigned, sent

from .conftest import SignIn, words_of

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12


def codes(html: str) -> list[str]:
    return re.findall(r'class="govuk-link mc-code" href="[^"]+">([^<]+)<', html)


def test_new_ones_wait_for_the_operator_the_most_urgent_first(world: World, sign_in: SignIn) -> None:
    fresh, old = sent(NOW), sent(NOW - dt.timedelta(days=1))

    page = sign_in("operator").get("/desk/phan-anh/")

    assert codes(page) == [old.receipt_no, fresh.receipt_no]
    assert "Chờ phân loại" in words_of(page)


def test_officer_finds_what_the_own_unit_has_to_do_and_a_stranger_nothing(world: World, sign_in: SignIn) -> None:
    mine = assigned(world)
    sent(NOW)

    assert codes(sign_in("officer").get("/desk/phan-anh/")) == [mine.receipt_no]
    assert codes(sign_in("stranger").get("/desk/phan-anh/?pile=all_open")) == []


def test_head_finds_what_waits_for_approval(world: World, sign_in: SignIn) -> None:
    waiting = answered(world)

    assert codes(sign_in("head").get("/desk/phan-anh/?pile=to_approve")) == [waiting.receipt_no]


def test_list_costs_the_same_however_long_it_is(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    for number in range(3):
        sent(NOW + dt.timedelta(minutes=number))
    operator.get("/desk/phan-anh/")
    with CaptureQueriesContext(connection) as few:
        operator.get("/desk/phan-anh/")
    for number in range(30):
        sent(NOW + dt.timedelta(minutes=10 + number))

    with CaptureQueriesContext(connection) as many:
        operator.get("/desk/phan-anh/")

    assert len(many) <= len(few)
    assert len([one for one in many if "petition" in one["sql"]]) <= MOST_STATEMENTS


def test_pages_follow_one_another_without_gap(world: World, sign_in: SignIn) -> None:
    expected = [sent(NOW + dt.timedelta(minutes=number)).receipt_no for number in range(28)]
    operator = sign_in("operator")

    first = operator.get("/desk/phan-anh/")
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = operator.get("/desk/phan-anh/" + following[1].replace("&amp;", "&"))

    assert codes(first) + codes(second) == expected


def test_filters_narrow_the_list_and_strange_ones_match_nothing(world: World, sign_in: SignIn) -> None:
    road, rubbish = sent(NOW), sent(NOW, category="rac-thai", text="Rác chất đống ở đầu ngõ.")
    operator = sign_in("operator")

    assert codes(operator.get("/desk/phan-anh/?category=rac-thai")) == [rubbish.receipt_no]
    assert codes(operator.get("/desk/phan-anh/?category=giao-thong")) == [road.receipt_no]
    assert codes(operator.get(f"/desk/phan-anh/?query={road.receipt_no.lower()}")) == [road.receipt_no]
    for strange in ("category=%00", "unit=%27+OR+1", "pile=nothing", "channel=<script>", "kind=🙂", "after=abc"):
        answer = operator.client.get(f"/desk/phan-anh/?{strange}")
        assert answer.status_code in {200, 400}, strange


def test_filter_is_kept_by_name_and_forgotten(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")

    operator.post("/desk/phan-anh/bo-loc/", name="Rác", category="rac-thai", pile="new")
    saved = PetitionFilter.objects.get()
    page = operator.get("/desk/phan-anh/")

    assert saved.query == "pile=new&category=rac-thai"
    assert "Rác" in words_of(page)
    operator.post(f"/desk/phan-anh/bo-loc/{saved.uid}/bo/")
    assert not PetitionFilter.objects.exists()


def test_batch_gives_each_to_its_unit_and_names_what_it_cannot(world: World, sign_in: SignIn) -> None:
    road, rubbish, unclear = sent(NOW), sent(NOW, category="rac-thai"), sent(NOW, category="")
    operator = sign_in("operator")
    uids = [str(one.uid) for one in (road, rubbish, unclear)]

    answer = operator.client.post("/desk/phan-anh/giao-nhieu/", {"petition": uids}, follow=True)

    owners = dict(Petition.objects.values_list("receipt_no", "owner_unit__code"))
    assert owners == {road.receipt_no: "T-SXD", rubbish.receipt_no: "T-01", unclear.receipt_no: None}
    told = words_of(answer.content.decode())
    assert "Đã giao 2 phản ánh" in told
    assert f"{unclear.receipt_no}: " in told
