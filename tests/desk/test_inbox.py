"""The lists: who sees what, in which order, filtered by the address, at a bounded cost."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.core import remember
from motcua.core.clock import FrozenClock
from motcua.core.remember import forget_everything
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier, SavedFilter
from motcua.dossiers.selectors.lists import PAGE
from motcua.organisation.models import UnitCalendar
from motcua.people.models import AccessRecord
from motcua.worktime import selectors as worktime_selectors
from tests.dossiers.world import APPLICANT, NOW, World

from .conftest import SignIn

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 12
NASTY = [
    "\x00",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "%",
    "\ud800".encode("utf-8", "replace").decode(),
    "🙂" * 300,
]


def codes(html: str) -> list[str]:
    return re.findall(r'class="govuk-link mc-code" href="[^"]+">([^<]+)<', html)


def assigned(world: World, count: int) -> None:
    for number in range(count):
        at = NOW + dt.timedelta(minutes=number)
        dossier = world.accepted(at)
        world.act(dossier, Action.ASSIGN, "division_head", at, post=str(world.posts["settling"].uid))


def test_online_submission_waits_in_the_inbox_of_reception_only(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()

    assert codes(sign_in("reception").get("/desk/").content.decode()) == [dossier.receipt_no]
    assert codes(sign_in("settling").get("/desk/").content.decode()) == []
    assert codes(sign_in("stranger").get("/desk/?view=unit").content.decode()) == []


def test_rows_come_in_the_order_of_their_next_date(world: World, sign_in: SignIn) -> None:
    late = world.submit(now=NOW - dt.timedelta(days=7))
    fresh = world.submit(now=NOW)
    middle = world.submit(now=NOW - dt.timedelta(days=3))

    shown = codes(sign_in("reception").get("/desk/").content.decode())

    assert shown == [late.receipt_no, middle.receipt_no, fresh.receipt_no]


def test_pages_follow_one_another_without_gap_and_lead_back(world: World, sign_in: SignIn) -> None:
    assigned(world, PAGE + 3)
    settling = sign_in("settling")

    first = settling.get("/desk/").content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = settling.get("/desk/" + following[1].replace("&amp;", "&")).content.decode()
    previous = re.search(r'rel="prev" href="([^"]+)"', second)
    assert previous is not None
    again = settling.get("/desk/" + previous[1].replace("&amp;", "&")).content.decode()

    assert len(codes(first)) == PAGE
    assert len(codes(second)) == 3
    assert not set(codes(first)) & set(codes(second))
    assert codes(again) == codes(first)
    assert f"{PAGE + 1}–{PAGE + 3} trong {PAGE + 3}" in second


@pytest.mark.parametrize("path", ["/desk/", "/desk/?view=unit", "/desk/?view=asked", "/desk/?view=done", "/en/desk/"])
def test_list_costs_at_most_twelve_statements_whatever_its_rows(
    world: World, sign_in: SignIn, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = SimpleNamespace(monotonic=lambda: 0.0)  # nothing that is kept for some seconds grows old meanwhile
    monkeypatch.setattr(remember, "time", standing)
    monkeypatch.setattr(worktime_selectors, "time", standing)
    assigned(world, 2)
    settling = sign_in("settling")
    settling.get(path)
    with CaptureQueriesContext(connection) as few:
        settling.get(path)
    assigned(world, 20)
    with CaptureQueriesContext(connection) as many:
        settling.get(path)

    assert len(many) <= len(few) <= MOST_STATEMENTS


def test_filters_of_the_address_are_shown_as_tags_that_take_them_away(world: World, sign_in: SignIn) -> None:
    assigned(world, 1)

    page = sign_in("settling").get("/desk/?field=H%E1%BB%99+t%E1%BB%8Bch&step=work").content.decode()

    assert len(codes(page)) == 1
    assert 'href="?step=work"' in page
    assert 'href="?field=H%E1%BB%99+t%E1%BB%8Bch"' in page


def test_filter_that_matches_nothing_says_what_to_do(world: World, sign_in: SignIn) -> None:
    assigned(world, 1)

    page = sign_in("settling").get("/desk/?field=khong-co").content.decode()

    assert "Không có hồ sơ nào khớp bộ lọc này." in page
    assert "Bỏ hết điều kiện lọc" in page


@pytest.mark.parametrize("name", ["view", "field", "step", "status", "holder", "procedure", "query", "state", "unit"])
def test_nasty_text_in_any_filter_is_harmless(world: World, sign_in: SignIn, name: str) -> None:
    reception = sign_in("reception")
    for text in NASTY:
        response = reception.get("/desk/", {name: text})

        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("name", ["after", "before"])
def test_made_up_place_in_the_list_is_refused_plainly(world: World, sign_in: SignIn, name: str) -> None:
    response = sign_in("reception").get("/desk/", {name: "AAAA"})

    assert response.status_code == 400
    assert "Dấu trang không đúng" in response.content.decode()


def test_paused_dossier_says_for_what_it_waits(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    world.act(dossier, Action.REQUEST_SUPPLEMENT, "reception", items=[{"component": world.component, "note": "x"}])

    page = sign_in("reception").get("/desk/?view=waiting").content.decode()

    assert codes(page) == [dossier.receipt_no]
    assert "tạm dừng: chờ bổ sung" in page


def test_asked_unit_finds_the_question_in_its_list(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.CONSULT, "settling", unit="TS-0202", question="Ý kiến?")

    assert codes(sign_in("stranger").get("/desk/?view=asked").content.decode()) == [dossier.code]


def test_list_done_holds_this_week_only(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    dossier = world.returned()
    clock.set(NOW + dt.timedelta(hours=1))
    reception = sign_in("reception")
    assert codes(reception.get("/desk/?view=done").content.decode()) == [dossier.code]

    clock.set(NOW + dt.timedelta(days=7))

    assert codes(sign_in("reception").get("/desk/?view=done").content.decode()) == []


def test_saved_filter_is_kept_by_name_for_its_owner_only(world: World, sign_in: SignIn) -> None:
    reception = sign_in("reception")

    reception.post("/desk/bo-loc/", {"name": "Hộ tịch trễ", "field": "Hộ tịch", "status": "late"})

    saved = SavedFilter.objects.get()
    assert "status=late" in saved.query
    assert "Hộ tịch trễ" in reception.get("/desk/").content.decode()
    assert "Hộ tịch trễ" not in sign_in("settling").get("/desk/").content.decode()
    sign_in("settling").post(f"/desk/bo-loc/{saved.uid}/bo/")
    assert SavedFilter.objects.count() == 1
    reception.post(f"/desk/bo-loc/{saved.uid}/bo/")
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_filter_without_a_proper_name_is_not_saved(world: World, sign_in: SignIn, name: str) -> None:
    sign_in("reception").post("/desk/bo-loc/", {"name": name, "status": "late"})

    assert SavedFilter.objects.count() == 0


def test_reading_a_list_leaves_one_record(world: World, sign_in: SignIn) -> None:
    world.submit()
    reception = sign_in("reception")
    before = AccessRecord.objects.count()

    reception.get("/desk/?query=tuyet")

    record = AccessRecord.objects.order_by("-id").first()
    assert AccessRecord.objects.count() == before + 1
    assert record is not None
    assert (record.rows, record.filter["query"]) == (1, "tuyet")


def test_jump_finds_a_person_with_or_without_diacritics_and_by_the_card(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    reception = sign_in("reception")
    card = "001199012345||X|04051999|Nữ|Y|01012021"

    for text in ("tuyet", "Ánh Tuyết", "nguyen thi", "001199012345", card):
        page = reception.get("/desk/tim/", {"q": text}).content.decode()
        assert codes(page) == [dossier.receipt_no], text


def test_jump_to_a_whole_code_opens_the_dossier(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()

    for text in (dossier.code, dossier.code.lower(), f" {dossier.receipt_no} "):
        response = sign_in("reception").get("/desk/tim/", {"q": text})
        assert response.headers["Location"] == f"/desk/ho-so/{dossier.uid}/"


def test_jump_finds_nothing_out_of_reach(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()

    for text in (dossier.code, "tuyet", "001199012345"):
        assert codes(sign_in("stranger").get("/desk/tim/", {"q": text}).content.decode()) == []


def test_jump_survives_any_text(world: World, sign_in: SignIn) -> None:
    world.submit(applicant={**APPLICANT, "name": "O'Hara (A) & B"})
    reception = sign_in("reception")

    for text in [*NASTY, "a", "", "&|!():*", "'"]:
        assert reception.get("/desk/tim/", {"q": text}).status_code == 200, text


def test_notices_count_from_the_last_look(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    clock.set(NOW)
    world.submit(now=NOW - dt.timedelta(hours=1))
    reception = sign_in("reception")
    assert len(codes(reception.get("/desk/thong-bao/").content.decode())) == 1

    clock.set(NOW + dt.timedelta(minutes=5))

    assert codes(reception.get("/desk/thong-bao/").content.decode()) == []


def test_waiting_dossier_says_until_when_it_waits(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    items = [{"component": world.component, "note": "Thiếu"}]
    world.act(dossier, Action.REQUEST_SUPPLEMENT, "reception", items=items)

    page = sign_in("reception").get("/desk/?view=waiting").content.decode()

    assert "chờ tới 23/12" in page
    assert "hẹn 23/12" not in page


def test_time_left_runs_by_the_calendar_of_the_unit(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    friday_close = dt.datetime(2026, 11, 27, 10, 0, tzinfo=dt.UTC)
    clock.set(friday_close)
    assigned(world, 1)
    dossier = Dossier.objects.get()
    Dossier.objects.update(next_at=dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC))
    settling = sign_in("settling")
    assert "còn 1 ngày<" in settling.get("/desk/").content.decode()
    UnitCalendar.objects.create(
        unit=dossier.settling_unit, purpose="settlement", calendar_code="as-reception", valid_from=dt.date(2020, 1, 1)
    )
    forget_everything()

    page = settling.get("/desk/").content.decode()

    # The desks of this province also work on Saturday morning.
    assert "còn 1 ngày 4 giờ" in page


def test_header_counts_what_came_since_the_last_look(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    clock.set(NOW)
    world.submit(now=NOW - dt.timedelta(hours=1))
    world.submit(now=NOW - dt.timedelta(hours=2))
    reception = sign_in("reception")
    assert '<span class="mc-count">2</span>' in reception.get("/desk/").content.decode()

    reception.get("/desk/thong-bao/")
    clock.set(NOW + dt.timedelta(minutes=5))

    assert 'class="mc-count"' not in reception.get("/desk/").content.decode()


def test_filtering_live_keeps_a_short_address(world: World, sign_in: SignIn) -> None:
    assigned(world, 1)

    response = sign_in("settling").get(
        "/desk/", {"field": "Hộ tịch", "step": "", "status": ""}, headers={"HX-Request": "true"}
    )

    assert response.headers["HX-Push-Url"] == "/desk/?field=H%E1%BB%99+t%E1%BB%8Bch"
    assert 'id="mc-results"' in response.content.decode()
