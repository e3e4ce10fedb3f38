"""Where blobs lie: any storage of Django's storage interface. By default a folder; ``FILES_BACKEND`` in the settings
names another, such as S3 through django-storages.

A blob's name is random and says nothing about the file, its owner or its content.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.module_loading import import_string

from motcua.core.errors import Unavailable

READ_BYTES = 256 * 1024
INCOMING = "incoming"
PART_SUFFIX = ".part"
log = structlog.get_logger()


def blob_storage() -> Storage:
    """The storage in force. Files in a folder are readable by this program's user only."""
    if settings.FILES_BACKEND:
        return _storage(settings.FILES_BACKEND, tuple(sorted(settings.FILES_OPTIONS.items())))
    return _folder_storage(str(settings.FILES_ROOT))


@lru_cache(maxsize=8)
def _folder_storage(root: str) -> Storage:
    return FileSystemStorage(location=root, file_permissions_mode=0o600, directory_permissions_mode=0o700)


@lru_cache(maxsize=8)
def _storage(backend: str, options: tuple[tuple[str, object], ...]) -> Storage:
    built = import_string(backend)(**dict(options))
    if not isinstance(built, Storage):
        raise TypeError(f"{backend} is not a storage")
    return built


def new_blob_name() -> str:
    """``ab/cd/`` and 32 random hex digits: 65,536 folders, so that none grows long."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:4]}/{name}"


def is_blob_name(name: str) -> bool:
    first, _, rest = name.partition("/")
    second, _, last = rest.partition("/")
    return len(last) == 32 and last.isalnum() and last[:2] == first and last[2:4] == second


def incoming_folder() -> Path:
    """Where an upload lies, sealed, until it is whole: inside the store's folder, so that taking it in is a rename;
    in the system's temporary folder when the store is elsewhere."""
    storage = blob_storage()
    if isinstance(storage, FileSystemStorage):
        return Path(storage.location) / INCOMING
    return Path(tempfile.gettempdir()) / "motcua-incoming"


class IncomingBlob(File):
    """A whole, sealed upload on its way into the storage."""

    def temporary_file_path(self) -> str:
        """Django's folder storage moves a file that has a path instead of copying it."""
        return str(self.name)


def open_incoming() -> BinaryIO:
    """A new file for an upload. Raises Unavailable ``storage_unavailable``."""
    folder = incoming_folder()
    with store_errors():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return (folder / f"{secrets.token_hex(16)}{PART_SUFFIX}").open("x+b")


def take_in(incoming: BinaryIO, name: str) -> None:
    """Put a whole upload in its place, safe against a power cut, under ``name``.
    Raises Unavailable ``storage_unavailable``; then nothing of it is left under that name."""
    storage = blob_storage()
    with store_errors():
        incoming.flush()
        if settings.FILES_FSYNC:
            os.fsync(incoming.fileno())
        incoming.seek(0)
        try:
            stored = storage.save(name, IncomingBlob(incoming, name=incoming.name))
        except OSError:
            with suppress(OSError):
                storage.delete(name)
            raise
        if stored != name:
            storage.delete(stored)
            raise FileExistsError(errno.EEXIST, "a blob of this name exists")
        if settings.FILES_FSYNC and isinstance(storage, FileSystemStorage):
            _sync_folders(Path(storage.path(name)), Path(storage.location))


def discard(incoming: BinaryIO) -> None:
    """Forget an upload that was not taken in."""
    with suppress(FileNotFoundError):
        os.unlink(incoming.name)
    with suppress(OSError):  # closing writes what is still held back; on a full disk that fails once more
        incoming.close()


def read_blob(name: str) -> Iterator[bytes]:
    """The sealed bytes. Raises FileNotFoundError here when there is no such blob; it is opened only when the first
    piece is asked for, so nothing stays open when none is."""
    if not blob_exists(name):
        raise FileNotFoundError(errno.ENOENT, "no such blob")
    return _blob_pieces(name)


def _blob_pieces(name: str) -> Iterator[bytes]:
    with blob_storage().open(name, "rb") as opened:
        while piece := opened.read(READ_BYTES):
            yield piece


def blob_exists(name: str) -> bool:
    return blob_storage().exists(name)


def delete_blob(name: str) -> None:
    """Delete it if it is there. Raises Unavailable ``storage_unavailable``."""
    with store_errors(), suppress(FileNotFoundError):
        blob_storage().delete(name)


def list_blobs() -> Iterator[str]:
    """Every blob in the storage, folder by folder."""
    storage = blob_storage()
    for first in _folders(storage, ""):
        for second in _folders(storage, first):
            path = f"{first}/{second}"
            yield from (f"{path}/{name}" for name in sorted(storage.listdir(path)[1]) if is_blob_name(f"{path}/{name}"))


def blob_written_at(name: str) -> dt.datetime:
    return blob_storage().get_modified_time(name)


def stale_uploads(before: dt.datetime) -> Iterator[Path]:
    """Uploads that never became whole because their process died."""
    with suppress(FileNotFoundError):
        for path in sorted(incoming_folder().iterdir()):
            with suppress(FileNotFoundError):
                if path.suffix == PART_SUFFIX and path.stat().st_mtime < before.timestamp():
                    yield path


@contextmanager
def store_errors() -> Iterator[None]:
    """Within the block a failure of the disk or of the object store is Unavailable ``storage_unavailable``."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        log.exception("file.storage_failed", reason=errno.errorcode.get(error.errno or 0, type(error).__name__))
        raise Unavailable("storage_unavailable") from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"botocore", "boto3", "s3transfer"}:
            raise
        log.exception("file.storage_failed", reason=type(error).__name__)
        raise Unavailable("storage_unavailable") from error


def _folders(storage: Storage, path: str) -> list[str]:
    try:
        return sorted(name for name in storage.listdir(path)[0] if len(name) == 2)
    except FileNotFoundError:
        return []


def _sync_folders(path: Path, root: Path) -> None:
    """Make the new name itself durable, and those of the folders above it, up to the root of the store."""
    for folder in path.parents:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if folder == root:
            return
