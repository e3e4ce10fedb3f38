"""Making, starting and stopping one PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .account import Account
from .faults import LauncherError
from .programs import Programs
from .record import SUPERUSER, Record

_START_SECONDS = 120
_STOP_SECONDS = 60
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    # Statements and details carry people's data: the log gets neither.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# Autovacuum would hold back, for moments nobody foresees, what readers of the outbox may see.
_FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


def initialise(programs: Programs, account: Account, record: Record) -> None:
    """Make the data folder. An unfinished one of a crash before is thrown away; a whole one is left as it is."""
    data = record.data_dir
    if (data / "PG_VERSION").exists():
        return
    unfinished = Path(record.folder) / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    descriptor, name = tempfile.mkstemp(prefix="first-", dir=record.folder)
    secret = Path(name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(record.passwords[SUPERUSER])
        account.own(secret, 0o600)
        locale = ["--locale=C.UTF-8"]
        if programs.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = account.run(
            [
                programs.bin_dir / "initdb",
                f"--pgdata={unfinished}",
                f"--username={SUPERUSER}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                *locale,
                *([] if record.durable else ["--no-sync"]),
            ],
            cwd=Path(record.folder),
            timeout=_START_SECONDS,
        )
    finally:
        secret.unlink(missing_ok=True)
    if done.returncode:
        raise LauncherError(f"initdb failed: {_last_line(done.stderr or done.stdout)}")
    unfinished.rename(data)


def start(programs: Programs, account: Account, record: Record) -> None:
    """Start the server and wait until it takes connections."""
    _clear_after_crash(record)
    settings = {**_SETTINGS, "unix_socket_directories": record.socket_dir}
    if not record.durable:
        settings |= _FOR_TESTS
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    try:
        done = account.run(
            [
                programs.bin_dir / "pg_ctl",
                "start",
                "--wait",
                f"--timeout={_START_SECONDS}",
                f"--pgdata={record.data_dir}",
                f"--log={record.log_file}",
                f"--options={options}",
            ],
            cwd=Path(record.folder),
            timeout=_START_SECONDS + 10,
        )
    except subprocess.TimeoutExpired:
        raise LauncherError(f"PostgreSQL did not start in time; see {record.log_file}") from None
    if done.returncode:
        raise LauncherError(f"PostgreSQL did not start: {_tail(record.log_file)} (see {record.log_file})")


def stop(record: Record) -> bool:
    """Stop the server (SIGINT: sessions are ended, nothing is lost) and wait. False when it did not run."""
    pid = server_pid(record.data_dir)
    if pid is None:
        return False
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + _STOP_SECONDS
    while _works_in(pid, record.data_dir):
        if time.monotonic() > deadline:
            raise LauncherError(f"PostgreSQL (process {pid}) did not stop in {_STOP_SECONDS} s")
        time.sleep(0.02)
    return True


def server_pid(data_dir: Path) -> int | None:
    """The process of the running server over ``data_dir``, or None. A stale pid file is seen through."""
    pid = _noted_pid(data_dir)
    return pid if pid is not None and _works_in(pid, data_dir) else None


def _noted_pid(data_dir: Path) -> int | None:
    try:
        return int((data_dir / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _works_in(pid: int, data_dir: Path) -> bool:
    """Whether ``pid`` is a process whose working folder is ``data_dir``, as every PostgreSQL process's is.

    A process number used again by another program after a crash is not mistaken for the server.
    """
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data_dir.resolve()
    except OSError:
        return False


def _clear_after_crash(record: Record) -> None:
    """After a server was killed with -9: wait for its children to leave; then drop the lock files when the process
    number in them has been given to another program, or waits as a zombie: PostgreSQL would not start because of
    them."""
    data = record.data_dir
    deadline = time.monotonic() + 10
    while any(_works_in(pid, data) for pid in _processes()):
        if time.monotonic() > deadline:
            raise LauncherError(f"processes of an earlier PostgreSQL still work in {data}")
        time.sleep(0.05)
    noted = _noted_pid(data)
    if noted is not None and Path(f"/proc/{noted}").exists():
        for lock in (data / "postmaster.pid", Path(record.socket_dir) / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _tail(log_file: Path) -> str:
    try:
        with log_file.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 4000))
            return _last_line(file.read().decode(errors="replace"))
    except OSError:
        return "no log was written"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or ["no message"])[-1]
