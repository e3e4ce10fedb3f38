"""Patroni, etcd, PostgreSQL and HAProxy with the files of ``deploy/``: a cluster on one machine, other ports and
folders."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.resilience.servers import free_port

from .places import DEPLOY, certificate, changed, program, running, until

BIN = Path("/usr/lib/postgresql/15/bin")
SECRETS = {name: f"password-of-{name}" for name in ("superuser", "replicator", "rewinder")}


def account() -> list[str]:
    """What to put before a command so that it does not run as root, which PostgreSQL refuses."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []


@dataclass
class Node:
    name: str
    folder: Path
    etcd: int
    patroni: str
    postgres_port: int = field(default_factory=free_port)
    rest_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "patroni.log"

    @property
    def config(self) -> Path:
        return self.folder / "patroni.yml"

    def write(self) -> None:
        self.folder.mkdir()
        certificate(self.folder)
        (self.folder / "fullchain.pem").rename(self.folder / "server.pem")
        (self.folder / "key.pem").rename(self.folder / "server.key")
        (self.folder / "server.key").chmod(0o600)
        text = changed(
            (DEPLOY / "patroni/patroni.yml").read_text("utf-8"),
            {
                "name: db1": f"name: {self.name}",
                "10.1.0.11:8008": f"127.0.0.1:{self.rest_port}",
                "10.1.0.11:5432": f"127.0.0.1:{self.postgres_port}",
                "10.1.0.11:2379,10.1.0.12:2379,10.1.0.13:2379": f"127.0.0.1:{self.etcd}",
                "/var/lib/postgresql/15/motcua": str(self.folder / "data"),
                "/var/run/postgresql": str(self.folder),
                "/etc/patroni/tls": str(self.folder),
                "/var/backups/motcua/wal": str(self.folder.parent / "wal"),
                "10.1.0.0/16": "127.0.0.0/8",
                "ttl: 30": "ttl: 20",
                "loop_wait: 10": "loop_wait: 2",
                "retry_timeout: 10": "retry_timeout: 4",
                **{f"REPLACE-{name}": value for name, value in SECRETS.items()},
            },
        )
        self.config.write_text(text)
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, "postgres", "postgres")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*account(), self.patroni, str(self.config)],
                cwd=self.folder,
                env={**os.environ, "HOME": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """-9 for Patroni and every process of its PostgreSQL: the machine is gone."""
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
        data = self.folder / "data"
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if Path(os.readlink(entry / "cwd")) == data:
                        os.kill(int(entry.name), signal.SIGKILL)
                except OSError:
                    continue

    def state(self) -> dict[str, object]:
        """What Patroni says of itself. Raises OSError while it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest_port}/patroni", timeout=3) as answer:
                found: dict[str, object] = json.load(answer)
        except urllib.error.HTTPError as error:
            found = json.loads(error.read() or b"{}")
        return found

    def is_primary(self) -> bool:
        one = self.state()
        return one.get("state") == "running" and one.get("role") in {"master", "primary"}

    def sync_standbys(self) -> int:
        with psycopg.connect(self.url("postgres"), connect_timeout=3) as connection:
            row = connection.execute("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone()
        return int(row[0]) if row else 0

    def url(self, database: str) -> str:
        return f"postgresql://postgres:{SECRETS['superuser']}@127.0.0.1:{self.postgres_port}/{database}?sslmode=require"


@dataclass
class PatroniCluster:
    nodes: list[Node]
    port: int
    """Where HAProxy leads to the primary."""

    def primary(self) -> Node:
        found: list[Node] = []

        def look() -> bool:
            found.clear()
            for node in self.nodes:
                try:
                    if node.is_primary():
                        found.append(node)
                except OSError:
                    continue
            return len(found) == 1

        until(look, seconds=180, log=self.nodes[0].log)
        return found[0]

    def url(self, database: str) -> str:
        return (
            f"postgresql://postgres:{SECRETS['superuser']}@127.0.0.1:{self.port}/{database}"
            "?sslmode=require&connect_timeout=3"
        )


def haproxy_file(folder: Path, *, port: int, nodes: list[Node] | None = None) -> Path:
    """The balancer's file; with ``nodes`` only its door to the database, on their ports."""
    text = (DEPLOY / "haproxy/haproxy.cfg").read_text("utf-8")
    changes = {
        "/dev/log": str(folder / "log"),
        "user haproxy": "",
        "group haproxy": "",
        ":443": f"127.0.0.1:{free_port()}",
    }
    changes |= {":80 ": f"127.0.0.1:{free_port()} ", "127.0.0.1:5000": f"127.0.0.1:{port}"}
    text = changed(text, changes)
    if nodes is not None:
        before, _, database = text.partition("# --- the database")
        before = before[: before.index("# --- the web")]
        database = "\n".join(line for line in database.splitlines()[1:] if "server db3" not in line)
        for number, node in enumerate(nodes, start=1):
            old = f"10.1.0.1{number}:5432 maxconn 150 check port 8008"
            new = f"127.0.0.1:{node.postgres_port} maxconn 150 check port {node.rest_port}"
            database = changed(database, {old: new})
        text = before + database + "\n"
    file = folder / "haproxy.cfg"
    file.write_text(text)
    return file


@contextmanager
def cluster(count: int = 2) -> Iterator[PatroniCluster]:
    """Skipped, with the reason told, where a program is missing."""
    etcd = program("etcd", "etcd-server")
    patroni = program("patroni", "patroni")
    haproxy = program("haproxy", "haproxy")
    if not BIN.is_dir():
        pytest.skip("no PostgreSQL 15 of the distribution (apt install postgresql-15)")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-patroni-")))
        folder.chmod(0o755)
        (folder / "wal").mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder / "wal", pwd.getpwnam("postgres").pw_uid)
        client, peer = free_port(), free_port()
        addresses = [
            f"--listen-client-urls=http://127.0.0.1:{client}",
            f"--advertise-client-urls=http://127.0.0.1:{client}",
        ]
        peers = [
            f"--listen-peer-urls=http://127.0.0.1:{peer}",
            f"--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
        ]
        one = ["--name=etcd1", f"--initial-cluster=etcd1=http://127.0.0.1:{peer}", f"--data-dir={folder / 'etcd'}"]
        stack.enter_context(running([etcd, *addresses, *peers, *one], folder / "etcd.log"))
        nodes = [Node(f"db{number}", folder / f"db{number}", client, patroni) for number in range(1, count + 1)]
        for node in nodes:
            node.write()
            stack.callback(node.kill)
        port = free_port()
        file = haproxy_file(folder, port=port, nodes=nodes)
        stack.enter_context(running([haproxy, "-db", "-f", file], folder / "haproxy.log"))
        nodes[0].start()
        made = PatroniCluster(nodes, port)
        made.primary()
        for node in nodes[1:]:
            node.start()
        until(lambda: nodes[0].sync_standbys() == 1, seconds=180, log=nodes[1].log)
        yield made
