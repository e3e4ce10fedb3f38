"""The small world of the dossiers behind a live server, and browsers of its people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from motcua.core import clock
from motcua.core.clock import legal_date
from motcua.dossiers.models import Dossier
from motcua.people import totp
from motcua.people.actors import load_actor
from motcua.people.services import second_factor
from tests.dossiers.world import World, build
from tests.matrix import addresses
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory
from tests.web.conftest import CHROMIUM, QUIET

from .watching import Watch

OpenPage = Callable[..., Page]

SIGNED_IN = (*addresses.ROLES[1:], "division_head", "other_citizen", "second_reception")
LONG_AGO = dt.timedelta(days=21)


@dataclass(frozen=True)
class Stage:
    """What stood ready before the browser started: beside Playwright's loop Django lets no query through.
    ``waiting``: a dossier of the citizen that the desk has not answered; ``late``: one that should long be settled;
    ``telephones``: the keys in the authenticator apps of the officials who have one."""

    world: World
    things: addresses.Things
    waiting: Dossier
    late: Dossier
    sessions: dict[str, str]
    telephones: dict[str, str]
    url: str


@pytest.fixture
def stage(request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer) -> Stage:
    """The server asks the machine's clock, so the world is made now."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    world = build(clock.now())
    addresses.more_people(world)
    _second_at_the_desk(world)
    things = addresses.things(world, papers=getattr(request.module, "NEEDS_PAPERS", False))
    waiting, late = world.submit(now=clock.now()), _late(world)
    sessions = {}
    for role in SIGNED_IN:
        sessions[role] = addresses.signed_in(world, role).cookies["sessionid"].value
    return Stage(world, things, waiting, late, sessions, {"reception": _telephone(world, "reception")}, live_server.url)


def _second_at_the_desk(world: World) -> None:
    post = PostFactory(unit=world.centre, role="reception_officer", title="Quầy số 2")
    user = UserFactory(username="second", full_name="Cán bộ quầy 2")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    world.posts["second_reception"], world.users["second_reception"] = post, user
    world.actors["second_reception"] = load_actor(user.pk, legal_date(clock.now()))


def _late(world: World) -> Dossier:
    """Accepted three weeks ago for five working days; nobody did anything since."""
    then = clock.now() - LONG_AGO
    with clock.use_clock(clock.FrozenClock(then)):
        return world.accepted(then)


def _telephone(world: World, who: str) -> str:
    """An app set up an hour ago, so that its present code is not used up."""
    key, then = totp.new_key(), clock.now() - dt.timedelta(hours=1)
    second_factor.set_up(world.users[who], key, totp.code_of(key, totp.step_at(then)), then)
    return key


@pytest.fixture
def browser(stage: Stage) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watch]:
    """What the browsers of the test complain about. Anything not announced fails the test."""
    watching = Watch()
    yield watching
    for context in browser.contexts:
        context.close()
    assert watching.faults() == []


@pytest.fixture
def open_page(stage: Stage, browser: Browser, watch: Watch) -> OpenPage:
    """A new browser of somebody: ``open_page("reception", width=360, script=False)``. ``zoom=2`` is what 200 % does:
    half as many CSS pixels, each drawn twice as large."""

    def opened(
        role: str = "anonymous", *, width: int = 1366, script: bool = True, bypass: bool = False, zoom: int = 1
    ) -> Page:
        context: BrowserContext = browser.new_context(
            viewport={"width": width // zoom, "height": 780 // zoom},
            device_scale_factor=zoom,
            java_script_enabled=script,
            bypass_csp=bypass,
            locale="vi-VN",
            base_url=stage.url,
        )
        context.set_default_timeout(10_000)
        context.set_default_navigation_timeout(60_000)
        watch.over(context)
        if role in stage.sessions:
            context.add_cookies([{"name": "sessionid", "value": stage.sessions[role], "url": stage.url}])
        return context.new_page()

    return opened
