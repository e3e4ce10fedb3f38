"""From an empty form to a receipt: nothing lost, one dossier, nothing shown raw."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.dossiers.models import ApplicationDraft, Dossier, DossierDocument
from motcua.dossiers.selectors.timeline import private_of_first
from motcua.forms.cleaning import clean_lines
from motcua.people.models import Party, SignInSession
from tests.dossiers.world import CODE, World

from .conftest import SignIn
from .filling import ANSWERS, begin, filled, picture, send, step


def test_application_when_every_page_is_filled_then_a_receipt(world: World, citizen: Client) -> None:
    draft = filled(citizen, world)

    review = citizen.get(step(draft, "xem-lai")).content.decode()
    receipt = citizen.get(send(citizen, draft)).content.decode()

    dossier = Dossier.objects.get()
    assert "Nguyễn Thị Ánh Tuyết" in review
    assert "04/05/1999" in review
    assert "to-khai.png" in review
    assert "20.000 đ" in review
    assert dossier.receipt_no in receipt
    assert dossier.account == world.users["citizen"]
    assert [row.component for row in DossierDocument.objects.all()] == [world.component]
    assert not ApplicationDraft.objects.exists()


def test_application_when_sent_twice_then_one_dossier_and_the_same_receipt(world: World, citizen: Client) -> None:
    draft = filled(citizen, world)

    first = send(citizen, draft)
    second = send(citizen, draft)
    back = citizen.get(step(draft, "xem-lai"))

    assert first == second
    assert back.headers["Location"] == first
    assert Dossier.objects.count() == 1


def test_draft_when_another_citizen_names_it_then_not_found(
    world: World, citizen: Client, other_citizen: Client
) -> None:
    draft = filled(citizen, world)

    for name in ("noi-lam", "muc/applicant", "muc/request", "giay-to", "xem-lai", "xoa"):
        assert other_citizen.get(step(draft, name)).status_code == 404
        assert other_citizen.post(step(draft, name), {"declaration": "on"}).status_code == 404
    send(citizen, draft)
    assert other_citizen.post(step(draft, "xem-lai"), {"declaration": "on"}).status_code == 404
    assert Dossier.objects.count() == 1


def test_review_when_the_declaration_is_missing_then_nothing_is_sent(world: World, citizen: Client) -> None:
    draft = filled(citizen, world)

    answer = citizen.post(step(draft, "xem-lai"), {})

    assert "Cần đánh dấu cam đoan" in answer.content.decode()
    assert not Dossier.objects.exists()


def test_review_when_a_page_is_not_finished_then_it_is_named_and_nothing_is_sent(world: World, citizen: Client) -> None:
    draft = begin(citizen, world)

    answer = citizen.post(step(draft, "xem-lai"), {"declaration": "on"})

    assert f'href="{step(draft, "muc/applicant")}"' in answer.content.decode()
    assert not Dossier.objects.exists()


def test_page_when_an_answer_is_wrong_then_named_on_top_and_all_answers_kept(world: World, citizen: Client) -> None:
    draft = begin(citizen, world)

    answer = citizen.post(step(draft, "muc/applicant"), {**ANSWERS, "id_number": "12"}).content.decode()

    assert 'href="#f-id_number"' in answer
    assert 'value="12"' in answer
    assert "Thôn 3, xã Hòa An" in answer
    assert "Thôn 3, xã Hòa An" in citizen.get(step(draft, "muc/applicant")).content.decode()


def test_page_when_htmx_saves_then_only_the_time_comes_back(world: World, citizen: Client, clock: FrozenClock) -> None:
    draft = begin(citizen, world)

    answer = citizen.post(step(draft, "muc/request"), {"request": "Một nửa câu"}, headers={"HX-Request": "true"})

    draft.refresh_from_db()
    assert "Đã lưu lúc 08:30" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert draft.answers["page:request"] == {"request": "Một nửa câu"}


def test_draft_when_the_session_ends_in_the_middle_then_kept_and_found_again(
    world: World, citizen: Client, sign_in: SignIn, clock: FrozenClock
) -> None:
    draft = filled(citizen, world)
    SignInSession.objects.update(ended_at=clock.now())

    lost = citizen.post(step(draft, "muc/request"), {"request": "x"})
    again = sign_in("citizen").get(step(draft, "muc/applicant"))

    assert lost.status_code == 401
    assert "Nguyễn Thị Ánh Tuyết" in again.content.decode()


def test_place_when_none_is_chosen_then_asked_again(world: World, citizen: Client) -> None:
    answer = citizen.post(f"/nop-ho-so/{CODE}/", {"place": "AS-9999"})

    assert answer.status_code == 200
    assert "Hãy chọn xã" in answer.content.decode()
    assert not ApplicationDraft.objects.exists()


def test_place_when_changed_later_then_the_answers_stay(world: World, citizen: Client) -> None:
    draft = filled(citizen, world)

    assert citizen.get(step(draft, "noi-lam")).status_code == 200
    assert citizen.post(step(draft, "noi-lam"), {"place": world.commune.code}).status_code == 302
    assert "Nguyễn Thị Ánh Tuyết" in citizen.get(step(draft, "xem-lai")).content.decode()


def test_organisation_when_chosen_then_its_own_questions_and_a_dossier(world: World, citizen: Client) -> None:
    draft = begin(citizen, world)
    asked = citizen.get(step(draft, "muc/applicant") + "?loai=to-chuc").content.decode()
    answers = {"name": "Công ty An Sơn", "id_number": "0109999999", "phone": "0912345678", "address": "Phường 1"}

    citizen.post(step(draft, "muc/applicant"), answers)
    citizen.post(step(draft, "muc/request"), {"request": ""})
    send(citizen, draft)

    assert "Mã số thuế" in asked
    assert "Ngày sinh" not in asked
    assert Dossier.objects.get().applicant.tax_code == "0109999999"


def test_applicant_when_remembered_then_filled_in_the_next_time(world: World, citizen: Client) -> None:
    filled(citizen, world, remember="on")

    draft = begin(citizen, world)
    shown = citizen.get(step(draft, "muc/applicant")).content.decode()

    assert "001199012345" in shown
    assert Party.objects.get(pk=world.actors["citizen"].party_id).name == "Nguyễn Thị Ánh Tuyết"


def test_draft_when_discarded_then_gone_with_its_files(world: World, citizen: Client) -> None:
    draft = filled(citizen, world)

    assert citizen.get(step(draft, "xoa")).status_code == 200
    citizen.post(step(draft, "xoa"))

    assert not ApplicationDraft.objects.exists()
    assert citizen.get(step(draft, "xem-lai")).status_code == 404


# ---- files


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "rong.pdf", "trống (0 byte)"),
        (b"%PDF-1.7 nothing", "hong.pdf", "hỏng"),
        (b"MZ\x90\x00" + b"\x00" * 64, "anh.png", "anh.png"),
        (b"<html><script>alert(1)</script></html>", "trang.html", "trang.html"),
    ],
)
def test_upload_when_the_file_is_bad_then_said_beside_the_field_and_the_good_one_kept(
    world: World, citizen: Client, content: bytes, name: str, words: str
) -> None:
    draft = begin(citizen, world)
    bad = SimpleUploadedFile(name, content, "application/octet-stream")

    answer = citizen.post(step(draft, "giay-to"), {f"file_{world.component}": [picture("tot.png"), bad], "go": "on"})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="#f-file_{world.component}"' in text
    assert words in text
    assert [row.file.name for row in draft.files.all()] == ["tot.png"]


def test_upload_when_removed_then_gone_and_again_is_harmless(world: World, citizen: Client) -> None:
    draft = filled(citizen, world)
    row = draft.files.get()

    for _ in range(2):
        assert citizen.post(step(draft, "giay-to"), {"remove": str(row.uid)}).status_code == 302

    assert not draft.files.exists()


def test_upload_when_many_for_one_paper_then_all_are_kept(world: World, citizen: Client) -> None:
    draft = begin(citizen, world)

    citizen.post(step(draft, "giay-to"), {f"file_{world.component}": [picture("a.png"), picture("b.png")]})

    assert draft.files.count() == 2


# ---- strings

NASTY = [
    "Nguyễn 👨‍👩‍👧 Văn 🇻🇳",
    "Ă" * 200,
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "مرحبا \u202eabc\u202c עברית",
    "n\u0303g\u0302\u0301 a\u0323\u0302",
    "{{ 7*7 }} {% raw %} ${x} %(name)s %s",
    "'; DROP TABLE dossier; --",
    "\u0000null\u0000",
    "O'Brien & <b>Sons</b>",
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_strings_when_nasty_then_stored_whole_and_shown_escaped(world: World, citizen: Client, text: str) -> None:
    draft = begin(citizen, world)

    first = citizen.post(step(draft, "muc/applicant"), {**ANSWERS, "name": text, "address": text})
    citizen.post(step(draft, "muc/request"), {"request": text})
    pages = [citizen.get(step(draft, name)) for name in ("muc/applicant", "muc/request", "giay-to", "xem-lai")]

    for page in [first, *pages]:
        shown = page.content.decode()
        assert page.status_code in {200, 302}
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "<b>Sons" not in shown
    sent = citizen.post(step(draft, "xem-lai"), {"declaration": "on"})
    if sent.status_code == 302:
        dossier = Dossier.objects.get()
        own = citizen.get(f"/ho-so-cua-toi/{dossier.uid}/").content.decode()
        assert "<script>alert" not in own
        filed = private_of_first(dossier)["answers"]
        assert filed == {"request": clean_lines(text.replace("\x00", ""))}
    else:
        assert sent.status_code == 200
        assert step(draft, "muc/applicant") in sent.content.decode()


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_search_when_nasty_then_answered_and_escaped(world: World, client: Client, text: str) -> None:
    for address in ("/thu-tuc/", "/thu-tuc/goi-y/", "/tra-cuu/"):
        parameter = "code" if address == "/tra-cuu/" else "q"
        answer = client.get(address, {parameter: text, "linh-vuc": text, "sau": text})
        assert answer.status_code in {200, 404}
        assert "<script>alert" not in answer.content.decode()
        assert "<img src=x" not in answer.content.decode()
