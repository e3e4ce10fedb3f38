"""The pages of the quick counter: few keys, nothing lost, nothing done twice."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from motcua.certification.models import ElectronicCopy, Entry, Terms
from motcua.core.clock import FrozenClock
from motcua.dossiers.models import Contact
from tests.desk.office import hidden
from tests.documents import samples
from tests.dossiers.world import World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

SignIn = Callable[..., Client]
CARD = "001199012345|012345678|NGUYỄN THỊ ÁNH TUYẾT|04051999|Nữ|Thôn 3, xã Hòa An|01012022"
PAGE = "/desk/chung-thuc/"


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in("reception")


def typed(world: World, **changes: str) -> dict[str, str]:
    return {
        "kind": "copy",
        "name": "Nguyễn Thị Ánh Tuyết",
        "title-1": "Bằng tốt nghiệp",
        "pages-1": "2",
        "copies-1": "40",
        "paid": "cash",
        "signer": str(world.posts["commune_chair"].uid),
        "idempotency_key": "k1",
        **changes,
    }


def text_of(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


def test_forty_copies_are_one_form_and_one_page(desk: Client, world: World) -> None:
    asked = desk.get(PAGE).content.decode()
    answer = desk.post(PAGE, typed(world, **hidden(asked)))

    assert answer.status_code == 302
    page = desk.get(answer["Location"]).content.decode()
    assert "Số chứng thực 01" in page
    assert "160.000" in page
    assert Entry.objects.get().copies == 40


def test_the_same_form_sent_again_leads_to_the_same_page(desk: Client, world: World) -> None:
    first = desk.post(PAGE, typed(world))
    again = desk.post(PAGE, typed(world))

    assert first["Location"] == again["Location"]
    assert Entry.objects.count() == 1


def test_a_card_fills_the_form_and_certifies_nothing(desk: Client, world: World) -> None:
    page = desk.post(PAGE, typed(world, card=CARD, name="", do="enter")).content.decode()

    assert 'value="Nguyễn Thị Ánh Tuyết"' in page
    assert 'value="001199012345"' in page
    assert not Entry.objects.exists()


def test_a_card_that_cannot_be_read_is_said(desk: Client, world: World) -> None:
    answer = desk.post(PAGE, typed(world, card="what", do="enter"))

    assert answer.status_code == 400
    assert "Không đọc được mã QR" in answer.content.decode()


def test_the_sum_is_told_before(desk: Client, world: World) -> None:
    page = desk.post(PAGE, typed(world, do="sum")).content.decode()

    assert "160.000" in page
    assert not Entry.objects.exists()


def test_more_rows_keep_what_was_typed(desk: Client, world: World) -> None:
    page = desk.post(PAGE, typed(world, do="more")).content.decode()

    assert page.count('name="title-') == 6
    assert 'value="Bằng tốt nghiệp"' in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"copies-1": "40000"}, "Nhiều nhất 1.000 bản mỗi lần"),
        ({"pages-1": "0"}, "Phải từ 1 trở lên"),
        ({"title-1": "x" * 201}, "dài quá 200 ký tự"),
        ({"title-1": "🙂"}, 'href="#title-1"'),
        ({"title-1": "", "pages-1": "", "copies-1": ""}, "Hãy ghi ít nhất một giấy tờ"),
        ({"name": ""}, "Ghi họ và tên"),
        ({"kind": "signature"}, "phải có số định danh"),
        ({"signer": "x"}, "Chọn người ký"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    desk: Client, world: World, changes: dict[str, str], said: str
) -> None:
    answer = desk.post(PAGE, typed(world, **changes))

    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert 'value="cash" selected' in page
    assert not Entry.objects.exists()


def test_who_does_not_sit_in_a_commune_is_told(sign_in: SignIn, world: World) -> None:
    answer = sign_in("stranger").get(PAGE)

    assert answer.status_code == 409
    assert "Ủy ban nhân dân cấp xã" in answer.content.decode()


def test_words_and_receipt_are_papers(desk: Client, world: World) -> None:
    done = desk.post(PAGE, typed(world))["Location"]

    words = text_of(desk.get(f"{done}loi-chung.pdf").content)
    assert "Chứng thực bản sao đúng với bản chính. Số chứng thực: 01, quyển số: 01/2026 - SCT/BS." in words
    assert "Lê Văn Chủ" in words
    assert "160.000" in text_of(desk.get(f"{done}phieu-thu.pdf").content)


def test_the_register_is_read_searched_printed_and_exported(desk: Client, world: World) -> None:
    desk.post(PAGE, typed(world))
    book = reverse("desk:certification_book", args=[world.commune.code, "copy", 2026])

    assert "Bằng tốt nghiệp" in desk.get(book).content.decode()
    assert "Bằng tốt nghiệp" not in desk.get(f"{book}?q=khai+sinh").content.decode()
    assert "160.000" in desk.get(reverse("desk:certification_books")).content.decode()
    assert "Bằng tốt nghiệp" in text_of(desk.get(f"{book}so.pdf").content)
    sheet = load_workbook(io.BytesIO(b"".join(desk.get(f"{book}so.xlsx"))))["Sổ"]  # type: ignore[arg-type]
    assert [cell.value for cell in sheet[2]][:7] == [
        "01",
        "23/11/2026 08:00",
        "Nguyễn Thị Ánh Tuyết",
        "Bằng tốt nghiệp",
        "2",
        "40",
        "160000",
    ]


def test_a_register_of_another_commune_is_not_found(desk: Client, world: World) -> None:
    assert desk.get("/desk/chung-thuc/so/TS-0102/copy/2026/").status_code == 404
    assert desk.get(f"/desk/chung-thuc/so/{world.commune.code}/none/2026/").status_code == 404
    assert desk.get(f"/desk/chung-thuc/so/{world.commune.code}/copy/9999/").status_code == 404


def test_the_head_strikes_a_row_and_closes_the_year(
    desk: Client, sign_in: SignIn, world: World, clock: FrozenClock
) -> None:
    desk.post(PAGE, typed(world))
    chair, row = sign_in("commune_chair"), Entry.objects.get()
    strike = reverse("desk:certification_strike", args=[row.uid])

    assert desk.get(strike).status_code == 403
    assert chair.post(strike, {"reason": "", "idempotency_key": "s"}).status_code == 400
    assert chair.post(strike, {"reason": "Ghi nhầm", "idempotency_key": "s"}).status_code == 302
    book = reverse("desk:certification_book", args=[world.commune.code, "copy", 2026])
    page = chair.get(book).content.decode()
    assert "gạch bỏ" in page
    assert "<s>Bằng tốt nghiệp</s>" in page
    assert "Khóa sổ" not in page


def test_an_electronic_copy_is_prepared_not_issued(desk: Client, store: Path) -> None:
    page = "/desk/chung-thuc/ban-dien-tu/"
    pdf = SimpleUploadedFile("bang.pdf", samples.pdf(), content_type="application/pdf")

    answer = desk.post(page, {"title": "Bằng", "requester": "An", "file": pdf})

    assert answer.status_code == 302
    made = ElectronicCopy.objects.get()
    assert (made.state, made.pages) == ("prepared", 1)
    assert "chưa phát hành" in desk.get(page).content.decode()
    bad = SimpleUploadedFile("bang.pdf", b"%PDF-1.7 not one", content_type="application/pdf")
    assert desk.post(page, {"title": "Bằng", "requester": "An", "file": bad}).status_code == 400
    assert desk.post(page, {"title": "Bằng", "requester": "An"}).status_code == 400


def test_a_form_sent_after_the_session_ended_asks_to_sign_in(world: World) -> None:
    assert Client().post(PAGE, typed(world)).status_code == 401
    assert not Entry.objects.exists()


# ---- several kinds on one visit


def test_copies_and_a_signature_are_one_visit_one_note_and_two_registers(desk: Client, world: World) -> None:
    lines = {"title-2": "Giấy ủy quyền", "pages-2": "1", "copies-2": "1", "kind-2": "signature"}
    sent = typed(world, id_number="001199012345", **lines)

    asked = desk.post(PAGE, {**sent, "do": "sum"}).content.decode()
    answers = [desk.post(PAGE, sent) for _click in range(2)]

    assert "170.000" in asked
    assert answers[0]["Location"] == answers[1]["Location"]
    copy, signature = Entry.objects.order_by("kind")
    assert (copy.kind, copy.number, signature.kind, signature.number) == ("copy", 1, "signature", 1)
    assert copy.visit == signature.visit is not None
    assert copy.dossier.procedure.code != signature.dossier.procedure.code
    assert Contact.objects.filter(kind="visit").count() == 1
    page = desk.get(answers[0]["Location"]).content.decode()
    for words in ("SCT/BS", "SCT/CK", "Giấy ủy quyền", "170.000"):
        assert words in page
    note = desk.get(f"{answers[0]['Location']}phieu-thu.pdf")
    assert "170.000" in text_of(note.content)
    other = reverse("desk:certified", args=[signature.dossier.uid])
    assert "Bằng tốt nghiệp" in desk.get(other).content.decode()


def test_second_kind_that_is_not_allowed_writes_nothing_of_the_first(desk: Client, world: World) -> None:
    lines = {"title-2": "Giấy ủy quyền", "pages-2": "1", "copies-2": "1", "kind-2": "signature"}

    answer = desk.post(PAGE, typed(world, **lines))

    assert answer.status_code == 400
    assert "phải có số định danh" in answer.content.decode()
    assert not Entry.objects.exists()


# ---- fees and words


def test_terms_changed_from_a_day_on_leave_what_stands(sign_in: SignIn, world: World, clock: FrozenClock) -> None:
    post = PostFactory(unit=world.province, role="administrator", title="Quản trị")
    world.users["admin"] = UserFactory(username="admin")
    AssignmentFactory(user=world.users["admin"], post=post, valid_from=BEGINNING)
    admin = sign_in("admin")
    page = "/desk/chung-thuc/muc-phi/copy/"
    shown = admin.get(page).content.decode()
    assert 'name="first_amount"' in shown
    sent = {
        "first_pages": "2",
        "first_amount": "3000",
        "later_amount": "1500",
        "most_per_copy": "",
        "wording": "Số {number}, quyển {book}.",
        "source": "Thông tư mẫu",
        "valid_from-day": "1",
        "valid_from-month": "1",
        "valid_from-year": "2027",
    }

    assert admin.post(page, sent).status_code == 302

    before, after = Terms.objects.filter(kind="copy").order_by("valid_from")
    assert before.valid_to == after.valid_from
    assert (after.first_amount, after.most_per_copy, after.verified) == (3000, None, False)
    assert "3.000" in admin.get("/desk/chung-thuc/muc-phi/").content.decode()
    for wrong, words in (
        ({"wording": "Số {number}"}, "chỗ điền số chứng thực"),
        ({"wording": "{number} {book} {tuổi}"}, "tuổi"),
        ({"valid_from-year": "2020"}, "từ hôm nay"),
        ({"valid_from-year": "2026", "valid_from-month": "12", "first_amount": "9"}, "Đã có mức phí"),
    ):
        answer = admin.post(page, {**sent, **wrong})
        assert (answer.status_code in {400, 409}, words in answer.content.decode()) == (True, True), words
    assert Terms.objects.filter(kind="copy").count() == 2
    assert sign_in("reception").get(page).status_code == 403
