"""The map of published petitions in a browser: with it, without script, on a narrow phone; strict policy, axe, keys."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.core.clock import legal_date
from motcua.core.remember import forget_everything
from motcua.demo.units import load_shapes, load_units
from motcua.organisation.models import Unit
from motcua.organisation.places import point_in
from motcua.petitions.lifecycle import Point
from motcua.petitions.models import Petition
from tests.petitions.world import make_world
from tests.portal.voices_map.given import answered, published
from tests.web.conftest import CHROMIUM, QUIET

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES: Final = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1366, "height": 768}}
PICTURES: Final = os.environ.get("MOTCUA_TEST_PICTURES", "")
"""A folder in which to leave pictures of the pages, for looking at."""
Opened = Callable[..., Page]


@pytest.fixture
def petitions(transactional_db: None) -> Iterator[list[Petition]]:
    """Sixty on the fictitious province, some of them in one street."""
    now = clock.now()
    world = make_world()
    load_units(now=now - dt.timedelta(days=500))
    load_shapes(now=now - dt.timedelta(days=500))
    found = []
    on = legal_date(now)
    for number, code in enumerate(["AS-0101", "AS-0101", "AS-0102", "AS-0201", "AS-0405", "AS-0803"] * 10):
        inside = point_in(Unit.objects.get(code=code, valid_to=None), on)
        assert inside is not None
        at = Point(inside[0] + (number % 7) * 0.002, inside[1] + (number % 5) * 0.002)
        sent_at = now - dt.timedelta(days=20, minutes=number)
        petition = published(at=at, now=sent_at, place=code, category=("duong-hong", "rac-thai")[number % 2])
        answered(petition, world.commune if number % 2 else world.other, late=number % 4 == 0, score=4)
        found.append(petition)
    yield found
    forget_everything()


@pytest.fixture
def browser(petitions: list[Petition]) -> Iterator[Browser]:
    """After the petitions: beside Playwright's loop Django lets no query through."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*QUIET, "--enable-unsafe-swiftshader"])
        yield made
        made.close()


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer) -> Iterator[Opened]:
    contexts = []

    def open_page(path: str, size: str = "desk", **options: object) -> Page:
        context = browser.new_context(viewport=SIZES[size], base_url=live_server.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.said = []  # type: ignore[attr-defined]
        page.on("console", lambda line: page.said.append(line.text) if line.type in {"error"} else None)  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def findings(page: Page) -> list[str]:
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in answer.response["violations"]]


PAGES: Final = ("/phan-anh/", "/en/phan-anh/", "/phan-anh/nhung/", "/phan-anh/don-vi/", "/phan-anh/don-vi/T-01/",
                "/phan-anh/don-vi/AS-0101/", "one")  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_pages_when_opened_then_no_finding_a_silent_console_and_no_sideways_scroll(
    opened: Opened, petitions: list[Petition], size: str
) -> None:
    faults = []
    for path in PAGES:
        page = opened(f"/phan-anh/{petitions[0].receipt_no}/" if path == "one" else path, size)
        picture(page, f"{path.strip('/').replace('/', '-')}-{size}")
        faults += [f"{path}: {one}" for one in (*findings(page), *page.said)]  # type: ignore[attr-defined]
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            faults.append(f"{path}: scrolls sideways")
        page.context.close()

    page = opened("/phan-anh/", size)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Mở bản đồ phóng to được").click()
    page.wait_for_selector("[data-mc-drawn=yes]", timeout=30_000)
    page.wait_for_timeout(1500)
    picture(page, f"maplibre-{size}")
    faults += [*findings(page), *page.said]  # type: ignore[attr-defined]

    assert any("/phan-anh/tiles/" in one for one in asked)
    assert any("/ban-do/don-vi/" in one for one in asked)
    assert faults == []


def test_map_when_the_device_cannot_draw_then_the_plain_one_stays_and_says_so(opened: Opened) -> None:
    page = opened("/phan-anh/")
    page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")

    page.get_by_role("button", name="Mở bản đồ phóng to được").click()

    page.get_by_text("Máy này không vẽ được bản đồ phóng to.").wait_for(timeout=30_000)
    assert page.locator(".mc-plain").is_visible()


def test_page_when_there_is_no_script_then_map_list_and_filter_work(opened: Opened) -> None:
    page = opened("/phan-anh/", java_script_enabled=False)

    assert page.locator(".mc-plain path").count() == 60
    assert page.locator(".mc-plain__dot").count() == 5
    page.get_by_label("Lĩnh vực").select_option("rac-thai")
    page.get_by_role("button", name="Lọc").click()
    assert "linh-vuc=rac-thai" in page.url
    assert page.locator(".mc-found li").count() == 20
    page.get_by_role("link", name="Trang sau").click()
    assert page.locator(".mc-found li").count() == 10


def test_map_when_street_tiles_are_set_then_only_their_host_is_let_in(opened: Opened) -> None:
    with override_settings(MAP_TILES="https://tiles.invalid/{z}/{x}/{y}.png", MAP_TILES_BY="Ai đó"):
        page = opened("/phan-anh/?ban-do=1")
        page.wait_for_selector("[data-mc-map]:not([hidden])", timeout=30_000)
        page.wait_for_timeout(1500)

        refused = [line for line in page.said if "Content Security Policy" in line]  # type: ignore[attr-defined]
        assert refused == []


@pytest.mark.parametrize("size", SIZES)
def test_pin_field_when_used_with_a_map_then_set_by_click_by_key_and_by_position(opened: Opened, size: str) -> None:
    with override_settings(ROOT_URLCONF="tests.e2e.pin_urls"):
        page = opened(
            "/thu-ghim/", size, geolocation={"latitude": 18.6, "longitude": 105.3}, permissions=["geolocation"]
        )
        assert findings(page) == []
        said = page.get_by_role("status").filter(has_text=re.compile(r"^(Xã|Phường) "))

        page.get_by_role("button", name="Dùng vị trí của tôi").click()
        said.wait_for()
        first = said.text_content()
        page.get_by_role("button", name="Chọn trên bản đồ").click()
        page.wait_for_selector("[data-mc-drawn=yes]", timeout=30_000)
        page.wait_for_timeout(1500)
        picture(page, f"pin-{size}")
        assert findings(page) == []
        for _ in range(6):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(400)
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('[data-mc-lng]').value !== '105.300000'")
        by_key = float(page.input_value("[data-mc-lng]"))
        box = page.locator("[data-mc-map]").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 40, box["y"] + 200)
        page.wait_for_function(f"Number(document.querySelector('[data-mc-lng]').value) < {by_key}")
        page.get_by_role("button", name="Gửi").click()

        read = page.locator("#read").text_content() or ""
        assert first is not None
        assert by_key > 105.3
        assert re.match(r"18\.\d+ 105\.\d+ AS-\d{4} \[\]", read), read
        assert page.said == []  # type: ignore[attr-defined]


def test_pin_field_when_there_is_no_script_then_words_or_numbers_do(opened: Opened) -> None:
    with override_settings(ROOT_URLCONF="tests.e2e.pin_urls"):
        page = opened("/thu-ghim/", "phone", java_script_enabled=False)
        page.get_by_label("Xã, phường").select_option("AS-0405")
        page.get_by_role("button", name="Gửi").click()
        assert page.locator("#read").text_content() == "None None AS-0405 []"

        page.get_by_text("Ghi tọa độ").click()
        page.get_by_label("Vĩ độ").fill("105.3, 18.6")
        page.get_by_role("button", name="Gửi").click()

        assert page.get_by_text("có vẻ bị đảo").first.is_visible()
        assert page.input_value("[data-mc-lat]") == "105.3, 18.6"
