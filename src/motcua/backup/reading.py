"""Opening a backup and finding out, before anything is done with it, whether all of it is as it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from motcua.backup import blobs, manifest, sealing
from motcua.backup.blobs import Blob
from motcua.backup.manifest import DATABASE, FILES, GONE, Manifest
from motcua.backup.parts import lines, read_part
from motcua.backup.ring import backup_ring, secrets_in_force
from motcua.backup.store import MANIFEST, Store
from motcua.core.errors import Invalid

Progress = Callable[[int], None]
"""Called with the number of bytes done since the last call."""


def nothing(_count: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Backup:
    """An opened backup. ``key`` is its own key."""

    store: Store
    name: str
    manifest: Manifest
    key: bytes

    def __repr__(self) -> str:
        return f"Backup({self.name})"

    @property
    def place(self) -> Path:
        return self.store.place(self.name)

    def part(self, name: str) -> Iterator[bytes]:
        """The content of a part. Raises as :func:`motcua.backup.parts.read_part`."""
        return read_part(self.place, name, self.manifest, self.key)

    def files(self) -> Iterator[Blob]:
        """The list of its blobs, sorted by name."""
        return map(blobs.parse, lines(self.part(FILES)))

    def gone(self) -> Iterator[str]:
        """Public ids of the files whose blobs it does not have: erased while it ran, or missing already."""
        return lines(self.part(GONE))


def open_backup(store: Store, name: str) -> Backup:
    """Raises NotFound ``backup_unknown`` and Invalid as :func:`motcua.backup.manifest.read`."""
    try:
        data = (store.place(name) / MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise Invalid("backup_part_missing", params={"backup": name, "part": MANIFEST}) from error
    found, key = manifest.read(data, backup_ring(), name=name)
    return Backup(store, name, found, key)


def check(backup: Backup, progress: Progress = nothing) -> None:
    """Read every byte of the backup and hold it against the manifest. Raises Invalid ``backup_damaged`` or
    ``backup_part_missing``, naming the part. Constant memory."""
    for part in (DATABASE, GONE):
        for piece in backup.part(part):
            progress(len(piece))
    count = 0
    for blob in backup.files():
        blobs.check(backup.store, blob, backup=backup.name)
        progress(blob.size)
        count += 1
    if count != backup.manifest.files:
        raise Invalid("backup_damaged", params={"backup": backup.name, "part": FILES})


def check_fits(backup: Backup) -> None:
    """This version of the program knows the backup's migrations. Raises Invalid ``backup_of_newer``."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {f"{app}.{name}" for app, name in {*loader.disk_migrations, *loader.replacements}}
    unknown = sorted(set(backup.manifest.migrations) - known)
    if unknown:
        raise Invalid("backup_of_newer", params={"names": ", ".join(unknown[:3])})


def check_secrets(backup: Backup) -> None:
    """The keys in force are those of the system that was backed up; more of them do no harm. Raises Invalid
    ``backup_keys_differ``."""
    mine = {
        name: sealing.fingerprint(backup.key, backup=backup.manifest.uid, secret=value)
        for name, value in secrets_in_force().items()
    }
    lacking = [name for name, told in backup.manifest.secrets.items() if mine.get(name) != told]
    if lacking:
        raise Invalid("backup_keys_differ", params={"names": ", ".join(sorted(lacking))})
