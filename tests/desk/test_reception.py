"""Receiving at the counter: nothing typed twice, all or nothing, once."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.core.clock import FrozenClock
from motcua.documents.models import StoredFile
from motcua.dossiers.models import Dossier, DossierComponent, DossierFee
from motcua.people.models import Party
from motcua.web.words import weekday_instant
from tests.documents import samples
from tests.dossiers.world import CODE, NOW, World

from .conftest import SignIn

pytestmark = pytest.mark.django_db

ADDRESS = f"/desk/tiep-nhan/{CODE}/"
CARD = "001199012345|123456789|NGUYỄN THỊ ÁNH TUYẾT|04051999|Nữ|Thôn 3, xã Hòa An|01012021"
PERSON = {
    "name": "Nguyễn Thị Ánh Tuyết",
    "id_number": "001199012345",
    "birth_date-day": "4",
    "birth_date-month": "5",
    "birth_date-year": "1999",
    "phone": "0912345678",
    "address": "Thôn 3, xã Hòa An",
}


def accept(world: World, **more: object) -> dict[str, object]:
    return {"do": "accept", **PERSON, f"paper-{world.component}": "on", "idempotency_key": "k1", **more}


def test_procedure_is_found_by_words_without_diacritics(world: World, sign_in: SignIn) -> None:
    page = sign_in("reception").get("/desk/tiep-nhan/", {"q": "giay xac nhan"}).content.decode()

    assert ADDRESS in page


def test_own_commune_is_the_place_from_the_start(world: World, sign_in: SignIn) -> None:
    page = sign_in("reception").get(ADDRESS).content.decode()

    assert f'<option value="{world.commune.code}" selected>' in page


def test_scanned_card_fills_the_applicant(world: World, sign_in: SignIn) -> None:
    page = sign_in("reception").post(ADDRESS, {"do": "scan", "card": CARD, "phone": "0912345678"}).content.decode()

    for text in ("Nguyễn Thị Ánh Tuyết", "001199012345", 'value="1999"', "Thôn 3, xã Hòa An", "0912345678"):
        assert text in page
    assert Dossier.objects.count() == 0


def test_unreadable_card_is_said_and_keeps_what_was_typed(world: World, sign_in: SignIn) -> None:
    page = sign_in("reception").post(ADDRESS, {"do": "scan", "card": "x|y", "name": "Lê An"}).content.decode()

    assert "Không đọc được mã QR trên thẻ" in page
    assert "Lê An" in page


def test_verified_party_is_offered_without_typing_again(world: World, sign_in: SignIn) -> None:
    Party.objects.create(
        kind="person", name="Nguyễn Thị Ánh Tuyết", id_number="001199012345", phone="0987654321", verified_at=NOW
    )

    page = sign_in("reception").post(ADDRESS, {"do": "scan", "card": CARD}).content.decode()

    assert "Đã có trong hệ thống, đã xác minh" in page
    assert "0987654321" in page


def test_complete_dossier_is_received_accepted_and_paid_in_one_go(world: World, sign_in: SignIn) -> None:
    sent = sign_in("reception").post(ADDRESS, accept(world, paid="cash"))

    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.state) == ("counter", "accepted")
    assert sent.headers["Location"] == f"/desk/ho-so/{dossier.uid}/?slip=01"
    assert DossierComponent.objects.get(dossier=dossier).presented_on_paper is True
    assert DossierFee.objects.get(dossier=dossier).paid_how == "cash"
    assert dossier.submission_context.assisted is False


def test_same_form_sent_twice_makes_one_dossier(world: World, sign_in: SignIn) -> None:
    reception = sign_in("reception")

    first, second = (reception.post(ADDRESS, accept(world)) for _ in range(2))

    assert Dossier.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_missing_paper_stops_the_acceptance_before_anything_is_written(world: World, sign_in: SignIn) -> None:
    data = {name: value for name, value in accept(world).items() if not name.startswith("paper-")}

    page = sign_in("reception").post(ADDRESS, data)

    assert page.status_code == 409
    assert "Chưa đủ giấy tờ bắt buộc" in page.content.decode()
    assert Dossier.objects.count() == 0


def test_scanned_file_stands_for_the_paper(world: World, sign_in: SignIn) -> None:
    file = SimpleUploadedFile("to khai.pdf", samples.pdf(), content_type="application/pdf")
    data = {name: value for name, value in accept(world).items() if not name.startswith("paper-")}

    sent = sign_in("reception").post(ADDRESS, {**data, f"file-{world.component}": file})

    assert sent.status_code == 302
    assert Dossier.objects.get().documents.count() == 1


def test_file_that_lies_leaves_nothing_behind(world: World, sign_in: SignIn) -> None:
    file = SimpleUploadedFile("a.pdf", b"MZ" + b"x" * 100, content_type="application/pdf")

    page = sign_in("reception").post(ADDRESS, {**accept(world), f"file-{world.component}": file})

    assert page.status_code == 400
    assert Dossier.objects.count() == 0
    assert StoredFile.objects.filter(erased_at=None).count() == 0


def test_faults_stand_at_their_fields(world: World, sign_in: SignIn) -> None:
    page = sign_in("reception").post(ADDRESS, accept(world, id_number="12"))

    assert page.status_code == 400
    assert 'href="#f-id_number"' in page.content.decode()


def test_incomplete_dossier_goes_on_to_the_supplement_form(world: World, sign_in: SignIn) -> None:
    sent = sign_in("reception").post(ADDRESS, accept(world, do="supplement"))

    dossier = Dossier.objects.get()
    assert dossier.state == "submitted"
    assert sent.headers["Location"] == f"/desk/ho-so/{dossier.uid}/request_supplement/"


@pytest.mark.parametrize("who", ["settling", "head", "clerk", "stranger"])
def test_only_reception_opens_the_counter(world: World, sign_in: SignIn, who: str) -> None:
    client = sign_in(who)

    assert client.get("/desk/tiep-nhan/").status_code == 403
    assert client.post(ADDRESS, accept(world)).status_code == 403


def test_unknown_procedure_is_not_found(world: World, sign_in: SignIn) -> None:
    assert sign_in("reception").get("/desk/tiep-nhan/khong-co/").status_code == 404


def test_another_choice_keeps_what_was_typed(world: World, sign_in: SignIn) -> None:
    typed = {"do": "choose", "choose-channel": "post", "choose-kind": "person", **PERSON, "paid": "cash"}

    page = sign_in("reception").post(ADDRESS, typed).content.decode()

    assert '<option value="post" selected>' in page
    assert 'value="Nguyễn Thị Ánh Tuyết"' in page
    assert '<option value="cash" selected>' in page
    assert Dossier.objects.count() == 0


def test_enter_after_the_scanner_fills_in_whichever_button_is_first(world: World, sign_in: SignIn) -> None:
    page = sign_in("reception").post(ADDRESS, {"do": "choose", "card": CARD}).content.decode()

    assert "001199012345" in page


def test_choice_of_the_form_is_what_is_received(world: World, sign_in: SignIn) -> None:
    sent = sign_in("reception").post(ADDRESS, accept(world, **{"choose-channel": "post"}))

    assert sent.status_code == 302
    assert Dossier.objects.get().channel == "post"


def test_page_tells_what_the_case_needs_and_when_it_would_be_ready(
    world: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    clock.set(NOW)
    reception = sign_in("reception")
    page = reception.get(ADDRESS).content.decode()

    reception.post(ADDRESS, accept(world))

    due = Dossier.objects.get().appointed_due_at
    assert due is not None
    assert "Trường hợp này cần" in page
    assert world.division.name in page
    assert weekday_instant(due) in page


def test_number_of_another_year_is_asked_about_once_then_accepted(world: World, sign_in: SignIn) -> None:
    reception = sign_in("reception")
    odd = accept(world, **{"birth_date-year": "1998"})

    first = reception.post(ADDRESS, odd)
    assert first.status_code == 409
    assert "không khớp với năm sinh 1998" in first.content.decode()
    assert 'name="seen_doubts"' in first.content.decode()
    assert Dossier.objects.count() == 0

    assert reception.post(ADDRESS, {**odd, "seen_doubts": "1"}).status_code == 302
    assert Dossier.objects.count() == 1


def test_receipt_is_the_first_thing_after_receiving(world: World, sign_in: SignIn) -> None:
    reception = sign_in("reception")
    sent = reception.post(ADDRESS, accept(world))

    page = reception.get(sent.headers["Location"]).content.decode()

    link = re.search(r'href="([^"]+/phieu/01\.pdf)" target="_blank" rel="noopener" autofocus', page)
    assert link is not None
    assert reception.get(link[1]).content.startswith(b"%PDF")
