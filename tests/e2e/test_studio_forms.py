"""An author builds a birth registration form without a programmer, sees it on a phone, and brings it into force; a
citizen's draft on the old form is told what changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.dossiers.world import CODE

from .conftest import OpenPage, Stage
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOTS = os.environ.get("MOTCUA_SHOTS", "")


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


def begin(page: Page) -> None:
    page.goto("/studio/")
    page.click("main a:has-text('Biểu mẫu điện tử')")
    page.click("a:has-text('Soạn biểu mẫu')")
    page.fill("#q", CODE)
    page.click("main button:has-text('Tìm')")
    page.click("main ul a >> nth=0")
    page.fill("#f-name", "Đăng ký khai sinh")
    page.check("input[name=source][value=empty]")
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


def test_everything_works_without_script(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    page = open_page("control", script=False)
    begin(page)
    add(page, "add_field", "Họ và tên của trẻ")
    add(page, "add_field", "Ghi chú", "long_text")
    page.click("button[value=up]")

    expect(page.locator(".mc-tree__row--1").first).to_contain_text("Ghi chú")
    page.click("a:has-text('Mở trang xem thử')")
    expect(page.get_by_text("Họ và tên của trẻ")).to_be_visible()
