"""Forty copies in the quick counter, by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from motcua.certification.models import Entry

from .conftest import OpenPage, Stage
from .doing import ask
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NEEDS_PAPERS = True
CARD = "001199012345|123456789|NGUYỄN THỊ ÁNH TUYẾT|04051999|Nữ|Thôn 3, xã Hòa An|01012021"


def test_forty_copies_by_the_keyboard_alone(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("reception")
    page.goto("/desk/chung-thuc/")
    keys = page.keyboard

    expect(page.locator("#card")).to_be_focused()
    keys.type(CARD)
    keys.press("Enter")
    expect(page.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Ánh Tuyết")
    expect(page.locator("#title-1")).to_be_focused()
    keys.type("Bằng tốt nghiệp đại học")
    keys.press("Tab")
    keys.type("2")
    keys.press("Tab")
    keys.type("40")
    keys.press("Tab")
    expect(page.locator("#mc-certify-sum")).to_contain_text("160.000")
    keys.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Số chứng thực 02")
    expect(page.get_by_role("link", name="Người tiếp theo")).to_be_focused()
    entry = ask(lambda: Entry.objects.get(number=2))
    assert (entry.copies, entry.fee, entry.requester) == (40, 160_000, "Nguyễn Thị Ánh Tuyết")
    keys.press("Enter")
    expect(page.locator("#card")).to_be_focused()
    assert ask(Entry.objects.count) == 2


def test_what_was_typed_survives_a_fault_and_a_lost_page(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    watch.allow(400)
    page = open_page("reception")
    page.goto("/desk/chung-thuc/")
    page.locator("#name").fill("Trần Văn Nam")
    page.locator("#title-1").fill("Học bạ 🙂")
    page.locator("#pages-1").fill("0")
    page.locator("#copies-1").fill("40000")
    page.get_by_role("button", name="Chứng thực, cấp số").click()

    expect(page.get_by_role("alert").first).to_contain_text("Phải từ 1 trở lên")
    expect(page.locator("#title-1")).to_have_value("Học bạ 🙂")
    page.locator("#copies-1").fill("4")
    page.goto("/desk/chung-thuc/")
    expect(page.locator("#name")).to_have_value("Trần Văn Nam")
    assert ask(Entry.objects.count) == 1


def test_going_back_after_the_act_does_nothing_twice(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    watch.allow(400)
    page = open_page("reception")
    page.goto("/desk/chung-thuc/")
    for field, text in (("name", "Trần Văn Nam"), ("title-1", "Học bạ"), ("pages-1", "4"), ("copies-1", "3")):
        page.locator(f"#{field}").fill(text)
    page.get_by_role("button", name="Chứng thực, cấp số").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số chứng thực 02")

    page.go_back()
    page.get_by_role("button", name="Chứng thực, cấp số").click()

    page.wait_for_load_state()
    assert ask(Entry.objects.count) == 2
