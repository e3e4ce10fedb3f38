"""Signing in with the distribution's Chromium: no axe finding on any page, nothing on the console, no script needed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.people import totp
from motcua.people.models import EmailCode
from motcua.people.services import email_code
from tests.core.parallel import at_once
from tests.web.conftest import CHROMIUM, QUIET

from .factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOTS = os.environ.get("MOTCUA_SCREENSHOTS")


@pytest.fixture
def page(transactional_db: None) -> Iterator[Page]:
    """A page on a telephone. The browser lives for one test: beside Playwright's loop Django lets no query through, so
    the database must be ready before it and emptied after it."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    UserFactory(username="moi", must_change_password=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser.new_context(viewport={"width": 360, "height": 780}, bypass_csp=True).new_page()
        browser.close()


def look(page: Page, name: str) -> None:
    """Axe on the page as it stands, no sideways scroll, and a picture for whoever asked for one."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if SHOTS:
        for width in (360, 1366):
            page.set_viewport_size({"width": width, "height": 780})
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 780})


def asked_code() -> str:
    def read() -> str:
        row = EmailCode.objects.latest("created_at")
        letter = email_code.letter_of(row.uid, clock.now())
        return "" if letter is None else letter.code

    (code,) = at_once([read])
    return str(code)


def test_official_when_first_signing_in_then_every_page_can_be_used_by_everybody(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/desk/dang-nhap/")
    look(page, "desk-sign-in")
    page.fill("[name=username]", "moi")
    page.fill("[name=password]", "x")
    page.click("main form button[type=submit]:not(.moj-password-reveal__button)")
    look(page, "desk-sign-in-refused")
    page.fill("[name=username]", "moi")
    page.fill("[name=password]", PASSWORD)
    page.click("text=Tiếp tục")

    look(page, "desk-set-up")
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 0
    key = re.sub(r"\s", "", page.text_content("main code") or "")
    page.fill("[name=code]", totp.code_of(key, totp.step_at(clock.now())))
    page.click("text=Hoàn tất")

    look(page, "desk-new-password")
    page.fill("[name=password]", "một câu khác hẳn và dài")
    page.click("text=Lưu và đăng nhập")
    page.goto(f"{live_server.url}/desk/tai-khoan/phien/")
    look(page, "desk-sessions")
    page.goto(f"{live_server.url}/desk/tai-khoan/mat-khau/")
    look(page, "desk-password")


def test_citizen_when_signing_in_then_every_page_can_be_used_by_everybody(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/dang-nhap/")
    look(page, "portal-sign-in")
    page.fill("[name=email]", "hoa")
    page.click("text=Gửi mã")
    look(page, "portal-sign-in-malformed")
    page.fill("[name=email]", "hoa@example.vn")
    page.click("text=Gửi mã")

    look(page, "portal-code")
    page.fill("[name=code]", asked_code())
    page.click("main >> text=Đăng nhập")

    assert page.url == f"{live_server.url}/"
