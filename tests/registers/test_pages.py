"""Registers on the desk: entered, done, mended, struck, exported, with nothing lost and nothing done twice."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from django.test import Client

from motcua.registers.models import Record
from motcua.registers.services.records import strike_record
from tests.desk.office import hidden
from tests.dossiers.world import NOW, World

from .given import KEY, entered, published

SignIn = Callable[..., Client]
PAGE = f"/desk/so-nghiep-vu/{KEY}/"
TYPED = {"borrower": "Đoàn Thanh niên xã", "hall": "big", "day-day": "24", "day-month": "11", "day-year": "2026"}


def record_page(record: Record) -> str:
    return f"/desk/so-nghiep-vu/muc/{record.uid}/"


def test_record_when_entered_twice_with_one_form_then_it_is_one(world: World, sign_in: SignIn) -> None:
    published(world)
    desk = sign_in("settling")
    form = {**hidden(desk.get(f"{PAGE}ghi/").content.decode()), **TYPED, "people": "80"}

    first = desk.post(f"{PAGE}ghi/", form)
    second = desk.post(f"{PAGE}ghi/", form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    page = desk.get(first["Location"]).content.decode()
    assert "HT-2026-0001" in page
    assert "Hội trường lớn" in page
    assert "24/11/2026" in page
    assert Record.objects.count() == 1


def test_form_when_something_is_wrong_then_it_comes_back_as_typed(world: World, sign_in: SignIn) -> None:
    published(world)
    desk = sign_in("settling")
    form = {
        **hidden(desk.get(f"{PAGE}ghi/").content.decode()),
        **TYPED,
        "borrower": "Hội <b>Phụ nữ</b> 🎉",
        "people": "0",
    }

    answer = desk.post(f"{PAGE}ghi/", form)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Hội &lt;b&gt;Phụ nữ&lt;/b&gt; 🎉" in page
    assert 'href="#f-people"' in page
    assert not Record.objects.exists()


def test_step_when_done_by_its_role_then_it_goes_on_and_an_old_page_is_told(world: World, sign_in: SignIn) -> None:
    published(world)
    record = entered(world)
    clerk = sign_in("clerk")
    page = clerk.get(record_page(record)).content.decode()
    form = {**hidden(page), "outcome": "dong-y", "note": "Hội trường còn trống"}

    done = clerk.post(f"{record_page(record)}buoc/", form)
    old = clerk.post(f"{record_page(record)}buoc/", {**form, "idempotency_key": "another"})

    assert done.status_code == 302
    assert old.status_code == 409
    assert "Hội trường còn trống" in old.content.decode()
    assert Record.objects.get().step == "duyet"
    assert 'name="outcome"' not in clerk.get(record_page(record)).content.decode()
    assert 'value="duyet"' in sign_in("head").get(record_page(record)).content.decode()


def test_mending_when_somebody_was_faster_then_the_typed_answers_stay(world: World, sign_in: SignIn) -> None:
    published(world)
    record = entered(world)
    desk = sign_in("settling")
    stale = hidden(desk.get(f"{record_page(record)}sua/").content.decode())
    form = {**hidden(desk.get(f"{record_page(record)}sua/").content.decode()), **TYPED, "people": "90"}
    assert desk.post(f"{record_page(record)}sua/", form).status_code == 302

    answer = desk.post(f"{record_page(record)}sua/", {**TYPED, **stale, "people": "70"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="70"' in page
    again = desk.post(f"{record_page(record)}sua/", {**TYPED, **hidden(page), "people": "70"})
    assert again.status_code == 302
    assert Record.objects.get().answers["people"] == 70


def test_striking_when_no_reason_is_given_then_nothing_happens(world: World, sign_in: SignIn) -> None:
    published(world)
    record = entered(world)
    head = sign_in("head")
    form = hidden(head.get(f"{record_page(record)}gach-bo/").content.decode())

    assert head.post(f"{record_page(record)}gach-bo/", {**form, "reason": "  "}).status_code == 400
    assert head.post(f"{record_page(record)}gach-bo/", {**form, "reason": "Ghi nhầm"}).status_code == 302

    assert Record.objects.get().state == "struck"
    assert "Ghi nhầm" in head.get(record_page(record)).content.decode()


def test_list_when_filtered_then_shows_those_and_the_file_has_the_same(world: World, sign_in: SignIn) -> None:
    published(world)
    for number in range(27):
        entered(world, borrower=f"=cmd|{number}", hall="small" if number else "big")
    clerk = sign_in("clerk")

    page = clerk.get(f"{PAGE}?ds=all&f-hall=big").content.decode()
    whole = clerk.get(PAGE).content.decode()
    after = re.search(r'rel="next" href="([^"]+)"', whole)
    file = clerk.get(f"{PAGE}xuat.csv?ds=all&f-hall=big")

    assert page.count("HT-2026-") == 1
    assert whole.count("HT-2026-") == 25
    assert after is not None
    assert clerk.get(PAGE + after[1].replace("&amp;", "&")).content.decode().count("HT-2026-") == 2
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert '"\'=cmd|0"' in lines[1]
    assert clerk.get(f"{PAGE}?ds=nothing").status_code == 404
    assert clerk.get(f"{PAGE}?sau=x&tu=31/02/2026&q=%00").status_code == 200


def test_report_when_asked_for_a_span_then_counts_and_adds(world: World, sign_in: SignIn) -> None:
    published(world)
    entered(world)
    entered(world, people="20")
    entered(world, hall="small", people="")

    page = sign_in("head").get(f"{PAGE}bao-cao/halls/?tu=01/11/2026&den=30/11/2026").content.decode()
    empty = sign_in("head").get(f"{PAGE}bao-cao/halls/?tu=01/01/2020&den=02/01/2020").content.decode()

    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Hội trường lớn 2 100 2 100" in text
    assert "Phòng họp số 2 1 1 0" in text
    assert "Cộng 3 100 3 100" in text
    assert "Không có mục nào" in empty


def test_report_when_a_cell_is_opened_then_the_list_is_as_long_as_its_number(world: World, sign_in: SignIn) -> None:
    published(world)
    for number in range(7):
        entered(world, hall="small" if number % 3 else "big", people=str(number + 1))
    struck = entered(world)
    strike_record(struck.uid, "Ghi nhầm", expected=1, actor=world.actors["head"], now=NOW)
    head = sign_in("head")
    page = html.unescape(head.get(f"{PAGE}bao-cao/halls/?tu=01/11/2026&den=30/11/2026").content.decode())

    cells = re.findall(r'<a class="govuk-link" href="([^"]+o=[^"]+)">(\d+)</a>', page)

    assert sorted(int(number) for _address, number in cells) == [3, 3, 4, 4, 7]
    for address, number in cells:
        assert head.get(address).content.decode().count("HT-2026-") == int(number), address
    for odd in ("o=month|x", "o=field:hall|%00", "o=password|1", "o=state|gone", "o=|", "o=field:hall|big|small"):
        assert head.get(f"{PAGE}?{odd}").status_code == 200


def test_shelf_when_opened_then_shows_what_waits(world: World, sign_in: SignIn) -> None:
    published(world)
    entered(world)

    assert "1 mục" in sign_in("clerk").get("/desk/so-nghiep-vu/").content.decode()
    assert "Chưa có sổ nào" in sign_in("reception").get("/desk/so-nghiep-vu/").content.decode()
