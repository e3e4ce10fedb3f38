"""A clamd that says what the test wants, over a real socket, and keeps what it was sent."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class FakeClamd:
    """``answer`` is sent after the stream; ``hang_up_after`` closes the connection after so many bytes;
    ``silent`` never answers."""

    answer: bytes = b"stream: OK\0"
    hang_up_after: int | None = None
    silent: bool = False
    received: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)

    def serve(self, server: socket.socket, stop: threading.Event) -> None:
        server.settimeout(0.1)
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(10)
                self._talk(connection, stop)

    def _talk(self, connection: socket.socket, stop: threading.Event) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += connection.recv(1)
        self.commands.append(command)
        if command == b"zINSTREAM\0":
            content = b""
            while size := struct.unpack("!I", _exactly(connection, 4))[0]:
                content += _exactly(connection, size)
                if self.hang_up_after is not None and len(content) >= self.hang_up_after:
                    break
            self.received.append(content)
        if self.silent:
            stop.wait(5)
            return
        connection.sendall(self.answer)


def _exactly(connection: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        part = connection.recv(size - len(got))
        if not part:
            raise ConnectionError("the client went away")
        got += part
    return got


@contextmanager
def running(clamd: FakeClamd, path: Path) -> Iterator[str]:
    """The address of the running fake."""
    stop = threading.Event()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen(4)
        thread = threading.Thread(target=clamd.serve, args=(server, stop))
        thread.start()
        try:
            yield f"unix:{path}"
        finally:
            stop.set()
            thread.join()
