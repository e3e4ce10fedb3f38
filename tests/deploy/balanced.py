"""nginx with the file of ``deploy/``, in front of two webs on sockets that outlive them."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.resilience.servers import Reply, environment, free_port

from .places import DEPLOY, HOST, certificate, changed, program, running, until

MAIN = """daemon off; pid {folder}/nginx.pid; error_log {folder}/main.error warn; {user}
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types; default_type application/octet-stream;
  proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/motcua.conf;
}}
"""

HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


@dataclass
class Instance:
    """``motcua serve`` on a socket that its keeper holds, as ``motcua-web@.socket`` does."""

    number: int
    state: Path
    more: dict[str, str]
    listening: socket.socket = field(init=False)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=512)

    @property
    def port(self) -> int:
        return int(self.listening.getsockname()[1])

    @property
    def log(self) -> Path:
        return self.state / f"web{self.number}.log"

    def start(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        given = self.listening.fileno()
        serve = [sys.executable, "-m", "motcua", "serve", "--workers=1", "--threads=4"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", HAND_OVER, str(given), *serve],
                env=environment(self.state, **self.more),
                pass_fds=[given],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> int:
        """As systemd stops it; the code it ended with."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, 9)
            self.process.wait()

    def close(self) -> None:
        self.kill()
        self.listening.close()


@dataclass
class Door:
    """What the world sees."""

    port: int
    plain_port: int
    context: ssl.SSLContext
    folder: Path
    instances: list[Instance]

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        host: str = HOST,
        seconds: float = 90,
    ) -> Reply:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=seconds)
        try:
            connection.sock = self.tls(seconds)
            connection.request(method, path, body or None, {"Host": host, **(headers or {})})
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def tls(self, seconds: float = 60) -> ssl.SSLSocket:
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=seconds)
        return self.context.wrap_socket(raw, server_hostname=HOST)


def configuration(folder: Path, *, port: int, plain_port: int, webs: tuple[int, int]) -> Path:
    """The file of ``deploy/`` with ports and folders of the test; the main file around it."""
    text = (DEPLOY / "nginx/motcua.conf").read_text("utf-8")
    text = changed(
        text,
        {
            "127.0.0.1:8001": f"127.0.0.1:{webs[0]}",
            "127.0.0.1:8002": f"127.0.0.1:{webs[1]}",
            "listen 80 ": f"listen 127.0.0.1:{plain_port} ",
            "listen [::]:80 default_server;": "",
            "listen 443 ": f"listen 127.0.0.1:{port} ",
            "listen [::]:443 ssl http2 default_server;": "",
            "listen [::]:443 ssl http2;": "",
            "/etc/motcua/tls": str(folder / "tls"),
            "/var/log/nginx": str(folder),
            "/var/lib/nginx/body": str(folder / "body"),
            "/var/cache/nginx/motcua": str(folder / "cache"),
            "/usr/share/motcua/nginx": str(DEPLOY / "nginx"),
        },
    )
    (folder / "motcua.conf").write_text(text, "utf-8")
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""))
    return main


@contextmanager
def door(folder: Path, *, start: bool = True, **more: str) -> Iterator[Door]:
    """nginx and two webs as production has them: behind TLS, trusting only this machine's proxy."""
    nginx = program("nginx", "nginx")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    context = certificate(folder / "tls")
    settings = {
        "DJANGO_SETTINGS_MODULE": "motcua.settings.prod",
        "MOTCUA_ALLOWED_HOSTS": HOST,
        "MOTCUA_BASE_URL": f"https://{HOST}",
        "MOTCUA_TRUSTED_PROXIES": "127.0.0.1",
        **more,
    }
    with ExitStack() as stack:
        instances = [Instance(number, folder / "state", settings) for number in (1, 2)]
        for instance in instances:
            stack.callback(instance.close)
            if start:
                instance.start()
        port, plain_port = free_port(), free_port()
        webs = (instances[0].port, instances[1].port)
        main = configuration(folder, port=port, plain_port=plain_port, webs=webs)
        stack.enter_context(running([nginx, "-c", main, "-p", folder], folder / "nginx.log"))
        opened = Door(port, plain_port, context, folder, instances)
        until(lambda: socket.create_connection(("127.0.0.1", port)).close() is None, log=folder / "nginx.log")
        if start:
            until(lambda: opened.ask("GET", "/health/live").status == 200, seconds=120, log=instances[0].log)
        yield opened
