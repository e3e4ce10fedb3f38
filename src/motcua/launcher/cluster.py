"""The door of this package: a running cluster for a state folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from . import record as records
from . import server
from .account import account_for, new_folder, socket_folder, trusted
from .faults import LauncherError
from .programs import Programs, copy_for_others, find
from .provisioning import provision, provisioning_sql
from .record import APP, OWNER, SUPERUSER, Record


@dataclass(frozen=True)
class Cluster:
    """A private cluster: where it is and how to reach it.

    ``started`` tells that this call started it. The addresses hold passwords: never print them.
    """

    state_dir: Path
    folder: Path
    bin_dir: Path
    version: str
    superuser_url: str = field(repr=False)
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    durable: bool = True
    started: bool = False

    @property
    def psql(self) -> Path:
        return self.bin_dir / "psql"

    @property
    def pg_dump(self) -> Path:
        return self.bin_dir / "pg_dump"

    @property
    def pg_basebackup(self) -> Path:
        return self.bin_dir / "pg_basebackup"


def ensure_running(state_dir: Path, *, for_tests: bool = False, pg_bin: Path | None = None) -> Cluster:
    """The cluster of ``state_dir``, made and started when needed. Two processes may call this at once.

    ``for_tests`` makes a quick cluster that may lose its data; such a folder is refused for anything else.
    Raises LauncherError with one line for a person.
    """
    state_dir = _open_state(state_dir)
    with records.locked(state_dir, "start"):
        programs = find(pg_bin)
        record = _usable_record(state_dir, programs, for_tests=for_tests)
        started = False
        if server.server_pid(record.data_dir) is None:
            account = account_for(Path(record.folder))
            runnable = programs if account.uid is None else copy_for_others(programs, Path(record.folder) / "programs")
            server.initialise(runnable, account, record)
            server.start(runnable, account, record)
            started = True
        if not record.provisioned:
            sql = provisioning_sql(
                owner_password=record.passwords[OWNER],
                app_password=record.passwords[APP],
                may_create_databases=True,
            )
            provision(record.url(SUPERUSER, "postgres"), sql, psql=programs.bin_dir / "psql")
            record.provisioned = True
            records.write(state_dir, record)
    return _cluster(state_dir, record, programs.bin_dir, started=started)


def remembered(state_dir: Path) -> tuple[str, str] | None:
    """The addresses (owner, application) of the cluster this folder had last, running or not; else None.

    Only reads one small file; starts nothing.
    """
    record = records.read(state_dir)
    return None if record is None else (record.url(OWNER), record.url(APP))


def stop(state_dir: Path) -> bool:
    """Stop the cluster of ``state_dir``. False when it did not run."""
    if not state_dir.is_dir():
        return False
    with records.locked(state_dir, "start"):
        record = records.read(state_dir)
        return record is not None and server.stop(record)


class Hold:
    """Says "somebody uses this cluster" until :meth:`release`. The operating system releases it at a crash."""

    def __init__(self, file: IO[str], cluster: Cluster) -> None:
        self._file = file
        self.cluster = cluster

    def release(self, *, stop_if_last: bool) -> bool:
        """Let go; with ``stop_if_last`` stop the cluster unless another process holds it. True when stopped."""
        with self._file:
            if not stop_if_last:
                return False
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return stop(self.cluster.state_dir)


def take_hold(state_dir: Path, *, for_tests: bool = False, pg_bin: Path | None = None) -> Hold:
    """As :func:`ensure_running`, and keep others from stopping the cluster under us."""
    state_dir = _open_state(state_dir)
    file = (state_dir / "users.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_SH)
        return Hold(file, ensure_running(state_dir, for_tests=for_tests, pg_bin=pg_bin))
    except BaseException:
        file.close()
        raise


@contextmanager
def hold(state_dir: Path, *, for_tests: bool = False, pg_bin: Path | None = None) -> Iterator[Cluster]:
    """A cluster within the block; afterwards it is stopped, unless another process uses it."""
    taken = take_hold(state_dir, for_tests=for_tests, pg_bin=pg_bin)
    try:
        yield taken.cluster
    finally:
        taken.release(stop_if_last=True)


def _open_state(state_dir: Path) -> Path:
    try:
        state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return state_dir.resolve(strict=True)
    except OSError as error:
        raise LauncherError(f"the state folder {state_dir} cannot be made: {error.strerror}") from None


def _usable_record(state_dir: Path, programs: Programs, *, for_tests: bool) -> Record:
    record = records.read(state_dir)
    if record is not None and trusted(Path(record.folder)):
        _check(record, programs, state_dir, for_tests=for_tests)
        if not Path(record.socket_dir).is_dir():
            record.socket_dir = str(socket_folder(Path(record.folder)))
            records.write(state_dir, record)
        return record
    folder = new_folder(state_dir)
    record = Record(str(folder), str(socket_folder(folder)), programs.version, durable=not for_tests)
    records.write(state_dir, record)
    return record


def _check(record: Record, programs: Programs, state_dir: Path, *, for_tests: bool) -> None:
    if not record.durable and not for_tests:
        raise LauncherError(
            f"{state_dir} holds a cluster for tests that may lose data: choose another MOTCUA_STATE_DIR"
        )
    try:
        major = int((record.data_dir / "PG_VERSION").read_text())
    except FileNotFoundError:
        return
    if major != programs.major:
        raise LauncherError(
            f"the data in {record.folder} are of PostgreSQL {major}, the programs of {programs.major}: "
            "choose another MOTCUA_STATE_DIR, or move the data with pg_dump"
        )


def _cluster(state_dir: Path, record: Record, bin_dir: Path, *, started: bool) -> Cluster:
    return Cluster(
        state_dir=state_dir,
        folder=Path(record.folder),
        bin_dir=bin_dir,
        version=record.version,
        superuser_url=record.url(SUPERUSER, "postgres"),
        owner_url=record.url(OWNER),
        app_url=record.url(APP),
        durable=record.durable,
        started=started,
    )
