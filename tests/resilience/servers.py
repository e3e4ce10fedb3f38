"""Real programs in processes of their own: started, asked, killed with -9, started again."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from django.conf import settings

START_SECONDS = 90


def environment(state: Path, **more: str) -> dict[str, str]:
    """What a program needs to work on the test's database and files."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "motcua.settings.dev",
        "DATABASE_URL": settings.DATABASE_URL,
        "MOTCUA_STATE_DIR": str(state),
        "MOTCUA_FILES_ROOT": str(settings.FILES_ROOT),
        "MOTCUA_FILE_KEY": settings.FILE_KEY,
        "MOTCUA_SECRET_KEY": settings.SECRET_KEY,
        "MOTCUA_LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "ignore",
        **more,
    }


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass
class Program:
    """``motcua ARGUMENTS``; everything it starts dies with it."""

    arguments: tuple[str, ...]
    state: Path
    more: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Program:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.kill()

    @property
    def log(self) -> Path:
        return self.state / f"{self.arguments[0]}.log"

    def start(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "motcua", *self.arguments],
                env=environment(self.state, **self.more),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """-9 for the whole group, at once."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def children(self) -> list[int]:
        """The processes it started itself."""
        assert self.process is not None
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                except OSError:
                    continue
                if parent == self.process.pid:
                    found.append(int(entry.name))
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Web(Program):
    def __init__(self, state: Path, *, threads: int = 4, **more: str) -> None:
        self.port = free_port()
        super().__init__(("serve", f"--port={self.port}", f"--threads={threads}"), state, more)

    def start(self, *, wait: bool = True) -> None:
        super().start()
        if wait:
            self.wait()

    def wait(self, *, as_a_service: bool = False) -> None:
        """Until it answers. ``as_a_service``: what ends meanwhile is started again, as a service manager does; the
        keeper gives up a process that dies twice within seconds."""
        deadline = time.monotonic() + START_SECONDS
        while self.try_to_ask("GET", "/health/live") is None:
            assert self.process is not None
            if as_a_service and self.process.poll() is not None:
                super().start()
            assert self.process.poll() is None, self.log.read_text(errors="replace")[-3000:]
            assert time.monotonic() < deadline, self.log.read_text(errors="replace")[-3000:]
            time.sleep(0.02)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        seconds: float = 60,
    ) -> Reply:
        """One request on a connection of its own. Raises OSError or HTTPException when it breaks off."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def try_to_ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply | None:
        """None when the server is not there or died over it."""
        try:
            return self.ask(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            return None


def form(component: str, content: bytes) -> tuple[bytes, str]:
    """The body of a paper for the API, and its content type."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="component"\r\n\r\n{component}\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="don.pdf"\r\n'
        f"Content-Type: application/pdf\r\n\r\n".encode()
        + content
        + f"\r\n--{boundary}--\r\n".encode(),
    ]
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"
