"""The page of a dossier: what each reader sees, and what reading it leaves behind."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.documents.models import ScanState, StoredFile
from motcua.documents.services import store_upload
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.papers import add_document
from motcua.people.models import AccessRecord
from tests.documents import samples
from tests.dossiers.world import NOW, World

from .conftest import SignIn

pytestmark = pytest.mark.django_db


def page_of(sign_in: SignIn, who: str, dossier: Dossier) -> str:
    response = sign_in(who).get(f"/desk/ho-so/{dossier.uid}/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_numbers_are_masked_until_somebody_asks_and_that_is_recorded(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    reception = sign_in("reception")
    masked = reception.get(f"/desk/ho-so/{dossier.uid}/").content.decode()
    assert "001•••••2345" in masked
    assert "001199012345" not in masked
    assert "0912345678" not in masked

    whole = reception.post(f"/desk/ho-so/{dossier.uid}/so-day-du/").content.decode()

    assert "001199012345" in whole
    assert "0912345678" in whole
    assert AccessRecord.objects.filter(verb="dossier.read_private", subject_uid=dossier.uid).count() == 1


def test_every_opening_is_recorded(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()

    page_of(sign_in, "reception", dossier)

    assert AccessRecord.objects.filter(verb="dossier.read", subject_kind="dossier", subject_uid=dossier.uid).exists()


def test_reader_without_private_rights_sees_progress_and_nothing_private(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()

    clerk = sign_in("clerk")
    page = clerk.get(f"/desk/ho-so/{dossier.uid}/")

    assert page.status_code == 200
    assert "Thôn 3" not in page.content.decode()
    assert "2345" not in page.content.decode()
    assert clerk.post(f"/desk/ho-so/{dossier.uid}/so-day-du/").status_code == 403
    assert clerk.get(f"/desk/ho-so/{dossier.uid}/phieu/01.pdf").status_code == 403


@pytest.mark.parametrize("path", ["", "so-day-du/", "accept/", "phieu/01.pdf"])
def test_stranger_and_unknown_dossier_get_the_same_answer(world: World, sign_in: SignIn, path: str) -> None:
    dossier = world.accepted()
    stranger = sign_in("stranger")
    ask = stranger.post if path == "so-day-du/" else stranger.get

    mine, none = ask(f"/desk/ho-so/{dossier.uid}/{path}"), ask(f"/desk/ho-so/{uuid4()}/{path}")

    assert (mine.status_code, none.status_code) == (404, 404)


@pytest.mark.parametrize(
    "path",
    ["/desk/", "/desk/tim/", "/desk/thong-bao/", "/desk/tiep-nhan/", "/desk/xuat/ho-so.csv", "/desk/ho-so/{uid}/"],
)
def test_nobody_and_citizens_are_kept_out(world: World, sign_in: SignIn, path: str) -> None:
    dossier = world.submit()
    address = path.format(uid=dossier.uid)

    nobody = Client().get(address)

    assert nobody.status_code == 302
    assert nobody.headers["Location"].startswith("/desk/dang-nhap/")
    assert sign_in("citizen").get(address).status_code == 403


def test_working_of_the_date_names_the_days_off(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()

    page = page_of(sign_in, "settling", dossier)

    assert "Vì sao là ngày này?" in page
    assert "5 ngày làm việc" in page
    assert "nghỉ hằng tuần" in page


def test_timeline_tells_who_and_how_long_with_the_pause(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    dossier = world.accepted()
    asked = NOW + dt.timedelta(hours=1)
    clock.set(asked)
    items = [{"component": world.component, "note": "Chưa ký"}]
    world.act(dossier, Action.REQUEST_SUPPLEMENT, "settling", asked, items=items, reason="Tờ khai chưa ký")
    clock.set(asked + dt.timedelta(hours=1))
    dossier.refresh_from_db()

    page = page_of(sign_in, "reception", dossier)

    assert "mc-timeline__item--paused" in page
    assert "Cán bộ settling" in page
    assert "đang dừng 1 giờ, không tính vào hạn" in page
    assert ">giữ 1 giờ, hạn 4 giờ làm việc<" in page
    assert "Tờ khai chưa ký" in page


def test_blocked_act_is_shown_with_its_reason(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", post=str(world.posts["settling"].uid))

    page = page_of(sign_in, "head", dossier)

    assert "Ký, ban hành kết quả" in page
    assert "Còn bước phải hoàn thành trước khi ban hành kết quả." in page


def test_step_held_by_somebody_else_is_greyed_not_offered(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", post=str(world.posts["head"].uid))

    page = page_of(sign_in, "settling", dossier)

    assert "Bước này đã được phân công cho người khác." in page
    assert f"/desk/ho-so/{dossier.uid}/complete_step/" not in page


def test_page_leads_back_to_its_place_and_to_its_neighbours(world: World, sign_in: SignIn) -> None:
    dossiers = [world.submit(now=NOW - dt.timedelta(days=days)) for days in (9, 7, 5)]

    page = sign_in("reception").get(f"/desk/ho-so/{dossiers[1].uid}/?field=H%E1%BB%99+t%E1%BB%8Bch").content.decode()

    assert "Việc của tôi, dòng 2 trong 3" in page
    assert f'rel="prev" href="/desk/ho-so/{dossiers[0].uid}/?field=' in page
    assert f'rel="next" href="/desk/ho-so/{dossiers[2].uid}/?field=' in page


def test_consulted_unit_opens_the_dossier_reads_the_question_and_answers(world: World, sign_in: SignIn) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.CONSULT, "settling", unit="TS-0202", question="Người này có ở địa bàn không?")
    stranger = sign_in("stranger")
    assert "Người này có ở địa bàn không?" in page_of(sign_in, "stranger", dossier)

    sent = stranger.post(
        f"/desk/ho-so/{dossier.uid}/answer_consultation/",
        {"agrees": "yes", "answer": "Có", "expected_seq": Dossier.objects.get(pk=dossier.pk).seq},
    )

    assert sent.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "processing"
    assert dossier.consultations.filter(answered_at=None).count() == 0


def _document(world: World, dossier: Dossier) -> tuple[str, StoredFile]:
    content = samples.pdf()
    file = store_upload(
        BytesIO(content),
        file_name="tờ khai.pdf",
        declared_type="application/pdf",
        actor=world.actors["reception"],
        now=NOW,
        purpose="dossier",
    )
    answer = add_document(
        dossier=dossier.uid, component=world.component, file=file, actor=world.actors["reception"], now=NOW
    )
    return str(answer.body["document"]), file


def test_file_is_served_as_a_download_and_recorded(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    document, file = _document(world, dossier)

    response = sign_in("reception").get(f"/desk/ho-so/{dossier.uid}/tep/{document}/")

    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert AccessRecord.objects.filter(subject_kind="stored_file", subject_uid=file.uid).count() == 1


def test_file_not_scanned_yet_is_named_but_not_served(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    document, file = _document(world, dossier)
    StoredFile.objects.filter(pk=file.pk).update(scan_state=ScanState.PENDING.value)
    reception = sign_in("reception")

    page = reception.get(f"/desk/ho-so/{dossier.uid}/").content.decode()
    response = reception.get(f"/desk/ho-so/{dossier.uid}/tep/{document}/")

    assert "đang quét vi-rút, chưa mở được" in page
    assert document not in page
    assert response.status_code == 409


def test_file_of_another_dossier_is_not_found(world: World, sign_in: SignIn) -> None:
    dossier, other = world.submit(), world.submit()
    document, _file = _document(world, dossier)

    assert sign_in("reception").get(f"/desk/ho-so/{other.uid}/tep/{document}/").status_code == 404


def test_slip_is_a_pdf_once_it_exists(world: World, sign_in: SignIn) -> None:
    dossier = world.submit()
    reception = sign_in("reception")
    assert reception.get(f"/desk/ho-so/{dossier.uid}/phieu/01.pdf").status_code == 404

    world.act(dossier, Action.ACCEPT, "reception", originals=[world.component])

    response = reception.get(f"/desk/ho-so/{dossier.uid}/phieu/01.pdf")
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/en/desk/", "/en/desk/tim/", "/en/desk/thong-bao/", "/en/desk/tiep-nhan/"])
def test_pages_exist_in_english(world: World, sign_in: SignIn, path: str) -> None:
    page = sign_in("reception").get(path)

    assert page.status_code == 200
    assert '<html lang="en"' in page.content.decode()
