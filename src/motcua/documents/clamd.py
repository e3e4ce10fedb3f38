"""ClamAV's daemon over its own protocol (``zINSTREAM``): the content is streamed to it, so it needs no access to the
store and never sees a sealed blob. See clamd(8), "COMMANDS".
"""

from __future__ import annotations

import re
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from motcua.core.errors import Unavailable
from motcua.documents.models import ScanState
from motcua.documents.verdicts import Verdict

log = structlog.get_logger()

CHUNK = 64 * 1024
ANSWER_LIMIT = 4096
_FOUND = re.compile(r"^stream: (?P<name>.+) FOUND$")
_OTHER_THAN_NAME = re.compile(r"[^A-Za-z0-9._()/-]+")


@dataclass(frozen=True, slots=True)
class UnixAddress:
    path: str


@dataclass(frozen=True, slots=True)
class TcpAddress:
    host: str
    port: int


Address = UnixAddress | TcpAddress


def parse_address(text: str) -> Address:
    """``unix:/path`` or ``tcp:host:port`` (``tcp:[::1]:3310``). Raises ValueError."""
    kind, _, rest = text.partition(":")
    if kind == "unix" and rest.startswith("/"):
        return UnixAddress(rest)
    host, colon, port = rest.rpartition(":")
    if kind == "tcp" and colon and host and port.isdecimal() and 0 < int(port) < 65536:
        return TcpAddress(host.strip("[]"), int(port))
    raise ValueError(f"MOTCUA_CLAMD must be unix:/path or tcp:host:port, not {text!r}")


@dataclass(frozen=True, slots=True)
class ClamdScanner:
    """``seconds`` bounds the whole conversation about one file."""

    address: Address
    seconds: float = 60
    is_on: bool = True

    def scan(self, content: Iterable[bytes]) -> Verdict:
        """Raises Unavailable ``scanner_unavailable`` when clamd cannot be reached, breaks off or is too slow."""
        with self._connection() as (connection, deadline):
            connection.sendall(b"zINSTREAM\0")
            try:
                for piece in content:
                    for start in range(0, len(piece), CHUNK):
                        part = piece[start : start + CHUNK]
                        connection.settimeout(_left(deadline))
                        connection.sendall(struct.pack("!I", len(part)) + part)
                connection.sendall(struct.pack("!I", 0))
            except (BrokenPipeError, ConnectionResetError):
                # clamd hangs up on a stream that is too long for it, after saying so.
                return _verdict(_answer(connection, deadline))
            return _verdict(_answer(connection, deadline))

    def ping(self) -> bool:
        """Whether clamd answers; for health pages. Never raises."""
        try:
            with self._connection() as (connection, deadline):
                connection.sendall(b"zPING\0")
                return _answer(connection, deadline) == "PONG"
        except Unavailable:
            return False

    @contextmanager
    def _connection(self) -> Iterator[tuple[socket.socket, float]]:
        deadline = time.monotonic() + self.seconds
        try:
            with self._socket() as connection:
                yield connection, deadline
        except OSError as error:
            log.warning("file.scanner_unavailable", reason=type(error).__name__)
            raise Unavailable("scanner_unavailable") from error

    def _socket(self) -> socket.socket:
        if isinstance(self.address, TcpAddress):
            return socket.create_connection((self.address.host, self.address.port), timeout=self.seconds)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.seconds)
        try:
            connection.connect(self.address.path)
        except OSError:
            connection.close()
            raise
        return connection


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner took too long")
    return left


def _answer(connection: socket.socket, deadline: float) -> str:
    """One answer, up to its NUL. An answer cut short is no answer."""
    answer = b""
    while b"\0" not in answer:
        connection.settimeout(_left(deadline))
        part = connection.recv(ANSWER_LIMIT)
        if not part or len(answer) > ANSWER_LIMIT:
            raise ConnectionError("clamd broke off")
        answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace")


def _verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict(ScanState.CLEAN)
    found = _FOUND.match(answer)
    if found:
        return Verdict(ScanState.INFECTED, _OTHER_THAN_NAME.sub("_", found["name"])[:100])
    return Verdict(ScanState.ERROR, _OTHER_THAN_NAME.sub("_", answer)[:100])
