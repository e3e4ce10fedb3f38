"""An author builds a birth registration form without a programmer, sees it on a phone, and brings it into force; a
citizen's draft on the old form is told what changed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from tests.desk.office import staff
from tests.dossiers.world import CODE
from tests.dossiers.world import build as build_world
from tests.matrix import addresses
from tests.portal.filling import filled
from tests.web.conftest import CHROMIUM

from .conftest import OpenPage, Stage
from .test_every_page import faults
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOTS = os.environ.get("MOTCUA_SHOTS", "")


ROLES = ("control", "control_head", "chair", "citizen")
_NOTHING = Stage(None, None, None, None, {}, {}, "")  # type: ignore[arg-type]
"""The dossiers of the other stage are not needed here."""


@dataclass
class Published:
    """What the journey needs of the world: the citizen's draft, and the codes of the chair's telephone."""

    draft: str = ""
    code: Callable[[dt.datetime], str] = lambda _now: ""


@pytest.fixture
def published() -> Published:
    """Filled by the stage, which is made before the browser starts."""
    return Published()


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer, published: Published) -> Stage:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    now = clock.now()
    world = build_world(now)
    published.code = staff(world, now)
    draft = filled(addresses.signed_in(world, "citizen"), world)
    published.draft = f"/nop-ho-so/{CODE}/{draft.uid}/muc/"
    sessions = {role: addresses.signed_in(world, role).cookies["sessionid"].value for role in ROLES}
    return replace(_NOTHING, world=world, sessions=sessions, url=live_server.url)


def shot(page: Page, name: str) -> None:
    """A picture for whoever looks at pages; none where nobody asked."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def clean(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []


def add(page: Page, button: str, label: str, kind: str = "text") -> None:
    page.fill("#add-label", label)
    page.select_option("#add-kind", kind)
    page.click(f"button[value={button}]")
    expect(page.locator("#add-label")).to_have_value("")


def begin(page: Page, source: str = "empty") -> None:
    page.goto("/studio/")
    page.click("main a:has-text('Biểu mẫu điện tử')")
    page.click("a:has-text('Soạn biểu mẫu')")
    page.fill("#q", CODE)
    page.click("main button:has-text('Tìm')")
    page.click("main ul a >> nth=0")
    page.fill("#f-name", "Đăng ký khai sinh")
    page.check(f"input[name=source][value={source}]")
    page.check("input[name=channel][value=all]")
    page.click("button:has-text('Bắt đầu soạn')")


def build(page: Page) -> None:
    """A page about the child with a condition, and a group of rows for brothers and sisters."""
    add(page, "add_field", "Họ, chữ đệm, tên của trẻ")
    page.check("input[name=required]")
    page.click("button:has-text('Lưu phần này')")
    add(page, "add_field", "Ngày sinh của trẻ", "date")
    add(page, "add_field", "Cha mẹ đã đăng ký kết hôn", "yes_no")
    add(page, "add_field", "Số giấy chứng nhận kết hôn")
    page.click("summary:has-text('Chỉ hỏi khi')")
    page.select_option("[name=show_if-0-field]", "cha_me_da_dang_ky_ket_hon")
    page.fill("[name=show_if-0-value]", "có")
    page.click("button:has-text('Lưu phần này')")
    page.click(".mc-tree a:has-text('Nội dung đề nghị')")
    add(page, "add_rows", "Anh, chị, em ruột")
    add(page, "add_field", "Họ và tên người thân")


def test_author_builds_a_form_and_sees_it_on_a_phone(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    page = open_page("control")
    begin(page)
    build(page)
    shot(page, "builder-1366")
    clean(page)

    phone = page.frame_locator("#mc-phone")
    expect(phone.get_by_text("Họ, chữ đệm, tên của trẻ")).to_be_visible()
    expect(phone.get_by_text("Anh, chị, em ruột").first).to_be_visible()
    first = page.locator(".mc-tree a:has-text('Ngày sinh của trẻ')")
    first.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".mc-tree__row--1").first).to_contain_text("Ngày sinh của trẻ")
    page.click(".mc-tree a:has-text('Ngày sinh của trẻ')")
    page.fill("#f-label", "Trẻ sinh ngày")
    page.keyboard.press("Tab")
    expect(page.locator("#mc-typed")).to_contain_text("Đã lưu lúc")
    expect(phone.get_by_text("Trẻ sinh ngày")).to_be_visible()
    page.drag_and_drop(
        ".mc-tree__row--1:has-text('Trẻ sinh ngày'), .mc-tree__row--1:has-text('Ngày sinh của trẻ')",
        ".mc-tree__row--1:has-text('Cha mẹ đã')",
    )
    expect(page.locator(".mc-tree__row--1").nth(2)).to_contain_text("Trẻ sinh ngày")
    page.click("nav a:has-text('Điền thử')")
    page.click("button:has-text('Điền câu trả lời mẫu')")
    expect(page.locator("#told-title")).to_have_text("Nộp được với những câu trả lời này")
    shot(page, "try-1366")
    clean(page)
    page.set_viewport_size({"width": 360, "height": 780})
    page.click(".moj-sub-navigation a:text-is('Soạn')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shot(page, "builder-360")
    clean(page)


def test_typing_and_pressing_save_at_once_is_no_conflict(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    page = open_page("control")
    begin(page)
    add(page, "add_field", "Câu")
    for number in range(4):
        page.fill("#f-label", f"Câu {number}")
        page.fill("#f-hint", f"Giải thích {number}")
        page.wait_for_timeout(150 * number)
        page.click("button:has-text('Lưu phần này')")
        expect(page.locator(".mc-tree a[aria-current]")).to_contain_text(f"Câu {number}")

    assert "/khac-nhau/" not in page.url


def test_every_page_of_the_builder_can_be_used(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    page = open_page("control")
    begin(page, "papers")
    draft = page.url.split("?")[0]
    stale = page.locator("[data-mc-expected]").first.input_value()
    add(page, "add_field", "Câu hỏi")
    page.goto(draft)
    page.evaluate("value => document.querySelectorAll('[data-mc-expected]').forEach(one => one.value = value)", stale)
    page.fill("#add-label", "Câu khác")
    page.click("button[value=add_field]")
    expect(page.locator("main")).to_contain_text("Hai người cùng sửa bản này")
    wrong = {}
    addresses_ = ["", "?muc=form", "xem-thu/", "dien-thu/", "so-sanh/", "cac-lan-luu/", "tep/", "quyet-dinh/"]
    for address in [
        page.url,
        "/studio/",
        "/studio/bieu-mau/",
        "/studio/bieu-mau/moi/",
        *(draft + one for one in addresses_),
    ]:
        page.goto(address)
        if found := faults(page):
            wrong[address] = found
        shot(
            page,
            "page-" + address.removeprefix(stage.url).strip("/").split("/")[-1].replace("?", "-").replace("=", "-"),
        )

    assert wrong == {}


def test_everything_works_without_script(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    page = open_page("control", script=False)
    begin(page)
    add(page, "add_field", "Họ và tên của trẻ")
    add(page, "add_field", "Ghi chú", "long_text")
    page.click("button[value=up]")

    expect(page.locator(".mc-tree__row--1").first).to_contain_text("Ghi chú")
    page.click("a:has-text('Mở trang xem thử')")
    expect(page.get_by_text("Họ và tên của trẻ")).to_be_visible()


def test_form_comes_into_force_by_decision_and_a_draft_is_told(
    stage: Stage, published: Published, open_page: OpenPage, watch: Watch
) -> None:
    author, head, chair, citizen = (open_page(role) for role in ROLES)
    begin(author, "force")
    author.click(".mc-tree a:has-text('Nội dung đề nghị giải quyết')")
    author.fill("#f-label", "Việc bạn cần giải quyết")
    author.click("button:has-text('Lưu phần này')")
    add(author, "add_field", "Số điện thoại của trẻ", "phone")
    author.click(".mc-tree a:has-text('Nội dung đề nghị') >> nth=0")
    add(author, "add_rows", "Người cùng hộ")
    add(author, "add_field", "Họ và tên người cùng hộ")
    author.click(".moj-sub-navigation a:has-text('So sánh')")
    expect(author.locator("main")).to_contain_text("Việc bạn cần giải quyết")
    shot(author, "compare-1366")
    clean(author)

    author.click(".moj-sub-navigation a:has-text('Đưa vào quyết định')")
    author.check("input[name=into][value=new]")
    author.check("input[name=kind][value=amended]")
    author.fill("#f-title", "Sửa đổi biểu mẫu điện tử")
    author.fill("#f-number", "21/QĐ-UBND")
    today = clock.legal_date(clock.now())
    for part, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        author.fill(f"[name=effective_on-{part}]", str(value))
    author.click("button:has-text('Đưa vào quyết định')")
    expect(author.locator("main")).to_contain_text("Người cùng hộ")
    shot(author, "item-1366")
    clean(author)
    decision = author.url.split("/muc/")[0] + "/"
    author.goto(f"{decision}viec/trinh/")
    author.click("main form button:has-text('Trình kiểm soát')")
    head.goto(f"{decision}viec/kiem-soat/")
    head.click("main form button:has-text('Xác nhận kiểm soát')")
    citizen.goto(f"{published.draft}request/")
    expect(citizen.locator("main")).not_to_contain_text("Biểu mẫu đã thay đổi")
    before = citizen.input_value("#f-request")
    chair.goto(f"{decision}viec/ky/")
    chair.fill("[name=code]", published.code(clock.now()))
    chair.click("main form button:has-text('Ký quyết định')")
    expect(chair.locator("main")).to_contain_text("Có hiệu lực")

    citizen.goto(f"{published.draft}request/")

    expect(citizen.locator("main")).to_contain_text("Biểu mẫu đã thay đổi từ khi bạn bắt đầu điền")
    expect(citizen.locator("main")).to_contain_text("Người cùng hộ")
    assert citizen.input_value("#f-request") == before != ""
    shot(citizen, "citizen-1366")
    citizen.set_viewport_size({"width": 360, "height": 780})
    shot(citizen, "citizen-360")
    clean(citizen)
