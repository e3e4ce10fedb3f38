"""Where is my dossier: with the code, with the secret, signed in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.models import Dossier, DossierDocument
from motcua.dossiers.selectors.reading import readable
from tests.dossiers.world import APPLICANT, NOW, World

from .conftest import SignIn
from .filling import picture

LATER = NOW + dt.timedelta(minutes=10)


def asked(world: World) -> Dossier:
    """A dossier that waits for a supplement."""
    dossier = world.submit()
    items = [{"component": world.component, "note": "Trang 2 thiếu chữ ký"}]
    world.act(dossier, Action.REQUEST_SUPPLEMENT, "reception", items=items, reason="Chưa đủ")
    dossier.refresh_from_db()
    return dossier


def own(dossier: Dossier, part: str = "") -> str:
    return f"/ho-so-cua-toi/{dossier.uid}/{part}"


# ---- by code


def test_track_when_the_code_is_known_then_only_the_stage(world: World, client: Client) -> None:
    dossier = world.accepted()

    text = client.get("/tra-cuu/", {"code": f" {str(dossier.code).lower()} "}).content.decode()

    assert 'aria-current="step"' in text
    assert str(dossier.code) in text
    for secret in (str(APPLICANT["name"]), dossier.link_secret, world.division.name, "Hẹn trả"):
        assert secret not in text


def test_track_when_the_code_is_unknown_then_said_plainly(world: World, client: Client) -> None:
    answer = client.get("/tra-cuu/", {"code": "H99-1"})

    assert answer.status_code == 404
    assert "Không có hồ sơ nào mang mã này" in answer.content.decode()


def test_track_when_codes_are_tried_one_after_another_then_too_many(world: World, client: Client) -> None:
    answers = [client.get("/tra-cuu/", {"code": f"N{number}"}) for number in range(21)]

    assert {answer.status_code for answer in answers[:20]} == {404}
    assert answers[20].status_code == 429
    assert "tra cứu quá nhanh" in answers[20].content.decode()
    assert client.get("/tra-cuu/").status_code == 200


# ---- the whole page


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_own_page_when_accepted_then_unit_date_and_nothing_internal(
    world: World, citizen: Client, prefix: str, clock: FrozenClock
) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.COMPLETE_STEP, "division_head", note="ghi chú nội bộ")
    clock.set(LATER)

    text = citizen.get(prefix + own(dossier)).content.decode()

    assert str(dossier.code) in text
    assert world.division.name in text
    assert "Cán bộ " not in text
    assert "ghi chú nội bộ" not in text
    assert "mc-time--ontime" in text
    assert "mc-time--soon" not in text


def test_own_page_when_little_time_is_left_then_still_not_amber_and_late_when_over(
    world: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    dossier = world.accepted()
    assert dossier.appointed_due_at is not None

    clock.set(dossier.appointed_due_at - dt.timedelta(minutes=20))
    before = sign_in("citizen").get(own(dossier)).content.decode()
    clock.set(dossier.appointed_due_at + dt.timedelta(days=1))
    after = sign_in("citizen").get(own(dossier)).content.decode()

    assert "đúng tiến độ, còn 20 phút" in before
    assert "mc-time--late" in after
    assert "quá hạn" in after


def test_own_page_when_an_official_looked_then_role_and_unit_without_a_name(world: World, citizen: Client) -> None:
    dossier = world.accepted()
    citizen.get(own(dossier))
    before = citizen.get(own(dossier)).content.decode()

    readable(dossier.uid, actor=world.actors["settling"], now=NOW)
    after = citizen.get(own(dossier)).content.decode()

    assert "Chưa có cán bộ nào mở hồ sơ này" in before
    assert "Ai đã xem hồ sơ của tôi</a>" not in after
    assert after.count("Phòng Văn hóa - Xã hội") > before.count("Phòng Văn hóa - Xã hội")
    assert "Cán bộ settling" not in after


@pytest.mark.parametrize("state", ["submitted", "accepted", "asked", "refused", "withdrawn", "returned"])
def test_own_page_when_in_any_state_then_it_opens_for_owner_and_secret(
    world: World, citizen: Client, client: Client, state: str
) -> None:
    made = {"submitted": world.submit, "accepted": world.accepted, "returned": world.returned}
    dossier = asked(world) if state == "asked" else made.get(state, world.submit)()
    if state == "refused":
        world.act(dossier, Action.REFUSE, "reception", reason="Không thuộc thẩm quyền")
    if state == "withdrawn":
        world.act(dossier, Action.WITHDRAW, "citizen")

    mine = citizen.get(own(dossier))
    by_secret = client.get(f"/ho-so/{dossier.link_secret}/")
    listed = citizen.get("/ho-so-cua-toi/")

    assert (mine.status_code, by_secret.status_code, listed.status_code) == (200, 200, 200)
    assert dossier.receipt_no in mine.content.decode() or str(dossier.code) in mine.content.decode()
    if state == "refused":
        assert "Không thuộc thẩm quyền" in mine.content.decode()


def test_slip_when_asked_then_a_pdf_for_the_owner_and_the_secret(world: World, citizen: Client, client: Client) -> None:
    dossier = world.accepted()

    for answer in (citizen.get(own(dossier, "phieu/01/")), client.get(f"/ho-so/{dossier.link_secret}/phieu/01/")):
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert "no-store" in answer.headers["Cache-Control"]
    assert citizen.get(own(dossier, "phieu/04/")).status_code == 404
    assert citizen.get(own(dossier, "phieu/99/")).status_code == 404


def test_apology_when_issued_then_its_slip_is_offered_to_the_owner_the_secret_and_the_desk(
    world: World, citizen: Client, client: Client, sign_in: SignIn
) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.APOLOGISE, "head", reason="Phòng thiếu người")

    page = client.get(f"/ho-so/{dossier.link_secret}/").content.decode()
    papers = [
        citizen.get(own(dossier, "phieu/04/")),
        client.get(f"/ho-so/{dossier.link_secret}/phieu/04/"),
        sign_in("reception").get(f"/desk/ho-so/{dossier.uid}/phieu/04.pdf"),
    ]

    assert page.count(f"/ho-so/{dossier.link_secret}/phieu/04/") == 2
    assert [paper.content[:4] for paper in papers] == [b"%PDF"] * 3


def test_result_when_it_is_there_before_the_day_then_the_page_and_the_desk_say_so(
    world: World, client: Client, sign_in: SignIn
) -> None:
    dossier = world.ready()

    page = client.get(f"/ho-so/{dossier.link_secret}/").content.decode()
    desk = sign_in("reception").get(f"/desk/ho-so/{dossier.uid}/").content.decode()

    assert "Kết quả có sớm hơn ngày hẹn" in page
    assert "Bạn không phải chờ đến ngày hẹn" in page
    assert "Có sớm, người nộp đến nhận được ngay" in desk
    Dossier.objects.filter(pk=dossier.pk).update(appointed_due_at=dossier.finished_at)
    assert "Kết quả đã có." in client.get(f"/ho-so/{dossier.link_secret}/").content.decode()


def test_list_when_there_are_many_dossiers_then_the_same_few_statements(
    world: World, citizen: Client, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        world.submit()

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        text = citizen.get("/ho-so-cua-toi/").content.decode()

    assert text.count('class="mc-card mc-card--') == 10
    assert "Trang sau" in text


def test_procedures_when_listed_then_few_statements(
    world: World, client: Client, django_assert_max_num_queries: object
) -> None:
    for address in ("/", "/thu-tuc/?q=xac nhan", "/thu-tuc/goi-y/?q=xac"):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            client.get(address)


# ---- supplement


def test_supplement_when_files_are_sent_then_answered_once(world: World, citizen: Client) -> None:
    dossier = asked(world)
    page = citizen.get(own(dossier, "bo-sung/")).content.decode()

    first = citizen.post(
        own(dossier, "bo-sung/"),
        {f"file_{world.component}": picture(), "note": "Đã ký", "idempotency_key": "k1"},
    )
    second = citizen.post(
        own(dossier, "bo-sung/"),
        {f"file_{world.component}": picture(), "note": "Đã ký", "idempotency_key": "k1"},
    )

    dossier.refresh_from_db()
    assert "Trang 2 thiếu chữ ký" in page
    assert (first.status_code, second.status_code) == (302, 302)
    assert dossier.state == State.SUBMITTED
    assert DossierDocument.objects.filter(dossier=dossier).count() == 1


def test_supplement_when_nothing_is_sent_then_asked_again(world: World, citizen: Client) -> None:
    dossier = asked(world)

    answer = citizen.post(own(dossier, "bo-sung/"), {"idempotency_key": "k1"})

    dossier.refresh_from_db()
    assert "Hãy gửi ít nhất một tệp" in answer.content.decode()
    assert dossier.state == State.SUPPLEMENT_AT_RECEPTION


def test_supplement_when_one_file_is_bad_then_the_good_one_stays_and_nothing_is_sent(
    world: World, citizen: Client
) -> None:
    dossier = asked(world)
    bad = picture("hong.png")
    bad.file.truncate(20)
    bad.size = 20

    answer = citizen.post(
        own(dossier, "bo-sung/"), {f"file_{world.component}": [picture("tot.png"), bad], "idempotency_key": "k"}
    )

    dossier.refresh_from_db()
    assert "hong.png" in answer.content.decode()
    assert "tot.png" in answer.content.decode()
    assert dossier.state == State.SUPPLEMENT_AT_RECEPTION
    assert DossierDocument.objects.filter(dossier=dossier).count() == 1


def test_supplement_when_nobody_asked_then_led_back(world: World, citizen: Client) -> None:
    dossier = world.submit()

    assert citizen.get(own(dossier, "bo-sung/")).headers["Location"] == own(dossier)


def test_supplement_when_another_citizen_posts_then_not_found_and_nothing_kept(
    world: World, other_citizen: Client
) -> None:
    dossier = asked(world)

    answer = other_citizen.post(own(dossier, "bo-sung/"), {f"file_{world.component}": picture(), "note": "x"})

    assert answer.status_code == 404
    assert not DossierDocument.objects.exists()


# ---- withdrawing


def test_withdraw_when_confirmed_then_withdrawn_and_twice_is_one(world: World, citizen: Client) -> None:
    dossier = world.submit()

    unsure = citizen.post(own(dossier, "rut/"), {"idempotency_key": "k"})
    sure = [citizen.post(own(dossier, "rut/"), {"sure": "on", "idempotency_key": "k"}) for _ in range(2)]

    dossier.refresh_from_db()
    assert "Hãy đánh dấu xác nhận" in unsure.content.decode()
    assert [answer.status_code for answer in sure] == [302, 302]
    assert dossier.state == State.WITHDRAWN


def test_withdraw_when_another_citizen_posts_then_not_found(world: World, other_citizen: Client) -> None:
    dossier = world.submit()

    assert other_citizen.post(own(dossier, "rut/"), {"sure": "on"}).status_code == 404
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED


def test_file_when_of_another_dossier_then_not_found(world: World, citizen: Client) -> None:
    dossier, other = asked(world), world.submit()
    citizen.post(own(dossier, "bo-sung/"), {f"file_{world.component}": picture(), "idempotency_key": "k"})
    file = DossierDocument.objects.get().file

    assert b"".join(citizen.get(own(dossier, f"tep/{file.uid}/")).streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    assert citizen.get(own(other, f"tep/{file.uid}/")).status_code == 404
