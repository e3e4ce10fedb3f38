"""Two webs and two workers side by side keep nothing that the others lack: one can be killed at any moment."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.people import browser
from motcua.people.actors import SYSTEM
from motcua.worktime import services as calendars
from motcua.worktime.content import DayKind, DayRow
from motcua.worktime.selectors import RECHECK_SECONDS
from tests.dossiers.world import APPLICANT, CODE, World

from .letterbox import letterbox
from .servers import Program, Reply, Web
from .supervision import Keeper, shoot

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

PATIENCE_SECONDS = 90


@pytest.fixture
def webs(live_world: World, tokens: dict[str, str], tmp_path: Path) -> Iterator[list[Web]]:
    pair = [Web(tmp_path / f"web{number}") for number in range(2)]
    try:
        for web in pair:
            web.start(wait=False)
        for web in pair:
            web.wait()
        yield pair
    finally:
        for web in pair:
            web.kill()


def cookie(world: World, who: str) -> dict[str, str]:
    """Of a browser in which somebody just signed in."""
    session = Client().session
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = session
    browser.sign_in(request, world.users[who], "email", dt.datetime.now(dt.UTC))
    request.session.save()
    return {"Cookie": f"sessionid={request.session.session_key}"}


def test_webs_when_one_is_killed_then_sessions_limits_keys_and_calendars_go_on_in_the_other(
    webs: list[Web], live_world: World, tokens: dict[str, str]
) -> None:
    signed_in = cookie(live_world, "citizen")
    assert [web.ask("GET", "/ho-so-cua-toi/", headers=signed_in).status for web in webs] == [200, 200]
    assert [web.ask("GET", "/ho-so-cua-toi/").status for web in webs] == [302, 302]

    same_answer_from_both(webs, live_world, tokens)
    one_limit_for_both(webs)
    one_calendar_for_both(webs, tokens)

    webs[0].kill()
    assert webs[1].ask("GET", "/ho-so-cua-toi/", headers=signed_in).status == 200
    assert filed(webs[1], live_world, tokens, "pair-0").headers["idempotency-replayed"] == "true"
    webs[0].start()
    assert webs[0].ask("GET", "/ho-so-cua-toi/", headers=signed_in).status == 200
    ended = Client()
    ended.cookies["sessionid"] = signed_in["Cookie"].partition("=")[2]
    request = HttpRequest()
    request.session = ended.session
    browser.sign_out(request, dt.datetime.now(dt.UTC))
    assert [web.ask("GET", "/ho-so-cua-toi/", headers=signed_in).status for web in webs] == [302, 302]


def filed(web: Web, world: World, tokens: dict[str, str], key: str) -> Reply:
    body = json.dumps({"procedure": CODE, "place": world.commune.code, "applicant": APPLICANT}).encode()
    headers = {
        "Authorization": f"Bearer {tokens['citizen']}",
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }
    return web.ask("POST", "/api/v1/dossiers", body, headers)


def same_answer_from_both(webs: list[Web], world: World, tokens: dict[str, str]) -> None:
    """The same request to both at the same moment: one dossier, one answer."""
    for number in range(10):
        answers: list[Reply] = []
        barrier = threading.Barrier(2)

        def send(web: Web, key: str, barrier: threading.Barrier, answers: list[Reply]) -> None:
            barrier.wait(10)
            answers.append(filed(web, world, tokens, key))

        threads = [threading.Thread(target=send, args=(web, f"pair-{number}", barrier, answers)) for web in webs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        assert [answer.status for answer in answers] == [201, 201]
        assert answers[0].body == answers[1].body
    assert Dossier.objects.count() == 10


def one_limit_for_both(webs: list[Web]) -> None:
    """Codes tried at both by turns are stopped as soon as they would be at one: 20, and what comes back meanwhile."""
    statuses = [webs[number % 2].ask("GET", f"/api/v1/track/H99-{number}").status for number in range(40)]

    assert set(statuses) == {404, 429}
    assert 20 <= statuses.count(404) <= 24
    assert {webs[number].ask("GET", "/api/v1/track/H99-1").status for number in (0, 1)} == {429}


def due(web: Web, tokens: dict[str, str]) -> str:
    question = {"start": "2026-12-07T10:00:00+07:00", "amount": 3, "unit": "working_day", "calendar": "as-settlement"}
    headers = {"Authorization": f"Bearer {tokens['citizen']}", "Content-Type": "application/json"}
    answer = web.ask("POST", "/api/v1/worktime/due", json.dumps(question).encode(), headers)
    assert answer.status == 200, answer.body
    return str(answer.json()["due"])[:10]


def one_calendar_for_both(webs: list[Web], tokens: dict[str, str]) -> None:
    """A day off that is added is known to both within seconds."""
    assert [due(web, tokens) for web in webs] == ["2026-12-10", "2026-12-10"]

    day = DayRow(on=dt.date(2026, 12, 9), kind=DayKind.CLOSED, name="Nghỉ bão", source="Công điện mẫu")
    calendars.revise_days(code="as-settlement", days=[day], source="test", actor=SYSTEM, now=dt.datetime.now(dt.UTC))

    deadline = time.monotonic() + PATIENCE_SECONDS
    began = time.monotonic()
    while [due(web, tokens) for web in webs] != ["2026-12-11", "2026-12-11"]:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    assert time.monotonic() - began < RECHECK_SECONDS + 30


def test_workers_when_one_of_two_is_killed_then_every_letter_comes_and_none_more_often_than_workers_died(
    live_world: World, tmp_path: Path
) -> None:
    now = dt.datetime.now(dt.UTC)
    for _ in range(20):
        live_world.accepted(now)
    with letterbox() as box:
        mail = {"MOTCUA_EMAIL_HOST": "127.0.0.1", "MOTCUA_EMAIL_PORT": str(box.port)}
        workers = [Program(("worker", "--concurrency=2"), tmp_path / f"worker{n}", dict(mail)) for n in range(2)]
        keeper = Keeper(workers)
        try:
            for worker in workers:
                worker.start()
            wait_for(lambda: len(set(box.names)) >= 5)
            shoot(workers[0])
            keeper.start()
            # What the dead one held waits for its lease of five minutes; all else goes out at once.
            wait_for(lambda: len(set(box.names)) >= 40 - 2)
        finally:
            keeper.rest() if keeper.is_alive() else None
            for worker in workers:
                worker.kill()
        came = Counter(box.names)

    assert len(came) <= 40
    assert sum(came.values()) - len(came) <= 2


def wait_for(true: object) -> None:
    assert callable(true)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
