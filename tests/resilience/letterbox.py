"""A mail server that only keeps the names of the letters it took."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

_NAME = re.compile(rb"^Message-ID:\s*<([^@>]+)@", re.IGNORECASE | re.MULTILINE)


class Letterbox(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.names: list[str] = []
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed hangs up in the middle; that is what the tests are about."""


class _Talk(socketserver.StreamRequestHandler):
    answers: ClassVar[dict[bytes, bytes]] = {b"QUIT": b"221 bye", b"DATA": b"354 go on"}

    def handle(self) -> None:
        self.wfile.write(b"220 letterbox\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()[:4]
            self.wfile.write(self.answers.get(word, b"250 ok") + b"\r\n")
            if word == b"QUIT":
                return
            if word == b"DATA":
                self._take()

    def _take(self) -> None:
        letter = b""
        while not letter.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            letter += line
        found = _NAME.search(letter)
        assert found is not None
        server = self.server
        assert isinstance(server, Letterbox)
        with server.lock:
            server.names.append(found[1].decode())
        self.wfile.write(b"250 taken\r\n")


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    with Letterbox() as box:
        thread = threading.Thread(target=box.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            box.shutdown()
            thread.join(10)
