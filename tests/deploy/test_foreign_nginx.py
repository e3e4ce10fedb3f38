"""The real nginx with our file, in front of real webs."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dossiers.world import APPLICANT, CODE, World
from tests.resilience.servers import form

from .balanced import Door, configuration, door
from .places import HOST, certificate, heavy_pdf, program, until

pytestmark = pytest.mark.foreign
with_data = pytest.mark.django_db(transaction=True)

PACE = 0.2
"""Seconds between two requests of a client: six of them stay below what nginx grants one address."""

STRICT = {
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


@pytest.fixture(scope="module")
def one_door(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door(tmp_path_factory.mktemp("bare") / "nginx") as opened:
        yield opened


@pytest.fixture
def bare_door(one_door: Door) -> Door:
    """Before a database without a province: for what looks at the door only. Sessions that other tests ended are
    forgotten first."""
    until(lambda: [one_door.ask("GET", "/").status for _ in range(12)] == [200] * 12, seconds=120)
    return one_door


@pytest.fixture
def open_door(live_world: World, tokens: dict[str, str], tmp_path: Path) -> Iterator[Door]:
    with door(tmp_path / "nginx") as opened:
        yield opened


def test_file_when_nginx_reads_it_then_no_complaint(tmp_path: Path) -> None:
    certificate(tmp_path / "tls")
    main = configuration(tmp_path, port=8443, plain_port=8080, webs=(8001, 8002))

    done = subprocess.run([program("nginx", "nginx"), "-t", "-c", main, "-p", tmp_path], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr
    assert "[emerg]" not in done.stderr


def test_world_when_it_comes_through_the_door_then_strict_and_only_over_tls(bare_door: Door) -> None:
    page = bare_door.ask("GET", "/")

    assert page.status == 200
    assert {name: page.headers.get(name) for name in STRICT} == STRICT
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "upgrade-insecure-requests" in policy
    assert "nginx/" not in page.headers["server"]
    assert re.fullmatch(r"[0-9a-f]{32}", page.headers["x-request-id"])
    sign_in = bare_door.ask("GET", "/dang-nhap/")
    cookies = [value for name, value in sign_in.headers.items() if name == "set-cookie"]
    assert all("Secure" in cookie for cookie in cookies)

    with socket.create_connection(("127.0.0.1", bare_door.plain_port)) as plain:
        plain.sendall(f"GET /tra-cuu/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        said = plain.makefile("rb").read().decode()
    assert said.startswith("HTTP/1.1 301")
    assert f"Location: https://{HOST}/tra-cuu/" in said
    assert bare_door.ask("GET", "/metrics").status == 404
    assert bare_door.ask("GET", "/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status == 404


def test_client_when_it_writes_forwarding_headers_itself_then_they_go_no_further(bare_door: Door) -> None:
    lies = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http", "Forwarded": "for=6.6.6.6;proto=http"}

    page = bare_door.ask("GET", "/", headers=lies)

    assert page.status == 200, "the protocol came from the client: it is being sent to https for ever"
    straight = bare_door.instances[0].port
    with socket.create_connection(("127.0.0.1", straight)) as raw:
        raw.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        assert raw.makefile("rb").read().startswith(b"HTTP/1.1 301"), "without the proxy's word it is not TLS"


@with_data
def test_static_when_the_webs_are_gone_then_still_there_and_pages_say_so(open_door: Door) -> None:
    page = open_door.ask("GET", "/").body.decode()
    styles = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page)
    assert styles
    first = [open_door.ask("GET", one) for one in styles]
    for instance in open_door.instances:
        instance.stop()
        instance.listening.close()

    again = [open_door.ask("GET", one) for one in styles]
    away = open_door.ask("GET", "/tra-cuu/")
    problem = open_door.ask("GET", "/api/v1/units/TS")

    assert [one.body for one in again] == [one.body for one in first]
    assert {one.headers["x-cache"] for one in again} <= {"HIT", "STALE"}
    assert (away.status, away.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "thử lại" in away.body.decode()
    assert {name: away.headers.get(name) for name in STRICT} == STRICT
    assert (problem.status, problem.headers["retry-after"]) == (503, "30")
    assert problem.headers["content-type"].startswith("application/problem+json")
    assert json.loads(problem.body)["code"] == "unavailable"


@with_data
def test_upload_when_as_large_as_the_program_takes_then_nginx_lets_it_through_and_more_not(
    open_door: Door, live_world: World, tokens: dict[str, str]
) -> None:
    headers = {"Authorization": f"Bearer {tokens['citizen']}"}
    body = {"procedure": CODE, "place": live_world.commune.code, "applicant": APPLICANT}
    made = open_door.ask(
        "POST",
        "/api/v1/dossiers",
        json.dumps(body).encode(),
        {**headers, "Idempotency-Key": "made", "Content-Type": "application/json"},
    )
    assert made.status == 201, made.body
    path = f"/api/v1/dossiers/{made.json()['id']}/documents"

    def send(size: int) -> tuple[int, str]:
        paper, kind = form(live_world.component, heavy_pdf(size))
        more = {**headers, "Idempotency-Key": uuid.uuid4().hex, "Content-Type": kind}
        answer = open_door.ask("POST", path, paper, more)
        return answer.status, answer.json().get("code", "")  # type: ignore[return-value]

    assert send(19_990_000)[0] == 201
    assert send(20_200_000) == (413, "file_too_large")
    assert send(21_500_000) == (413, "request_too_large")


def test_sender_when_slow_then_cut_off_by_nginx_and_others_are_served(bare_door: Door) -> None:
    """More slow senders than the webs have threads; each stops in the middle of its header or its body."""
    slow = []
    for number in range(24):
        one = bare_door.tls()
        if number % 2:
            one.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode())
        else:
            head = "POST /api/v1/dossiers HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 5000"
            one.sendall(f"{head}\r\nHost: {HOST}\r\n\r\n{{".encode())
        slow.append(one)

    served = [bare_door.ask("GET", "/health/live", seconds=20).status for _ in range(20)]
    deadline = time.monotonic() + 60
    for one in slow:
        one.settimeout(max(1, deadline - time.monotonic()))
        try:
            said = one.recv(4096)
        except (ConnectionError, OSError):
            said = b""
        assert said == b"" or b" 408 " in said.split(b"\r\n", 1)[0], said[:100]
        one.close()

    assert set(served) == {200}


@with_data
def test_webs_when_started_again_one_after_the_other_under_load_then_no_request_fails(
    open_door: Door, live_world: World, tokens: dict[str, str]
) -> None:
    stop = threading.Event()
    seen: Counter[str] = Counter()
    faults: list[str] = []

    def load(number: int) -> None:
        count = 0
        while not stop.wait(PACE):
            count += 1
            try:
                if number % 2:
                    answer = open_door.ask("GET", "/tra-cuu/")
                else:
                    body = {"procedure": CODE, "place": live_world.commune.code, "applicant": APPLICANT}
                    headers = {
                        "Authorization": f"Bearer {tokens['citizen']}",
                        "Idempotency-Key": f"{number}-{count}",
                        "Content-Type": "application/json",
                    }
                    answer = open_door.ask("POST", "/api/v1/dossiers", json.dumps(body).encode(), headers)
                seen[str(answer.status)] += 1
                if answer.status >= 400:
                    faults.append(f"{answer.status} {answer.body[:200]!r}")
            except Exception as error:
                faults.append(repr(error))

    threads = [threading.Thread(target=load, args=(number,), daemon=True) for number in range(6)]
    for thread in threads:
        thread.start()
    codes = []
    for instance in [*open_door.instances, *open_door.instances]:
        time.sleep(2)
        codes.append(instance.stop())
        instance.start()
        time.sleep(6)
    stop.set()
    for thread in threads:
        thread.join(120)

    print(dict(seen), codes)  # noqa: T201
    assert faults == []
    assert set(seen) == {"200", "201"}
    assert seen["201"] > 20
    assert codes == [0, 0, 0, 0]
