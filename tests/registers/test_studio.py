"""Making a register in the studio, from its name to its use, by forms alone."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from django.db.models import F
from django.test import Client

from motcua.forms.models import FormDraft
from motcua.procedures.models import ProcessDraft
from motcua.registers.models import Register, RegisterVersion
from tests.desk.office import hidden
from tests.dossiers.world import World

from .given import published

SignIn = Callable[..., Client]
SO = "/studio/so/"


def sent(client: Client, address: str, **typed: object) -> str:
    """Open a page, send its form with what was typed, and answer where it led."""
    form = {**hidden(client.get(address).content.decode()), **typed}
    answer = client.post(address, form)
    assert answer.status_code == 302, html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))[:3000]
    return str(answer["Location"])


def made(client: Client) -> str:
    """A register with a question, a list, a report and rights; its page."""
    page = sent(client, f"{SO}moi/", title="Sổ thiết bị một cửa", prefix="TB", purpose="Thiết bị nào ở đâu")
    assert page == f"{SO}so-thiet-bi-mot-cua/"
    client.post(f"{page}bieu-mau/")
    sent(client, f"{page}danh-sach/moi/", title="Tất cả", **{"place.number": "1", "place.field:noi_dung": "2"})
    sent(client, f"{page}bao-cao/moi/", title="Theo tháng", rows="month")
    sent(
        client,
        f"{page}quyen/",
        **{"settling_officer.read": "own_unit", "settling_officer.enter": "own_unit", "unit_head.read": "everywhere"},
    )
    return page


def test_register_when_made_by_forms_alone_then_it_is_used(world: World, sign_in: SignIn) -> None:
    author = sign_in("author")
    page = made(author)

    shown = author.get(page).content.decode()
    assert "Sửa những chỗ nêu ở trên" not in shown
    answer = author.post(f"{page}phat-hanh/", {**hidden(shown), "valid_from": "23/11/2026"})

    assert answer.status_code == 302
    version = RegisterVersion.objects.get()
    assert (version.title, version.valid_from.isoformat()) == ("Sổ thiết bị một cửa", "2026-11-23")
    desk = sign_in("settling")
    where = sent(desk, "/desk/so-nghiep-vu/so-thiet-bi-mot-cua/ghi/", noi_dung="Máy quét số 2")
    assert "TB-2026-0001" in desk.get(where).content.decode()
    assert "Máy quét số 2" in desk.get("/desk/so-nghiep-vu/so-thiet-bi-mot-cua/").content.decode()


def test_publishing_when_somebody_wrote_in_the_form_meanwhile_then_nothing_is_published(
    world: World, sign_in: SignIn
) -> None:
    author = sign_in("author")
    page = made(author)
    seen = hidden(author.get(page).content.decode())
    FormDraft.objects.update(revision=F("revision") + 1)

    refused = author.post(f"{page}phat-hanh/", {**seen, "valid_from": "23/11/2026"})
    again = author.post(f"{page}phat-hanh/", {**hidden(author.get(page).content.decode()), "valid_from": "23/11/2026"})

    assert refused.status_code == 409
    assert again.status_code == 302
    assert RegisterVersion.objects.count() == 1


def test_faults_when_the_author_looks_then_each_stands_at_its_part(world: World, sign_in: SignIn) -> None:
    author = sign_in("author")
    page = sent(author, f"{SO}moi/", title="Sổ trống")

    shown = html.unescape(author.get(page).content.decode())
    refused = author.post(f"{page}phat-hanh/", {"valid_from": "23/11/2026", "expected": "1", "idempotency_key": "k"})

    for line in ("Biểu mẫu chưa có câu hỏi nào.", "Cần ít nhất một danh sách.", "một vai trò được xem"):
        assert line in shown
    assert refused.status_code == 400
    assert not RegisterVersion.objects.exists()


def test_process_when_added_and_taken_away_then_its_draft_follows(world: World, sign_in: SignIn) -> None:
    author = sign_in("author")
    page = made(author)

    led = author.post(f"{page}quy-trinh/")
    assert led.status_code == 302, led.content.decode()[:3000]
    with_steps = author.get(page).content.decode()
    author.post(f"{page}quy-trinh/", {"act": "without"})

    draft = ProcessDraft.objects.get()
    assert led["Location"] == f"/studio/quy-trinh/{draft.uid}/"
    assert "Xem xét" in with_steps
    assert draft.content["steps"] == []
    assert "xong ngay" in author.get(page).content.decode()
    assert FormDraft.objects.count() == 1


def test_register_when_published_without_the_studio_then_the_author_goes_on_from_it(
    world: World, sign_in: SignIn
) -> None:
    published(world)
    author = sign_in("author")
    page = f"{SO}muon-hoi-truong/"

    shown = html.unescape(author.get(page).content.decode())
    author.post(f"{page}bieu-mau/")
    author.post(f"{page}quy-trinh/")

    assert "Người mượn" in shown
    assert "Xem xét → Duyệt" in shown
    assert FormDraft.objects.get().content["title"] == "Mượn hội trường"
    assert len(ProcessDraft.objects.get().content["steps"]) == 2
    author.post(f"{page}quy-trinh/", {"act": "without"})
    assert "xong ngay" in author.get(page).content.decode()


def test_part_when_two_authors_write_then_the_second_is_told_and_sees_what_was_typed(
    world: World, sign_in: SignIn
) -> None:
    author = sign_in("author")
    page = made(author)
    old = hidden(author.get(f"{page}danh-sach/tat_ca/").content.decode())
    sent(author, f"{page}chung/", title="Sổ thiết bị", prefix="TB", purpose="")

    answer = author.post(f"{page}danh-sach/tat_ca/", {**old, "title": "Mọi thiết bị", "place.number": "1"})

    assert answer.status_code == 409
    assert "Mọi thiết bị" in answer.content.decode()
    again = {**hidden(answer.content.decode()), "title": "Mọi thiết bị", "place.number": "1"}
    assert author.post(f"{page}danh-sach/tat_ca/", again).status_code == 302
    assert Register.objects.get().draft["lists"][0]["title"] == "Mọi thiết bị"
    assert Register.objects.get().draft["title"] == "Sổ thiết bị"


def test_list_when_columns_are_numbered_then_they_come_in_that_order(world: World, sign_in: SignIn) -> None:
    author = sign_in("author")
    page = made(author)

    sent(
        author,
        f"{page}danh-sach/tat_ca/",
        title="Tất cả",
        **{
            "place.number": "3",
            "place.field:noi_dung": "1",
            "place.state": "2",
            "place.due": "x",
            "place.password": "1",
        },
    )
    removed = hidden(author.get(f"{page}bao-cao/theo_thang/").content.decode())
    author.post(f"{page}bo/reports/theo_thang/", removed)

    draft = Register.objects.get().draft
    assert draft["lists"][0]["columns"] == ["field:noi_dung", "state", "number", "due"]
    assert draft["reports"] == []


def test_names_when_long_strange_or_taken_then_clear_answers(world: World, sign_in: SignIn) -> None:
    published(world)
    author = sign_in("author")
    form = hidden(author.get(f"{SO}moi/").content.decode())

    taken = author.post(f"{SO}moi/", {**form, "title": "Sổ", "key": "muon-hoi-truong"})
    wrong = author.post(f"{SO}moi/", {**form, "title": "Sổ", "key": "Sổ 1/../etc"})
    long = author.post(f"{SO}moi/", {**form, "title": "x" * 201})
    odd = author.post(f"{SO}moi/", {**form, "title": "🎉"})
    emoji = author.post(f"{SO}moi/", {**form, "title": "🎉 <b>" + "Ẫ" * 190, "key": "le-hoi"})

    assert [taken.status_code, wrong.status_code, long.status_code, odd.status_code] == [409, 400, 400, 400]
    assert "đã có sổ" in taken.content.decode().lower()
    assert emoji.status_code == 302
    assert "&lt;b&gt;" in author.get(emoji["Location"]).content.decode()
    assert author.get(f"{SO}khong-co/").status_code == 404
    assert author.get(f"{SO}le-hoi/danh-sach/khong-co/").status_code == 404


def test_studio_when_somebody_else_comes_then_refused(world: World, sign_in: SignIn) -> None:
    published(world)

    assert sign_in("settling").get(SO).status_code == 403
    assert sign_in("settling").post(f"{SO}muon-hoi-truong/khoa-mo/", {"act": "close"}).status_code == 403
    assert sign_in("author").post(f"{SO}muon-hoi-truong/khoa-mo/", {"act": "close"}).status_code == 302
    assert Register.objects.get().state == "closed"
