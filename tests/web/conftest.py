"""A server of the pages without a database behind it, and the distribution's Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = next(
    (place for place in map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")) if place.exists()),
    Path("/usr/bin/chromium"),
)
"""The same engine without a window behind it takes half the time, where the distribution has it."""
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def pages() -> Iterator[str]:
    """The address of a running server of the style guide."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Only as long as its module: while Playwright runs, Django takes this thread for an asynchronous one."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser
        browser.close()
