"""The folder that holds backups.

    motcua-backup.json      what this folder is
    erasures.jsonl          the newest register of erasures seen; belongs to no single backup
    erasures-before-….jsonl that of a system that was written over by a restore
    blobs/ab/cd/NAME        sealed files, each once, shared by all backups that name it
    20261123T020000Z-…/     one whole backup: manifest.json and its parts
    ….unfinished, ….going   what a dead process left, or one at work: never taken for a backup

A backup appears by one rename after everything in it was written out to the disk, and goes by one rename before
anything of it is deleted: whatever is killed, a folder with a backup's name is whole.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from motcua.core.errors import Conflict, Invalid, NotFound, Unavailable

MARK = "motcua-backup.json"
MANIFEST = "manifest.json"
BLOBS = "blobs"
ERASURES = "erasures.jsonl"
OVERWRITTEN = "erasures-before-{backup}.jsonl"
"""The register of a system that a restore of ``backup`` wrote over."""
_MARK_TEXT = b'{"format":1,"kind":"motcua backups"}\n'
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_LEFT = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}\.(unfinished|going)")


class Store:
    """A folder of backups. Make one with :func:`make` or :func:`existing`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """The whole backups, oldest first."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir() and _NAME.fullmatch(path.name))

    def newest(self) -> str:
        """Raises NotFound ``backup_none``."""
        names = self.names()
        if not names:
            raise NotFound("backup_none", params={"folder": self.folder})
        return names[-1]

    def place(self, name: str) -> Path:
        """Raises NotFound ``backup_unknown``."""
        if not _NAME.fullmatch(name) or not (self.folder / name).is_dir():
            raise NotFound("backup_unknown", params={"backup": name[:60]})
        return self.folder / name

    def blob(self, name: str) -> Path:
        return self.folder / BLOBS / name

    def begin(self, name: str) -> Path:
        """A new folder for a backup that is being made."""
        place = self.folder / f"{name}.unfinished"
        place.mkdir(mode=0o700)
        return place

    def finish(self, name: str) -> None:
        """From now on the backup is there."""
        unfinished = self.folder / f"{name}.unfinished"
        sync_folder(unfinished)
        unfinished.rename(self.folder / name)
        sync_folder(self.folder)

    def remove(self, name: str) -> None:
        """Take a backup away, its manifest (and with it its key) first."""
        going = self.folder / f"{name}.going"
        self.place(name).rename(going)
        sync_folder(self.folder)
        (going / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(going)

    def clear_left(self) -> int:
        """Delete what dead processes left; how many."""
        left = [path for path in self.folder.iterdir() if _LEFT.fullmatch(path.name)]
        for path in left:
            shutil.rmtree(path)
        return len(left)

    @contextmanager
    def locked(self, *, shared: bool = False) -> Iterator[None]:
        """Within the block nobody else changes this store. Raises Conflict ``backup_running``."""
        with (self.folder / MARK).open("rb") as file:
            try:
                fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict("backup_running", params={"folder": self.folder}) from error
            yield


def make(folder: Path) -> Store:
    """The store in ``folder``, made there when the folder is new or empty. Raises Invalid ``backup_folder_taken``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / MARK).exists():
        if any(folder.iterdir()):
            raise Invalid("backup_folder_taken", params={"folder": folder})
        write_file(folder / MARK, _MARK_TEXT)
    (folder / BLOBS).mkdir(mode=0o700, exist_ok=True)
    return Store(folder)


def existing(folder: Path) -> Store:
    """Raises NotFound ``backup_not_here``."""
    if not (folder / MARK).is_file():
        raise NotFound("backup_not_here", params={"folder": folder})
    return Store(folder)


def write_file(path: Path, data: bytes) -> None:
    """Write a small file so that it is either whole or not there."""
    unfinished = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def told_plainly(folder: Path) -> Iterator[None]:
    """Within the block a failure of the disk is Unavailable ``backup_no_space`` or ``backup_write_failed``."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Unavailable("backup_no_space", params={"folder": folder}) from error
        reason = error.strerror or type(error).__name__
        raise Unavailable("backup_write_failed", params={"folder": folder, "reason": reason}) from error
