"""The pages of rounds of assessment: filled in without scripts, appraised side by side, ranked, shown to people."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from motcua.core.clock import FrozenClock
from motcua.figures.assessments.models import AssessmentAppeal, AssessmentEntry, AssessmentRound, Stage
from motcua.figures.assessments.services import entries, publishing
from motcua.people.services import sessions
from tests.dossiers.world import World
from tests.figures.assessments.house import NOW, House, house, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(world: World, clock: FrozenClock) -> House:
    clock.set(NOW)
    return house(world.province, world.commune)


def browser(place: House, who: str) -> Client:
    client = Client()
    client.force_login(place.users[who])
    session = client.session
    session["motcua_session"] = str(sessions.open_session(place.users[who], "password_totp", "127.0.0.1", NOW).uid)
    session.save()
    return client


def get(client: Client, name: str, **args: Any) -> str:
    answer = client.get(reverse(f"desk:{name}", kwargs=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_sheet_when_filled_in_by_forms_then_points_follow_and_a_second_person_loses_nothing(place: House) -> None:
    sheet, mayor, deputy = place.sheet("TS-0101"), browser(place, "mayor"), browser(place, "deputy")
    address = reverse("desk:assessment_criterion", args=[sheet.uid, "1.3"])
    sent = {"do": "self", "seen": "0", "value": "1", "reason": "Một sáng kiến 🌾", "idempotency_key": "a"}

    first = mayor.post(address, {**sent, "next": "1"})
    twice = mayor.post(address, {**sent, "next": "1"})
    second = deputy.post(address, {**sent, "value": "2", "reason": "Hai sáng kiến", "idempotency_key": "b"})
    wrong = mayor.post(address, {**sent, "seen": "1", "value": "nhiều", "idempotency_key": "c"})

    assert (first.status_code, twice.status_code, second.status_code, wrong.status_code) == (302, 302, 409, 400)
    assert AssessmentEntry.objects.count() == 1
    assert "Cán bộ mayor vừa ghi điểm khác" in second.content.decode()
    assert "Hai sáng kiến" in second.content.decode()
    assert "nhiều" in wrong.content.decode()
    page = get(mayor, "assessment_sheet", uid=sheet.uid)
    assert "Nộp bảng tự đánh giá" in page
    assert mayor.post(reverse("desk:assessment_submit", args=[sheet.uid])).status_code == 302
    assert "còn chưa tự chấm" in get(mayor, "assessment_sheet", uid=sheet.uid)


def test_pages_when_opened_by_everybody_then_each_sees_what_is_theirs(place: House) -> None:
    uid, sheet = place.round.uid, place.sheet("TS-0102")
    manager, mayor = browser(place, "manager"), browser(place, "mayor")

    assert "Đóng tự đánh giá, mở thẩm định" in get(manager, "assessment", uid=uid)
    assert "Đóng tự đánh giá" not in get(mayor, "assessment", uid=uid)
    assert mayor.get(reverse("desk:assessment_sheet", args=[sheet.uid])).status_code == 404
    assert mayor.get(reverse("desk:assessment_act", args=[uid, "mo-lai"])).status_code == 403
    assert "Lập đợt đánh giá" in get(manager, "assessments")
    assert "Xã" in get(mayor, "assessments_mine")
    for name in ("assessment_new", "assessment_judge", "assessment_survey"):
        get(manager, name, **({} if name == "assessment_new" else {"uid": uid}))
    for slug in ("chuyen-buoc", "doi-han", "tinh", "them"):
        get(manager, "assessment_act", uid=uid, slug=slug)


def test_appraisal_and_appeal_when_done_by_forms_then_the_final_points_change(place: House) -> None:
    sheet = place.sheet("TS-0101")
    entries.enter(sheet.uid, "1.3", typed("2", "hai sáng kiến"), actor=place.actors["mayor"], now=NOW)
    place.at(Stage.APPRAISAL)
    appraiser = browser(place, "appraiser")
    address = reverse("desk:assessment_criterion", args=[sheet.uid, "1.3"])

    without = appraiser.post(address, {"do": "appraise", "seen": "1", "value": "2"})
    over = appraiser.post(address, {"do": "appraise", "seen": "1", "value": "5", "reason": "x"})
    done = appraiser.post(address, {"do": "appraise", "seen": "1", "value": "2", "reason": "Một chưa công nhận"})
    place.at(Stage.APPEAL)
    asked = browser(place, "mayor").post(
        address, {"do": "appeal", "value": "4", "reason": "Đã có quyết định công nhận"}
    )
    found = AssessmentAppeal.objects.get()
    leader = browser(place, "leader")
    answer_at = reverse("desk:assessment_appeal", args=[found.uid])
    answered = leader.post(answer_at, {"granted": "yes", "points": "4", "reason": "Có quyết định"})

    assert (without.status_code, over.status_code, done.status_code) == (400, 400, 302)
    assert (asked.status_code, answered.status_code) == (302, 302)
    assert [row.layer for row in AssessmentEntry.objects.order_by("seq")] == ["self", "appraised", "final"]
    page = get(browser(place, "mayor"), "assessment_sheet", uid=sheet.uid)
    assert "Một chưa công nhận" in page
    assert "theo kiến nghị" in page
    assert "Có quyết định" in get(browser(place, "mayor"), "assessment_appeal", uid=found.uid)


def test_survey_page_when_a_table_is_read_then_shown_before_it_is_taken(
    place: House, settings: Any, tmp_path: Any
) -> None:

    settings.FILES_ROOT, settings.FILES_BACKEND, settings.CLAMD = tmp_path / "files", "", ""
    manager, uid = browser(place, "manager"), place.round.uid
    table = "Mã đơn vị,Tiêu chí,Điểm\nTS-0101,4.1,18\nTS-77,4.1,18\n"

    address = reverse("desk:assessment_survey", args=[uid])
    seen = manager.post(address, {"file": SimpleUploadedFile("phieu.csv", table.encode(), "text/csv")})
    wrong = manager.post(address, {"file": SimpleUploadedFile("a.csv", b"\xff\xfe\x00\x01", "text/csv")})
    page = manager.get(seen.headers["Location"]).content.decode()
    taken = manager.post(seen.headers["Location"], {})

    assert wrong.status_code == 400
    assert "1 dòng đọc được, 1 dòng sai" in page
    assert "TS-77" in page
    assert taken.status_code == 302
    assert AssessmentEntry.objects.get().points == "18"


def test_result_when_published_then_officials_see_ranks_and_people_see_units(place: House) -> None:
    AssessmentRound.objects.update(stage=Stage.FINAL)
    publishing.sign(
        place.round.uid, decision_number="7/QĐ-UBND", signed_on=NOW.date(), actor=place.actors["leader"], now=NOW
    )

    ranks = get(browser(place, "mayor"), "assessment_ranking", uid=place.round.uid)
    listed = Client().get(reverse("portal:assessments")).content.decode()
    shown = Client().get(reverse("portal:assessment", args=[place.round.uid])).content.decode()
    AssessmentRound.objects.update(kind="official")
    hidden = Client().get(reverse("portal:assessment", args=[place.round.uid]))

    assert "7/QĐ-UBND" in ranks
    assert place.round.title in listed
    assert "không xếp hạng" in shown
    assert hidden.status_code == 404
