"""The small world of the dossiers behind a live server, and browsers of its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from tests.dossiers.world import World, build
from tests.matrix import addresses
from tests.web.conftest import CHROMIUM, QUIET

OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class Stage:
    """What stood ready before the browser started: beside Playwright's loop Django lets no query through."""

    world: World
    things: addresses.Things
    sessions: dict[str, str]
    url: str


@pytest.fixture
def stage(transactional_db: None, live_server: LiveServer) -> Stage:
    """The server asks the machine's clock, so the world is made now."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    world = build(clock.now())
    addresses.more_people(world)
    things = addresses.things(world)
    sessions = {}
    for role in addresses.ROLES[1:]:
        sessions[role] = addresses.signed_in(world, role).cookies["sessionid"].value
    return Stage(world, things, sessions, live_server.url)


@pytest.fixture
def browser(stage: Stage) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def open_page(stage: Stage, browser: Browser) -> OpenPage:
    """A new browser of somebody: ``open_page("reception", width=360, script=False)``."""

    def opened(role: str = "anonymous", *, width: int = 1366, script: bool = True, bypass: bool = False) -> Page:
        context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 780},
            java_script_enabled=script,
            bypass_csp=bypass,
            locale="vi-VN",
            base_url=stage.url,
        )
        context.set_default_timeout(10_000)
        if role in stage.sessions:
            context.add_cookies([{"name": "sessionid", "value": stage.sessions[role], "url": stage.url}])
        return context.new_page()

    return opened
