"""The style guide and the whole pages made of it, in the distribution's Chromium: no axe finding, no sideways scroll,
a silent console under the strict policy, keys, and the same without script.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from motcua.web import styleguide

pytestmark = pytest.mark.e2e

ALL = ["/styleguide/", *(f"/styleguide/{name}/" for name in styleguide.SKETCHES), "/khong-co/", "/desk/khong-co/"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""


@contextmanager
def _page(
    chromium: Browser, width: int, *, script: bool = True, bypass: bool = False
) -> Iterator[tuple[Page, list[str]]]:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, bypass_csp=bypass
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page, said
    context.close()


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("path", ALL)
def test_axe_finds_nothing(chromium: Browser, pages: str, path: str, width: int) -> None:
    with _page(chromium, width, bypass=True) as (page, _):
        page.goto(pages + path)

        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})

    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []


@pytest.mark.parametrize("spaced", [False, True], ids=["plain", "spaced"])
@pytest.mark.parametrize("path", ALL)
def test_narrow_phone_never_scrolls_sideways(chromium: Browser, pages: str, path: str, *, spaced: bool) -> None:
    with _page(chromium, 320, bypass=spaced) as (page, _):
        page.goto(pages + path)
        if spaced:
            page.add_style_tag(content=SPACED)

        width = page.evaluate("document.documentElement.scrollWidth")

    assert width <= 320


@pytest.mark.parametrize("path", ALL)
def test_console_is_silent_under_the_policy(chromium: Browser, pages: str, path: str) -> None:
    with _page(chromium, 1366) as (page, said):
        page.goto(pages + path)
        page.wait_for_load_state("networkidle")

    assert [line for line in said if "404" not in line] == []


def test_page_zoomed_to_twice_its_size_keeps_its_width(chromium: Browser, pages: str) -> None:
    with _page(chromium, 683) as (page, _):
        for path in ALL:
            page.goto(pages + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 683, path


def test_keys_move_choose_and_list_themselves(chromium: Browser, pages: str) -> None:
    with _page(chromium, 1366) as (page, _):
        page.goto(pages + "/styleguide/inbox/")
        page.wait_for_load_state("networkidle")

        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("j")
        assert page.locator(".is-here .mc-code").inner_text() == "H99-261109-0113"
        assert page.evaluate("document.activeElement.textContent") == "H99-261109-0113"

        page.keyboard.press("x")
        assert page.locator(".is-here .mc-check").is_checked()
        assert "is-on" in (page.locator(".is-here").get_attribute("class") or "")

        page.keyboard.press("?")
        assert page.locator("#mc-shortcuts").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#mc-shortcuts").is_visible()


def test_keys_leave_a_person_who_is_typing_alone(chromium: Browser, pages: str) -> None:
    with _page(chromium, 1366) as (page, _):
        page.goto(pages + "/styleguide/inbox/")
        page.wait_for_load_state("networkidle")
        page.locator("select").first.focus()

        page.keyboard.press("j")

        assert page.locator(".is-here").count() == 0


def test_keyboard_reaches_content_first_by_the_skip_link(chromium: Browser, pages: str) -> None:
    with _page(chromium, 360) as (page, _):
        page.goto(pages + "/styleguide/home/")

        page.keyboard.press("Tab")

        assert page.evaluate("document.activeElement.textContent") == "Đi thẳng tới nội dung"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_filter_on_a_phone_unfolds(chromium: Browser, pages: str, *, script: bool) -> None:
    with _page(chromium, 360, script=script) as (page, _):
        page.goto(pages + "/styleguide/inbox/")
        fields = page.locator(".mc-filter__fields")
        assert not fields.is_visible()

        page.locator(".mc-filter__open").click()
        assert fields.is_visible()


def test_folded_filter_folds_again(chromium: Browser, pages: str) -> None:
    with _page(chromium, 360) as (page, _):
        page.goto(pages + "/styleguide/inbox/")
        page.wait_for_load_state("networkidle")
        opener = page.locator(".mc-filter__open")

        opener.click()
        assert opener.get_attribute("aria-expanded") == "true"
        opener.click()

        assert not page.locator(".mc-filter__fields").is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_account_menu_opens(chromium: Browser, pages: str, *, script: bool) -> None:
    with _page(chromium, 360, script=script) as (page, _):
        page.goto(pages + "/styleguide/inbox/")

        page.locator(".mc-menu summary").click()

        assert page.get_by_role("button", name="Đăng xuất").is_visible()


def test_question_that_depends_on_another_is_shown_only_then(chromium: Browser, pages: str) -> None:
    with _page(chromium, 1366) as (page, _):
        page.goto(pages + "/styleguide/form/")
        page.wait_for_load_state("networkidle")
        old = page.locator("#f-old")
        assert old.is_visible()

        page.get_by_label("Xây mới").check()

        assert not old.is_visible()


def test_form_without_script_asks_everything(chromium: Browser, pages: str) -> None:
    with _page(chromium, 360, script=False) as (page, _):
        page.goto(pages + "/styleguide/form/")

        assert page.locator("#f-old").is_visible()
        assert page.locator("#f-plan").is_visible()


def test_figures_stand_in_columns(chromium: Browser, pages: str) -> None:
    with _page(chromium, 1366) as (page, _):
        page.goto(pages + "/styleguide/inbox/")
        page.wait_for_load_state("networkidle")

        codes = page.locator(".mc-list .mc-code")
        widths = {round(codes.nth(n).evaluate("e => e.getBoundingClientRect().width")) for n in range(codes.count())}

    assert len(widths) == 1
