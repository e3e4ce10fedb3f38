"""Sending without script and without an account, page by page."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.petitions.models import Petition, PetitionDraft
from tests.petitions.intake import made
from tests.petitions.world import World

from .filling import BEGIN, CONTACT, POTHOLE, WHERE, begun, draft_at, filled, sent, sent_petition, upload


def test_first_page_asks_and_keeps_nothing(visitor):
    answer = visitor.get(BEGIN)

    assert answer.status_code == 200
    assert "Bạn muốn phản ánh" in answer.content.decode()
    assert not PetitionDraft.objects.exists()


def test_the_whole_way_ends_with_a_receipt(visitor, province: World):
    address = begun(visitor)
    assert "linh-vuc" in visitor.get(address)["Location"]
    page = visitor.get(f"{address}linh-vuc/").content.decode()
    assert "duong-hong" in page
    visitor.post(f"{address}linh-vuc/", {"category": "duong-hong"})
    photo = visitor.post(f"{address}hinh-anh/", {"go": "on", "photo": upload(made.photo())})
    assert photo["Location"].endswith("o-dau/"), photo.content.decode()[:2000]
    assert visitor.post(f"{address}o-dau/", WHERE)["Location"].endswith(("trung/", "lien-he/"))
    assert visitor.get(f"{address}trung/")["Location"].endswith("lien-he/")
    assert visitor.post(f"{address}lien-he/", CONTACT)["Location"].endswith("xem-lai/")

    answer = sent(visitor, address)

    petition = Petition.objects.get()
    assert answer["Location"] == f"/phan-anh/theo-doi/{petition.receipt_no}/{petition.secret}/bien-nhan/"
    receipt = visitor.get(answer["Location"]).content.decode()
    for words in (petition.receipt_no, "Chậm nhất", "Trung tâm 1022", "ngày làm việc", "<svg"):
        assert words in receipt
    assert petition.words.text == POTHOLE
    assert petition.words.phone == "0912 000 111"
    assert (petition.channel, petition.category, petition.place.code) == ("web", "duong-hong", "T-01")
    assert petition.files.count() == 1
    draft = draft_at(address)
    assert (draft.answers, draft.petition, draft.files.count()) == ({}, petition, 0)


@pytest.mark.parametrize(
    ("page", "form", "words"),
    [
        ("noi-dung", {"text": "  "}, "Hãy viết vài lời"),
        ("linh-vuc", {"category": "khong-co"}, "Hãy chọn một lĩnh vực"),
        ("o-dau", {}, "Hãy cho biết nơi xảy ra"),
        ("o-dau", {"lat": "mot", "lng": "hai"}, "Vĩ độ phải là một con số"),
        ("lien-he", {}, "Hãy ghi họ tên"),
        ("lien-he", {"name": "A", "phone": "12"}, "Số điện thoại chưa đúng"),
        ("lien-he", {"name": "A", "email": "a@"}, "Địa chỉ thư chưa đúng"),
    ],
)
def test_page_says_what_is_missing_and_keeps_what_was_typed(visitor, page, form, words):
    address = begun(visitor)

    answer = visitor.post(f"{address}{page}/", form)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    for value in (one for name, one in form.items() if name != "category"):
        assert value.strip() in answer.content.decode()


def test_a_draft_goes_on_without_the_session_it_began_in(visitor):
    address = filled(visitor)

    answer = sent(Client(), address)

    assert "bien-nhan" in answer["Location"]


def test_double_click_and_the_way_back_are_one_petition(visitor):
    address = filled(visitor)
    first = sent(visitor, address)

    again = visitor.post(f"{address}xem-lai/", {})
    back = visitor.get(f"{address}lien-he/")

    assert first["Location"] == again["Location"] == back["Location"]
    assert Petition.objects.count() == 1


def test_anonymous_where_the_category_allows_and_nothing_is_kept(visitor):
    petition = sent_petition(visitor, anonymous="on", name="Lan", phone="0900000000")

    assert "anonymous" in petition.flags
    assert (petition.words.sender_name, petition.words.phone) == ("", "")
    receipt = visitor.get(f"/phan-anh/theo-doi/{petition.receipt_no}/{petition.secret}/bien-nhan/").content.decode()
    assert "chỉ đường dẫn dưới đây" in receipt


def test_anonymous_is_refused_where_the_sender_must_be_known(visitor):
    address = begun(visitor)
    visitor.post(f"{address}linh-vuc/", {"category": "dat-dai"})

    page = visitor.get(f"{address}lien-he/").content.decode()
    answer = visitor.post(f"{address}lien-he/", {"anonymous": "on"})

    assert "Gửi không ghi tên" not in page
    assert answer.status_code == 200


def test_conduct_of_officials_asks_for_the_procedure_and_keeps_it(visitor):
    address = filled(visitor, "Cán bộ ở quầy tiếp nhận hách dịch, bắt đi lại ba lần.", category="thai-do")
    assert visitor.get(f"{address}quy-dinh/").status_code == 200
    visitor.post(f"{address}quy-dinh/", {"procedure": "1.004194", "article": "khoản 2 Điều 7"})

    sent(visitor, address)

    petition = Petition.objects.get()
    assert (petition.kind, petition.procedure, petition.article) == ("conduct", "1.004194", "khoản 2 Điều 7")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tôi khiếu nại quyết định xử phạt của Ủy ban nhân dân xã.", "Luật Khiếu nại"),
        ("Tôi tố cáo ông A nhận hối lộ 20 triệu đồng.", "Luật Tố cáo"),
    ],
)
def test_complaint_and_denunciation_are_told_of_their_track_and_may_go_on(visitor, text, words):
    address = begun(visitor, text)

    told = visitor.get(f"{address}luu-y/").content.decode()
    gone_on = visitor.post(f"{address}luu-y/", {})

    assert words in told
    assert gone_on["Location"].endswith("linh-vuc/")


def test_ordinary_words_are_told_nothing(visitor):
    address = begun(visitor)

    assert visitor.get(f"{address}luu-y/").status_code == 302


def test_an_unknown_draft_is_told_so(visitor):
    answer = visitor.get("/phan-anh/gui/khong-co-ban-nhap-nao/")

    assert answer.status_code == 404


def test_pages_of_a_draft_are_kept_private(visitor):
    answer = visitor.get(f"{begun(visitor)}linh-vuc/")

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"
