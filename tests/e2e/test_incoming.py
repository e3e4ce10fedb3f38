"""Messages that no program could read, in real browsers: a phone and a desk, with and without scripts; a mail in an
unknown encoding becomes a petition under the operator's hands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.integrations.incoming.handling import handle
from motcua.integrations.mail.receiving import receive_mail
from tests.integrations.mail.letters import US, mail
from tests.matrix.addresses import signed_in
from tests.petitions.world import make_world
from tests.web.conftest import CHROMIUM, QUIET

from .conftest import OpenPage

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LIST = "/desk/phan-anh/khong-doc-duoc/"
STRANGE = "From: Lan <lan@example.org>\r\nSubject: Den duong hong\r\n\r\nĐèn ".encode() + bytes(range(0xA0, 0x100))


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer, settings: Settings, tmp_path: Path) -> SimpleNamespace:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    settings.FILES_ROOT = tmp_path / "files"
    settings.MAIL_IN_ADDRESSES = frozenset({US})
    world, now = make_world(), clock.now()
    for raw in (STRANGE, bytes(mail("", subject="")), bytes(mail(subject="Trả lời tự động: vắng mặt"))):
        row, _ = receive_mail(raw, now=now)
        handle(row.uid, now=now)
    users: Any = SimpleNamespace(users=world.people)
    sessions = {"operator": signed_in(users, "operator").cookies["sessionid"].value}
    return SimpleNamespace(sessions=sessions, url=live_server.url)


@pytest.fixture
def browser(stage: SimpleNamespace) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield started
        started.close()


def looked_at(page: Page, folder: Path, name: str) -> None:
    """Nothing that axe finds and nothing wider than the screen, on a desk and on a phone."""
    for width in (1366, 360):
        page.set_viewport_size({"width": width, "height": 780})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        page.screenshot(path=str(folder / f"incoming-{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1366, "height": 780})


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_unread_mail_becomes_a_petition_and_the_rest_is_set_aside(
    open_page: OpenPage, tmp_path: Path, script: bool
) -> None:
    page = open_page("operator", script=script)
    page.goto(LIST)
    expect(page.get_by_role("heading", name="Tin không đọc được")).to_be_visible()
    if script:
        looked_at(page, tmp_path, "list")

    page.get_by_role("link", name="Den duong hong").click()
    if script:
        looked_at(page, tmp_path, "message")
    page.fill("#f-text", "Đèn đường trước số 12 hỏng")
    page.select_option("#f-category", "chieu-sang")
    page.get_by_role("button", name="Lập phản ánh").click()
    page.wait_for_url("**/desk/phan-anh/*-*-*-*-*/")
    page.goto(LIST)
    page.get_by_role("link", name="(không có chữ)").click()
    page.select_option("#f-reason", "aside_no_petition")
    page.get_by_role("button", name="Để riêng").click()

    expect(page.get_by_text("Không có tin nào chờ đọc.")).to_be_visible()
    page.get_by_role("link", name="Tin bị chặn").click()
    expect(page.get_by_text("Thư trả lời tự động.")).to_be_visible()
    if script:
        looked_at(page, tmp_path, "stopped")
