"""Two gigabytes sent to a real server: refused early or read in pieces, and its memory stays what it was."""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.documents.models import StoredFile
from tests.dossiers.world import World

from .servers import Web

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

TWO_GIGABYTES, SOME = 2 * 1024**3, 200 * 1024**2
KIND = "multipart/form-data; boundary=X"
PIECE = b"x" * (1 << 20)
ROOM = 32 * 1024**2
"""What a server may grow by meanwhile: its threads warm up, and each holds some pieces of an upload."""


def memory(web: Web) -> int:
    """Bytes the server's processes held at their highest."""
    assert web.process is not None
    found = 0
    for pid in (web.process.pid, *web.children()):
        status = Path(f"/proc/{pid}/status").read_text()
        found += int(status.partition("VmHWM:")[2].split()[0]) * 1024
    return found


def send_all(web: Web, path: str, headers: dict[str, str], *, piece: bytes = PIECE, most: int) -> tuple[int, bytes]:
    """Send piece after piece until the server answers, hangs up or was sent ``most``; how many bytes that were, and its
    answer (empty when it only hung up)."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    sent, rest, answer = 0, b"", b""
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as line:
        line.sendall(head.encode() + b"\r\n")
        line.setblocking(False)
        with contextlib.suppress(ConnectionError):
            while sent < most:
                select.select([line], [line], [], 30)
                with contextlib.suppress(BlockingIOError):
                    answer += line.recv(65536)
                    break
                with contextlib.suppress(BlockingIOError):
                    rest = rest or piece
                    done = line.send(rest)
                    sent, rest = sent + done, rest[done:]
        line.settimeout(30)
        with contextlib.suppress(OSError):
            while not answer and (more := line.recv(65536)):
                answer += more
    return sent, answer


@pytest.fixture
def web(live_world: World, store: Path, tmp_path: Path) -> Iterator[Web]:
    with Web(tmp_path / "web") as started:
        started.start()
        started.ask("GET", "/tra-cuu/")
        yield started


API = {"Idempotency-Key": "k", "Content-Type": KIND}
PAGE = {"Content-Type": KIND, "Cookie": f"csrftoken={'a' * 32}"}


def targets(uid: object, token: str) -> list[tuple[str, dict[str, str]]]:
    """An upload for the API and for a page, and bodies that should be small."""
    api = {**API, "Authorization": f"Bearer {token}"}
    return [
        (f"/api/v1/dossiers/{uid}/documents", api),
        (f"/api/v1/dossiers/{uid}/actions", {**api, "Content-Type": "application/json"}),
        ("/tra-cuu/", PAGE),
        ("/tra-cuu/", {**PAGE, "Content-Type": "application/x-www-form-urlencoded"}),
        ("/health/live", {"Content-Type": "text/plain"}),
    ]


def test_server_when_two_gigabytes_are_announced_then_it_refuses_at_once_and_does_not_grow(
    live_world: World, tokens: dict[str, str], web: Web
) -> None:
    before = memory(web)

    for path, headers in targets(live_world.submit().uid, tokens["citizen"]):
        headers["Content-Length"] = str(TWO_GIGABYTES)
        sent, answer = send_all(web, path, headers, most=TWO_GIGABYTES)
        assert sent < 64 * 1024**2, path
        assert answer == b"" or answer.startswith((b"HTTP/1.1 413", b"HTTP/1.1 403")), answer[:200]

    assert memory(web) - before < ROOM
    assert web.ask("GET", "/health/live").status == 200
    assert not StoredFile.objects.exists()


def test_server_when_a_stream_says_no_length_or_too_little_then_it_keeps_nothing_and_does_not_grow(
    live_world: World, tokens: dict[str, str], web: Web, store: Path
) -> None:
    before = memory(web)
    chunk = f"{len(PIECE):x}\r\n".encode() + PIECE + b"\r\n"
    ways = (({"Transfer-Encoding": "chunked"}, chunk), ({"Content-Length": "1000"}, PIECE))

    for path, headers in targets(live_world.submit().uid, tokens["citizen"]):
        for framing, piece in ways:
            _sent, answer = send_all(web, path, {**headers, **framing}, piece=piece, most=SOME)
            assert answer == b"" or answer.startswith((b"HTTP/1.1 40", b"HTTP/1.1 41")), answer[:200]

    assert memory(web) - before < ROOM
    assert web.ask("GET", "/health/live").status == 200
    assert not [one for one in store.rglob("*") if one.is_file()]


def test_server_when_one_file_fills_a_whole_form_then_it_is_read_in_pieces_and_not_kept(web: Web, store: Path) -> None:
    before = memory(web)
    start = (
        b'--X\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    end = b"\r\n--X--\r\n"
    body = start + b"x" * (150 * 1024**2) + end

    sent, answer = send_all(web, "/tra-cuu/", {**PAGE, "Content-Length": str(len(body))}, piece=body, most=len(body))

    assert sent == len(body), (sent, answer[:3000])
    assert answer.startswith(b"HTTP/1.1 403"), answer[:200]
    assert memory(web) - before < ROOM
    assert not [one for one in store.rglob("*") if one.is_file()]
