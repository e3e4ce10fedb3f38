"""Under which account the server runs, and the folder that holds its data.

PostgreSQL refuses to run as root. A normal user runs it as himself, inside the state folder. Root runs it as
``nobody`` (or as the owner of a folder that is already there); ``nobody`` cannot enter a private home, so the folder
then lies in the system's temporary area.
"""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .faults import LauncherError

_SOCKET_NAME = "/.s.PGSQL.5432.lock"
_LONGEST_SOCKET_PATH = 100
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """``uid`` and ``gid`` are None when the server runs as the present user."""

    uid: int | None = None
    gid: int | None = None

    def run(self, command: list[str | Path], *, cwd: Path, timeout: float) -> subprocess.CompletedProcess[str]:
        """Run a program as this account in a session of its own, with nothing of our environment."""
        return subprocess.run(
            command,
            cwd=cwd,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            start_new_session=True,
            umask=0o077,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def own(self, path: Path, mode: int) -> None:
        """Give ``path`` to this account."""
        path.chmod(mode)
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def is_root() -> bool:
    return os.geteuid() == 0


def account_for(folder: Path | None) -> Account:
    """The account of a server whose data lie in ``folder``, or of a new one."""
    if not is_root():
        return Account()
    if folder is not None and folder.is_dir():
        status = folder.stat()
        if status.st_uid != 0:
            return Account(status.st_uid, status.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise LauncherError(
            "PostgreSQL does not run as root and there is no account 'nobody' here: "
            "start as a normal user or set DATABASE_URL"
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def trusted(folder: Path) -> bool:
    """Whether ``folder`` is there and still ours: nobody else can have put it in the temporary area meanwhile."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    if not folder.is_dir() or folder.is_symlink() or status.st_mode & 0o077:
        return False
    if not is_root():
        return status.st_uid == os.geteuid()
    in_shared_area = any(parent.stat().st_mode & 0o002 for parent in folder.parents)
    return not in_shared_area or status.st_uid == account_for(None).uid


def new_folder(state_dir: Path) -> Path:
    """A new private folder for data, socket and log, owned by the account of the server."""
    if is_root():
        folder = Path(tempfile.mkdtemp(prefix="motcua-", dir=_shared_area()))
    else:
        folder = state_dir / "postgresql"
        folder.mkdir(exist_ok=True)
    account_for(None).own(folder, 0o700)
    return folder


def socket_folder(folder: Path) -> Path:
    """Where the socket lies: in ``folder``, or in the temporary area when that path is too long for a socket."""
    inside = folder / "socket"
    if len(f"{inside}{_SOCKET_NAME}".encode()) <= _LONGEST_SOCKET_PATH:
        inside.mkdir(exist_ok=True)
    else:
        inside = Path(tempfile.mkdtemp(prefix="motcua-", dir=_shared_area()))
    account_for(folder).own(inside, 0o700)
    return inside


def _shared_area() -> Path:
    for place in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108 (mkdtemp inside)
        resolved = place.resolve()
        if place.is_dir() and all(part.stat().st_mode & 0o001 for part in (resolved, *resolved.parents)):
            return resolved
    raise LauncherError("no temporary area that other accounts can enter: set TMPDIR")
