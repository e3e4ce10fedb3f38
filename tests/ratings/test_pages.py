"""The pages of raters and of those who look after ratings."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.people.models import AccessRecord, FollowUpTask
from motcua.ratings.asked import poster_token
from motcua.ratings.models import Ballot, Callback, FollowUp, Poster, Rating, Tablet
from motcua.ratings.services.callbacks import draw_callbacks
from motcua.ratings.services.follow_ups import tell_above
from motcua.ratings.services.places import register_tablet
from motcua.ratings.services.release import release
from tests.dossiers.world import APPLICANT, NOW, World

from .given import BAD, DAY, GOOD, LATER, poster, rated, returned, token_of

pytestmark = pytest.mark.django_db
PAGES = "/desk/y-kien-danh-gia/"


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def begun(response: Any) -> str:
    found = re.search(r'name="begun" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


@pytest.fixture
def later(clock: FrozenClock, world: World) -> World:
    clock.set(LATER)
    return world


def test_a_dossier_is_rated_on_the_page_without_an_account(later: World, client: Client) -> None:
    address = f"/danh-gia/{token_of(returned(later))}/"

    page = client.get(address)
    sent = client.post(address, {**BAD, "begun": begun(page), "words": "Chờ lâu"})

    assert page.status_code == 200
    assert not client.cookies
    assert (sent.status_code, sent.headers["Location"]) == (302, "/danh-gia/cam-on/")
    assert "Cảm ơn" in text_of(client.get("/danh-gia/cam-on/"))
    again = client.get(address)
    assert again.status_code == 409
    assert "Đã đánh giá" in text_of(again)


def test_an_empty_sheet_is_asked_again_with_what_was_typed(later: World, client: Client) -> None:
    address = f"/danh-gia/{token_of(returned(later))}/"

    answer = client.post(address, {"words": "Giữ lại lời này"})

    assert answer.status_code == 400
    assert "Giữ lại lời này" in text_of(answer)
    assert "Hãy chọn mức hài lòng" in text_of(answer)
    assert not Ballot.objects.exists()


def test_the_page_speaks_english(later: World, client: Client) -> None:
    page = client.get(f"/en/danh-gia/{token_of(returned(later))}/")

    assert "Overall, are you satisfied?" in text_of(page)


@pytest.mark.parametrize("token", ["x", "A" * 39, "A" * 40, "%00"])
def test_what_is_no_token_is_not_found(later: World, client: Client, token: str) -> None:
    assert client.get(f"/danh-gia/{token}/").status_code == 404


def test_trying_tokens_is_stopped(later: World, client: Client) -> None:
    codes = [client.get(f"/danh-gia/{'A' * 39}/").status_code for _ in range(32)]

    assert codes[:30] == [404] * 30
    assert codes[31] == 429


def test_a_poster_is_rated_any_number_of_times(later: World, client: Client) -> None:
    address = f"/danh-gia/{poster_token(poster(later))}/"
    for _ in range(3):
        assert client.post(address, {"overall": "satisfied"}).status_code == 302

    assert Ballot.objects.count() == 3


def test_a_tablet_must_be_paired_and_goes_back_to_the_question(later: World, client: Client) -> None:
    tablet, word = register_tablet(later.centre.uid, "Quầy 1", actor=later.actors["centre_head"], now=LATER)
    address = f"/danh-gia/may-tinh-bang/{tablet.code}/"

    assert client.get(address).status_code == 403
    assert client.post(f"{address}ghep/{word}/").headers["Location"] == address
    assert Client().post(f"{address}ghep/{word}/").status_code == 409
    page = client.get(address)
    assert "<script type" not in page.content.decode()
    sent = client.post(address, {"overall": "satisfied", "begun": begun(page)})

    assert sent.headers["Location"] == f"{address}?xong=1"
    assert client.get(f"{address}?xong=1").headers["Refresh"] == f"8;url={address}"
    assert set(client.cookies) == {"motcua_tablet"}
    assert Ballot.objects.count() == 1
    Tablet.objects.update(revoked_at=LATER)
    assert client.get(address).status_code == 403


def test_results_need_five_and_name_nobody(later: World, sign_in: Any) -> None:
    client = sign_in("centre_head")
    for number in range(5):
        rated(returned(later), BAD if number < 2 else GOOD, words="Nhờ anh Nguyễn Văn An, 0912345678 giúp")
    assert "Chưa nơi nào có đủ đánh giá" in text_of(client.get(PAGES))

    release(now=LATER + DAY)

    words = text_of(client.get(PAGES))
    assert "60,0%" in words
    assert "0912345678" not in words
    assert "Văn An" not in words


def test_a_follow_up_with_contact_is_opened_at_once_and_closed(later: World, client: Client, sign_in: Any) -> None:
    address = f"/danh-gia/{token_of(returned(later))}/"
    client.post(address, {**BAD, "contact": "0987654321", "words": "Cán bộ gắt gỏng"})
    row = FollowUp.objects.get()
    assert row.task.owner == later.posts["centre_head"]
    assert "0987654321" not in row.contact

    head, at_desk = sign_in("centre_head"), sign_in("reception")
    page = f"{PAGES}chua-hai-long/{row.uid}/"
    assert at_desk.get(page).status_code == 403
    assert "0987654321" not in text_of(head.get(page))
    before = AccessRecord.objects.count()
    assert "0987654321" in text_of(head.post(page, {"contact": "1"}))
    assert AccessRecord.objects.count() == before + 1
    assert head.post(page, {"evidence": " ", "idempotency_key": str(uuid4())}).status_code == 400
    assert head.post(page, {"evidence": "Đã gọi xin lỗi", "idempotency_key": str(uuid4())}).status_code == 302

    row.task.refresh_from_db()
    assert (row.task.state, row.task.evidence) == ("done", "Đã gọi xin lỗi")


def test_what_is_left_alone_goes_to_the_level_above_once(later: World) -> None:
    rated(returned(later), BAD, contact="0987654321")

    assert tell_above(now=LATER + 7 * DAY) == 0
    assert tell_above(now=LATER + 14 * DAY) == 1
    assert tell_above(now=LATER + 15 * DAY) == 0
    row = FollowUp.objects.get()
    assert row.escalated
    assert row.escalation is not None
    assert row.escalation.owner_id != row.task.owner_id
    assert FollowUpTask.objects.filter(source_kind="rating").count() == 2


def test_a_poster_is_printed_and_taken_down(later: World, sign_in: Any, client: Client) -> None:
    head = sign_in("centre_head")
    page = head.get(f"{PAGES}ma-qr/")
    assert page.status_code == 200
    post = later.posts["reception"]
    made = head.post(f"{PAGES}ma-qr/", {"what": "poster", "place": f"post:{post.uid}", "idempotency_key": "k1"})
    assert made.status_code == 302
    row = Poster.objects.get()
    assert row.post == post

    pdf = head.get(f"{PAGES}ma-qr/{row.uid}.pdf")
    assert pdf.content[:5] == b"%PDF-"
    assert client.get(f"/danh-gia/{poster_token(row)}/").status_code == 200
    head.post(f"{PAGES}ma-qr/{row.uid}/thu-hoi/")
    assert client.get(f"/danh-gia/{poster_token(row)}/").status_code == 410


def test_a_place_out_of_reach_gets_no_code(later: World, sign_in: Any) -> None:
    head = sign_in("centre_head")

    answer = head.post(f"{PAGES}ma-qr/", {"what": "poster", "place": f"unit:{later.other_centre.uid}"})

    assert answer.status_code == 400
    assert not Poster.objects.exists()


def test_people_without_email_are_called_by_others(later: World, sign_in: Any) -> None:
    returned(later, channel="counter", applicant={**APPLICANT, "email": ""})
    assert draw_callbacks(now=LATER) == 1
    assert draw_callbacks(now=LATER) == 0
    row = Callback.objects.get()
    caller = sign_in("control")
    page = f"{PAGES}goi-dien/{row.uid}/"

    assert "0912345678" in text_of(caller.get(page))
    assert sign_in("centre_head").get(page).status_code == 403
    assert caller.post(page, {"what": "unreached", "idempotency_key": "k1"}).status_code == 302
    assert caller.post(page, {"what": "answered", "idempotency_key": "k2"}).status_code == 400
    assert caller.post(page, {"what": "answered", **GOOD, "idempotency_key": "k3"}).status_code == 302

    row.refresh_from_db()
    assert (row.state, row.tries, row.interviewer, row.owner) == ("done", 1, later.users["control"], None)
    assert Ballot.objects.count() == 1


def test_the_integrity_report_counts_and_names_no_one(later: World, sign_in: Any) -> None:
    for _ in range(6):
        rated(returned(later), GOOD)
    release(now=LATER + DAY)

    page = sign_in("auditor").get(f"{PAGES}trung-thuc/")

    assert page.status_code == 200
    assert "6 đánh giá đã mở" in text_of(page)
    assert sign_in("centre_head").get(f"{PAGES}trung-thuc/").status_code == 403


def test_the_public_page_tells_closed_months_only(later: World, client: Client, clock: FrozenClock) -> None:
    for _ in range(5):
        rated(returned(later), GOOD)
    release(now=LATER + DAY)
    assert "Chưa đơn vị nào" in text_of(client.get("/danh-gia/"))

    clock.set(NOW + 20 * DAY)

    assert "100,0%" in text_of(client.get("/danh-gia/"))
    assert Rating.objects.count() == 5
