"""What people are told plainly: names, missing papers, doubtful answers, lateness, refusals."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import DossierFee
from motcua.portal.phrases import spoken_name
from motcua.web.words import shortened
from tests.dossiers.world import CODE, World

from .conftest import SignIn
from .filling import ANSWERS, begin, filled, send, step

LONG = "Thủ tục đăng ký biến động quyền sử dụng đất " + "trong các trường hợp chuyển nhượng, thừa kế " * 5


@pytest.mark.parametrize(
    ("name", "summary", "shown"),
    [
        ("Thủ tục đăng ký khai sinh", "Ghi sự kiện sinh.", "Đăng ký khai sinh"),
        (LONG, "Sang tên sổ đỏ.", "Sang tên sổ đỏ"),
        (LONG, "", LONG.removeprefix("Thủ tục ").strip().capitalize()),
        (LONG, "Sang tên sổ đỏ. " * 20, LONG.removeprefix("Thủ tục ").strip().capitalize()),
    ],
)
def test_name_when_too_long_to_read_then_the_plain_summary(name: str, summary: str, shown: str) -> None:
    assert spoken_name(name, summary) == shown


def test_text_when_cut_then_at_a_word_and_never_longer() -> None:
    cut = shortened("Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở", 30)

    assert cut == "Giấy chứng nhận quyền sử…"
    assert shortened("ngắn") == "ngắn"


def test_review_when_a_required_paper_is_missing_then_named_before_sending(world: World, citizen: Client) -> None:
    draft = begin(citizen, world)
    citizen.post(step(draft, "muc/applicant"), ANSWERS)
    citizen.post(step(draft, "muc/request"), {"request": "Xin xác nhận"})

    without = citizen.get(step(draft, "xem-lai")).content.decode()
    complete = citizen.get(step(filled(citizen, world), "xem-lai")).content.decode()

    assert "Còn thiếu giấy tờ bắt buộc:" in without
    assert "Bắt buộc, còn thiếu" in without
    assert without.index("Còn thiếu giấy tờ bắt buộc:") < without.index('name="declaration"')
    assert "còn thiếu" not in complete.lower()


def test_review_when_an_answer_is_doubtful_then_a_hint_and_it_is_still_sent(world: World, citizen: Client) -> None:
    draft = filled(citizen, world, **{"birth_date-year": "1987"})

    page = citizen.get(step(draft, "muc/applicant")).content.decode()
    review = citizen.get(step(draft, "xem-lai")).content.decode()

    for text in (page, review):
        assert "Nên xem lại:" in text
        assert "không khớp với năm sinh 1987" in text
        assert "bạn cứ làm tiếp" in text
    assert send(citizen, draft).startswith("/da-nop/")


def test_review_when_answers_agree_then_no_hint(world: World, citizen: Client) -> None:
    assert "Nên xem lại:" not in citizen.get(step(filled(citizen, world), "xem-lai")).content.decode()


def test_receipt_when_sent_then_it_can_be_scanned_and_printed(world: World, citizen: Client) -> None:
    receipt = citizen.get(send(citizen, filled(citizen, world))).content.decode()

    assert 'class="mc-qr"' in receipt
    assert "<path d=" in receipt
    assert "data-mc-print" in receipt


def test_dossier_when_late_then_an_apology_instead_of_nothing_to_do(
    world: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    dossier = world.accepted()
    assert dossier.appointed_due_at is not None
    address = f"/ho-so-cua-toi/{dossier.uid}/"
    before = sign_in("citizen").get(address).content.decode()

    clock.set(dossier.appointed_due_at + dt.timedelta(hours=3))
    after = sign_in("citizen").get(address).content.decode()

    assert "Bạn không phải làm gì lúc này." in before
    assert "xin lỗi" not in before
    assert "Hồ sơ đã quá ngày hẹn, chúng tôi xin lỗi bạn." in after
    assert "Bạn không phải làm gì lúc này." not in after


def test_dossier_when_the_desk_is_late_then_an_apology(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    dossier = world.submit()
    assert dossier.next_at is not None
    clock.set(dossier.next_at + dt.timedelta(minutes=1))

    assert "trả lời chậm hơn hẹn" in sign_in("citizen").get(f"/ho-so-cua-toi/{dossier.uid}/").content.decode()


def test_dossier_when_refused_then_reason_and_way_on_and_nothing_left_to_pay(world: World, citizen: Client) -> None:
    dossier = world.submit()
    world.act(dossier, Action.REFUSE, "reception", reason="Không thuộc thẩm quyền")
    page = citizen.get(f"/ho-so-cua-toi/{dossier.uid}/").content.decode()

    assert "Lý do từ chối:" in page
    assert "Không thuộc thẩm quyền" in page
    assert "Xem thủ tục" in page
    assert "mc-time__bar" not in page
    assert DossierFee.objects.filter(dossier=dossier, paid_at=None).exists()
    assert "chưa nộp" not in page


def test_history_when_files_come_together_then_one_line(world: World, citizen: Client) -> None:
    dossier = world.submit(files=[(world.component, world.file()) for _ in range(3)])
    page = citizen.get(f"/ho-so-cua-toi/{dossier.uid}/").content.decode()

    assert "Thêm 3 tệp vào hồ sơ" in page
    assert page.count("moj-timeline__item") == 2


def test_track_when_only_the_code_is_known_then_the_stage_in_words(world: World, client: Client) -> None:
    dossier = world.accepted()

    assert "Cơ quan có thẩm quyền đang giải quyết." in client.get("/tra-cuu/", {"code": dossier.code}).content.decode()


def test_list_when_not_asked_by_code_then_no_codes_in_sight(world: World, client: Client) -> None:
    in_words = client.get("/thu-tuc/", {"q": "giấy xác nhận"}).content.decode()
    by_code = client.get("/thu-tuc/", {"q": CODE}).content.decode()

    assert f"· {CODE}" not in in_words
    assert f"· {CODE}" in by_code
