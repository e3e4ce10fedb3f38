"""A filled database of the previous version is brought to this one while people work on it."""

from __future__ import annotations

import io
import json
import lzma
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread, Timer

import psycopg
import pytest

from motcua import launcher
from tests import template_database
from tests.resilience.servers import Web, environment
from tests.template_database import url_for

pytestmark = pytest.mark.foreign

HERE = Path(__file__).parent
PREVIOUS = json.loads((HERE / "previous.json").read_text("utf-8"))
NAME = "upgraded"
_TABLES = """
    SELECT relname, relfilenode FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_READS = (
    "SELECT uid, code, state, next_at FROM dossier WHERE NOT closed ORDER BY next_at, id LIMIT 50",
    "SELECT e.seq, e.kind, p.body FROM dossier_event e LEFT JOIN event_private p ON p.event_id = e.position"
    " WHERE e.dossier_id = (SELECT min(id) FROM dossier) ORDER BY e.seq",
    "SELECT count(*) FROM people_party",
    "SELECT code, name FROM organisation_unit ORDER BY id LIMIT 20",
)


@pytest.fixture
def previous(cluster: launcher.Cluster) -> Iterator[str]:
    """A database as the previous version left it; the owner's address of it."""
    with template_database.owner(cluster) as connection:
        template_database.drop(connection, NAME)
        template_database.create(connection, NAME)
    url = url_for(cluster.owner_url, NAME)
    command = [cluster.bin_dir / "pg_restore", "--no-owner", "--single-transaction", f"--dbname={url}"]
    subprocess.run(command, input=lzma.decompress((HERE / "previous.dump.xz").read_bytes()), check=True)
    yield url
    with template_database.owner(cluster) as connection:
        template_database.drop(connection, NAME)


class Reader(Thread):
    """Reads all the time, as desks do; nothing it asks may fail or wait for long."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.stopped = url, Event()
        self.reads = 0
        self.errors: list[str] = []

    def run(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SET statement_timeout = '20s'")
            while not self.stopped.is_set():
                for statement in _READS:
                    try:
                        connection.execute(statement.encode()).fetchall()
                        self.reads += 1
                    except psycopg.Error as error:
                        self.errors.append(str(error))

    def __enter__(self) -> Reader:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.join()


def motcua(*arguments: str, state: Path, owner: str, app: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "motcua", *arguments],
        env=environment(state, DATABASE_URL=app, MOTCUA_OWNER_DATABASE_URL=owner),
        capture_output=True,
        text=True,
        check=False,
    )


def tables(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return dict(connection.execute(_TABLES).fetchall())


@pytest.fixture
def old_source(tmp_path: Path) -> Path | None:
    """The previous version itself, where git still has it."""
    done = subprocess.run(["git", "archive", PREVIOUS["commit"], "src"], cwd=HERE, capture_output=True, check=False)
    if done.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        tar.extractall(tmp_path / "old", filter="data")
    return tmp_path / "old" / "src"


def test_database_of_the_previous_version_when_upgraded_under_readers_then_nothing_fails_or_is_rewritten(
    cluster: launcher.Cluster, previous: str, old_source: Path | None, tmp_path: Path
) -> None:
    app = url_for(cluster.app_url, NAME)
    before = tables(previous)
    statuses: set[int] = set()
    with Reader(app) as reader, psycopg.connect(app) as report, old_web(old_source, app, tmp_path) as web:
        report.execute("SELECT count(*) FROM dossier d, dossier_event e WHERE e.dossier_id = d.id")  # holds its locks
        ending = Timer(8, report.rollback)
        ending.start()
        migrating = Migrating(tmp_path / "new", previous, app)
        migrating.start()
        while migrating.is_alive() or not statuses:
            statuses.add(web.ask("GET", "/").status if web is not None else 200)
            time.sleep(0.05)
        migrating.join()
        ending.join()

    assert migrating.done is not None
    assert migrating.done.returncode == 0, migrating.done.stderr
    assert reader.errors == []
    assert reader.reads > 50
    assert statuses <= {200}
    after = tables(previous)
    assert {name: after[name] for name in before} == before
    assert_sound(tmp_path, previous, app)


class Migrating(Thread):
    def __init__(self, state: Path, owner: str, app: str) -> None:
        super().__init__()
        self.where = state, owner, app
        self.done: subprocess.CompletedProcess[str] | None = None

    def run(self) -> None:
        state, owner, app = self.where
        self.done = motcua("migrate", state=state, owner=owner, app=app)


@contextmanager
def old_web(source: Path | None, url: str, tmp_path: Path) -> Iterator[Web | None]:
    """A web process of the previous version, if there is one."""
    if source is None:
        yield None
        return
    with Web(tmp_path / "old web", DATABASE_URL=url, PYTHONPATH=str(source)) as web:
        web.start()
        yield web


def assert_sound(tmp_path: Path, owner: str, app: str) -> None:
    verified = motcua("verify", "--no-files", "--json", state=tmp_path / "new", owner=owner, app=app)
    report = json.loads(verified.stdout)
    assert (report["findings"], report["ok"]) == ([], True)
    assert (report["dossiers"], report["events"]) == (PREVIOUS["dossiers"], PREVIOUS["events"])
    rebuilt = motcua("rebuild", "--check", "--json", state=tmp_path / "new", owner=owner, app=app)
    assert json.loads(rebuilt.stdout)["differing"] == 0, rebuilt.stdout
    assert rebuilt.returncode == 0
    with Web(tmp_path / "new web", DATABASE_URL=app) as web:
        web.start()
        assert web.ask("GET", "/health/ready").json()["checks"]["migrations"]["ok"] is True  # type: ignore[index]
        assert web.ask("GET", "/").status == 200
