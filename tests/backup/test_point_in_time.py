"""PostgreSQL's log kept beside a base copy brings back any instant: described in docs/guides/backup.md, tried here."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from motcua import launcher
from motcua.dossiers.models import Dossier
from motcua.launcher.account import account_for
from tests.dossiers.world import World
from tests.resilience.conftest import Durable
from tests.resilience.servers import environment
from tests.template_database import url_for

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

PATIENCE_SECONDS = 120


@pytest.fixture
def live_world(filled: World) -> World:
    return filled


def archiving(cluster: launcher.Cluster) -> Path:
    """Turn on archiving, by the lines of the guide, and start again; where the log goes."""
    archive = cluster.folder / "archive"
    archive.mkdir()
    account_for(cluster.folder).own(archive, 0o700)
    with (cluster.folder / "data" / "postgresql.conf").open("a") as file:
        file.write("\nwal_level = replica\narchive_mode = on\narchive_timeout = 60\n")
        whole = f"cp %p {archive}/%f.new && mv {archive}/%f.new {archive}/%f"
        file.write(f"archive_command = 'test ! -f {archive}/%f && {whole}'\n")
    launcher.stop(cluster.state_dir)
    launcher.ensure_running(cluster.state_dir, pg_bin=settings.PG_BIN)
    return archive


def base_copy(cluster: launcher.Cluster) -> Path:
    copy = cluster.folder / "base"
    command = [cluster.pg_basebackup, f"--pgdata={copy}", "--checkpoint=fast", "--wal-method=none", "--no-manifest"]
    done = subprocess.run([*command, f"--dbname={cluster.superuser_url}"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    owner = account_for(cluster.folder)
    for path in (copy, *copy.rglob("*")):
        owner.own(path, path.stat().st_mode & 0o7777)
    return copy


def one(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row[0]


def until_archived(url: str, archive: Path) -> None:
    segment = str(one(url, "SELECT pg_walfile_name(pg_switch_wal())"))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (archive / segment).exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_database_when_ruined_then_recovered_to_the_instant_before_and_alive_in_a_new_epoch(
    durable_copy: Durable,
    live_world: World,
    tmp_path: Path,
    files: Path,
) -> None:
    with durable_copy(tmp_path / "cluster") as cluster:
        superuser = url_for(cluster.superuser_url, "motcua")
        archive = archiving(cluster)
        copy = base_copy(cluster)
        one(superuser, "INSERT INTO core_epoch VALUES (1, now(), 'written after the base copy') RETURNING 1")
        time.sleep(1.1)
        before = str(one(superuser, "SELECT now()"))
        time.sleep(1.1)
        one(superuser, "WITH gone AS (DELETE FROM dossiers_dossiercomponent RETURNING 1) SELECT count(*) FROM gone")
        until_archived(superuser, archive)

        launcher.stop(cluster.state_dir)
        data = cluster.folder / "data"
        data.rename(cluster.folder / "data.lost")
        copy.rename(data)
        with (data / "postgresql.auto.conf").open("a") as file:
            file.write(f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_time = '{before}'\n")
            file.write("recovery_target_action = 'promote'\n")
        (data / "recovery.signal").touch()
        account_for(cluster.folder).own(data / "recovery.signal", 0o600)
        launcher.ensure_running(cluster.state_dir, pg_bin=settings.PG_BIN)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while one(superuser, "SELECT pg_is_in_recovery()"):
            assert time.monotonic() < deadline
            time.sleep(0.1)

        done = subprocess.run(
            [sys.executable, "-m", "motcua", "recovered", "--json"],
            env=environment(
                tmp_path / "state", DATABASE_URL=cluster.app_url, MOTCUA_OWNER_DATABASE_URL=cluster.owner_url
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        report = json.loads(done.stdout)

        assert (report["ok"], report["findings"], report["epoch"]) == (True, [], 2)
        assert report["dossiers"] == Dossier.objects.count()
        assert one(superuser, "SELECT count(*) FROM core_epoch") == 2
        assert one(superuser, "SELECT count(*) FROM dossiers_dossiercomponent") != 0
