"""The main journeys for whoever has no mouse, no script, or needs everything twice as large."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from motcua.dossiers.models import Dossier
from tests.dossiers.world import CODE
from tests.portal.filling import ANSWERS, picture

from .conftest import OpenPage, Stage
from .doing import ask, choose_act, fill_in_all, follow, log_of, main, newest, press, told

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NAME_OF_FOCUS = """() => {
  const here = document.activeElement;
  if (here === document.body) return "";
  const named = (here.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id));
  const labels = [...(here.labels || []), ...named.filter(Boolean)].map((one) => one.innerText);
  const name = here.getAttribute("aria-label") || labels.join(" ") || here.innerText || "";
  return name.replace(/\\s+/g, " ").trim();
}"""
FOCUS_IS_SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const style = getComputedStyle(document.activeElement);
  return box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && style.visibility !== "hidden";
}"""
MOST_TABS = 60


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing of that name has the focus; wherever the focus goes, it can be seen."""
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(NAME_OF_FOCUS)
        if re.match(name, here):
            assert page.evaluate(FOCUS_IS_SEEN), f"the focus on {here} is out of sight"
            return
        passed.append(here)
    raise AssertionError(f"no way by Tab to {name}; passed {passed}")


def on_to(page: Page, address: str) -> None:
    """Enter, and the next page."""
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(address))


def test_citizen_applies_without_a_mouse(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("citizen")
    # Playwright catches file choosers only once somebody listens, and a key may be quicker than it can begin to.
    page.on("filechooser", lambda _: None)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(NAME_OF_FOCUS) == "Đi thẳng tới nội dung"
    page.keyboard.press("Enter")
    tab_to(page, "Gõ việc cần làm")
    page.keyboard.type("giay xac nhan")
    on_to(page, r"/thu-tuc/\?q=")
    tab_to(page, ".*giấy xác nhận mẫu")
    on_to(page, re.escape(f"/thu-tuc/{CODE}/"))
    tab_to(page, "Nộp trực tuyến")
    on_to(page, "/nop-ho-so/")
    tab_to(page, stage.world.commune.name)
    page.keyboard.press("Space")
    tab_to(page, "Tiếp tục")
    on_to(page, "/muc/applicant/")
    tab_to(page, "Họ và tên")
    page.keyboard.press("Control+A")
    page.keyboard.type(ANSWERS["name"])
    for label, name in (("Số định danh", "id_number"), ("Ngày", "birth_date-day"), ("Tháng", "birth_date-month")):
        tab_to(page, label)
        page.keyboard.type(ANSWERS[name])
    for label, name in (("Năm", "birth_date-year"), ("Số điện thoại", "phone")):
        tab_to(page, label)
        page.keyboard.type(ANSWERS[name])
    tab_to(page, "(Địa chỉ|Nơi) .*")
    page.keyboard.type(ANSWERS["address"])
    tab_to(page, "Lưu và tiếp tục")
    on_to(page, "/muc/request/")
    tab_to(page, "Nội dung")
    page.keyboard.type("Xin xác nhận")
    tab_to(page, "Lưu và tiếp tục")
    on_to(page, "/giay-to/")
    tab_to(page, ".*Chọn tệp")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([{"name": "a.png", "mimeType": "image/png", "buffer": picture().read()}])
    tab_to(page, "Lưu và tiếp tục")
    on_to(page, "/xem-lai/")
    tab_to(page, "Tôi cam đoan")
    page.keyboard.press("Space")
    tab_to(page, "Nộp hồ sơ")
    on_to(page, "/da-nop/")

    assert newest().state == "submitted"


def test_official_accepts_from_the_inbox_without_a_mouse(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("reception")
    page.goto("/desk/")
    page.keyboard.press("j")
    while page.evaluate(NAME_OF_FOCUS) != stage.waiting.receipt_no:
        page.keyboard.press("j")
    on_to(page, str(stage.waiting.uid))
    tab_to(page, "Tiếp nhận$")
    while "/accept/" not in (page.evaluate("document.activeElement.href") or ""):
        tab_to(page, "Tiếp nhận$")
    on_to(page, "/accept/")
    tab_to(page, "Tờ khai theo mẫu")
    page.keyboard.press("Space")
    tab_to(page, "Tiếp nhận$")
    on_to(page, "slip=01")

    told(page, "Phiếu 01 đã sẵn sàng")
    assert log_of(stage.waiting) == ["dossier_submitted", "dossier_accepted"]
    page.keyboard.press("u")
    page.wait_for_url("**/desk/")


def test_citizen_applies_without_script(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("citizen", width=360, script=False)
    before = ask(Dossier.objects.count)
    page.goto("/")
    page.fill("main [name=q]", "giay xac nhan")
    main(page).get_by_role("button", name="Tìm").click()
    main(page).get_by_role("link", name=re.compile("giấy xác nhận mẫu")).first.click()
    page.get_by_role("button", name="Nộp trực tuyến").click()
    fill_in_all(page)
    press(page, "Nộp hồ sơ").click()
    told(page, "cam đoan")
    page.check("[name=declaration]")
    press(page, "Nộp hồ sơ").dblclick(no_wait_after=True)
    page.wait_for_url("**/da-nop/**")

    assert ask(Dossier.objects.count) == before + 1


def test_official_accepts_without_script(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("reception", script=False)
    page.goto("/desk/")
    follow(page, stage.waiting.receipt_no)
    choose_act(page, "Tiếp nhận")
    page.get_by_label(re.compile("^Tờ khai theo mẫu")).check()
    press(page, "Tiếp nhận").dblclick(no_wait_after=True)

    told(page, "Phiếu 01 đã sẵn sàng")
    assert log_of(stage.waiting) == ["dossier_submitted", "dossier_accepted"]


OUT_OF_SIGHT = """() => [...document.querySelectorAll("main a, main button, main input, main select, main h1, main p")]
  .filter((one) => one.checkVisibility() && !one.closest(".govuk-visually-hidden, .mc-scroll"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([_, box]) => box.width > 2 && (box.right > innerWidth + 1 || box.left < -1))
  .map(([one]) => one.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("role", ["citizen", "head"])
def test_pages_hold_at_twice_the_size(stage: Stage, open_page: OpenPage, role: str) -> None:
    draft, dossier = f"/nop-ho-so/{CODE}/{stage.things.draft.uid}", stage.things.asked
    addresses = {
        "citizen": [
            "/",
            f"/thu-tuc/{CODE}/",
            f"{draft}/muc/applicant/",
            f"{draft}/giay-to/",
            f"{draft}/xem-lai/",
            f"/ho-so-cua-toi/{dossier.uid}/",
            "/ho-so-cua-toi/",
        ],
        "head": [
            "/desk/?view=unit",
            f"/desk/ho-so/{stage.late.uid}/",
            f"/desk/ho-so/{stage.late.uid}/apologise/",
            "/desk/tim/?q=tuyet",
        ],
    }
    page = open_page(role, zoom=2)
    lost = {}
    for address in addresses[role]:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = page.evaluate(OUT_OF_SIGHT)
        if wide > 0 or found:
            lost[address] = (wide, found)

    assert lost == {}
