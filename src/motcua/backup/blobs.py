"""The files of a backup: which blobs it needs, and copying those that no earlier backup has.

Blobs never change and their names are never used again, so a blob copied once serves every later backup. They are
sealed already under keys that lie in the database only. Lists are sorted by name, one blob a line, and always walked
side by side: memory does not grow with their length.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from motcua.backup.parts import READ_BYTES
from motcua.backup.store import Store, sync_folder, told_plainly
from motcua.core.errors import Invalid
from motcua.documents.blobs import read_blob
from motcua.documents.crypto import sealed_size

CHUNK = 2000
_NEEDED = """
    SELECT blob_name, uid::text, size FROM documents_file WHERE erased_at IS NULL ORDER BY blob_name COLLATE "C"
"""


class Blob(NamedTuple):
    """A line of the list: a blob's name, the SHA-256 of its sealed bytes, their number."""

    name: str
    sha256: str
    size: int

    def __str__(self) -> str:
        return f"{self.name} {self.sha256} {self.size}"


class Needed(NamedTuple):
    """A file of the snapshot: its blob, its public id and the size its blob must have."""

    blob: str
    uid: str
    size: int


def parse(line: str) -> Blob:
    name, sha256, size = line.split(" ")
    return Blob(name, sha256, int(size))


def needed() -> Iterator[Needed]:
    """The files the present transaction sees, sorted by blob."""
    raw = connection.connection
    with raw.cursor(name="motcua_backup_files") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(_NEEDED)
        for blob, uid, size in cursor:
            yield Needed(blob, uid, sealed_size(size))


@dataclass(slots=True)
class Copied:
    """What came of copying; ``lacking`` are (blob, file) pairs that could not be read as their rows say."""

    files: int = 0
    file_bytes: int = 0
    new_files: int = 0
    new_bytes: int = 0
    lacking: list[Needed] = field(default_factory=list)


def gather(store: Store, wanted: Iterable[Needed], before: Iterable[Blob], copied: Copied) -> Iterator[Blob]:
    """The list of this backup: each wanted blob, copied into the store unless the list ``before`` has it and the store
    too. A blob that cannot be read is noted in ``copied.lacking`` and left out."""
    earlier = iter(before)
    known = next(earlier, None)
    for one in wanted:
        while known is not None and known.name < one.blob:
            known = next(earlier, None)
        if known is not None and known.name == one.blob and _is_there(store.blob(known.name), known.size):
            found: Blob | None = known
        else:
            found = _copy(store, one)
            if found is not None:
                copied.new_files += 1
                copied.new_bytes += found.size
        if found is None:
            copied.lacking.append(one)
            continue
        copied.files += 1
        copied.file_bytes += found.size
        yield found


def _is_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _copy(store: Store, one: Needed) -> Blob | None:
    """Copy a blob out of the living store, whole or not at all. None when it is gone or not what its row says."""
    try:
        pieces = read_blob(one.blob)
    except FileNotFoundError:
        return None
    target = store.blob(one.blob)
    with told_plainly(store.folder):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = target.with_name(f"{target.name}.new")
        try:
            found = _written(unfinished, pieces, one.blob)
        except FileNotFoundError:
            return None
        if found.size != one.size:
            unfinished.unlink()
            return None
        unfinished.rename(target)
        sync_folder(target.parent)
    return found


def _written(path: Path, pieces: Iterable[bytes], name: str) -> Blob:
    digest = hashlib.sha256()
    size = 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Blob(name, digest.hexdigest(), size)


def check(store: Store, blob: Blob, *, backup: str) -> None:
    """Raises Invalid ``backup_part_missing`` or ``backup_damaged``, naming the blob."""
    named = {"backup": backup, "part": f"blobs/{blob.name}"}
    digest = hashlib.sha256()
    size = 0
    try:
        with store.blob(blob.name).open("rb") as file:
            while piece := file.read(READ_BYTES):
                digest.update(piece)
                size += len(piece)
    except FileNotFoundError as error:
        raise Invalid("backup_part_missing", params=named) from error
    except OSError as error:
        raise Invalid("backup_damaged", params=named) from error
    if (size, digest.hexdigest()) != (blob.size, blob.sha256):
        raise Invalid("backup_damaged", params=named)


def stored(store: Store) -> Iterator[str]:
    """Every blob in the store of backups, sorted; unfinished ones too."""
    root = store.blob("")
    for first in _sorted(root):
        for second in _sorted(root / first):
            yield from (f"{first}/{second}/{name}" for name in _sorted(root / first / second))


def _sorted(folder: Path) -> list[str]:
    return sorted(os.listdir(folder)) if folder.is_dir() else []
