"""The real Patroni, etcd, HAProxy and two PostgreSQL servers: what was confirmed outlives the machine."""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path

import psycopg
import pytest

from .cluster import cluster, haproxy_file
from .places import DEPLOY, changed, program, until

pytestmark = pytest.mark.foreign


def test_file_of_patroni_when_validated_then_sound(tmp_path: Path) -> None:
    patroni = program("patroni", "patroni")
    file = tmp_path / "patroni.yml"
    text = (DEPLOY / "patroni/patroni.yml").read_text("utf-8")
    file.write_text(changed(text, {"/var/lib/postgresql/15/motcua": str(tmp_path / "data")}))

    done = subprocess.run([patroni, "--validate-config", file], capture_output=True, text=True, check=False)

    # Addresses of other machines cannot be listened on here; access rules stand with the server, not with its making.
    expected = ("Port 8008 is already in use", "Port 5432 is already in use", "bootstrap.pg_hba  is not defined")
    said = (done.stdout + done.stderr).splitlines()
    assert [line for line in said if line.strip() and not any(one in line for one in expected)] == []


def test_file_of_haproxy_when_read_then_sound(tmp_path: Path) -> None:
    haproxy = program("haproxy", "haproxy")
    file = haproxy_file(tmp_path, port=5000)

    done = subprocess.run([haproxy, "-c", "-f", file], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "[ALERT]" not in done.stderr
    assert "[WARNING]" not in done.stderr


class Writer(threading.Thread):
    """Writes numbers through the balancer and keeps those that were confirmed."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.confirmed, self.failed = url, [], 0
        self.stop = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            try:
                with psycopg.connect(self.url, autocommit=True) as connection:
                    while not self.stop.is_set():
                        number += 1
                        connection.execute("INSERT INTO kept VALUES (%s)", [number])
                        self.confirmed.append(number)
            except (psycopg.OperationalError, psycopg.errors.ReadOnlySqlTransaction):
                # The balancer may lead to the standby in the moment before its promotion ends: it only reads then.
                self.failed += 1
                time.sleep(0.1)


def test_primary_when_its_machine_dies_then_the_standby_takes_over_and_nothing_confirmed_is_lost() -> None:
    with cluster() as made:
        first = made.primary()
        second = next(node for node in made.nodes if node is not first)
        until(lambda: psycopg.connect(made.url("postgres")).close() is None, seconds=60)
        with psycopg.connect(made.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (number int PRIMARY KEY)")
        writer = Writer(made.url("postgres"))
        writer.start()
        until(lambda: len(writer.confirmed) > 200)

        first.kill()
        before = len(writer.confirmed)
        began = time.monotonic()
        until(second.is_primary, seconds=120, log=second.log)
        until(lambda: len(writer.confirmed) > before + 100, seconds=120, log=second.log)
        took = time.monotonic() - began

        first.start()
        until(lambda: second.sync_standbys() == 1, seconds=180, log=first.log)
        writer.stop.set()
        writer.join(30)
        with psycopg.connect(made.url("postgres")) as connection:
            kept = {number for (number,) in connection.execute("SELECT number FROM kept")}
        print(f"taken over after {took:.0f} s, {len(writer.confirmed)} confirmed, {writer.failed} failed")  # noqa: T201

    assert set(writer.confirmed) <= kept
    assert len(kept) - len(writer.confirmed) <= writer.failed
    assert writer.failed > 0
