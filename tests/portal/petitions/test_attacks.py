"""What people and programs send to break the form: nothing is lost, nothing runs, and every refusal says what to do."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from motcua.core.clock import FrozenClock
from motcua.documents.models import StoredFile
from motcua.documents.services import open_plaintext
from motcua.petitions.lifecycle import Channel
from motcua.petitions.models import Petition, PetitionDraft
from motcua.portal.petitions import proof
from motcua.portal.petitions.guard import guard_on, network_of
from motcua.portal.petitions.poster_codes import Poster, code_of, read_code
from tests.petitions.intake import made
from tests.petitions.world import NOW, World

from .filling import BEGIN, begun, draft_at, filled, hidden, sent, sent_petition, upload

GUARD = guard_on(NOW.date())


def attached(client: Client, *files: object) -> tuple[str, str]:
    """A draft to which files were handed; its address and the page that answered."""
    address = begun(client)
    answer = client.post(f"{address}hinh-anh/", {"files": list(files)})
    return address, answer.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (made.png_bomb(), "bom.png", "quá nhiều điểm ảnh"),
        (b"MZ\x90\x00" + b"\0" * 500, "anh.jpg", "Không nhận loại tệp này"),
        (b"<html><script>alert(1)</script></html>", "anh.jpg", "Không nhận loại tệp này"),
        (b"PK\x03\x04" + b"\0" * 500, "nen.zip", "Không nhận loại tệp này"),
        (made.photo()[:400], "cut.jpg", "bị hỏng"),
        (made.mp4(brand=b"heic"), "anh.heic", "HEIC"),
        (made.mp4(seconds=999), "phim.mp4", "dài hơn"),
        (made.ogg(b"WhoKnows"), "noi.ogg", "Lời bạn viết vẫn còn"),
        (b"", "trong.jpg", "trống"),
    ],
)
def test_a_file_that_cannot_be_kept_is_told_and_the_text_stays(visitor, content, name, words):
    address, page = attached(visitor, upload(content, name))

    assert words in page
    assert name in page
    draft = draft_at(address)
    assert draft.answers["text"]
    assert draft.files.get().file is None
    gone_on = visitor.post(f"{address}hinh-anh/", {"go": "on"})
    assert gone_on["Location"].endswith("o-dau/")


def test_one_bad_file_loses_none_of_the_others(visitor):
    files = [upload(made.photo(), "mot.jpg"), upload(b"MZ" * 99, "hai.exe"), upload(made.mp4(), "ba.mp4", "video/mp4")]
    address, page = attached(visitor, *files)

    assert draft_at(address).files.exclude(file=None).count() == 2
    assert all(name in page for name in ("mot.jpg", "hai.exe", "ba.mp4"))


def test_what_a_photograph_tells_of_the_home_is_offered_and_not_kept(visitor):
    address, _ = attached(visitor, upload(made.photo()))
    row = draft_at(address).files.get()
    stored = b"".join(open_plaintext(row.file))
    assert (row.lat, row.lng) == pytest.approx(made.HOME, abs=1e-4)
    for trace in (b"GPS", b"Lan", b"home"):
        assert trace not in stored
    with Image.open(BytesIO(stored)) as image:
        assert dict(image.getexif()) == {0x0112: 6}

    visitor.post(f"{address}linh-vuc/", {"category": "duong-hong"})
    assert "Dùng nơi chụp ảnh" in visitor.get(f"{address}o-dau/").content.decode()
    visitor.post(f"{address}o-dau/", {"place": "T-01"})

    row.refresh_from_db()
    assert row.lat is None
    assert "lat" not in {name for name, value in draft_at(address).answers["pin"].items() if value}


def test_the_place_of_a_photograph_is_taken_when_the_sender_says_so(visitor):
    address, _ = attached(visitor, upload(made.photo()))
    row = draft_at(address).files.get()

    visitor.post(f"{address}o-dau/", {"use": str(row.uid), "address_words": "Ngõ 3"})

    pin = draft_at(address).answers["pin"]
    assert (float(pin["lat"]), float(pin["lng"])) == pytest.approx(made.HOME, abs=1e-4)
    assert pin["address_words"] == "Ngõ 3"


def test_a_polyglot_is_kept_as_a_picture_and_nothing_else(visitor):
    address, _ = attached(visitor, upload(made.photo() + b"<script>alert(1)</script>PK\x03\x04"))

    stored = b"".join(open_plaintext(draft_at(address).files.get().file))

    assert b"<script" not in stored
    assert stored.endswith(b"\xff\xd9")


def test_too_many_photographs_are_told(visitor):
    address, page = attached(visitor, *(upload(made.photo(size=(8, 8)), f"{n}.jpg") for n in range(9)))

    assert "Đã đủ 8 tệp" in page
    assert draft_at(address).files.exclude(file=None).count() == 8


def test_a_form_of_two_gigabytes_is_refused_before_it_is_read(visitor):
    address = begun(visitor)
    before = StoredFile.objects.count()

    class Endless(BytesIO):
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("nothing of it may be read")

    answer = visitor.generic(
        "POST",
        f"{address}hinh-anh/",
        **{
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "CONTENT_LENGTH": str(2 * 1024**3),
            "wsgi.input": Endless(),
        },
    )

    assert answer.status_code == 413
    assert StoredFile.objects.count() == before
    assert draft_at(address).answers["text"]


@pytest.mark.parametrize(
    "text",
    [
        "Ổ gà 😟🕳️ trước chợ",
        "<script>alert('x')</script><img src=https://theo-doi.example/pixel.gif onerror=alert(1)>",
        "javascript:alert(1) https://lua-dao.example/?q=1",
        "'; DROP TABLE petition; --",
        "{{ 7*7 }} {% raw %} %s %(x)s {0}",
        "a\u202egnp.exe\u200b",
    ],
)
def test_text_stays_plain_text_on_every_page(visitor, text):
    petition = sent_petition(visitor, text=text)
    page = visitor.get(f"/phan-anh/theo-doi/{petition.receipt_no}/{petition.secret}/").content.decode()

    assert "<script>alert" not in page
    assert "<img src=https" not in page
    assert 'href="javascript' not in page
    assert 'href="https://lua-dao' not in page
    assert "\u202e" not in page
    assert "😟" in page if "😟" in text else True


def test_names_of_two_hundred_letters_and_longer_ones_are_cut_and_kept(visitor):
    name = "Nguyễn " + "Ơ" * 300

    petition = sent_petition(visitor, name=name, phone="0912000111")

    assert petition.words.sender_name == name[:200]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Trang này mở đã lâu"),
        ({"challenge": "1.15.2.2.x.y", "proof": "1"}, "Trang này mở đã lâu"),
        ({"challenge": "keep"}, "Hãy trả lời câu hỏi"),
        ({"challenge": "keep", "proof": "1"}, "Hãy trả lời câu hỏi"),
        ({"challenge": "keep", "sum": "999"}, "Chưa đúng"),
        ({"challenge": "keep", "sum": "²"}, "Chưa đúng"),
    ],
)
def test_without_a_proof_nothing_is_sent_and_the_draft_stays(visitor, form, words):
    address = filled(visitor)
    page = visitor.get(f"{address}xem-lai/").content.decode()
    if form.get("challenge") == "keep":
        form = {**form, "challenge": hidden(page, "challenge")}

    answer = visitor.post(f"{address}xem-lai/", form)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Petition.objects.exists()
    assert draft_at(address).answers["text"]


def test_a_proof_of_another_draft_is_worth_nothing(visitor):
    first, second = filled(visitor), filled(visitor)
    page = visitor.get(f"{first}xem-lai/").content.decode()
    asked = proof.read(hidden(page, "challenge"), str(draft_at(first).uid), now=NOW)
    worked = {"challenge": asked.text, "proof": proof.solve(asked)}
    assert visitor.post(f"{first}xem-lai/", worked).status_code == 302

    replayed = visitor.post(f"{second}xem-lai/", worked)

    assert "Trang này mở đã lâu" in replayed.content.decode()
    assert Petition.objects.count() == 1


def test_a_challenge_dies(visitor, clock: FrozenClock):
    address = filled(visitor)
    page = visitor.get(f"{address}xem-lai/").content.decode()
    asked = proof.read(hidden(page, "challenge"), str(draft_at(address).uid), now=NOW)
    clock.set(NOW + dt.timedelta(minutes=GUARD.proof_minutes + 1))

    answer = visitor.post(f"{address}xem-lai/", {"challenge": asked.text, "proof": proof.solve(asked)})

    assert "Trang này mở đã lâu" in answer.content.decode()


def test_a_box_that_programs_fill_refuses_and_says_so(visitor):
    answer = sent(visitor, filled(visitor), website="http://spam.example")

    assert "phải để trống" in answer.content.decode()
    assert not Petition.objects.exists()


def test_a_flood_from_one_address_is_slowed_and_others_pass(visitor):
    for number in range(GUARD.begins_per_hour):
        assert visitor.post(BEGIN, {"text": f"Việc {number}"}).status_code == 302

    refused = visitor.post(BEGIN, {"text": "Việc thật của tôi"})
    honest = Client(REMOTE_ADDR="198.51.100.7").post(BEGIN, {"text": "Việc thật"})

    assert refused.status_code == 429
    assert "Việc thật của tôi" in refused.content.decode()
    assert "phút" in refused.content.decode()
    assert honest.status_code == 302


def test_one_contact_cannot_send_without_end_and_is_not_told_apart(visitor):
    number = {"name": "Ai đó", "phone": "0912 345 678"}
    for n in range(GUARD.sends_per_day_of_contact):
        client = Client(REMOTE_ADDR=f"203.0.{n}.1")
        assert sent(client, filled(client, **number)).status_code == 302

    client = Client(REMOTE_ADDR="198.51.100.9")
    address = filled(client, name="Ai đó", phone="+84 912 345 678")
    refused = sent(client, address)

    assert refused.status_code == 429
    assert "Bản nháp vẫn được giữ" in refused.content.decode()
    assert draft_at(address).answers["phone"] == "+84 912 345 678"


def test_wrong_number_and_wrong_secret_are_told_alike_and_not_often(visitor):
    petition = sent_petition(visitor)
    pairs = [(petition.receipt_no, "sai"), ("PA000000-XXXXXXX", petition.secret), ("", "")]
    pages = [
        visitor.post("/phan-anh/theo-doi/", {"receipt": one, "secret": two}).content.decode().count("không khớp")
        for one, two in pairs
    ]
    right = visitor.post("/phan-anh/theo-doi/", {"receipt": petition.receipt_no.lower(), "secret": petition.secret})

    assert len(set(pages)) == 1
    assert right.status_code == 302
    answers = [visitor.post("/phan-anh/theo-doi/", {"receipt": "a", "secret": "b"}).status_code for _ in range(25)]
    assert answers[-1] == 429


@pytest.mark.parametrize("code", ["", "q.T-01.0000000000", "x.T-01.abc", "q..", "h.T-01", "é.é.é"])
def test_a_forged_code_opens_the_plain_form(visitor, code):
    page = visitor.get(BEGIN, {"don-vi": code})
    visitor.post(BEGIN, {"text": "Ổ gà", "don-vi": code})

    assert page.status_code == 200
    draft = PetitionDraft.objects.get()
    assert (draft.channel, draft.origin) == ("web", None)
    assert visitor.get(f"/phan-anh/to-dan/{code or 'x'}.pdf").status_code == 404


@pytest.mark.parametrize("channel", [Channel.QR, Channel.SUGGESTION_BOX])
def test_a_poster_opens_the_form_with_its_place(visitor, province: World, channel):
    code = code_of(Poster("T-01", channel))
    assert read_code(code) == Poster("T-01", channel)
    assert "Xã Một" in visitor.get(BEGIN, {"don-vi": code}).content.decode()

    visitor.post(BEGIN, {"text": "Ổ gà trước chợ", "don-vi": code})
    draft = PetitionDraft.objects.get()
    sheet = visitor.get(f"/phan-anh/to-dan/{code}.pdf?kho=a4")

    assert (draft.channel, draft.origin, draft.answers["pin"]["place"]) == (channel.value, province.commune, "T-01")
    assert sheet.content.startswith(b"%PDF")


def test_sources_are_counted_by_network():
    assert network_of("203.0.113.77") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2:3::4") == "2001:db8:1::/56"
    assert network_of("no address") == "no address"
