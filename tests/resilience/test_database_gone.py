"""The database gone in the middle of requests: sessions ended, the whole server stopped at once."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from motcua import launcher
from tests.dossiers.world import World
from tests.template_database import url_for

from .clients import GIVE_UP_SECONDS, Applicant
from .effects import one_effect_each, verified
from .servers import START_SECONDS, Web

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

CLIENTS = 3
CUTS, STOPS = 25, 2
PAGES = ("/", "/thu-tuc/", "/tra-cuu/?code=H99.0101.1-261123-0001", "/en/tra-cuu/?code=N261123-7KQ2MXA", "/desk/")


def postmaster(cluster: launcher.Cluster) -> int:
    return int((cluster.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])


def stop_at_once(cluster: launcher.Cluster) -> None:
    """An immediate stop: no farewell, no checkpoint; what counts is the log it wrote."""
    pid = postmaster(cluster)
    os.kill(pid, signal.SIGQUIT)
    deadline = time.monotonic() + START_SECONDS
    while Path(f"/proc/{pid}/cwd").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def cut(cluster: launcher.Cluster) -> int:
    """End every session of the application, in whatever statement it is."""
    with psycopg.connect(url_for(cluster.superuser_url, "motcua"), autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'motcua_app'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def wait_for_more(clients: list[Applicant], count: int) -> None:
    goal = sum(len(one.answers) for one in clients) + count
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while sum(len(one.answers) for one in clients) < goal:
        assert all(one.error is None for one in clients), [one.error for one in clients]
        assert time.monotonic() < deadline
        time.sleep(0.001)


def told_while_away(web: Web) -> None:
    """Nobody meets a bare fault: people a page in their language, programs a problem, the balancer a plain no."""
    for path in PAGES:
        answer = web.ask("GET", path)
        text = answer.body.decode()
        assert answer.status in {302, 503}, (path, answer.status)
        if answer.status == 503:
            assert answer.headers["content-type"].startswith("text/html"), path
            assert answer.headers["retry-after"] == "30", path
            assert ("try again" if path.startswith("/en/") else "thử lại") in text, path
            assert "database_unavailable" in text, path
            assert "Traceback" not in text, path
    assert web.ask("GET", PAGES[2]).status == 503
    ready = web.ask("GET", "/health/ready")
    assert (ready.status, ready.json()["status"]) == (503, "not_ready")
    assert web.ask("GET", "/health/live").status == 200
    problem = web.ask("GET", "/api/v1/units/TS", headers={"Authorization": "Bearer x", "Accept-Language": "en"})
    assert (problem.status, problem.headers["content-type"]) == (503, "application/problem+json")
    assert (problem.json()["code"], problem.headers["retry-after"]) == ("database_unavailable", "30")
    assert problem.json()["request_id"] == problem.headers["x-request-id"]


def test_database_when_it_goes_away_again_and_again_then_nothing_is_lost_or_half_written(
    live_world: World, tokens: dict[str, str], durable: launcher.Cluster, tmp_path: Path
) -> None:
    stop = threading.Event()
    draw = random.Random(11)
    cuts = 0
    with Web(tmp_path / "web", DATABASE_URL=durable.app_url) as web:
        web.start()
        served_by = web.children()
        clients = [Applicant(number, web, live_world, tokens, stop) for number in range(CLIENTS)]
        for one in clients:
            one.start()
        try:
            for _ in range(CUTS):
                wait_for_more(clients, draw.randrange(1, 6))
                cuts += cut(durable)
            for _ in range(STOPS):
                wait_for_more(clients, draw.randrange(5, 20))
                stop_at_once(durable)
                told_while_away(web)
                launcher.ensure_running(durable.state_dir, pg_bin=settings.PG_BIN)
                wait_for_more(clients, 5)
            assert web.ask("GET", "/health/ready").status == 200
        finally:
            stop.set()
        for one in clients:
            one.join(GIVE_UP_SECONDS)
        assert [one.error for one in clients] == [None] * CLIENTS
        assert web.children() == served_by, "the web was restarted"

    assert cuts >= CUTS
    assert sum(one.turned_away for one in clients) >= STOPS
    one_effect_each(durable.superuser_url, [uid for one in clients for uid in one.dossiers])
    assert verified(tmp_path, DATABASE_URL=durable.app_url) == []
