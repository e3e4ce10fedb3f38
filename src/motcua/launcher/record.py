"""What the state folder remembers of its cluster: one file that only its owner can read."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

from .faults import LauncherError

SUPERUSER = "postgres"
OWNER = "motcua_owner"
APP = "motcua_app"
DATABASE = "motcua"
_FILE = "cluster.json"


def _password() -> str:
    return secrets.token_urlsafe(24)


@dataclass
class Record:
    """``durable`` false means: made for tests, may lose everything at a power cut."""

    folder: str
    socket_dir: str
    version: str
    durable: bool
    provisioned: bool = False
    database: str = DATABASE
    passwords: dict[str, str] = field(
        default_factory=lambda: {SUPERUSER: _password(), OWNER: _password(), APP: _password()}
    )

    @property
    def data_dir(self) -> Path:
        return Path(self.folder) / "data"

    @property
    def log_file(self) -> Path:
        return Path(self.folder) / "postgresql.log"

    def url(self, role: str, database: str | None = None) -> str:
        """A libpq address over the private socket."""
        name = quote(database or self.database, safe="")
        return (
            f"postgresql://{role}:{quote(self.passwords[role], safe='')}@/{name}?host={quote(self.socket_dir, safe='')}"
        )


def read(state_dir: Path) -> Record | None:
    """The record, or None when there is none. Raises LauncherError for one that cannot be read."""
    path = state_dir / _FILE
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except PermissionError:
        raise LauncherError(
            f"{path} belongs to another account: use that account or another MOTCUA_STATE_DIR"
        ) from None
    except (OSError, ValueError, TypeError) as error:
        raise LauncherError(f"{path} cannot be read ({error}): remove {state_dir} to begin anew") from None


def write(state_dir: Path, record: Record) -> None:
    """Replace the record in one step; never half a file, never readable by others."""
    unfinished = state_dir / f"{_FILE}.new"
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(record), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(state_dir / _FILE)


@contextmanager
def locked(state_dir: Path, name: str) -> Iterator[None]:
    """Within the block no other process holds the lock ``name`` of this state folder. Waits."""
    with (state_dir / f"{name}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
