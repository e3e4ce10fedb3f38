"""Petitions at the desk in real browsers: a call through every state to its end, duplicates, the urgent track, two
officials on one petition; nothing that axe finds, nothing wider than a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from tests.matrix.addresses import signed_in
from tests.petitions.world import approved, make_world, sent
from tests.web.conftest import CHROMIUM, QUIET

from .conftest import OpenPage
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PEOPLE = ("operator", "officer", "head", "communal", "auditor")
TOLD = "Ổ gà to giữa đường trước cổng trường, đã có người ngã. Ông Nguyễn Văn Bình, số 0912 000 222, biết chỗ."
THIN = "Đã ghi nhận ý kiến của ông bà."
BETTER = "Ngày 24/11 đội duy tu đã vá xong ba ổ gà trước cổng trường; anh Hùng phụ trách, gọi tổng đài 1022."


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer) -> SimpleNamespace:
    """The small province of petitions behind a live server; what the browsers need of it."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    world = make_world()
    now = clock.now()
    first = sent(now, text=TOLD)
    second = sent(now, text="Trước cổng trường có ổ gà rất to giữa đường, đã có người bị ngã.")
    ready = approved(world, now, text=TOLD)
    users: Any = SimpleNamespace(users=world.people)
    sessions = {name: signed_in(users, name).cookies["sessionid"].value for name in PEOPLE}
    return SimpleNamespace(world=world, sessions=sessions, url=live_server.url, first=first, second=second, ready=ready)


@pytest.fixture
def browser(stage: SimpleNamespace) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield started
        started.close()


def looked_at(page: Page, folder: Path, name: str) -> None:
    """No axe finding; a picture to look at, wide and on a phone; on a phone nothing wider than the screen."""
    axe = Axe()
    for width in (1366, 360):
        page.set_viewport_size({"width": width, "height": 780})
        found = axe.run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        assert found.violations_count == 0, f"{name} {width}: {found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name}: {wide} px over {width}"
        page.screenshot(path=str(folder / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1366, "height": 780})


def act(page: Page, address: str, action: str, *, leads_to: str = "", **typed: str) -> None:
    """Open the form of an act, fill it in and send it; it leads to the petition, or to the list when that is gone."""
    page.goto(f"{address}{action}/")
    for name, value in typed.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        else:
            field.fill(value)
    page.locator(".mc-actions__buttons button[type=submit]").first.click()
    page.wait_for_url(re.compile(f"{re.escape(leads_to or address)}$"))


def publish(page: Page, address: str, question: str) -> None:
    page.goto(f"{address}cong-khai/")
    page.fill("[name=question]", question)
    page.get_by_role("button", name="Công khai", exact=True).click()
    page.wait_for_url(re.compile(f"{re.escape(address)}$"))


def test_call_goes_through_every_state_to_its_end(open_page: OpenPage, stage: SimpleNamespace, tmp_path: Path) -> None:
    operator, officer, head, communal = (open_page(name) for name in ("operator", "officer", "head", "communal"))
    operator.goto("/desk/phan-anh/tong-dai/")
    looked_at(operator, tmp_path, "01-console")
    operator.fill("#phone", "0912 345 678")
    operator.keyboard.press("Enter")

    expect(operator.locator("#text")).to_be_focused()
    operator.keyboard.type(TOLD)
    operator.locator("[data-mc-set=category]").first.wait_for()
    operator.keyboard.press("Alt+Digit1")
    expect(operator.locator("#category")).not_to_have_value("")
    operator.keyboard.press("Tab")
    operator.keyboard.press("Tab")
    operator.keyboard.type("xa mot")
    operator.keyboard.press("Tab")
    operator.keyboard.type("cổng trường Lê Lợi")
    operator.keyboard.press("Tab")
    operator.keyboard.type("Trần Thị Gọi")
    operator.locator("text=Sẽ giao:").wait_for()
    looked_at(operator, tmp_path, "02-call")
    operator.get_by_role("button", name="Chỉ gửi").click()
    told = operator.locator(".moj-alert, .govuk-notification-banner, [role=alert]").first.inner_text()
    number = re.search(r"PA\d{6}-\w{7}", told)
    assert number is not None, told

    operator.goto(f"/desk/phan-anh/?query={number[0]}&pile=all_open")
    operator.get_by_role("link", name=number[0], exact=True).click()
    address = operator.url.split("?")[0].removeprefix(stage.url)
    looked_at(operator, tmp_path, "03-new")
    operator.keyboard.press("1")
    expect(operator.get_by_role("heading", name="Giao cho ai")).to_be_visible()
    looked_at(operator, tmp_path, "04-verified")
    act(operator, address, "assign", unit="T-01")

    communal.goto(address)
    communal.keyboard.press("n")
    communal.get_by_role("button", name="Nhận việc").click()
    communal.wait_for_url(re.compile(f"{re.escape(address)}$"))
    act(communal, address, "return_to_operator", words="Đường này Sở Xây dựng quản lý.", leads_to="/desk/phan-anh/")

    act(operator, address, "assign", unit="T-SXD")
    act(officer, address, "answer", text=THIN)
    head.goto(f"{address}return_to_unit/")
    looked_at(head, tmp_path, "05-return")
    act(head, address, "return_to_unit", words="Chưa nói đã làm gì, ngày nào.")
    officer.goto(f"{address}answer/")
    officer.locator("[data-mc-fill]").first.click()
    expect(officer.locator("#f-text")).to_have_value(re.compile(r"\{"))
    looked_at(officer, tmp_path, "06-answer")
    act(officer, address, "answer", text=BETTER)
    act(head, address, "approve")

    operator.goto(f"{address}cong-khai/")
    looked_at(operator, tmp_path, "07-publish")
    assert "0912 000 222" not in operator.locator("[name=question]").input_value()
    publish(operator, address, "Ổ gà to giữa đường trước cổng trường.")
    act(operator, address, "reopen", words="Người gửi nói vá xong lại bong.")
    act(officer, address, "answer", text=BETTER)
    act(head, address, "approve")
    publish(operator, address, "Ổ gà to giữa đường trước cổng trường.")
    act(operator, address, "close")

    operator.goto(address)
    looked_at(operator, tmp_path, "08-closed")
    way = operator.locator(".mc-timeline").inner_text()
    for word in ("Đơn vị trả lại", "Trả lại đơn vị", "Công khai", "Mở lại", "Đóng"):
        assert word in way, way


def test_duplicates_are_compared_merged_and_taken_apart(
    open_page: OpenPage, stage: SimpleNamespace, tmp_path: Path
) -> None:
    operator = open_page("operator")
    operator.goto("/desk/phan-anh/")
    looked_at(operator, tmp_path, "11-list")

    operator.goto(f"/desk/phan-anh/{stage.second.uid}/gop/?into={stage.first.receipt_no}")
    looked_at(operator, tmp_path, "12-merge")
    operator.get_by_role("button", name="Cùng một việc, gộp").click()
    operator.wait_for_url(re.compile(str(stage.first.uid)))
    expect(operator.get_by_role("heading", name="Đã gộp vào đây (1)")).to_be_visible()
    act(operator, f"/desk/phan-anh/{stage.second.uid}/", "unmerge", words="Khác làn đường.")

    expect(operator.get_by_text("Tách ra lại").first).to_be_visible()


def test_urgent_one_tells_the_area_at_once(open_page: OpenPage, stage: SimpleNamespace) -> None:
    operator, communal = open_page("operator"), open_page("communal")

    act(operator, f"/desk/phan-anh/{stage.first.uid}/", "mark_urgent", words="Có người ngã.")
    communal.goto("/desk/phan-anh/?pile=urgent")

    expect(communal.get_by_role("link", name=stage.first.receipt_no, exact=True)).to_be_visible()


def test_two_browsers_on_one_petition_lose_nothing(open_page: OpenPage, stage: SimpleNamespace, watch: Watch) -> None:
    one, two = open_page("operator"), open_page("operator")
    address = f"/desk/phan-anh/{stage.first.uid}/"
    for page in (one, two):
        page.goto(f"{address}ask_sender/")
        page.fill("[name=words]", "Gần số nhà nào?")
    watch.expect(409)

    one.locator(".mc-actions__buttons button").first.click()
    one.wait_for_url(re.compile(f"{re.escape(address)}$"))
    two.locator(".mc-actions__buttons button").first.click()

    expect(two.get_by_role("heading", name="Trong lúc bạn đang làm")).to_be_visible()
    expect(two.locator("[name=words]")).to_have_value("Gần số nhà nào?")


def test_boxes_are_drawn_and_pages_work_without_script(
    open_page: OpenPage, stage: SimpleNamespace, tmp_path: Path
) -> None:
    reader, plain = open_page("auditor"), open_page("operator", script=False)

    for name, address in (("21-quality", "/desk/phan-anh/chat-luong/"), ("22-categories", "/desk/phan-anh/loai-viec/")):
        reader.goto(address)
        looked_at(reader, tmp_path, name)
    plain.goto("/desk/phan-anh/tong-dai/")
    plain.fill("#phone", "0912345678")
    plain.keyboard.press("Enter")
    plain.fill("#text", TOLD)
    plain.get_by_role("button", name="Lưu nháp, xem gợi ý").click()
    expect(plain.locator("#text")).to_have_value(TOLD)
    plain.locator("[name=set_category]").first.click()
    expect(plain.locator("#category")).not_to_have_value("")
    plain.fill("#place", "xa mot")
    plain.fill("#person", "Trần Thị Gọi")
    plain.get_by_role("button", name="Gửi và giao ngay").click()
    expect(plain.get_by_role("heading", name="Tổng đài 1022")).to_be_visible()
    publish(plain, f"/desk/phan-anh/{stage.ready.uid}/", "Ổ gà trước cổng trường.")
    expect(plain.get_by_text("Đã công khai").first).to_be_visible()
